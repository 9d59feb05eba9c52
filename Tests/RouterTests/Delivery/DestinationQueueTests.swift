import Dicom
import Foundation
import Ledger
import Synchronization
import Testing

@testable import Router

/// A clock that stands until somebody moves it.
final class FakeClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_000_000))

    var now: Date { time.withLock { $0 } }
    func advance(_ seconds: TimeInterval) { time.withLock { $0.addTimeInterval(seconds) } }
}

@Suite("What waits for a destination") struct DestinationQueueTests {
    private let clock = FakeClock()

    private func delivery(_ id: Int64, due: TimeInterval = -1, kind: Int = 1, instance: UInt8? = nil) -> Delivery {
        Delivery(
            id: id, output: id, instance: .make(), project: "p", destination: "d", state: .waiting, attempts: 0,
            since: clock.now, nextAttempt: clock.now.addingTimeInterval(due), lastStatus: nil, sopClassUID: "1.2.\(kind)",
            transferSyntax: .explicitLittleEndian, instanceHash: instance.map { [$0] } ?? [])
    }

    /// A queue over these deliveries.
    private func queue(_ stored: [Delivery] = [], inFlight: InFlightInstances = InFlightInstances()) -> DestinationQueue {
        let clock = clock
        return DestinationQueue(Backoff(first: 60, longest: 60), inFlight: inFlight, clock: { clock.now }) { limit, known in
            Array(stored.filter { !known.contains($0.id) }.prefix(limit))
        }
    }

    /// What a lane would do now, without waiting: the number of an instance, `connect …`, `idle`, `stopped`.
    private func next(_ queue: DestinationQueue, isConnected: Bool = true, ready: Set<String> = ["1.2.1"]) -> String {
        switch queue.next(idle: 0, isConnected: isConnected, isReady: { isConnected && ready.contains($0.sopClassUID) }) {
        case .send(let item): "\(item.id)"
        case .connect(let kinds): "connect " + kinds.map(\.sopClassUID).joined(separator: " ")
        case .idle: "idle"
        case .stopped: "stopped"
        }
    }

    /// A lane gets a connection.
    private func connect(_ queue: DestinationQueue) {
        #expect(next(queue, isConnected: false).hasPrefix("connect"))
        queue.noteConnected()
        queue.endTry()
    }

    @Test("what the ledger has is found, what is due comes first, what is not due waits")
    func due() {
        let queue = queue([delivery(1), delivery(2, due: 30)])
        connect(queue)
        #expect(next(queue) == "1" && next(queue) == "idle")
        clock.advance(30)
        #expect(next(queue) == "2")
    }

    @Test("what was added comes at once, nothing comes twice, what is finished for now comes back when it is due")
    func again() {
        let one = delivery(1)
        let queue = queue([one])
        queue.add(.init(delivery: one))
        connect(queue)
        #expect(next(queue) == "1" && next(queue) == "idle")
        queue.finish(1, retryAt: clock.now.addingTimeInterval(5))
        #expect(next(queue) == "idle")
        clock.advance(5)
        #expect(next(queue) == "1")
    }

    @Test("a lane without a connection is told to make one, for all kinds that wait, each once, and holds nothing meanwhile")
    func connecting() {
        let queue = queue((1...5).map { delivery($0, kind: Int($0 % 2)) })
        #expect(next(queue, isConnected: false) == "connect 1.2.1 1.2.0")
        // Another lane's connection stands: it takes all.
        #expect(["1", "2", "3", "4", "5", "idle"].allSatisfy { next(queue, ready: ["1.2.0", "1.2.1"]) == $0 })
    }

    @Test("a lane that cannot send the first kind asks for another connection; what that is for is not passed over")
    func otherKind() {
        let queue = queue([delivery(1, kind: 2), delivery(2, kind: 1)])
        #expect(next(queue, ready: ["1.2.1"]) == "connect 1.2.2 1.2.1")
    }

    @Test("so many connections are made as there are instances, no more")
    func noIdleConnections() {
        let queue = queue([delivery(1), delivery(2)])
        #expect(next(queue, isConnected: false).hasPrefix("connect"))
        #expect(next(queue, isConnected: false).hasPrefix("connect"))
        #expect(next(queue, isConnected: false) == "idle")
    }

    @Test("trouble makes all wait; then one lane alone tries, and a connection frees the rest")
    func trouble() {
        let queue = queue([delivery(1), delivery(2)])
        #expect(next(queue, isConnected: false).hasPrefix("connect"))
        guard case .trouble(1, let until) = queue.noteConnectionFailed() else { Issue.record("no trouble"); return }
        #expect(queue.takeFirst(of: [delivery(1).kind])?.id == 1, "the first one is told so")
        queue.endTry()
        #expect(next(queue, isConnected: false) == "idle", "the destination was not left alone")
        clock.advance(until.timeIntervalSince(clock.now))
        #expect(next(queue, isConnected: false).hasPrefix("connect"))
        #expect(next(queue) == "idle", "two lanes tried at once")
        queue.noteConnected()
        queue.endTry()
        #expect(next(queue) == "2")
    }

    @Test("a person's retry tries a destination in trouble at once")
    func retry() {
        let queue = queue([delivery(1)])
        _ = queue.noteTrouble()
        #expect(next(queue) == "idle")
        queue.rescan()
        #expect(next(queue) == "idle")
        queue.rescan(triesNow: true)
        #expect(next(queue) == "1")
    }

    @Test("two versions of an instance are not on their way at once, also to lanes of an earlier configuration")
    func versions() {
        let inFlight = InFlightInstances()
        let (old, new) = (delivery(1, instance: 7), delivery(2, instance: 7))
        let earlier = queue([old], inFlight: inFlight)
        let queue = queue([new, delivery(3, instance: 8)], inFlight: inFlight)
        #expect(next(earlier) == "1")
        #expect(next(queue) == "3" && next(queue) == "idle")
        earlier.finish(1)
        #expect(next(queue) == "2")
    }

    @Test("a stopped queue gives nothing out")
    func stop() {
        let queue = queue([delivery(1)])
        queue.stop()
        #expect(next(queue) == "stopped" && queue.isStopping)
    }
}
