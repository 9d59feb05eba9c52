import Dicom
import Dimse
import Foundation

/// A handler that takes everything in memory and remembers what it was asked.
final class RecordingHandler: StoreHandler, @unchecked Sendable {  // guarded by `changed`
    struct Stored: Equatable {
        var sopClassUID: String
        var sopInstanceUID: String
        var transferSyntaxUID: String
        var bytes: [UInt8]
        var complete: Bool
    }

    private let changed = NSCondition()
    private var storedSoFar: [Stored] = []
    private var summariesSoFar: [AssociationSummary] = []
    private var requestsSoFar: [AssociationRequest] = []
    private var begunSoFar = 0

    var decision: AssociationDecision = .accept
    /// What `begin` refuses with.
    var refusal: DimseStatus?
    var answer: DimseStatus = .success
    /// After so many bytes `receive` says that it wants no more.
    var appetite = Int.max
    /// Counts bytes instead of keeping them.
    var keepsBytes = true
    var refusedSyntaxes: Set<String> = []

    var stored: [Stored] { changed.withLock { storedSoFar } }
    var summaries: [AssociationSummary] { changed.withLock { summariesSoFar } }
    var requests: [AssociationRequest] { changed.withLock { requestsSoFar } }
    var begun: Int { changed.withLock { begunSoFar } }

    /// Waits until `condition` holds; false after ten seconds.
    func waitUntil(_ condition: (RecordingHandler) -> Bool) -> Bool {
        let deadline = Date(timeIntervalSinceNow: 10)
        changed.lock()
        defer { changed.unlock() }
        while true {
            changed.unlock()
            let holds = condition(self)
            changed.lock()
            if holds { return true }
            if !changed.wait(until: min(deadline, Date(timeIntervalSinceNow: 0.05))), Date() > deadline { return false }
        }
    }

    func associate(_ request: AssociationRequest) -> AssociationDecision {
        note { requestsSoFar.append(request) }
        return decision
    }

    func kind(ofAbstractSyntax uid: String) -> AbstractSyntaxKind {
        if uid == "1.2.840.10008.1.1" { return .verification }
        return uid.hasPrefix("1.2.840.10008.5.1.4.1.1.") || uid.hasPrefix("1.3.46.670589.") ? .storage : .refused
    }

    func chooseTransferSyntax(_ proposed: [String]) -> Int? {
        proposed.firstIndex { !refusedSyntaxes.contains($0) }
    }

    func begin(_ request: StoreRequest) -> Result<any StoreSink, DimseStatus> {
        note { begunSoFar += 1 }
        if let refusal { return .failure(refusal) }
        return .success(Sink(self, request))
    }

    func associationEnded(_ summary: AssociationSummary) {
        note { summariesSoFar.append(summary) }
    }

    private func note(_ change: () -> Void) {
        changed.withLock {
            change()
            changed.broadcast()
        }
    }

    private final class Sink: StoreSink {
        private let handler: RecordingHandler
        private var stored: Stored
        private var count = 0

        init(_ handler: RecordingHandler, _ request: StoreRequest) {
            self.handler = handler
            stored = Stored(
                sopClassUID: request.sopClassUID, sopInstanceUID: request.sopInstanceUID,
                transferSyntaxUID: request.transferSyntaxUID, bytes: [], complete: false)
        }

        func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
            if handler.keepsBytes { stored.bytes += bytes }
            count += bytes.count
            return count < handler.appetite
        }

        func finish(complete: Bool) -> DimseStatus {
            stored.complete = complete
            handler.note { handler.storedSoFar.append(stored) }
            return handler.answer
        }
    }
}

/// The listener of a test, with timeouts that a test can wait for.
func makeListener(
    _ handler: RecordingHandler, maxAssociations: Int = 8, maxPDU: Int = 16384, acse: Int = 20, dimse: Int = 20,
    idle: Int = 20
) throws -> Listener {
    let listener = try Listener(
        .init(
            host: "127.0.0.1", port: 0, maxAssociations: maxAssociations, maxPDU: maxPDU, acseTimeout: .seconds(acse),
            dimseTimeout: .seconds(dimse), idleTimeout: .seconds(idle)),
        handler: handler)
    listener.start()
    return listener
}

enum SyntaxUID {
    static let implicit = "1.2.840.10008.1.2"
    static let explicit = "1.2.840.10008.1.2.1"
    static let bigEndian = "1.2.840.10008.1.2.2"
    static let htj2k = "1.2.840.10008.1.2.4.201"
    static let proprietary = "1.3.46.670589.33.1.4.1"
}

enum SOPClassUID {
    static let ct = "1.2.840.10008.5.1.4.1.1.2"
    static let verification = "1.2.840.10008.1.1"
    static let find = "1.2.840.10008.5.1.4.1.2.2.1"
}

extension RawPeer {
    /// Connects and negotiates; the answer has come.
    static func associated(
        to listener: Listener,
        contexts: [PDU.Context] = [.init(id: 1, abstractSyntax: SOPClassUID.ct, transferSyntaxes: [SyntaxUID.explicit])]
    ) throws -> RawPeer {
        let peer = try RawPeer(port: listener.port)
        peer.send(PDU.associate(contexts: contexts).bytes)
        guard peer.readPDU()?.type == PDU.associateAccept else { throw Refused() }
        return peer
    }
}
