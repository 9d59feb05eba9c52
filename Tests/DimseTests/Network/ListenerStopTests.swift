import Dicom
import Dimse
import Foundation
import Testing

/// `Listener.stop`: who may finish, who may not, and that it always returns.
@Suite struct ListenerStopTests {
    let handler = RecordingHandler()

    @Test("idle associations and silent connections are ended at once")
    func endsIdleness() throws {
        let listener = try makeListener(handler)
        let idle = try RawPeer.associated(to: listener)
        let silent = try RawPeer(port: listener.port)
        // Accepted for sure once a later connection is.
        _ = try RawPeer.associated(to: listener)
        let start = Date()
        listener.stop(within: 20)
        #expect(Date().timeIntervalSince(start) < 2)
        #expect(idle.readPDU()?.type == PDU.abort)
        #expect(silent.endsWithin(1))
        #expect(handler.summaries.count == 3)
        #expect(handler.summaries.count { $0.outcome == "stopped" } >= 2)
        #expect(throws: RawPeer.Refused.self) { try RawPeer(port: listener.port) }
    }

    @Test("a message under way is finished and answered, then the association is aborted")
    func finishesMessage() throws {
        let listener = try makeListener(handler)
        let peer = try RawPeer.associated(to: listener)
        peer.send(PDU.fragment(1, isCommand: true, CommandBytes.store()).bytes)
        #expect(handler.waitUntil { $0.begun == 1 })
        let stopping = inBackground { listener.stop(within: 20) }
        // The port closes first.
        #expect(eventually { (try? RawPeer(port: listener.port)) == nil })
        peer.send(PDU.fragment(1, isCommand: false, isLast: false, [1]).bytes)
        peer.send(PDU.fragment(1, isCommand: false, [2]).bytes)
        #expect(peer.readPDU()?.status == 0)
        #expect(peer.readPDU()?.type == PDU.abort)
        #expect(stopping.wait(timeout: .now() + 5) == .success)
        #expect(handler.stored.map(\.bytes) == [[1, 2]])
        #expect(handler.stored.map(\.complete) == [true])
    }

    @Test("what is not finished in time is aborted, and its store ends incomplete")
    func abortsAfterGrace() throws {
        let listener = try makeListener(handler)
        let peer = try RawPeer.associated(to: listener)
        peer.send(PDU.fragment(1, isCommand: true, CommandBytes.store()).bytes)
        #expect(handler.waitUntil { $0.begun == 1 })
        let start = Date()
        listener.stop(within: 1)
        #expect((0.9..<3).contains(Date().timeIntervalSince(start)))
        #expect(handler.stored.map(\.complete) == [false])
        #expect(handler.summaries.map(\.outcome) == ["interrupted"])
        #expect(peer.readPDU()?.type == PDU.abort)
    }

    @Test("stopping twice, before the start, or never is fine")
    func toleratesUse() throws {
        let listener = try Listener(.init(host: "127.0.0.1", port: 0), handler: handler)
        listener.stop(within: 1)
        listener.stop(within: 1)
        var other: Listener? = try makeListener(handler)
        let peer = try RawPeer.associated(to: try #require(other))
        other = nil
        #expect(peer.endsWithin(5))
    }

    @Test("nothing is accepted before the start")
    func waitsForStart() throws {
        let listener = try Listener(.init(host: "127.0.0.1", port: 0), handler: handler)
        let peer = try RawPeer(port: listener.port)
        peer.send(
            PDU.associate(contexts: [
                .init(id: 1, abstractSyntax: SOPClassUID.ct, transferSyntaxes: [SyntaxUID.explicit])
            ]).bytes)
        #expect(peer.readPDU(within: 0.2) == nil)
        listener.start()
        #expect(peer.readPDU()?.type == PDU.associateAccept)
    }
}

/// Runs `body` on a thread of its own; the semaphore is signalled when it returns.
func inBackground(_ body: @escaping @Sendable () -> Void) -> DispatchSemaphore {
    let done = DispatchSemaphore(value: 0)
    Thread {
        body()
        done.signal()
    }.start()
    return done
}

/// Whether `condition` comes to hold within ten seconds.
func eventually(_ condition: () -> Bool) -> Bool {
    let deadline = Date(timeIntervalSinceNow: 10)
    while Date() < deadline {
        if condition() { return true }
        usleep(2000)
    }
    return false
}
