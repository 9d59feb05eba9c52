import Dicom
import Foundation
import Testing

/// DIMSE messages as SCP: PS3.7 §9.1.1, §9.1.5, §9.3.
@Suite struct ListenerMessageTests {
    let handler = RecordingHandler()

    @Test("a data set arrives byte for byte, however it is cut into fragments and PDUs")
    func receivesFragments() throws {
        let listener = try makeListener(handler)
        let peer = try RawPeer.associated(
            to: listener,
            contexts: [.init(id: 3, abstractSyntax: SOPClassUID.ct, transferSyntaxes: [SyntaxUID.proprietary])])
        let dataSet = (0..<40_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let command = CommandBytes.store(message: 0xBEEF, sopInstance: "1.2.3.4 ")
        // Command in three fragments of one PDU, the last with the first of the data set.
        peer.send(
            PDU(
                type: PDU.data,
                body: PDU.value(3, isCommand: true, isLast: false, Array(command[..<7]))
                    + PDU.value(3, isCommand: true, isLast: false, [])
                    + PDU.value(3, isCommand: true, Array(command[7...]))
                    + PDU.value(3, isCommand: false, isLast: false, Array(dataSet[..<1]))
            ).bytes)
        // Odd lengths, an empty fragment, and a last one.
        for range in [1..<10_000, 10_000..<10_000, 10_000..<26_377, 26_377..<40_001] {
            peer.send(
                PDU.fragment(3, isCommand: false, isLast: range.upperBound == 40_001, Array(dataSet[range])).bytes)
        }
        let response = try #require(peer.readPDU())
        #expect(response.status == 0)
        #expect(response.command[0x0100] == little(UInt16(0x8001)))
        #expect(response.command[0x0120] == little(UInt16(0xBEEF)))
        #expect(response.command[0x0800] == little(UInt16(0x0101)))
        #expect(response.command[0x0002] == CommandBytes.uid(SOPClassUID.ct))
        #expect(response.command[0x1000] == CommandBytes.uid("1.2.3.4"))
        #expect(response.command.keys.sorted() == [0x0000, 0x0002, 0x0100, 0x0120, 0x0800, 0x0900, 0x1000])
        let stored = try #require(handler.stored.first)
        #expect(stored.sopInstanceUID == "1.2.3.4")
        #expect(stored.transferSyntaxUID == SyntaxUID.proprietary)
        #expect(stored.complete)
        #expect(stored.bytes.elementsEqual(dataSet) as Bool)
        peer.send(PDU.release.bytes)
        #expect(peer.readPDU()?.type == PDU.releaseResponse)
        #expect(handler.waitUntil { $0.summaries.count == 1 })
        #expect(handler.summaries.first?.outcome == "released")
        #expect(handler.summaries.first?.stored == 1)
    }

    @Test("many fragments of different lengths in one PDU are told apart")
    func receivesManyFragmentsInOne() throws {
        let listener = try makeListener(handler)
        let peer = try RawPeer.associated(to: listener)
        let lengths = [5, 300, 0, 1, 17, 2, 4000, 3]
        var dataSet: [UInt8] = []
        var body = PDU.value(1, isCommand: true, CommandBytes.store())
        for (index, length) in lengths.enumerated() {
            let bytes = [UInt8](repeating: UInt8(index), count: length)
            body += PDU.value(1, isCommand: false, isLast: index == lengths.count - 1, bytes)
            dataSet += bytes
        }
        // The next message begins in the same PDU.
        body += PDU.value(1, isCommand: true, CommandBytes.echo(message: 9))
        peer.send(PDU(type: PDU.data, body: body).bytes)
        #expect(peer.readPDU()?.status == 0)
        #expect(peer.readPDU()?.command[0x0120] == little(UInt16(9)))
        #expect(handler.stored.first?.bytes.elementsEqual(dataSet) == true)
    }

    @Test("the sink's status is answered", arguments: [0x0000, 0xA700, 0xA900, 0xB000, 0xC000, 0x0110] as [UInt16])
    func answersStatus(status: UInt16) throws {
        handler.answer = DimseStatus(rawValue: status)
        let listener = try makeListener(handler)
        let peer = try RawPeer.associated(to: listener)
        peer.send(PDU.fragment(1, isCommand: true, CommandBytes.store()).bytes)
        peer.send(PDU.fragment(1, isCommand: false, [1, 2]).bytes)
        #expect(peer.readPDU()?.status == status)
        peer.send(PDU.release.bytes)
        #expect(handler.waitUntil { $0.summaries.count == 1 })
        #expect(handler.summaries.first?.stored == (status == 0 ? 1 : 0))
    }

    @Test("a refused store is read to its end, then answered, and the association goes on")
    func refusesAndGoesOn() throws {
        handler.refusal = .outOfResources
        let listener = try makeListener(handler)
        let peer = try RawPeer.associated(to: listener)
        for message in [1, 2] as [UInt16] {
            peer.send(PDU.fragment(1, isCommand: true, CommandBytes.store(message: message)).bytes)
            for last in [false, true] {
                peer.send(PDU.fragment(1, isCommand: false, isLast: last, [UInt8](repeating: 0, count: 9000)).bytes)
            }
            let response = try #require(peer.readPDU())
            #expect(response.status == 0xA700)
            #expect(response.command[0x0120] == little(message))
        }
        #expect(handler.begun == 2)
        #expect(handler.stored.isEmpty)
    }

    @Test("a sink that wants no more is left alone, and still finishes")
    func stopsOffering() throws {
        handler.appetite = 10
        handler.answer = .outOfResources
        let listener = try makeListener(handler)
        let peer = try RawPeer.associated(to: listener)
        peer.send(PDU.fragment(1, isCommand: true, CommandBytes.store()).bytes)
        for last in [false, false, true] {
            peer.send(PDU.fragment(1, isCommand: false, isLast: last, [UInt8](repeating: 5, count: 100)).bytes)
        }
        #expect(peer.readPDU()?.status == 0xA700)
        #expect(handler.stored.map(\.bytes.count) == [100])
        #expect(handler.stored.map(\.complete) == [true])
    }

    @Test("C-ECHO succeeds; C-CANCEL has no answer; what Veil does not do is an unrecognized operation")
    func answersOthers() throws {
        let listener = try makeListener(handler)
        let peer = try RawPeer.associated(
            to: listener,
            contexts: [.init(id: 1, abstractSyntax: SOPClassUID.verification, transferSyntaxes: [SyntaxUID.implicit])])
        peer.send(PDU.fragment(1, isCommand: true, CommandBytes.request(field: 0x0FFF)).bytes)
        peer.send(PDU.fragment(1, isCommand: true, CommandBytes.echo(message: 7)).bytes)
        let echo = try #require(peer.readPDU())
        #expect(echo.status == 0)
        #expect(echo.command[0x0100] == little(UInt16(0x8030)))
        #expect(echo.command[0x0120] == little(UInt16(7)))
        // C-FIND with an identifier.
        peer.send(PDU.fragment(1, isCommand: true, CommandBytes.request(field: 0x0020, dataSetType: 0)).bytes)
        peer.send(PDU.fragment(1, isCommand: false, [8, 0, 0x52, 0, 0, 0, 0, 0]).bytes)
        let find = try #require(peer.readPDU())
        #expect(find.status == 0x0211)
        #expect(find.command[0x0100] == little(UInt16(0x8020)))
    }

    @Test("a store that cannot be one is answered, not begun")
    func refusesImpossibleStores() throws {
        let listener = try makeListener(handler)
        let peer = try RawPeer.associated(
            to: listener,
            contexts: [
                .init(id: 1, abstractSyntax: SOPClassUID.ct, transferSyntaxes: [SyntaxUID.explicit]),
                .init(id: 3, abstractSyntax: SOPClassUID.verification, transferSyntaxes: [SyntaxUID.implicit]),
            ])
        peer.send(PDU.fragment(1, isCommand: true, CommandBytes.store(dataSetType: 0x0101)).bytes)
        #expect(peer.readPDU()?.status == 0xC000)
        peer.send(PDU.fragment(1, isCommand: true, CommandBytes.store(sopInstance: "")).bytes)
        peer.send(PDU.fragment(1, isCommand: false, [0, 0]).bytes)
        #expect(peer.readPDU()?.status == 0xC000)
        peer.send(PDU.fragment(3, isCommand: true, CommandBytes.store()).bytes)
        peer.send(PDU.fragment(3, isCommand: false, [0, 0]).bytes)
        #expect(peer.readPDU()?.status == 0x0122)
        #expect(handler.begun == 0)
    }

    @Test(
        "a breach of the protocol ends the association with an A-ABORT, and a begun store as incomplete",
        arguments: [
            ("data without a command", [PDU.fragment(1, isCommand: false, [0, 0])]),
            ("a context that was not accepted", [PDU.fragment(5, isCommand: true, CommandBytes.store())]),
            ("a response", [PDU.fragment(1, isCommand: true, CommandBytes.request(field: 0x8001))]),
            ("an element of another group", [PDU.fragment(1, isCommand: true, [8, 0, 0, 0, 0, 0, 0, 0])]),
            (
                "an element longer than the command",
                [PDU.fragment(1, isCommand: true, [0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0x7F])]
            ),
            ("an empty command", [PDU.fragment(1, isCommand: true, [])]),
            (
                "a command without an end",
                (0..<5).map { _ in PDU.fragment(1, isCommand: true, isLast: false, [UInt8](repeating: 0, count: 16_000))
                }
            ),
            (
                "a command where data is due",
                [
                    PDU.fragment(1, isCommand: true, CommandBytes.store()),
                    PDU.fragment(1, isCommand: true, CommandBytes.echo()),
                ]
            ),
            (
                "data on another context",
                [PDU.fragment(1, isCommand: true, CommandBytes.store()), PDU.fragment(3, isCommand: false, [0, 0])]
            ),
            ("an unknown PDU", [PDU(type: 9, body: [0, 0, 0, 0])]),
            (
                "a second request",
                [PDU.associate(contexts: [.init(id: 1, abstractSyntax: SOPClassUID.ct, transferSyntaxes: ["1"])])]
            ),
            ("a PDU longer than agreed", [PDU(type: PDU.data, body: [UInt8](repeating: 0, count: 20_000))]),
            ("fragments that do not add up", [PDU(type: PDU.data, body: [0, 0, 0, 99, 1, 3, 0])]),
            ("a fragment of four gigabytes", [PDU(type: PDU.data, body: [0xFF, 0xFF, 0xFF, 0xFF, 1, 3, 0])]),
            ("a fragment without a header", [PDU(type: PDU.data, body: [0, 0, 0, 1, 1])]),
            ("no fragment", [PDU(type: PDU.data, body: [])]),
        ])
    func abortsOnBreach(what: String, pdus: [PDU]) throws {
        let listener = try makeListener(handler)
        let peer = try RawPeer.associated(
            to: listener,
            contexts: [1, 3].map {
                .init(id: $0, abstractSyntax: SOPClassUID.ct, transferSyntaxes: [SyntaxUID.explicit])
            })
        for pdu in pdus { peer.send(pdu.bytes) }
        #expect(peer.readPDU()?.type == PDU.abort, "\(what)")
        #expect(peer.endsWithin(5))
        peer.close()
        #expect(handler.waitUntil { $0.summaries.count == 1 })
        #expect(handler.summaries.first?.outcome == "protocol")
        #expect(handler.stored.count == handler.begun)
        #expect(handler.stored.allSatisfy { !$0.complete })
        // And the listener goes on.
        _ = try RawPeer.associated(to: listener)
    }
}
