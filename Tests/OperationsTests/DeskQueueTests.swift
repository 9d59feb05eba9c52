import Instances
import Ledger
import Testing

@testable import Operations

@Suite("Desk: what waits") struct DeskQueueTests {
    @Test("instances that nobody worked on come first, then deliveries; one destination can be asked for")
    func list() async throws {
        let state = try StateFixture()
        let (one, two) = (try state.receive(), try state.receive())
        try await state.queue(one, to: ["archive", "mirror"])
        let rows = try state.desk.queue()
        #expect(rows.map(\.instance) == [two, one, one].map(\.value))
        #expect(rows.map(\.state) == ["received", "waiting", "waiting"])
        #expect(try state.desk.queue(destination: "mirror").map(\.destination) == ["mirror"])
        #expect(try state.audit().isEmpty, "looking leaves no record")
    }

    @Test("a destination that nobody knows is a typing error, with the nearest one")
    func unknownDestination() throws {
        let state = try StateFixture()
        let asks: [() throws -> Void] = [
            { _ = try state.desk.queue(destination: "archiv") }, { _ = try state.desk.retry(destination: "archiv") },
            { _ = try state.desk.cancel(destination: "archiv") },
            { _ = try state.desk.series(waiting: true, destination: "archiv") },
        ]
        for ask in asks {
            let error = #expect(throws: UnknownName.self) { try ask() }
            #expect(error?.kind == .destination)
            #expect(error?.description == "no destination is named 'archiv'; did you mean archive?")
        }
    }

    @Test("retry and cancel count what they did, and each leaves a record")
    func retryAndCancel() async throws {
        let state = try StateFixture()
        let id = try state.receive()
        try await state.queue(id, to: ["archive", "mirror"])
        #expect(try state.desk.retry() == 2)
        #expect(try state.desk.cancel(destination: "mirror", instance: id) == 1)
        #expect(try state.audit() == ["queue.retry count=2", "queue.cancel count=1 reason=cancelled"])
        let rows = try #require(try state.desk.report(on: id)).rows
        #expect(rows.map(\.state) == ["waiting", "cancelled"])
        #expect(rows.map(\.reason) == [nil, "cancelled"])
    }

    @Test("nothing waits of an instance: not found; nothing waits at all: none")
    func nothing() throws {
        let state = try StateFixture()
        let id = try state.receive()
        #expect(throws: NotFound.self) { try state.desk.retry(instance: id) }
        #expect(throws: NotFound.self) { try state.desk.cancel(instance: id) }
        #expect(try state.desk.retry() == 0)
        #expect(try state.desk.report(on: .make()) == nil)
    }

    @Test("what a person decided about a held delivery is its state from then on")
    func decisions() async throws {
        let state = try StateFixture()
        let id = try state.receive()
        try await state.queue(id, to: ["archive"])
        _ = try state.desk.cancel(instance: id)
        #expect(try state.desk.release([id]).count == 1)
        #expect(try state.desk.report(on: id)?.rows.map(\.state) == ["released", "received"])
    }

    @Test("send again queues what is kept, says what is not, and finds nothing where nothing went")
    func sendAgain() async throws {
        let state = try StateFixture()
        let (kept, gone) = (try state.receive(), try state.receive())
        for (number, id) in [kept, gone].enumerated() {
            try await state.queue(id, to: ["archive"], number: UInt8(number))
            try await state.deliver(id)
        }
        try state.spool.remove(gone)
        let items = try state.desk.sendAgain(.init(destination: "archive"))
        #expect(items.map(\.instance) == [kept, gone].sorted().map(\.value))
        #expect(items.first { $0.instance == kept.value }?.outcome == .queued)
        #expect(items.first { $0.instance == gone.value }?.outcome == .originalNotKept)
        #expect(try state.audit(kept) == ["delivery.send_again queued destinations=archive"])
        #expect(throws: LedgerError(.notFound)) { try state.desk.sendAgain(.init(destination: "mirror")) }
    }
}
