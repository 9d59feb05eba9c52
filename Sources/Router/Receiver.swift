import BridgeErrors
import Crypto
import DataSets
import Deid
import Dicom
import Dimse
import Foundation
import Ledger
import Routes
import Spool
import Synchronization

/// The C-STORE SCP's decisions. Called on association threads; what it answers is true: 0000 means on disk and in the ledger.
final class Receiver: StoreHandler {
    private let spool: SpoolDirectory
    private let ledger: Ledger
    private let work: WorkQueue
    private let book: RuleBookHolder
    private let log: RouterLog
    /// Of associations that stand.
    private let notes = Mutex<[UInt64: Note]>([:])

    /// What the line of an association says beside how it ended.
    private struct Note {
        /// C-STORE requests answered with a failure.
        var refused = 0
        /// Why it was rejected.
        var rejection: String?
        /// The want of space was logged.
        var isSpaceTold = false
    }

    init(spool: SpoolDirectory, ledger: Ledger, work: WorkQueue, book: RuleBookHolder, log: RouterLog) {
        self.spool = spool
        self.ledger = ledger
        self.work = work
        self.book = book
        self.log = log
    }

    func associate(_ request: AssociationRequest) -> AssociationDecision {
        let (current, calling, host) = (book.current, request.callingAETitle, request.peerAddress)
        let verdict = current.matcher.associationVerdict(called: request.calledAETitle, calling: calling, host: host)
        switch verdict {
        case .rejectCalled: return reject(request, .calledAETitleNotRecognized, "no_route_for_called_ae_title")
        case .rejectCalling:
            let isListed = current.matcher.isListed(calling: calling, host: host)
            return reject(request, .callingAETitleNotRecognized, isListed ? "no_route_for_sender" : "sender_not_in_accept")
        case .accept:
            // Stock senders drop what is answered A700, and most of them tell nobody; a rejected association they all notice.
            guard spool.freeSpace() > current.configuration.node.associationFreeSpace
            else { return reject(request, .localLimitExceeded, "no_space") }
            return .accept
        }
    }

    private func reject(_ request: AssociationRequest, _ why: AssociationReject, _ reason: String) -> AssociationDecision {
        notes.withLock { $0[request.association, default: Note()].rejection = reason }
        return .reject(why)
    }

    func kind(ofAbstractSyntax uid: String) -> AbstractSyntaxKind {
        if uid == "1.2.840.10008.1.1" { return .verification }
        if StorageSOPClass.withUID(uid) != nil { return .storage }
        // Classes newer than our table are the standard's own arc; everything outside its root is private.
        if UID.isStandard(uid) { return uid.hasPrefix(Self.storageArc) ? .storage : .refused }
        return book.current.configuration.node.privateSOPClasses ? .storage : .refused
    }

    /// Storage SOP Classes of PS3.6 Table A-1 are below this arc, with exceptions that the table names one by one.
    private static let storageArc = "1.2.840.10008.5.1.4.1.1."

    /// The sender's own preference is the order it proposes in; Big Endian, which nobody keeps files in, is taken only where
    /// no other is proposed beside it, and a syntax that Veil cannot read only then (`docs/adr/0014-transfer-syntax.md`).
    func chooseTransferSyntax(_ proposed: [String]) -> Int? {
        let readable = proposed.indices.filter { TransferSyntax(uid: proposed[$0]).encoding != nil }
        return readable.first { TransferSyntax(uid: proposed[$0]) != .explicitBigEndian } ?? readable.first
            ?? proposed.indices.first
    }

    func begin(_ request: StoreRequest) -> Result<any StoreSink, DimseStatus> {
        let current = book.current
        guard spool.freeSpace() > current.configuration.node.minimumFreeSpace else {
            noteRefused(request)
            if isFirstWithoutSpace(request) {
                log.error("refused for lack of space", .association(request.association), .status(.outOfResources))
            }
            return .failure(.outOfResources)
        }
        do {
            return .success(try Reception(of: request, id: .make(), receiver: self))
        } catch {
            noteRefused(request)
            log.error("reception cannot start", .association(request.association), .error(error))
            return .failure(.outOfResources)
        }
    }

    private func noteRefused(_ request: StoreRequest) {
        notes.withLock { $0[request.association, default: Note()].refused += 1 }
    }

    /// A sender goes on to the end of its list; one line says it all.
    private func isFirstWithoutSpace(_ request: StoreRequest) -> Bool {
        notes.withLock { notes in
            defer { notes[request.association, default: Note()].isSpaceTold = true }
            return notes[request.association]?.isSpaceTold != true
        }
    }

    func associationEnded(_ summary: AssociationSummary) {
        let request = summary.request
        let note = notes.withLock { $0.removeValue(forKey: request.association) } ?? Note()
        guard summary.outcome.hasPrefix("rejected") else {
            log.info(
                "association ended", .association(request.association), .callingAETitle(request.callingAETitle),
                .calledAETitle(request.calledAETitle), .peerAddress(request.peerAddress), .outcome(summary.outcome),
                .count(summary.stored), .refused(note.refused))
            return
        }
        let reason = switch summary.outcome {
        case "rejected_limit": "max_associations"
        case "rejected_context": "application_context"
        case "rejected_title": "empty_ae_title"
        default: note.rejection ?? "unknown"
        }
        log.notice(
            "association rejected", .association(request.association), .callingAETitle(request.callingAETitle),
            .calledAETitle(request.calledAETitle), .peerAddress(request.peerAddress), .reason(reason))
    }

    /// One C-STORE under way: state S1 to S3 of `docs/adr/0003-durability.md`.
    private final class Reception: StoreSink {
        private let request: StoreRequest
        private let receiver: Receiver
        private let id: InstanceID
        private let syntax: TransferSyntax
        private let dataSetOffset: UInt64
        private var file: IncomingFile?
        private var digest = SHA256()
        private var beginning: [UInt8] = []
        private var trouble: SpoolError?

        /// Enough to find SOP Class and Instance UID, which stand near the beginning of a Data Set.
        private static let beginningLength = 16 << 10

        init(of request: StoreRequest, id: InstanceID, receiver: Receiver) throws(SpoolError) {
            self.request = request
            self.receiver = receiver
            self.id = id
            syntax = TransferSyntax(uid: request.transferSyntaxUID)
            let meta = FileMetaInformation.bytes(
                sopClassUID: request.sopClassUID, sopInstanceUID: request.sopInstanceUID, transferSyntax: syntax)
            dataSetOffset = UInt64(meta.count)
            var incoming = try IncomingFile(in: receiver.spool, id: id.value)
            do {
                try meta.withUnsafeBytes { try incoming.write($0) }
            } catch {
                throw error as? SpoolError ?? SpoolError(.failed, "write")
            }
            file = consume incoming
        }

        func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
            if beginning.count < Self.beginningLength {
                beginning += bytes.prefix(Self.beginningLength - beginning.count)
            }
            digest.update(bufferPointer: bytes)
            do throws(SpoolError) {
                try file?.write(bytes)
                return true
            } catch {
                trouble = error
                return false
            }
        }

        func finish(complete: Bool) -> DimseStatus {
            // Whatever is returned before `keep`: the file goes with this object.
            guard complete else { return .processingFailure }
            let status = answer()
            if status != .success { receiver.noteRefused(request) }
            return status
        }

        private func answer() -> DimseStatus {
            if let trouble { return refuse(trouble) }
            if let mismatch = identityTrouble() {
                receiver.log.notice("refused", .association(request.association), .status(mismatch))
                return mismatch
            }
            return store()
        }

        /// Whether the Data Set is the instance that the command announced (PS3.4 §B.2.3, statuses A900 and C000).
        private func identityTrouble() -> DimseStatus? {
            // A layout that nobody knows cannot be looked into: it is accepted, and held later.
            guard syntax.encoding != nil else { return nil }
            let found = beginning.withUnsafeBytes { DataSet.peekIdentity(prefix: $0, transferSyntax: syntax) }
            guard let found else { return .cannotUnderstand }
            guard found.sopClassUID == UID.trimmed(request.sopClassUID),
                found.sopInstanceUID == UID.trimmed(request.sopInstanceUID)
            else { return .dataSetDoesNotMatchSOPClass }
            return nil
        }

        private func store() -> DimseStatus {
            let path = receiver.spool.spoolPath(id.value)
            let size = file?.size ?? 0
            let instance = ReceivedInstance(
                id: id, receivedAt: Date(), callingAETitle: request.callingAETitle, calledAETitle: request.calledAETitle,
                peerAddress: request.peerAddress, sopClassUID: UID.trimmed(request.sopClassUID), transferSyntax: syntax,
                dataSetOffset: dataSetOffset, fileSize: size)
            do {
                FaultPoint.receiveFileWritten.pass()
                if !mayStore(instance, path) {
                    receiver.log.notice("refused: no route takes it", .association(request.association), .status(.notAuthorized))
                    return .notAuthorized
                }
                try file?.sync()
                FaultPoint.receiveFileSynced.pass()
                try receiver.ledger.recordReceived(instance)
                file?.keep()
            } catch let error as SpoolError {
                return refuse(error)
            } catch {
                receiver.log.error("reception not recorded", .association(request.association), .instance(id))
                return .outOfResources
            }
            FaultPoint.receiveCommitted.pass()
            receiver.work.add(Work(instance: instance, digest: Array(digest.finalize())))
            return .success
        }

        /// With `unmatched: refuse` an instance that no route takes is answered 0124. What cannot be read is accepted and held.
        private func mayStore(_ instance: ReceivedInstance, _ path: String) -> Bool {
            let book = receiver.book.current
            guard book.configuration.unmatched == .refuse else { return true }
            guard instance.transferSyntax.encoding != nil else { return true }
            do throws(DimseError) {
                let dataSet = try DataSet(path: path, offset: instance.dataSetOffset, transferSyntax: instance.transferSyntax)
                return try !book.routes(for: instance, view: dataSet.view()).isEmpty
            } catch {
                return true
            }
        }

        private func refuse(_ error: SpoolError) -> DimseStatus {
            receiver.log.error("reception failed", .association(request.association), .error(error), .status(.outOfResources))
            return .outOfResources
        }
    }
}
