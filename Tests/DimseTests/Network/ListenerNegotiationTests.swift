import BridgeErrors
import Dicom
import Dimse
import Foundation
import Testing

/// A-ASSOCIATE as acceptor: PS3.8 §7.1, §9.3.2-9.3.4, PS3.7 Annex D.
@Suite struct ListenerNegotiationTests {
    let handler = RecordingHandler()

    private func negotiate(_ request: PDU) throws -> PDU {
        let listener = try makeListener(handler)
        let peer = try RawPeer(port: listener.port)
        peer.send(request.bytes)
        return try #require(peer.readPDU())
    }

    @Test("each context gets its own answer")
    func answersByContext() throws {
        handler.refusedSyntaxes = [SyntaxUID.htj2k]
        let answer = try negotiate(
            .associate(contexts: [
                .init(
                    id: 1, abstractSyntax: SOPClassUID.verification,
                    transferSyntaxes: [SyntaxUID.bigEndian, SyntaxUID.explicit]),
                .init(
                    id: 3, abstractSyntax: SOPClassUID.ct, transferSyntaxes: [SyntaxUID.htj2k, SyntaxUID.proprietary]),
                .init(id: 5, abstractSyntax: SOPClassUID.find, transferSyntaxes: [SyntaxUID.implicit]),
                .init(id: 7, abstractSyntax: SOPClassUID.ct, transferSyntaxes: [SyntaxUID.htj2k]),
                .init(id: 9, abstractSyntax: SOPClassUID.verification, transferSyntaxes: [SyntaxUID.bigEndian]),
                .init(id: 11, abstractSyntax: "not a UID", transferSyntaxes: [SyntaxUID.implicit]),
                .init(id: 13, abstractSyntax: SOPClassUID.ct, transferSyntaxes: []),
            ]))
        #expect(answer.type == PDU.associateAccept)
        let answers = answer.answers
        #expect(answers.mapValues(\.result) == [1: 0, 3: 0, 5: 3, 7: 4, 9: 4, 11: 3, 13: 3])
        #expect(answers[1]?.transferSyntaxes == [SyntaxUID.explicit])
        #expect(answers[3]?.transferSyntaxes == [SyntaxUID.proprietary])
    }

    @Test("the answer names Veil and its PDU length, and nothing about the host")
    func identifiesItself() throws {
        let answer = try negotiate(
            .associate(
                contexts: [.init(id: 1, abstractSyntax: SOPClassUID.ct, transferSyntaxes: [SyntaxUID.implicit])],
                // Role selection as SCP, extended negotiation and user identity: none is answered.
                userItems: PDU.item(0x54, big(UInt16(SOPClassUID.ct.utf8.count)) + Array(SOPClassUID.ct.utf8) + [0, 1])
                    + PDU.item(0x56, big(UInt16(SOPClassUID.ct.utf8.count)) + Array(SOPClassUID.ct.utf8) + [1, 2, 3])
                    + PDU.item(0x58, [2, 1, 0, 1, 0x61, 0, 1, 0x62])))
        #expect(answer.answers[1]?.result == 0)
        let items = answer.userItems
        #expect(items[0x51] == big(UInt32(16384)))
        #expect(items[0x52] == Array("2.25.226537364918190358640934829145218467163".utf8))
        #expect(items[0x55] == Array("VEIL_0".utf8))
        #expect(items.keys.sorted() == [0x51, 0x52, 0x55])
    }

    @Test("the handler's reject goes out as it is")
    func rejects() throws {
        handler.decision = .reject(.calledAETitleNotRecognized)
        let answer = try negotiate(
            .associate(contexts: [.init(id: 1, abstractSyntax: SOPClassUID.ct, transferSyntaxes: [SyntaxUID.implicit])])
        )
        #expect(answer == PDU(type: PDU.associateReject, body: [0, 1, 1, 7]))
        #expect(handler.waitUntil { $0.summaries.count == 1 })
        #expect(handler.summaries.first?.outcome == "rejected")
        #expect(handler.summaries.first?.request.callingAETitle == "PEER")
    }

    @Test(
        "what is not DICOM's application context, version or titles is rejected by PS3.8 Table 9-21",
        arguments: [
            (PDU.associate(applicationContext: "1.2.3", contexts: [ct]), [0, 1, 1, 2]),
            (PDU.associate(applicationContext: nil, contexts: [ct]), [0, 1, 1, 2]),
            (PDU.associate(version: 2, contexts: [ct]), [0, 1, 2, 2]),
            (PDU.associate(called: "", contexts: [ct]), [0, 1, 1, 7]),
            (PDU.associate(calling: "  ", contexts: [ct]), [0, 1, 1, 3]),
        ] as [(PDU, [UInt8])])
    func rejectsByRule(request: PDU, reasons: [UInt8]) throws {
        #expect(try negotiate(request) == PDU(type: PDU.associateReject, body: reasons))
    }

    private static let ct = PDU.Context(id: 1, abstractSyntax: SOPClassUID.ct, transferSyntaxes: [SyntaxUID.implicit])

    @Test("all 128 contexts are answered")
    func takes128Contexts() throws {
        let contexts = (0..<128).map {
            PDU.Context(
                id: UInt8(2 * $0 + 1), abstractSyntax: "1.2.840.10008.5.1.4.1.1.\($0)",
                transferSyntaxes: (0..<60).map { "1.2.840.10008.1.2.4.\($0)" })
        }
        let answers = try negotiate(.associate(contexts: contexts)).answers
        #expect(answers.count == 128)
        #expect(answers.values.allSatisfy { $0.result == 0 && $0.transferSyntaxes == ["1.2.840.10008.1.2.4.0"] })
    }

    @Test("contexts with even IDs are refused, the others accepted")
    func refusesEvenIDs() throws {
        let contexts = (0...255).map {
            PDU.Context(id: UInt8($0), abstractSyntax: SOPClassUID.ct, transferSyntaxes: [SyntaxUID.implicit])
        }
        let answers = try negotiate(.associate(contexts: contexts)).answers
        #expect(answers.count == 256)
        #expect(answers.allSatisfy { id, answer in answer.result == (id % 2 == 1 ? 0 : 2) })
    }

    @Test("AE titles reach the handler without padding, whatever is in them")
    func passesTitles() throws {
        _ = try negotiate(.associate(called: " A\u{1} B\u{7f}  ", calling: "x\r\n\u{1b}[31m", contexts: [Self.ct]))
        #expect(handler.requests.first?.calledAETitle == "A\u{1} B\u{7f}")
        #expect(handler.requests.first?.callingAETitle == "x\r\n\u{1b}[31m")
        #expect(handler.requests.first?.peerAddress == "127.0.0.1")
        #expect(handler.requests.first?.abstractSyntaxes == [SOPClassUID.ct])
    }

    @Test("one more association than allowed is rejected as local limit exceeded, and only that one")
    func limitsAssociations() throws {
        let listener = try makeListener(handler, maxAssociations: 2)
        let first = try RawPeer.associated(to: listener)
        let second = try RawPeer.associated(to: listener)
        let third = try RawPeer(port: listener.port)
        third.send(PDU.associate(contexts: [Self.ct]).bytes)
        #expect(third.readPDU() == PDU(type: PDU.associateReject, body: [0, 2, 3, 2]))
        #expect(handler.requests.count == 2)
        first.send(PDU.release.bytes)
        #expect(first.readPDU()?.type == PDU.releaseResponse)
        #expect(handler.waitUntil { $0.summaries.contains { $0.outcome == "released" } })
        let fourth = try RawPeer.associated(to: listener)
        withExtendedLifetime((second, fourth)) {}
    }

    @Test("options out of range and a taken port are told apart")
    func explainsFailures() throws {
        let listener = try makeListener(handler)
        #expect(throws: DimseError(.addressInUse)) {
            try Listener(.init(host: "127.0.0.1", port: listener.port), handler: handler)
        }
        #expect(throws: DimseError(.address)) { try Listener(.init(host: "192.0.2.1", port: 0), handler: handler) }
        #expect(throws: DimseError(.address)) { try Listener(.init(host: "no such host", port: 0), handler: handler) }
        #expect(throws: DimseError(.argument)) { try Listener(.init(port: 0, maxPDU: 1024), handler: handler) }
        #expect(throws: DimseError(.argument)) { try Listener(.init(port: 0, maxAssociations: 0), handler: handler) }
    }
}
