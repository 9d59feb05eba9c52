import Foundation
import Ledger
import Testing

@testable import Router

@Suite("What becomes of an original") struct OriginalDisposalTests {
    @Test("it stays while something waits, moves when only quarantine needs it, goes when nothing does")
    func places() throws {
        let state = try TemporaryState()
        let ids = try (0..<3).map { _ in try state.receive() }
        for (id, remaining) in zip(ids, [Ledger.Remaining.open, .quarantined, .finished]) {
            state.originals.dispose(of: id, remaining)
        }
        state.originals.drain()
        #expect(ids.map(state.spool.original) == [state.spool.spoolPath(ids[0]), state.spool.quarantinePath(ids[1]), nil])
    }

    @Test("with a retention it stays for the sweeper, until a reload says otherwise; changed pixels go with it")
    func retention() throws {
        let state = try TemporaryState(keepsFiles: true)
        let id = try state.receive()
        let draft = try state.spool.draftPixels(of: id, number: 1)
        #expect(try draft.link(to: state.spool.pixelPath(id, 1)))
        state.originals.dispose(of: id, .finished)
        state.originals.drain()
        #expect(state.spool.original(id) != nil && state.spool.hasPixels(of: id))
        state.originals.update(keepsFiles: false, keepsRows: true)
        state.originals.dispose(of: id, .finished)
        state.originals.drain()
        #expect(state.spool.original(id) == nil && !state.spool.hasPixels(of: id))
    }
}
