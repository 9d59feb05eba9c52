import BridgeErrors
import Dicom
import Dimse
import Foundation
import Testing

/// C-STORE and C-ECHO as SCU, against our own listener and against peers made of bytes.
@Suite struct StoreSCUTests {
    let handler = RecordingHandler()

    private func options(_ port: UInt16, acse: Int = 10, dimse: Int = 10) -> StoreSCU.Options {
        .init(
            host: "127.0.0.1", port: port, callingAETitle: "VEIL", calledAETitle: "ARCHIVE",
            connectTimeout: .seconds(5),
            acseTimeout: .seconds(acse), dimseTimeout: .seconds(dimse))
    }

    private let ct = Proposal(sopClassUID: SOPClassUID.ct, transferSyntax: TransferSyntax(uid: SyntaxUID.proprietary))

    private func store(
        _ scu: StoreSCU, _ pieces: [StoreSCU.Piece] = [.bytes([1, 2, 3, 4])], syntax: String = SyntaxUID.proprietary
    ) throws(DimseError) -> DimseStatus {
        try scu.store(
            sopClassUID: SOPClassUID.ct, sopInstanceUID: "1.2.3", transferSyntax: TransferSyntax(uid: syntax),
            pieces: pieces)
    }

    @Test(
        "pieces of memory and files arrive as one data set, whatever the PDU length",
        arguments: [4096, 16384, 131_072], [0, 1, 12, 4084, 4085, 16_372, 300_001])
    func sendsPieces(maxPDU: Int, length: Int) throws {
        let listener = try makeListener(handler, maxPDU: maxPDU)
        let file = try UnlinkedFile((0..<UInt64(length)).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        let scu = try StoreSCU(options(listener.port), proposals: [ct, .verification])
        #expect(scu.accepts(sopClassUID: SOPClassUID.ct, transferSyntax: ct.transferSyntax))
        #expect(!scu.accepts(sopClassUID: SOPClassUID.ct, transferSyntax: .explicitLittleEndian))
        let head = [UInt8](repeating: 0xA5, count: 1000)
        let range = StoreSCU.Piece.file(descriptor: file.descriptor, offset: 0, count: UInt64(length))
        #expect(try store(scu, [.bytes(head), .bytes([]), range, .bytes([9])]) == .success)
        file.bytes.withUnsafeBytes { memory in
            #expect(throws: Never.self) { try store(scu, [.memory(memory), .bytes(head)]) }
        }
        #expect(handler.stored.map(\.bytes) == [head + file.bytes + [9], file.bytes + head])
        #expect(handler.stored.allSatisfy { $0.complete && $0.transferSyntaxUID == SyntaxUID.proprietary })
        #expect(try scu.echo() == .success)
        #expect(scu.isAlive)
    }

    @Test("an empty data set is sent, too")
    func sendsNothing() throws {
        let listener = try makeListener(handler)
        let scu = try StoreSCU(options(listener.port), proposals: [ct])
        #expect(try store(scu, []) == .success)
        #expect(handler.stored.map(\.bytes) == [[]])
    }

    @Test(
        "the peer's status comes back as it is",
        arguments: [0x0000, 0xB007, 0xA700, 0xA900, 0xC123, 0x0122] as [UInt16])
    func returnsStatus(status: UInt16) throws {
        handler.answer = DimseStatus(rawValue: status)
        let listener = try makeListener(handler)
        let scu = try StoreSCU(options(listener.port), proposals: [ct])
        #expect(try store(scu).rawValue == status)
        #expect(try store(scu).rawValue == status)
    }

    @Test("the association is released when its owner goes")
    func releases() throws {
        let listener = try makeListener(handler)
        do { _ = try StoreSCU(options(listener.port), proposals: [ct]) }
        #expect(handler.waitUntil { $0.summaries.map(\.outcome) == ["released"] })
        #expect(handler.requests.first?.callingAETitle == "VEIL")
        #expect(handler.requests.first?.calledAETitle == "ARCHIVE")
    }

    @Test("128 contexts are proposed in order, 129 are a mistake")
    func proposes128() throws {
        let listener = try makeListener(handler)
        let proposals = (0..<128).map {
            Proposal(sopClassUID: "1.2.840.10008.5.1.4.1.1.\($0)", transferSyntax: .explicitLittleEndian)
        }
        let scu = try StoreSCU(options(listener.port), proposals: proposals)
        #expect(proposals.allSatisfy { scu.accepts(sopClassUID: $0.sopClassUID, transferSyntax: $0.transferSyntax) })
        #expect(handler.requests.first?.abstractSyntaxes == proposals.map(\.sopClassUID))
        #expect(throws: DimseError(.argument)) { try StoreSCU(options(listener.port), proposals: proposals + [ct]) }
        #expect(throws: DimseError(.argument)) { try StoreSCU(options(listener.port), proposals: []) }
    }

    @Test("an instance without a context, or with an unreadable file, leaves the association standing")
    func survivesLocalTrouble() throws {
        let listener = try makeListener(handler)
        let scu = try StoreSCU(options(listener.port), proposals: [ct])
        #expect(throws: DimseError(.noContext)) { try store(scu, syntax: SyntaxUID.explicit) }
        #expect(throws: DimseError(.noContext)) { try scu.echo() }
        #expect(throws: DimseError(.io)) { try store(scu, [.file(descriptor: -1, offset: 0, count: 10)]) }
        #expect(try store(scu) == .success)
        // In the middle it is too late: the peer sees an abort, never a shortened data set.
        let file = try UnlinkedFile([UInt8](repeating: 1, count: 300_000))
        #expect(throws: DimseError(.io)) {
            try store(scu, [.file(descriptor: file.descriptor, offset: 0, count: 300_001)])
        }
        #expect(!scu.isAlive)
        #expect(handler.waitUntil { $0.stored.count == 2 })
        #expect(handler.stored.last?.complete == false)
        #expect(throws: DimseError(.aborted)) { try store(scu) }
    }

    @Test("why there is no association is told")
    func explainsFailure() throws {
        let vacant = RawServer().port
        #expect(throws: DimseError(.connect)) { try StoreSCU(options(vacant), proposals: [ct]) }
        var unknown = options(vacant)
        unknown.host = "no such host"
        #expect(throws: DimseError(.address)) { try StoreSCU(unknown, proposals: [ct]) }
        handler.decision = .reject(.calledAETitleNotRecognized)
        let listener = try makeListener(handler)
        #expect(throws: DimseError(.rejected(.calledAETitleNotRecognized))) {
            try StoreSCU(options(listener.port), proposals: [ct])
        }
        handler.decision = .accept
        let find = Proposal(sopClassUID: SOPClassUID.find, transferSyntax: .implicitLittleEndian)
        #expect(throws: DimseError(.noContext)) { try StoreSCU(options(listener.port), proposals: [find]) }
    }

    @Test("a connection that is never made times out")
    func timesOutConnecting() throws {
        // A full backlog drops the handshake.
        let server = RawServer(backlog: 0)
        let filler = try RawPeer(port: server.port)
        var hasty = options(server.port)
        hasty.connectTimeout = .seconds(1)
        hasty.acseTimeout = .seconds(1)
        #expect(throws: DimseError(.timeout)) { try StoreSCU(hasty, proposals: [ct]) }
        withExtendedLifetime(filler) {}
    }

    /// Answers the association as a peer that accepts everything, then goes on with `conversation`.
    private func peer(_ conversation: @escaping @Sendable (RawPeer) -> Void) -> UInt16 {
        let server = RawServer()
        let port = server.port
        _ = inBackground {
            let peer = server.accept()
            guard peer.readPDU() != nil else { return }
            peer.send(
                PDU.associate(
                    type: PDU.associateAccept, contexts: [.init(id: 1, transferSyntaxes: [SyntaxUID.proprietary])]
                ).bytes)
            conversation(peer)
        }
        return port
    }

    @Test(
        "a peer that misbehaves instead of answering is told apart",
        arguments: [
            ("closes", nil, .aborted),
            ("aborts", PDU(type: PDU.abort, body: [0, 0, 0, 0]), .aborted),
            ("releases", PDU.release, .released),
            ("answers another message", response(to: 99), .protocolViolation),
            ("answers another request", response(field: 0x8030, to: 1), .protocolViolation),
            ("answers without a status", PDU.fragment(1, isCommand: true, CommandBytes.echo()), .protocolViolation),
            ("sends data", PDU.fragment(1, isCommand: false, [0, 0]), .protocolViolation),
            ("sends nonsense", PDU(type: 0x47, body: [0]), .protocolViolation),
            (
                "sends a PDU of gigabytes", PDU(type: PDU.data, body: [UInt8](repeating: 0, count: 140_000)),
                .protocolViolation
            ),
        ] as [(String, PDU?, DimseError.Code)])
    func toldApart(what: String, answer: PDU?, code: DimseError.Code) throws {
        let port = peer { peer in
            while let pdu = peer.readPDU(), pdu.body[5] != 2 {}  // until the last fragment of the data set
            if let answer {
                peer.send(answer.bytes)
                _ = peer.endsWithin(5)
            }
        }
        let scu = try StoreSCU(options(port), proposals: [ct])
        #expect(throws: DimseError(code), "\(what)") { try store(scu) }
        #expect(!scu.isAlive)
    }

    private static func response(field: UInt16 = 0x8001, to message: UInt16) -> PDU {
        .fragment(1, isCommand: true, CommandBytes.response(field: field, to: message, status: 0))
    }

    @Test("a peer that falls silent is given up after the timeout: negotiating, answering, or not reading")
    func givesUp() throws {
        let mute = RawServer()
        #expect(throws: DimseError(.timeout)) { try StoreSCU(options(mute.port, acse: 1), proposals: [ct]) }
        let silent = peer { _ = $0.endsWithin(10) }
        let first = try StoreSCU(options(silent, dimse: 1), proposals: [ct])
        #expect(throws: DimseError(.timeout)) { try store(first) }
        let deaf = peer { peer in _ = withExtendedLifetime(peer) { sleep(8) } }
        let second = try StoreSCU(options(deaf, dimse: 1), proposals: [ct])
        #expect(throws: DimseError(.timeout)) { try store(second, [.bytes([UInt8](repeating: 0, count: 20_000_000))]) }
    }

    @Test("an answer that trickles in is cut off")
    func cutsOffTrickle() throws {
        let port = peer { peer in
            for byte in Self.response(to: 1).bytes {
                peer.send([byte])
                if peer.endsWithin(0.2) { return }
            }
        }
        let scu = try StoreSCU(options(port, dimse: 1), proposals: [ct])
        let start = Date()
        #expect(throws: DimseError(.timeout)) { try store(scu) }
        #expect(Date().timeIntervalSince(start) < 4)
    }

    @Test(
        "a negotiation answer that breaks PS3.8 is a protocol error",
        arguments: [
            PDU(type: PDU.data, body: [0, 0, 0, 0]),
            PDU(type: PDU.associateReject, body: [0, 1, 1]),
            PDU(type: PDU.associateAccept, body: [0, 1]),
            PDU.associate(type: PDU.associateAccept, contexts: [.init(id: 1, transferSyntaxes: [])]),
            PDU.associate(type: PDU.associateAccept, contexts: [.init(id: 1, transferSyntaxes: ["1.2", "1.3"])]),
        ])
    func refusesBadAnswers(answer: PDU) throws {
        let server = RawServer()
        _ = inBackground {
            let peer = server.accept()
            _ = peer.readPDU()
            peer.send(answer.bytes)
            _ = peer.endsWithin(5)
        }
        #expect(throws: DimseError(.protocolViolation)) { try StoreSCU(options(server.port), proposals: [ct]) }
    }

    @Test("contexts that were not proposed, or with another transfer syntax, are not accepted")
    func ignoresForeignAnswers() throws {
        let server = RawServer()
        _ = inBackground {
            let peer = server.accept()
            _ = peer.readPDU()
            peer.send(
                PDU.associate(
                    type: PDU.associateAccept,
                    contexts: [
                        .init(id: 1, transferSyntaxes: [SyntaxUID.implicit]),
                        .init(id: 77, transferSyntaxes: [SyntaxUID.explicit]),
                    ]
                ).bytes)
            _ = peer.endsWithin(5)
        }
        #expect(throws: DimseError(.noContext)) { try StoreSCU(options(server.port), proposals: [ct]) }
    }

    @Test("a peer that leaves an idle association is noticed without asking it")
    func noticesDeparture() throws {
        let listener = try makeListener(handler)
        let scu = try StoreSCU(options(listener.port), proposals: [ct])
        #expect(scu.isAlive)
        listener.stop(within: 0)
        #expect(!scu.isAlive)
        #expect(throws: DimseError.self) { try store(scu) }
    }

    @Test("interrupting ends a blocked call")
    func interrupts() throws {
        let port = peer { _ = $0.endsWithin(10) }
        let scu = try StoreSCU(options(port, dimse: 60), proposals: [ct])
        let done = inBackground {
            usleep(200_000)
            scu.interrupt()
        }
        let start = Date()
        #expect(throws: DimseError(.aborted)) { try store(scu) }
        #expect(Date().timeIntervalSince(start) < 3)
        done.wait()
        #expect(!scu.isAlive)
    }

    @Test("many associations at once do not mix up their data")
    func worksInParallel() throws {
        let listeners = try (0..<2).map { _ in try makeListener(handler, maxAssociations: 16) }
        let done = (0..<8).map { worker in
            inBackground {
                let listener = listeners[worker % 2]
                let scu = try? StoreSCU(options(listener.port), proposals: [ct])
                for index in 0..<20 {
                    let status = try? scu?.store(
                        sopClassUID: SOPClassUID.ct, sopInstanceUID: "1.\(worker).\(index)",
                        transferSyntax: ct.transferSyntax,
                        pieces: [.bytes([UInt8](repeating: UInt8(worker), count: 50_000 + index))])
                    #expect(status == .success)
                }
            }
        }
        for semaphore in done { semaphore.wait() }
        #expect(handler.stored.count == 160)
        for stored in handler.stored {
            let parts = stored.sopInstanceUID.split(separator: ".").compactMap { Int($0) }
            #expect(stored.bytes == [UInt8](repeating: UInt8(parts[1]), count: 50_000 + parts[2]))
        }
    }
}

/// A file that has no name any more.
private final class UnlinkedFile {
    let descriptor: Int32
    let bytes: [UInt8]

    struct Failed: Error {}

    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        var template = Array("\(NSTemporaryDirectory())/pieceXXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        unlink(template)
        guard descriptor >= 0, write(descriptor, bytes, bytes.count) == bytes.count else { throw Failed() }
    }

    deinit { close(descriptor) }
}
