import Dicom
import Foundation
import Testing

/// Peers that are silent, slow, gone or malicious must cost one thread for a bounded time, and nobody else anything.
@Suite struct ListenerHostilityTests {
    let handler = RecordingHandler()
    let ct = PDU.Context(id: 1, abstractSyntax: SOPClassUID.ct, transferSyntaxes: [SyntaxUID.explicit])

    @Test("a connection that says nothing is closed after the ACSE timeout")
    func closesSilence() throws {
        let listener = try makeListener(handler, acse: 1)
        let peer = try RawPeer(port: listener.port)
        let start = Date()
        #expect(peer.endsWithin(5))
        #expect(Date().timeIntervalSince(start) > 0.9)
        #expect(handler.waitUntil { $0.summaries.count == 1 })
        #expect(handler.summaries.first?.outcome == "timeout")
        #expect(handler.summaries.first?.request.callingAETitle == "")
    }

    @Test("an A-ASSOCIATE-RQ that trickles in is cut off after the ACSE timeout")
    func closesTrickledRequest() throws {
        let listener = try makeListener(handler, acse: 1)
        let peer = try RawPeer(port: listener.port)
        #expect(trickle(PDU.associate(contexts: [ct]).bytes, to: peer, every: 0.1) < 2.5)
        #expect(handler.requests.isEmpty)
    }

    @Test("silent connections delay nobody")
    func servesBesideSilence() throws {
        let listener = try makeListener(handler, maxAssociations: 4)
        let silent = try (0..<30).map { _ in try RawPeer(port: listener.port) }
        let start = Date()
        for _ in 0..<3 { _ = try RawPeer.associated(to: listener) }
        #expect(Date().timeIntervalSince(start) < 1)
        withExtendedLifetime(silent) {}
    }

    @Test("more connections than threads: the one silent longest makes room, an association never does")
    func makesRoom() throws {
        let listener = try makeListener(handler, maxAssociations: 2)
        let working = try RawPeer.associated(to: listener)
        // Two associations and the 32 that may be waiting for theirs.
        let silent = try (0..<33).map { index in
            let peer = try RawPeer(port: listener.port)
            // The first one has spoken last.
            if index == 20 { silentFirst?.send([1]) }
            if index == 0 { silentFirst = peer }
            usleep(2000)
            return peer
        }
        let newcomer = try RawPeer.associated(to: listener)
        #expect(silent[1].endsWithin(5))
        #expect(handler.waitUntil { $0.summaries.count == 1 })
        #expect(handler.summaries.map(\.outcome) == ["interrupted"])
        #expect(!silent[0].endsWithin(0.1))
        #expect(!silent[2].endsWithin(0.1))
        working.send(PDU.fragment(1, isCommand: true, CommandBytes.echo()).bytes)
        #expect(working.readPDU()?.status == 0)
        withExtendedLifetime(newcomer) {}
    }

    /// Set by `makesRoom` only.
    private final class Box: @unchecked Sendable { var peer: RawPeer? }
    private let box = Box()
    private var silentFirst: RawPeer? {
        get { box.peer }
        nonmutating set { box.peer = newValue }
    }

    @Test("a data PDU that trickles in is cut off after the DIMSE timeout, its store ends incomplete")
    func closesTrickledData() throws {
        let listener = try makeListener(handler, dimse: 1)
        let peer = try RawPeer.associated(to: listener)
        peer.send(PDU.fragment(1, isCommand: true, CommandBytes.store()).bytes)
        let pdu = PDU.fragment(1, isCommand: false, [UInt8](repeating: 0, count: 1000)).bytes
        #expect(trickle(pdu, to: peer, every: 0.1) < 2.5)
        #expect(handler.waitUntil { $0.stored.count == 1 && $0.summaries.count == 1 })
        #expect(handler.stored.first?.complete == false)
        #expect(handler.summaries.first?.outcome == "timeout")
    }

    @Test("a peer that stops between two PDUs of a message is aborted after the DIMSE timeout")
    func closesStalledMessage() throws {
        let listener = try makeListener(handler, dimse: 1)
        let peer = try RawPeer.associated(to: listener)
        peer.send(PDU.fragment(1, isCommand: true, CommandBytes.store()).bytes)
        peer.send(PDU.fragment(1, isCommand: false, isLast: false, [1, 2, 3]).bytes)
        #expect(peer.readPDU(within: 5)?.type == PDU.abort)
        #expect(handler.waitUntil { $0.stored.count == 1 && $0.summaries.count == 1 })
        #expect(handler.stored.first?.bytes == [1, 2, 3])
        #expect(handler.stored.first?.complete == false)
    }

    @Test("an idle association is aborted after the idle timeout")
    func closesIdleness() throws {
        let listener = try makeListener(handler, idle: 1)
        let peer = try RawPeer.associated(to: listener)
        #expect(peer.readPDU(within: 5)?.type == PDU.abort)
        #expect(handler.waitUntil { $0.summaries.count == 1 })
        #expect(handler.summaries.first?.outcome == "timeout")
    }

    @Test("a peer that goes in the middle of a message leaves an incomplete store", arguments: [true, false])
    func noticesDeparture(byAbort: Bool) throws {
        let listener = try makeListener(handler)
        let peer = try RawPeer.associated(to: listener)
        peer.send(PDU.fragment(1, isCommand: true, CommandBytes.store()).bytes)
        if byAbort {
            peer.send(PDU.fragment(1, isCommand: false, isLast: false, [1, 2]).bytes)
            peer.send(PDU(type: PDU.abort, body: [0, 0, 0, 0]).bytes)
        } else {
            peer.send(Array(PDU.fragment(1, isCommand: false, [UInt8](repeating: 0, count: 1000)).bytes.prefix(500)))
            peer.close()
        }
        #expect(handler.waitUntil { $0.stored.count == 1 && $0.summaries.count == 1 })
        #expect(handler.stored.first?.complete == false)
        #expect(handler.summaries.first?.outcome == (byAbort ? "aborted" : "closed"))
        #expect(handler.summaries.first?.stored == 0)
    }

    @Test("a first PDU that makes no sense ends the connection at once, whatever length it claims", arguments: nonsense)
    func refusesNonsense(what: String, bytes: [UInt8]) throws {
        let listener = try makeListener(handler)
        let peer = try RawPeer(port: listener.port)
        peer.send(bytes)
        let answer = peer.readPDU()
        #expect(answer?.type == PDU.abort, "\(what)")
        #expect(peer.endsWithin(5))
        peer.close()
        #expect(handler.waitUntil { $0.summaries.count == 1 })
        #expect(handler.summaries.first?.outcome == "protocol")
        #expect(handler.requests.isEmpty)
        _ = try RawPeer.associated(to: listener)
    }

    private static let nonsense: [(String, [UInt8])] = {
        let context = PDU.Context(id: 1, abstractSyntax: SOPClassUID.ct, transferSyntaxes: [SyntaxUID.explicit])
        let request = PDU.associate(contexts: [context])
        func with(_ items: [UInt8]) -> [UInt8] { PDU(type: 1, body: Array(request.body.prefix(68)) + items).bytes }
        return [
            ("HTTP", Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)),
            ("TLS", [0x16, 3, 1, 0, 0xF4, 1, 0, 0, 0xF0, 3, 3]),
            ("four gigabytes", [1, 0, 0xFF, 0xFF, 0xFF, 0xFF]),
            ("just over a megabyte", [1, 0, 0, 0x10, 0, 1]),
            ("data first", PDU.fragment(1, isCommand: true, CommandBytes.echo()).bytes),
            ("release first", PDU.release.bytes),
            ("an answer first", PDU(type: 2, body: request.body).bytes),
            ("an abort of a gigabyte", [7, 0, 0x40, 0, 0, 0]),
            ("too short for its fields", PDU(type: 1, body: Array(request.body.prefix(67))).bytes),
            ("no items", with([])),
            ("no contexts", PDU.associate(contexts: []).bytes),
            ("the same context twice", PDU.associate(contexts: [context, context]).bytes),
            ("an item longer than the PDU", with([0x10, 0, 0xFF, 0xFF, 0x31])),
            ("half an item head", with([0x10, 0, 0])),
            ("a context too short for its ID", with(PDU.item(0x20, [1, 0]))),
            ("a sub-item longer than its context", with(PDU.item(0x20, [1, 0, 0, 0, 0x30, 0, 0xFF, 0xFF, 0x31]))),
            (
                "a maximum length of three bytes",
                PDU.associate(contexts: [context], userItems: PDU.item(0x51, [1, 2, 3])).bytes
            ),
            (
                "a user item longer than the user information",
                PDU.associate(contexts: [context], userItems: [0x52, 0, 0xFF, 0xFF, 0x31]).bytes
            ),
        ]
    }()

    @Test("an abort instead of a request is the end of it")
    func takesEarlyAbort() throws {
        let listener = try makeListener(handler)
        let peer = try RawPeer(port: listener.port)
        peer.send(PDU(type: PDU.abort, body: [0, 0, 0, 0]).bytes)
        #expect(peer.endsWithin(5))
        #expect(handler.waitUntil { $0.summaries.map(\.outcome) == ["aborted"] })
    }

    @Test("a megabyte of context items is understood, not believed")
    func survivesHugeRequest() throws {
        let listener = try makeListener(handler)
        let context = PDU.Context(
            id: 1, abstractSyntax: SOPClassUID.ct, transferSyntaxes: [String](repeating: "1.2", count: 9_000))
        let padding = (0..<13).flatMap { _ in PDU.item(0x77, [UInt8](repeating: 0xFF, count: 60_000)) }
        let peer = try RawPeer(port: listener.port)
        let request = PDU.associate(contexts: [context])
        peer.send(PDU(type: 1, body: request.body + padding).bytes)
        #expect(peer.readPDU()?.answers[1]?.transferSyntaxes == ["1.2"])
    }

    @Test("connections that come and go by the hundred leave nothing behind")
    func leavesNothingBehind() throws {
        let listener = try makeListener(handler)
        for index in 0..<300 {
            if index % 3 == 0 { _ = try RawPeer(port: listener.port) }
            if index % 3 == 1 {
                try RawPeer(port: listener.port).send(Array(PDU.associate(contexts: [ct]).bytes.prefix(100)))
            }
            if index % 3 == 2 { _ = try RawPeer.associated(to: listener) }
        }
        #expect(handler.waitUntil { $0.summaries.count == 300 })
        #expect(Set(handler.summaries.map(\.request.association)).count == 300)
        #expect(Set(handler.summaries.map(\.outcome)).isSubset(of: ["closed"]))
        _ = try RawPeer.associated(to: listener)
    }

    /// Sends a byte at a time until the peer has gone; says how long that took.
    private func trickle(_ bytes: [UInt8], to peer: RawPeer, every interval: Double) -> Double {
        let start = Date()
        for byte in bytes where Date().timeIntervalSince(start) < 8 {
            peer.send([byte])
            if peer.endsWithin(interval) { break }
        }
        return Date().timeIntervalSince(start)
    }
}
