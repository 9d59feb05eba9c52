import Dicom
import Foundation
import Ledger
import Routes
import Spool
import Synchronization
import Threads

/// Delivers to one destination, one instance after the other, on a thread of its own: a stuck archive blocks this thread
/// and nothing else. What the destination is, is its sender's matter; what an answer means for the ledger is decided here.
final class DeliveryLane: Sendable {
    private let name: String
    private let retry: DestinationConfiguration.Retry
    private let backoff: Backoff
    private let sender: any DestinationSender
    private let queue: DestinationQueue
    private let ledger: Ledger
    private let spool: SpoolDirectory
    private let originals: OriginalDisposal
    private let log: RouterLog
    private let thread = Mutex<BlockingThread?>(nil)

    /// Connections are kept this long without work, in seconds.
    private static let idleSeconds: TimeInterval = 5

    /// - Parameters:
    ///   - destination: its name.
    ///   - sender: for this lane alone.
    init(
        _ destination: String, retry: DestinationConfiguration.Retry, sender: any DestinationSender, queue: DestinationQueue,
        ledger: Ledger, spool: SpoolDirectory, originals: OriginalDisposal, log: RouterLog
    ) {
        name = destination
        self.retry = retry
        backoff = Backoff(retry)
        self.sender = sender
        self.queue = queue
        self.ledger = ledger
        self.spool = spool
        self.originals = originals
        self.log = log
    }

    /// Delivers on a thread of its own, which ends after the queue was stopped.
    func start() { thread.withLock { $0 = BlockingThread("deliver", stack: .parsing) { [self] in run() } } }

    /// Waits until the lane has ended; after `deadline` its connection is interrupted. A lane that waits for a connection
    /// to be answered cannot be interrupted and is left behind: it has nothing under way, and ends by itself.
    func join(deadline: Date) {
        guard let thread = thread.withLock({ $0 }) else { return }
        if thread.join(within: deadline.timeIntervalSinceNow) { return }
        sender.interrupt()
        _ = thread.join(within: 2)
    }

    private func run() {
        // Whether the schedule counts a connection of this lane.
        var isCounted = false
        func noteIfGone() {
            guard isCounted, !sender.isConnected else { return }
            isCounted = false
            queue.noteDisconnected()
        }
        func disconnect() {
            sender.disconnect()
            noteIfGone()
        }
        while true {
            let next = queue.next(idle: Self.idleSeconds, isConnected: isCounted) { [sender] in sender.isReady(for: $0) }
            switch next {
            case .send(let item):
                attempt(item) { conclude(sender.send($0), $0.delivery) }
                noteIfGone()
                queue.endTry()
            case .connect(let kinds):
                disconnect()
                isCounted = connect(for: kinds)
                queue.endTry()
            case .idle: disconnect()
            case .stopped: return disconnect()
            }
        }
    }

    // MARK: attempts

    /// Makes a connection; true if it stands. If not, the first instance that it was for is told so, unless another lane
    /// can send it.
    private func connect(for kinds: [InstanceKind]) -> Bool {
        guard let answer = sender.connect(for: kinds) else {
            queue.noteConnected()
            return true
        }
        guard answer.meaning == .unreachable else {
            queue.noteConnectionRefused()
            // The answer is about the first kind; whether others were asked about, it does not say.
            if let item = queue.takeFirst(of: [kinds[0]]) { attempt(item) { conclude(answer, $0.delivery) } }
            return false
        }
        switch queue.noteConnectionFailed() {
        case .onlyFurther: log.info("no further association", .destination(name), .reason(answer.note))
        case .trouble(let count, let until):
            reportTrouble(count, answer.note)
            if let item = queue.takeFirst(of: kinds) {
                attempt(item) { retryLater($0.delivery, note: answer.note, at: until) }
            }
        }
        return false
    }

    /// Hands an instance that still waits, with its bytes, to `body`; what cannot be sent is recorded.
    private func attempt(_ item: DestinationQueue.Item, _ body: (InstanceToSend) -> Void) {
        let delivery = item.delivery
        let output: Output
        do {
            // Cancelled, discarded or replaced by a person since it was queued.
            guard try ledger.isWaiting(delivery.id) else { return queue.finish(delivery.id) }
            guard let found = try item.output ?? ledger.output(delivery.output) else {
                return record(.held(nil, reason: .outputMissing, detail: ""), delivery)
            }
            output = found
        } catch {
            return retryLater(delivery, note: "ledger")
        }
        do {
            let files = try InstanceFiles(of: output, id: delivery.instance, in: spool)
            body(InstanceToSend(delivery: delivery, output: output, files: files))
        } catch let lost as InstanceFiles.Lost {
            // Nothing but this instance has trouble then.
            record(.held(nil, reason: lost.reason, detail: lost.detail), delivery)
        } catch {
            retryLater(delivery, note: "spool")
        }
    }

    // MARK: outcomes

    private func conclude(_ answer: DeliveryAnswer, _ delivery: Delivery) {
        // A destination that says something about an instance is there.
        if answer.status != nil, let seconds = queue.noteAnswer() {
            log.notice("destination is well again", .destination(name), .seconds(seconds))
        }
        switch answer.meaning {
        case .delivered: record(.delivered(answer.status ?? .success), delivery)
        case .refused(let reason, let detail): record(.held(answer.status, reason: reason, detail: detail), delivery)
        case .tryLater: retryLater(delivery, status: answer.status, note: answer.note)
        case .broken:
            // It waits by itself; the next one tries a new connection at once.
            queue.noteBroken()
            retryLater(delivery, note: answer.note)
        case .unreachable:
            let (count, until) = queue.noteTrouble()
            reportTrouble(count, answer.note)
            retryLater(delivery, note: answer.note, at: until)
        }
    }

    private func reportTrouble(_ count: Int, _ note: String) {
        guard count == 1 || count % 10 == 0 else { return }
        log.warning("destination in trouble", .destination(name), .reason(note), .count(count))
    }

    private func retryLater(_ delivery: Delivery, status: DimseStatus? = nil, note: String, at: Date? = nil) {
        let now = Date()
        if now.timeIntervalSince(delivery.since) > retry.giveUpAfter.seconds {
            return record(.held(status, reason: .gaveUp, detail: note), delivery)
        }
        let next = at ?? now.addingTimeInterval(backoff.wait(after: delivery.attempts + 1))
        record(.retry(status, note: note, next: next), delivery)
    }

    /// Records until it succeeds: an outcome that is not recorded would be repeated, and a full disk passes.
    private func record(_ attempt: Attempt, _ delivery: Delivery) {
        ledger.record(attempt, of: delivery, keepsRows: originals.keepsRows) { [self] result in
            switch result {
            case .failure(let error):
                log.error("delivery outcome not recorded", .instance(delivery.instance), .destination(name), .error(error))
                DispatchQueue.global().asyncAfter(deadline: .now() + 2) { [self] in
                    if queue.isStopping { queue.finish(delivery.id) } else { record(attempt, delivery) }
                }
            case .success(let remaining):
                FaultPoint.deliverCommitted.pass()
                report(attempt, delivery)
                if case .retry(_, _, let next) = attempt {
                    queue.finish(delivery.id, retryAt: next)
                } else {
                    queue.finish(delivery.id)
                }
                originals.dispose(of: delivery.instance, remaining)
            }
        }
    }

    private func report(_ attempt: Attempt, _ delivery: Delivery) {
        switch attempt {
        case .delivered(let status):
            log.info("delivered", .instance(delivery.instance), .destination(name), .status(status))
        case .retry(let status, let note, let next):
            log.info(
                "delivery waits", .instance(delivery.instance), .destination(name),
                status.map { .status($0) } ?? .reason(note), .seconds(next.timeIntervalSinceNow))
        case .held(_, let reason, _):
            log.notice("delivery held", .instance(delivery.instance), .destination(name), .reason(reason.rawValue))
        }
    }
}
