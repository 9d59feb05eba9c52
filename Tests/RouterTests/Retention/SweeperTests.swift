import Foundation
import Instances
import Ledger
import Testing

@testable import Router

@Suite("Sweeper") struct SweeperTests {
    private let state: TemporaryState
    private let sweeper: Sweeper

    init() throws {
        // As retention.delivered_files has it: files stay until the sweeper comes.
        state = try TemporaryState(keepsFiles: true)
        sweeper = Sweeper(spool: state.spool, ledger: state.ledger, log: state.log)
    }

    /// An original whose instance has no row.
    private func stray(in folder: (InstanceID) -> String) -> InstanceID {
        let id = InstanceID.make()
        _ = FileManager.default.createFile(atPath: folder(id), contents: Data([9]))
        return id
    }

    /// An instance that was delivered at this time.
    private func delivered(at date: Date = Date()) async throws -> InstanceID {
        let delivery = try await state.queue(1, for: "d")[0]
        #expect(try await state.record(.delivered(.success), of: delivery, now: date) == .finished)
        return delivery.instance
    }

    private func held() async throws -> InstanceID {
        let id = try state.receive()
        try await state.record(
            [.held(project: nil, destinations: nil, reason: .unmatched, detail: "", contentHash: nil)], of: id)
        return id
    }

    @Test("at start every file gets its place: unknown ones go from the spool, and stay in quarantine")
    func repair() async throws {
        let (lost, strange) = (stray(in: state.spool.spoolPath), stray(in: state.spool.quarantinePath))
        let received = try state.receive()
        let (waiting, over, held) = (try await state.queue(1, for: "d")[0].instance, try await delivered(), try await held())
        try sweeper.repair(keepsFiles: 0)
        #expect(state.spool.original(lost) == nil, "nobody was told 0000 for it")
        #expect(state.spool.original(strange) == state.spool.quarantinePath(strange), "its ledger may have been lost")
        #expect(state.spool.original(received) != nil && state.spool.original(waiting) != nil)
        #expect(state.spool.original(over) == nil, "all of it is over")
        #expect(state.spool.original(held) == state.spool.quarantinePath(held))
        try sweeper.repair(keepsFiles: 0)
        #expect(state.spool.original(strange) != nil && state.spool.original(held) != nil, "a second time changes nothing")
    }

    @Test("notes of attempts stay only for what is still to be worked on")
    func attempts() async throws {
        let (waiting, over) = (try state.receive(), try await held())
        for id in [waiting, over] { _ = try state.spool.noteAttempt(id) }
        try sweeper.repair(keepsFiles: 0)
        #expect(try state.spool.attempted() == [waiting])
        #expect(try state.spool.noteAttempt(waiting) == 2)
    }

    @Test("files of what was delivered go once they are old enough, by the clock and at start")
    func retention() async throws {
        let (old, new) = (try await delivered(at: Date(timeIntervalSinceNow: -3600)), try await delivered())
        sweeper.sweep(keepsFiles: 60, keepsRows: 86_400)
        #expect(state.spool.original(old) == nil && state.spool.original(new) != nil)
        #expect(try state.ledger.instance(old) != nil, "the row tells why the file is gone")
        sweeper.sweep(keepsFiles: 60, keepsRows: 600)
        #expect(try state.ledger.instance(old) == nil && state.ledger.instance(new) != nil)
    }

    @Test("what another's step held moves to quarantine on the clock; what waits again does not go")
    func holds() async throws {
        let id = try await held()
        #expect(state.spool.isInSpool(id))
        sweeper.sweep(keepsFiles: 0, keepsRows: 86_400)
        #expect(state.spool.original(id) == state.spool.quarantinePath(id))
        let again = try await delivered(at: Date(timeIntervalSinceNow: -60))
        let deliveries = try state.ledger.delivered(.init(instance: again))
        #expect(try state.ledger.sendAgain(deliveries, of: again, hasOriginal: true) == 1)
        sweeper.sweep(keepsFiles: 0, keepsRows: 86_400)
        #expect(state.spool.original(again) != nil, "a person asked to send it again")
    }
}
