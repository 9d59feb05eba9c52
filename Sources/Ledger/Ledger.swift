import Foundation
import GRDB

/// The SQLite file that knows every instance, delivery, pseudonym and operator's action.
///
/// A row's commit is the instant at which Veil is responsible for something, so commits are durable: write-ahead log with
/// `synchronous = FULL`, checked at start. Several processes may open one ledger (the node and the commands beside it).
public final class Ledger: Sendable {
    let pool: DatabasePool
    let queue: CommitQueue

    /// Whether `stateDirectory` has a ledger.
    public static func exists(in stateDirectory: String) -> Bool {
        FileManager.default.fileExists(atPath: stateDirectory + "/ledger.sqlite")
    }

    /// Opens or creates `ledger.sqlite` in `stateDirectory` and migrates it.
    ///
    /// - Parameter barrier: run before a transaction that records received files: syncs the folder they are in.
    /// - Throws: `LedgerError` with code `unavailable` or `notDurable`.
    public init(stateDirectory: String, barrier: @escaping @Sendable () throws -> Void = {}) throws(LedgerError) {
        let path = stateDirectory + "/ledger.sqlite"
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.maximumReaderCount = 2
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -2048; PRAGMA foreign_keys = ON; PRAGMA secure_delete = OFF")
        }
        do {
            // auto_vacuum counts only if set before the first table exists.
            if !FileManager.default.fileExists(atPath: path) {
                let fresh = try DatabaseQueue(path: path)
                try fresh.writeWithoutTransaction { try $0.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL; VACUUM") }
                try fresh.close()
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            }
            pool = try DatabasePool(path: path, configuration: configuration)
            if try pool.read({ try Schema.migrator().hasBeenSuperseded($0) }) {
                throw LedgerError(.unavailable, "ledger.sqlite was written by a newer Veil; start that one")
            }
            try Schema.migrator().migrate(pool)
        } catch let error as LedgerError {
            throw error
        } catch {
            throw LedgerError(.unavailable, "ledger.sqlite cannot be opened; see its folder's rights and free space")
        }
        // DatabasePool sets synchronous to NORMAL when it turns the write-ahead log on, so FULL comes after.
        let mode: Int?
        do {
            mode = try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
                return try Int.fetchOne(db, sql: "PRAGMA synchronous")
            }
        } catch {
            throw LedgerError(.notDurable)
        }
        guard mode == 2 else { throw LedgerError(.notDurable) }
        queue = CommitQueue(pool: pool, barrier: barrier)
        queue.start()
    }

    /// Commits what waits and closes the file. Later calls fail.
    public func close() {
        queue.stop()
        // A reader that still runs keeps the file open until it is done; nothing is lost by it.
        try? pool.close()
    }

    /// Runs `body` in the next group transaction and returns when it is durable.
    func commit<Value: Sendable>(
        needsBarrier: Bool = false, _ body: @escaping @Sendable (Database) throws -> Value
    ) throws -> Value {
        let answer = Answer<Value>()
        queue.submit(needsBarrier: needsBarrier) { db in
            answer.value = try body(db)
        } done: { error in
            answer.error = error
            answer.semaphore.signal()
        }
        answer.semaphore.wait()
        if let error = answer.error { throw LedgerError.wrapping(error) }
        guard let value = answer.value else { throw LedgerError(.commitFailed) }
        return value
    }

    /// Runs `body` in the next group transaction; `done` hears the outcome on the committing thread and must not block.
    func submit<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value, done: @escaping @Sendable (Result<Value, LedgerError>) -> Void
    ) {
        let answer = Answer<Value>()
        queue.submit { db in
            answer.value = try body(db)
        } done: { error in
            if let error {
                done(.failure(LedgerError.wrapping(error)))
            } else if let value = answer.value {
                done(.success(value))
            } else {
                done(.failure(LedgerError(.commitFailed)))
            }
        }
    }

    func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) throws -> Value {
        do {
            return try pool.read(body)
        } catch {
            throw LedgerError.wrapping(error)
        }
    }
}

/// One caller's slot: written on the committing thread before the semaphore is signalled, read after.
private final class Answer<Value: Sendable>: @unchecked Sendable {
    let semaphore = DispatchSemaphore(value: 0)
    var value: Value?
    var error: (any Error)?
}

extension LedgerError {
    /// SQLite's message may quote SQL, so only its code goes on.
    static func wrapping(_ error: any Error) -> LedgerError {
        if let own = error as? LedgerError { return own }
        if let database = error as? DatabaseError {
            return LedgerError(.commitFailed, "SQLite result \(database.extendedResultCode.rawValue)")
        }
        return LedgerError(.commitFailed)
    }
}

extension Date {
    /// Milliseconds since 1970, as the ledger stores instants.
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }
    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
