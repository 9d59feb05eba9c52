import BridgeErrors
import Deid
import Dicom
import Dimse
import Instances
import Routes
import Synchronization

/// The C-STORE SCP's decisions: who may send, what is negotiated, and the Status that says what the intake made of an
/// instance. Called on association threads; what it answers is true: 0000 means on disk and in the ledger.
final class Receiver: StoreHandler {
    private let intake: Intake
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

    init(intake: Intake, book: RuleBookHolder, log: RouterLog) {
        self.intake = intake
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
            guard intake.freeSpace > current.configuration.node.associationFreeSpace
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

    // MARK: C-STORE

    func begin(_ request: StoreRequest) -> Result<any StoreSink, DimseStatus> {
        let origin = AssociationOrigin(
            callingAETitle: request.callingAETitle, calledAETitle: request.calledAETitle, peerAddress: request.peerAddress)
        let announcement = Announcement(
            origin: .association(origin), sopClassUID: request.sopClassUID, sopInstanceUID: request.sopInstanceUID,
            transferSyntax: TransferSyntax(uid: request.transferSyntaxUID))
        do throws(IntakeRefusal) {
            return .success(Reception(request, try intake.open(announcement), receiver: self))
        } catch {
            return .failure(status(of: error, request))
        }
    }

    /// The Status that tells a sender why its instance is not taken (PS3.4 §B.2.3); it is logged, and counted.
    private func status(of refusal: IntakeRefusal, _ request: StoreRequest) -> DimseStatus {
        noteRefused(request)
        let association = RouterLog.Field.association(request.association)
        switch refusal {
        case .noRoom:
            if isFirstWithoutSpace(request) {
                log.error("refused for lack of space", association, .status(.outOfResources))
            }
            return .outOfResources
        case .notStarted(let error):
            log.error("reception cannot start", association, .error(error))
            return .outOfResources
        case .notWritten(let error):
            log.error("reception failed", association, .error(error), .status(.outOfResources))
            return .outOfResources
        case .notRecorded(let id):
            log.error("reception not recorded", association, .instance(id))
            return .outOfResources
        case .identityUnreadable, .notAsAnnounced:
            let status = refusal == .notAsAnnounced ? DimseStatus.dataSetDoesNotMatchSOPClass : .cannotUnderstand
            log.notice("refused", association, .status(status))
            return status
        case .noRoute:
            log.notice("refused: no route takes it", association, .status(.notAuthorized))
            return .notAuthorized
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
        let reason =
            switch summary.outcome {
            case "rejected_limit": "max_associations"
            case "rejected_context": "application_context"
            case "rejected_title": "empty_ae_title"
            default: note.rejection ?? "unknown"
            }
        log.notice(
            "association rejected", .association(request.association), .callingAETitle(request.callingAETitle),
            .calledAETitle(request.calledAETitle), .peerAddress(request.peerAddress), .reason(reason))
    }

    /// One C-STORE under way.
    private final class Reception: StoreSink {
        private let request: StoreRequest
        private let instance: IncomingInstance
        private let receiver: Receiver
        private var refusal: IntakeRefusal?

        init(_ request: StoreRequest, _ instance: IncomingInstance, receiver: Receiver) {
            self.request = request
            self.instance = instance
            self.receiver = receiver
        }

        func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
            do throws(IntakeRefusal) {
                try instance.write(bytes)
                return true
            } catch {
                refusal = error
                return false
            }
        }

        func finish(complete: Bool) -> DimseStatus {
            // Whatever is returned before `commit`: the file goes with this object.
            guard complete else { return .processingFailure }
            do throws(IntakeRefusal) {
                if let refusal { throw refusal }
                try instance.commit()
                return .success
            } catch {
                return receiver.status(of: error, request)
            }
        }
    }
}
