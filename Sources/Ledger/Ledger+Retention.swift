import Foundation
import GRDB
import Instances

extension Ledger {
    /// Removes rows of instances that were finished before `limit`, and the audit of that age. Returns how many instances.
    ///
    /// Pseudonyms stay: without them a project could not be explained.
    public func forgetFinished(before limit: Date) throws -> Int {
        var total = 0
        // In portions, so that no receiving thread waits long for its commit.
        while true {
            let count = try commit { db in
                try db.execute(
                    sql: """
                        DELETE FROM instance WHERE id IN (
                            SELECT id FROM instance WHERE state = 'finished' AND finishedAt < ? LIMIT 500)
                        """, arguments: [limit.milliseconds])
                return db.changesCount
            }
            total += count
            if count < 500 { break }
        }
        _ = try commit { db in try db.execute(sql: "DELETE FROM audit WHERE at < ?", arguments: [limit.milliseconds]) }
        return total
    }

    /// Instances that were finished in `period`, in order of that.
    public func finished(in period: Range<Date>) throws -> [InstanceID] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT id FROM instance WHERE state = 'finished' AND finishedAt >= ? AND finishedAt < ?
                    ORDER BY finishedAt
                    """, arguments: [period.lowerBound.milliseconds, period.upperBound.milliseconds]
            ).compactMap { InstanceID($0) }
        }
    }

    /// Gives pages that deliveries left free back to the file system.
    public func shrink() throws {
        do {
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA incremental_vacuum(2000)") }
        } catch {
            throw LedgerError.wrapping(error)
        }
    }

    /// SQLite's own check of the file; nil when it is sound.
    public func integrityTrouble() throws -> String? {
        try read { db in
            let answer = try String.fetchOne(db, sql: "PRAGMA integrity_check") ?? "no answer"
            return answer == "ok" ? nil : "the ledger is damaged"
        }
    }
}

extension Ledger {
    /// SQLite's `synchronous` of the connection that commits: 2 is FULL.
    public func synchronousMode() throws -> Int? {
        try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    }

    /// SQLite's journal mode: `wal`.
    public func journalMode() throws -> String? {
        try pool.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
    }
}
