import BridgeErrors
import DataSets
import Dicom
import Dimse
import Foundation
import Ledger
import Pixels
import Routes
import Spool
import Synchronization

/// One association's worth of delivering to one destination, on a thread of its own: a stuck archive blocks this thread and
/// nothing else.
final class DeliveryLane: @unchecked Sendable {  // `scu` belongs to the lane's thread; `current` is locked
    private let destination: DestinationConfiguration
    private let timeouts: NodeConfiguration.Timeouts
    private let queue: DestinationQueue
    private let ledger: Ledger
    private let spool: SpoolDirectory
    private let aftercare: Aftercare
    private let log: RouterLog
    private let backoff: Backoff
    private let finished = DispatchSemaphore(value: 0)

    private var scu: StoreSCU?
    /// What the association in `scu` was asked for; a pair in here that it does not accept was refused.
    private var proposed: Set<Proposal> = []
    /// The association that another thread may interrupt.
    private let current = Mutex<StoreSCU?>(nil)

    /// Associations are kept this long without work.
    private static let idleSeconds: TimeInterval = 5
    /// PS3.8 §9.3.2.2: context ids are odd bytes.
    private static let maximumContexts = 128

    init(
        _ destination: DestinationConfiguration, timeouts: NodeConfiguration.Timeouts, queue: DestinationQueue, ledger: Ledger,
        spool: SpoolDirectory, aftercare: Aftercare, log: RouterLog
    ) {
        self.destination = destination
        self.timeouts = timeouts
        self.queue = queue
        self.ledger = ledger
        self.spool = spool
        self.aftercare = aftercare
        self.log = log
        backoff = Backoff(first: destination.retry.first.seconds, longest: destination.retry.longest.seconds)
    }

    func start() {
        let thread = Thread { [self] in
            run()
            finished.signal()
        }
        thread.name = "deliver"
        // Conversion parses the Data Set with DCMTK, which recurses.
        thread.stackSize = 16 << 20
        thread.start()
    }

    /// Waits until the lane has ended; after `deadline` its association is interrupted. A lane that waits for an
    /// association to be answered cannot be interrupted and is left behind: it has nothing under way, and ends by itself.
    func join(deadline: Date) {
        if finished.wait(timeout: .now() + max(0, deadline.timeIntervalSinceNow)) == .success { return }
        current.withLock { $0?.interrupt() }
        _ = finished.wait(timeout: .now() + 2)
    }

    private func run() {
        while true {
            switch queue.next(idle: Self.idleSeconds) {
            case .item(let item):
                deliver(item)
                queue.endProbe()
            case .idle: close()
            case .stopped:
                close()
                return
            }
        }
    }

    private func close() {
        current.withLock { $0 = nil }
        scu = nil
        proposed = []
    }

    private func deliver(_ item: DestinationQueue.Item) {
        let delivery = item.delivery
        let output: Output
        do {
            guard try ledger.isWaiting(delivery.id) else {
                // Cancelled, discarded or replaced by a person since it was queued.
                queue.finish(delivery.id)
                return
            }
            guard let found = try item.output ?? ledger.output(delivery.output) else {
                record(.held(nil, reason: .outputMissing, detail: ""), delivery)
                return
            }
            output = found
        } catch {
            retryLater(delivery, note: "ledger")
            return
        }
        do {
            let files = try InstanceFiles(of: output, id: delivery.instance.value, in: spool)
            switch destination.kind {
            case .folder(let path): deliver(output, files, delivery, toFolder: path)
            case .dimse(let peer): deliver(output, files, delivery, to: peer)
            }
        } catch let lost as InstanceFiles.Lost {
            // Nothing but this instance has trouble then.
            record(.held(nil, reason: lost.reason, detail: lost.detail), delivery)
        } catch {
            retryLater(delivery, note: "spool")
        }
    }

    // MARK: folders

    private func deliver(_ output: Output, _ files: InstanceFiles, _ delivery: Delivery, toFolder folder: String) {
        let path = "\(folder)/\(CleanInstanceWriter.layout(output))"
        do {
            let result = try CleanInstanceWriter.write(output, files, to: path, temporary: delivery.instance.value)
            switch result {
            case .written, .alreadyThere:
                noteStored()
                record(.delivered(.success), delivery)
            case .taken:
                record(.held(nil, reason: .pathTaken, detail: "the folder has another file of this name"), delivery)
            }
        } catch let error as SpoolError where error.code == .original {
            record(.held(nil, reason: .originalDamaged, detail: ""), delivery)
        } catch let error as SpoolError where error.code == .path {
            record(.held(nil, reason: .pathNotPossible, detail: ""), delivery)
        } catch {
            trouble(delivery, note: "folder")
        }
    }

    // MARK: DIMSE

    private func deliver(
        _ output: Output, _ files: InstanceFiles, _ delivery: Delivery, to peer: DestinationConfiguration.Dimse
    ) {
        do throws(DimseError) {
            let association = try association(for: delivery, to: peer)
            guard let syntax = acceptedSyntax(association, delivery) else {
                // Negotiated and refused: another association would be told the same.
                record(.held(nil, reason: .presentationContextRefused, detail: ""), delivery)
                return
            }
            FaultPoint.deliverSent.pass()
            let status = try send(output, files, delivery, as: syntax, on: association)
            FaultPoint.deliverAnswered.pass()
            noteStored()
            conclude(status, delivery)
        } catch {
            failed(error, delivery)
        }
    }

    /// An association on which this delivery's context was negotiated: the open one if it was, else a new one.
    private func association(for delivery: Delivery, to peer: DestinationConfiguration.Dimse) throws(DimseError) -> StoreSCU {
        let own = proposals(delivery.sopClassUID, delivery.transferSyntax)
        if let scu, scu.isAlive, own.allSatisfy(proposed.contains) { return scu }
        close()
        var wanted = own
        for kind in queue.kinds(limit: Self.maximumContexts) {
            for proposal in proposals(kind.sopClassUID, kind.transferSyntax)
            where wanted.count < Self.maximumContexts && !wanted.contains(proposal) {
                wanted.append(proposal)
            }
        }
        let association = try StoreSCU(
            .init(
                host: peer.host, port: peer.port, callingAETitle: peer.callingAETitle.value, calledAETitle: peer.aeTitle.value,
                acseTimeout: timeouts.acse, dimseTimeout: timeouts.dimse),
            proposals: wanted)
        scu = association
        proposed = Set(wanted)
        current.withLock { $0 = association }
        queue.noteContact()
        return association
    }

    /// The instance's own Transfer Syntax first; uncompressed ones if it can be converted without loss (contract §5).
    private func proposals(_ sopClassUID: String, _ syntax: TransferSyntax) -> [Proposal] {
        var syntaxes = [syntax]
        if syntax.isLosslesslyConvertible {
            syntaxes += [.explicitLittleEndian, .implicitLittleEndian].filter { $0 != syntax }
        }
        return syntaxes.map { Proposal(sopClassUID: sopClassUID, transferSyntax: $0) }
    }

    private func acceptedSyntax(_ association: StoreSCU, _ delivery: Delivery) -> TransferSyntax? {
        proposals(delivery.sopClassUID, delivery.transferSyntax).map(\.transferSyntax).first {
            association.accepts(sopClassUID: delivery.sopClassUID, transferSyntax: $0)
        }
    }

    private func send(
        _ output: Output, _ files: InstanceFiles, _ delivery: Delivery, as syntax: TransferSyntax, on association: StoreSCU
    ) throws(DimseError) -> DimseStatus {
        guard syntax == output.transferSyntax else {
            return try sendConverted(output, files, delivery, as: syntax, on: association)
        }
        defer { withExtendedLifetime(files) {} }
        var pieces: [StoreSCU.Piece] = []
        for segment in output.dataSet.segments {
            switch segment {
            case .own(let range): pieces.append(.bytes(Array(output.dataSet.bytes[range])))
            case .original(let offset, let length):
                pieces.append(.file(descriptor: files.original?.file.number ?? -1, offset: offset, count: length))
            case .changed(let offset, let length):
                pieces.append(.file(descriptor: files.pixels?.file.number ?? -1, offset: offset, count: length))
            }
        }
        return try association.store(
            sopClassUID: output.sopClassUID, sopInstanceUID: output.sopInstanceUID, transferSyntax: syntax, pieces: pieces)
    }

    private func sendConverted(
        _ output: Output, _ files: InstanceFiles, _ delivery: Delivery, as syntax: TransferSyntax, on association: StoreSCU
    ) throws(DimseError) -> DimseStatus {
        let name = "\(delivery.id)-\(UInt64.random(in: 0 ... .max))"
        let (clean, converted) = (spool.workPath(name + ".clean"), spool.workPath(name + ".converted"))
        defer {
            unlink(clean)
            unlink(converted)
        }
        do {
            let file = try FileDescriptor(opening: clean, O_WRONLY | O_CREAT | O_EXCL)
            try CleanInstanceWriter.forEachChunk(of: output.dataSet, files) { try file.write($0) }
        } catch {
            throw DimseError(.io)
        }
        try Conversion.convert(path: clean, offset: 0, from: output.transferSyntax, to: syntax, output: converted)
        if output.transferSyntax.encoding == .encapsulated {
            do {
                try ConvertedPixels.check(original: clean, output.transferSyntax, converted: converted, as: syntax)
            } catch let error as DimseError {
                throw error
            } catch {
                throw DimseError(.transferSyntax)
            }
        }
        let (file, count): (OpenFile, UInt64)
        do {
            file = try OpenFile(converted)
            count = try file.file.size()
        } catch {
            throw DimseError(.io)
        }
        defer { withExtendedLifetime(file) {} }
        return try association.store(
            sopClassUID: output.sopClassUID, sopInstanceUID: output.sopInstanceUID, transferSyntax: syntax,
            pieces: [.file(descriptor: file.file.number, offset: 0, count: count)])
    }

    // MARK: outcomes

    private func conclude(_ status: DimseStatus, _ delivery: Delivery) {
        switch Disposition.of(status, alsoTransient: Set(destination.retry.statuses)) {
        case .delivered: record(.delivered(status), delivery)
        case .retry: retryLater(delivery, status: status, note: "status")
        case .hold: record(.held(status, reason: .refusedByArchive, detail: "status \(status)"), delivery)
        }
    }

    /// What a failed attempt means: the instance's own trouble is held, the destination's is waited out.
    private func failed(_ error: DimseError, _ delivery: Delivery) {
        switch error.code {
        case .noContext:
            close()
            record(.held(nil, reason: .presentationContextRefused, detail: ""), delivery)
        case .transferSyntax, .unreadable, .truncated, .tooDeep, .tooLarge:
            record(.held(nil, reason: .conversionFailed, detail: error.code.name), delivery)
        default:
            let stood = scu != nil
            close()
            // Broken in the middle of this instance: it waits by itself, the next one tries a new association at once. A
            // destination that cannot be reached makes all wait.
            if stood {
                queue.noteBroken(backoff)
                retryLater(delivery, note: error.code.name)
            } else {
                trouble(delivery, note: error.code.nameWithReason)
            }
        }
    }

    private func noteStored() {
        guard let seconds = queue.noteContact(stored: true) else { return }
        log.notice("destination is well again", .destination(destination.name), .seconds(seconds))
    }

    private func trouble(_ delivery: Delivery, note: String) {
        let (count, until) = queue.noteTrouble(backoff)
        if count == 1 || count % 10 == 0 {
            log.warning("destination in trouble", .destination(destination.name), .reason(note), .count(count))
        }
        retryLater(delivery, note: note, at: until)
    }

    private func retryLater(_ delivery: Delivery, status: DimseStatus? = nil, note: String, at: Date? = nil) {
        if Date().timeIntervalSince(delivery.since) > destination.retry.giveUpAfter.seconds {
            record(.held(status, reason: .gaveUp, detail: note), delivery)
            return
        }
        let next = at ?? Date(timeIntervalSinceNow: backoff.wait(after: delivery.attempts + 1))
        record(.retry(status, note: note, next: next), delivery)
    }

    /// Records until it succeeds: an outcome that is not recorded would be repeated, and a full disk passes.
    private func record(_ attempt: Attempt, _ delivery: Delivery) {
        let name = destination.name
        ledger.record(attempt, of: delivery, keepsRows: aftercare.keepsRows) { [self] result in
            switch result {
            case .failure(let error):
                log.error("delivery outcome not recorded", .instance(delivery.instance), .destination(name), .error(error))
                DispatchQueue.global().asyncAfter(deadline: .now() + 2) { [self] in
                    if queue.isStopping { queue.finish(delivery.id) } else { record(attempt, delivery) }
                }
            case .success(let aftermath):
                FaultPoint.deliverCommitted.pass()
                report(attempt, delivery)
                if case .retry(_, _, let next) = attempt {
                    queue.finish(delivery.id, retryAt: next)
                } else {
                    queue.finish(delivery.id)
                }
                aftercare.take(delivery.instance, aftermath)
            }
        }
    }

    private func report(_ attempt: Attempt, _ delivery: Delivery) {
        switch attempt {
        case .delivered(let status):
            log.info("delivered", .instance(delivery.instance), .destination(destination.name), .status(status))
        case .retry(let status, let note, let next):
            log.info(
                "delivery waits", .instance(delivery.instance), .destination(destination.name),
                status.map { .status($0) } ?? .reason(note), .seconds(next.timeIntervalSinceNow))
        case .held(_, let reason, _):
            log.notice("delivery held", .instance(delivery.instance), .destination(destination.name), .reason(reason.rawValue))
        }
    }
}

extension Duration {
    /// In seconds.
    var seconds: TimeInterval { TimeInterval(components.seconds) + TimeInterval(components.attoseconds) / 1e18 }
}
