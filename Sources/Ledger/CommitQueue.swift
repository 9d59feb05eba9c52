import Foundation
import GRDB
import Threads

/// Group commit: everything that waits goes into one transaction, so that one sync serves many callers.
///
/// Each operation runs in its own savepoint: one that throws leaves nothing and does not disturb the others. An operation
/// is answered only after the transaction that holds it is durable.
final class CommitQueue: @unchecked Sendable {  // state is guarded by `condition`
    typealias Completion = @Sendable ((any Error)?) -> Void

    private struct Operation {
        let needsBarrier: Bool
        let body: @Sendable (Database) throws -> Void
        let done: Completion
    }

    private let pool: DatabasePool
    private let barrier: @Sendable () throws -> Void
    private let condition = NSCondition()
    private var waiting: [Operation] = []
    private var isStopping = false
    private var isStopped = false

    /// - Parameter barrier: run once before a transaction that holds an operation which asks for it; syncs directories.
    init(pool: DatabasePool, barrier: @escaping @Sendable () throws -> Void) {
        self.pool = pool
        self.barrier = barrier
    }

    /// Starts the thread that commits.
    func start() {
        _ = BlockingThread("ledger") { [self] in run() }
    }

    /// Queues `body`; `done` is called on the committing thread, with nil once it is durable.
    func submit(needsBarrier: Bool = false, _ body: @escaping @Sendable (Database) throws -> Void, done: @escaping Completion) {
        condition.lock()
        let refused = isStopping
        if !refused {
            waiting.append(Operation(needsBarrier: needsBarrier, body: body, done: done))
            condition.signal()
        }
        condition.unlock()
        if refused { done(LedgerError(.commitFailed, "the ledger is closing")) }
    }

    /// Commits what waits, then stops the thread.
    func stop() {
        condition.lock()
        isStopping = true
        condition.broadcast()
        while !isStopped { condition.wait() }
        condition.unlock()
    }

    private func run() {
        while true {
            condition.lock()
            while waiting.isEmpty && !isStopping { condition.wait() }
            var batch: [Operation] = []
            swap(&batch, &waiting)
            if batch.isEmpty {
                isStopped = true
                condition.broadcast()
                condition.unlock()
                return
            }
            condition.unlock()
            commit(batch)
        }
    }

    private func commit(_ batch: [Operation]) {
        var errors = [(any Error)?](repeating: nil, count: batch.count)
        if batch.contains(where: \.needsBarrier) {
            do {
                try barrier()
            } catch {
                for index in batch.indices where batch[index].needsBarrier { errors[index] = error }
            }
        }
        do {
            let before = errors
            errors = try pool.write { db in
                var outcome = before
                for (index, operation) in batch.enumerated() where outcome[index] == nil {
                    do {
                        try db.inSavepoint {
                            try operation.body(db)
                            return .commit
                        }
                    } catch {
                        // A full disk rolls the whole transaction back, not only the savepoint.
                        guard db.isInsideTransaction else { throw error }
                        outcome[index] = error
                    }
                }
                return outcome
            }
        } catch {
            // The transaction as a whole failed (disk full, I/O): none of it is durable.
            errors = batch.indices.map { errors[$0] ?? error }
        }
        for (operation, error) in zip(batch, errors) { operation.done(error) }
    }
}
