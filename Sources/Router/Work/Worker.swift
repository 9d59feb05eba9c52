import BridgeErrors
import Crypto
import Dicom
import Engine
import Foundation
import Instances
import Ledger
import Spool
import Synchronization
import Threads

/// Takes accepted instances, makes them clean, and records what came of it in one transaction.
final class Worker: @unchecked Sendable {  // immutable but for the semaphore's count
    private let work: WorkQueue
    private let spool: SpoolDirectory
    private let ledger: Ledger
    private let book: RuleBookHolder
    private let deliveries: DeliveryService
    private let originals: OriginalDisposal
    private let log: RouterLog
    private let thread = Mutex<BlockingThread?>(nil)
    /// Recorded outcomes under way, so that planning does not run ahead of the disk without bound.
    private let room = DispatchSemaphore(value: 32)

    init(
        work: WorkQueue, spool: SpoolDirectory, ledger: Ledger, book: RuleBookHolder, deliveries: DeliveryService,
        originals: OriginalDisposal, log: RouterLog
    ) {
        self.work = work
        self.spool = spool
        self.ledger = ledger
        self.book = book
        self.deliveries = deliveries
        self.originals = originals
        self.log = log
    }

    /// Works on a thread of its own, which ends after the queue was stopped.
    func start() { thread.withLock { $0 = BlockingThread("deidentify", stack: .parsing) { [self] in run() } } }

    func join() { thread.withLock { $0 }?.join() }

    private func run() {
        let finders = TextFinders()
        while let next = work.next() { process(next, finders) }
    }

    private func process(_ next: Work, _ finders: TextFinders) {
        let id = next.instance.id
        room.wait()
        let outcomes: [Outcome]
        do {
            outcomes = try makeOutcomes(of: next, finders)
        } catch {
            // Neither good nor bad: our own trouble (memory, a file that cannot be read now). Looked at again later.
            log.error("instance could not be worked on", .instance(id), .error(Trouble(error)), .attempt(next.failures + 1))
            // What did not fit is gone again by now, and with it the sign of a full disk.
            postpone(next, wasFull: (error as? SpoolError)?.code == .noSpace)
            spool.clearAttempts(id)
            room.signal()
            return
        }
        // What is left on a full disk is for outcomes that are small, whose deliveries free more than they take.
        if spool.isFull, outcomes.contains(where: { $0.size > Self.largeOutcome }) {
            log.warning("instance waits for room on the disk", .instance(id))
            postpone(next, wasFull: true)
            spool.clearAttempts(id)
            room.signal()
            return
        }
        FaultPoint.workPlanned.pass()
        ledger.record(outcomes, of: id, replacing: next.instance.isReleased) { [self] result in
            switch result {
            case .success(let recorded):
                FaultPoint.workCommitted.pass()
                for (delivery, index) in recorded.deliveries {
                    if case .ready(let output, _, _, _) = outcomes[index] { deliveries.add(delivery, output) }
                }
                report(recorded, id)
                originals.dispose(of: id, recorded.remaining)
                work.finish(id)
            case .failure(let error) where error.code == .notFound:
                log.debug("instance was settled meanwhile", .instance(id))
                work.finish(id)
            case .failure(let error):
                log.error("outcome not recorded", .instance(id), .error(error), .attempt(next.failures + 1))
                postpone(next)
            }
            spool.clearAttempts(id)
            room.signal()
        }
    }

    /// It comes back, and after too many times a person has to look; but a full disk says nothing about an instance.
    private func postpone(_ next: Work, wasFull: Bool = false) {
        work.postpone(next, mostFailures: wasFull || spool.isFull ? max(next.failures, Self.failuresOfFullDisk) : .max)
    }

    /// An error of ours, or that there was one: others' texts may quote anything.
    private struct Trouble: CustomStringConvertible {
        let description: String

        init(_ error: any Error) {
            description =
                switch error {
                case let error as DimseError: error.description
                case let error as SpoolError: error.description
                case let error as LedgerError: error.description
                default: "unexpected"
                }
        }
    }

    private func report(_ recorded: Recorded, _ id: InstanceID) {
        for reason in Set(recorded.held.map(\.rawValue)).sorted() {
            log.notice("instance held", .instance(id), .reason(reason))
        }
        if recorded.duplicates > 0 {
            log.info("instance was here before", .instance(id), .count(recorded.duplicates))
        }
    }

    private func makeOutcomes(of next: Work, _ finders: TextFinders) throws -> [Outcome] {
        let instance = next.instance
        guard let path = spool.original(instance.id) else {
            return [.held(project: nil, destinations: nil, reason: .originalMissing, detail: "", contentHash: nil)]
        }
        func held(_ reason: HoldReason) -> [Outcome] {
            [.held(project: nil, destinations: nil, reason: reason, detail: "", contentHash: nil)]
        }
        if next.failures >= Self.maximumFailures { return held(.cannotBeWorkedOn) }
        // What comes out of the ledger may have ended the process before: a fourth time it is held instead.
        if next.digest == nil, try spool.noteAttempt(instance.id) > Self.maximumAttempts {
            return held(.endedTheProcess)
        }
        // A run that came to nothing leaves its pixels, and each retry would need room for more.
        if spool.hasPixels(of: instance.id) {
            try spool.removePixels(of: instance.id, except: ledger.pixelFiles(of: instance.id, waiting: true))
        }
        let digest = try next.digest ?? OpenFile(path).digest(from: instance.dataSetOffset)
        if next.digest == nil { spool.removePicture(of: instance.id) }
        let outcomes = try book.current.deidentify(
            instance, path: path, digest: digest, finders, pixels: .spool(spool, id: instance.id))
        if let boxes = outcomes.heldBoxes, let picture = HeldPicture.svg(of: instance, path: path, boxes) {
            // The instance is held without it as well.
            try? spool.writePicture(picture, of: instance.id)
        }
        return outcomes.all
    }

    /// After so many failures (growing waits up to five minutes: about an hour) a person has to look.
    private static let maximumFailures = 20
    private static let maximumAttempts = 3
    /// Of a full disk so many count, which makes waits of up to eight seconds: it may have room at any time.
    private static let failuresOfFullDisk = 3
    /// Bytes in the ledger.
    private static let largeOutcome = 1 << 20
}

extension Outcome {
    /// Bytes that the ledger keeps of it, but for rows.
    fileprivate var size: Int {
        if case .ready(let output, _, _, _) = self { output.dataSet.bytes.count } else { 0 }
    }
}
