import Dicom
import Foundation
import Instances
import Ledger
import Testing

@testable import Router

@Suite("What workers take from") struct WorkQueueTests {
    private static func received() -> ReceivedInstance {
        ReceivedInstance(
            id: .make(), receivedAt: Date(),
            origin: .association(.init(callingAETitle: "A", calledAETitle: "B", peerAddress: "127.0.0.1")),
            sopClassUID: "1.2", transferSyntax: .explicitLittleEndian, dataSetOffset: 0, fileSize: 0)
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
}
