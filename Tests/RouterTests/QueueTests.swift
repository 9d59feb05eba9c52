import Dicom
import Foundation
import Ledger
import Testing

@testable import Router

@Suite("Windows on the ledger") struct QueueTests {
    private static func received() -> ReceivedInstance {
        ReceivedInstance(
            id: .make(), receivedAt: Date(), callingAETitle: "A", calledAETitle: "B", peerAddress: "127.0.0.1",
            sopClassUID: "1.2", transferSyntax: .explicitLittleEndian, dataSetOffset: 0, fileSize: 0)
    }

    private static func delivery(_ id: Int64, due: Date = .distantPast) -> Delivery {
        Delivery(
            id: id, output: id, instance: .make(), project: "p", destination: "d", state: .waiting, attempts: 0, since: Date(),
            nextAttempt: due, lastStatus: nil, sopClassUID: "1.2.\(id % 2)", transferSyntax: .explicitLittleEndian)
    }

    @Test("what the ledger has is found when the window is dry, and nothing is given out twice")
    func refill() {
        let stored = (0..<5).map { _ in Self.received() }
        let queue = WorkQueue(capacity: 2) { last, _ in stored.filter { $0.id > last ?? stored[0].id || last == nil } }
        queue.add(Work(instance: stored[3], digest: [1]))
        var seen: [InstanceID] = []
        for _ in 0..<5 { if let work = queue.next() { seen.append(work.instance.id) } }
        #expect(Set(seen) == Set(stored.map(\.id)) && seen.count == 5)
        #expect(seen.first == stored[3].id)
        queue.stop()
        #expect(queue.next() == nil)
    }

    @Test("an instance that could not be recorded is given out again after a rescan")
    func again() {
        let one = Self.received()
        let queue = WorkQueue(backoff: Backoff(first: 0, longest: 0)) { _, _ in [one] }
        guard let first = queue.next() else { Issue.record("nothing came"); return }
        queue.postpone(first)
        queue.rescan()
        #expect(queue.next()?.failures == 1)
        queue.stop()
    }

    @Test("deliveries that are not due wait, those due come")
    func due() {
        let soon = Self.delivery(1), later = Self.delivery(2, due: Date(timeIntervalSinceNow: 3600))
        let queue = DestinationQueue(name: "d") { _, known in [soon, later].filter { !known.contains($0.id) } }
        guard case .item(let item) = queue.next(idle: 0.05) else { Issue.record("nothing was due"); return }
        #expect(item.delivery.id == 1)
        guard case .idle = queue.next(idle: 0.05) else { Issue.record("what is not due was given out"); return }
    }

    @Test("trouble makes all wait, and one lane at a time tries again")
    func trouble() {
        let all = [Self.delivery(1), Self.delivery(2)]
        let queue = DestinationQueue(name: "d") { _, known in all.filter { !known.contains($0.id) } }
        let wait = queue.noteTrouble(Backoff(first: 0.2, longest: 0.2))
        #expect(wait.count == 1 && wait.until > Date())
        guard case .idle = queue.next(idle: 0.02) else { Issue.record("the destination was not left alone"); return }
        guard case .item = queue.next(idle: 5) else { Issue.record("nobody tried again"); return }
        guard case .idle = queue.next(idle: 0.02) else { Issue.record("two lanes tried at once"); return }
        queue.noteContact()
        guard case .item = queue.next(idle: 1) else { Issue.record("contact did not free the rest"); return }
    }

    @Test("after trouble the first instance that is taken ends it, and tells how long it was; an association alone does not")
    func recovery() {
        let queue = DestinationQueue(name: "d") { _, _ in [] }
        #expect(queue.noteContact(stored: true) == nil)
        _ = queue.noteTrouble(Backoff(first: 0.2, longest: 0.2))
        _ = queue.noteTrouble(Backoff(first: 0.2, longest: 0.2))
        #expect(queue.noteContact() == nil)
        #expect(queue.noteContact(stored: true).map { (0..<60).contains($0) } == true)
        #expect(queue.noteContact(stored: true) == nil)
    }

    @Test("one association broken in the middle does not stop the others, two in a row do")
    func broken() {
        let all = (1...3).map { Self.delivery($0) }
        let queue = DestinationQueue(name: "d") { _, known in all.filter { !known.contains($0.id) } }
        queue.noteBroken(Backoff(first: 60, longest: 60))
        guard case .item = queue.next(idle: 0.05) else { Issue.record("one break stopped all"); return }
        queue.noteBroken(Backoff(first: 60, longest: 60))
        guard case .idle = queue.next(idle: 0.05) else { Issue.record("two breaks stopped nothing"); return }
    }

    @Test("contexts to negotiate are the kinds that wait, each once")
    func kinds() {
        let queue = DestinationQueue(name: "d") { _, _ in [] }
        for id in 1...6 { queue.add(.init(delivery: Self.delivery(Int64(id)), output: nil)) }
        #expect(queue.kinds(limit: 10).count == 2)
        #expect(queue.kinds(limit: 1).count == 1)
    }
}
