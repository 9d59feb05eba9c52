import Foundation
import GRDB
import Glibc

/// All checks as an SQLite database: `pairs`, one row an instance, and `checks`, one row a check and element.
public final class DatabaseReport: Report, @unchecked Sendable {  // one thread at a time
    private let path: String
    private let database: DatabaseQueue
    /// Pairs since the last commit.
    private var open = 0

    /// Marks a database as such a report (`PRAGMA application_id`), so that no other is ever overwritten.
    private static let applicationID = 0x5645_5249
    private static let pairsPerTransaction = 500

    private let facts: [ReportFact]

    /// - Parameter facts: of the report's making, for the table `run`.
    /// - Throws: `VerifyError.unusable` if there is a file already that is no such report, or none can be made.
    public init(_ path: String, facts: [ReportFact] = []) throws(VerifyError) {
        self.path = path
        self.facts = facts
        if try Self.mayReplace(path) {
            guard (try? FileManager.default.removeItem(atPath: path)) != nil  // what stays is told in the next line
            else { throw .unusable("\(path): cannot be replaced") }
        }
        do {
            // Made with its rights before anything is in it.
            _ = try PrivateFile(path)
            var configuration = GRDB.Configuration()
            configuration.allowsUnsafeTransactions = true
            database = try DatabaseQueue(path: path, configuration: configuration)
            try database.writeWithoutTransaction { db in
                // A report is made anew if the machine fails.
                try db.execute(
                    sql: """
                        PRAGMA application_id = \(Self.applicationID);
                        PRAGMA journal_mode = OFF;
                        PRAGMA synchronous = OFF;
                        CREATE TABLE pairs (
                            id INTEGER PRIMARY KEY, original TEXT, clean TEXT, matched TEXT, outcome TEXT NOT NULL,
                            reason TEXT NOT NULL);
                        CREATE TABLE checks (
                            pair INTEGER NOT NULL REFERENCES pairs (id), path TEXT NOT NULL, action TEXT NOT NULL,
                            expected TEXT NOT NULL, found TEXT NOT NULL, outcome TEXT NOT NULL, rule TEXT NOT NULL,
                            original_value TEXT NOT NULL);
                        CREATE TABLE totals (action TEXT PRIMARY KEY, passed INTEGER NOT NULL, failed INTEGER NOT NULL);
                        CREATE TABLE run (name TEXT PRIMARY KEY, value TEXT NOT NULL);
                        BEGIN;
                        """)
            }
        } catch let error as VerifyError {
            throw error
        } catch {
            throw .unusable("\(path): no database can be made there")
        }
    }

    public func add(_ result: PairResult) throws {
        try writing { db in
            try db.cachedStatement(sql: "INSERT INTO pairs VALUES (?, ?, ?, ?, ?, ?)").execute(arguments: [
                result.number, result.original.isEmpty ? nil : result.original, result.clean, result.match?.rawValue,
                result.outcome.rawValue, result.reason,
            ])
            let statement = try db.cachedStatement(sql: "INSERT INTO checks VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            for check in result.checks {
                try statement.execute(arguments: [
                    result.number, check.path, check.check.rawValue, check.expected, check.reportedFound,
                    check.passed ? "passed" : "failed", check.rule, check.reportedOld,
                ])
            }
            open += 1
            if open >= Self.pairsPerTransaction {
                try db.execute(sql: "COMMIT; BEGIN")
                open = 0
            }
        }
    }

    public func finish(_ summary: Summary) throws {
        try writing { db in
            for fact in facts {
                try db.execute(sql: "INSERT OR REPLACE INTO run VALUES (?, ?)", arguments: [fact.name, fact.value])
            }
            for check in Check.allCases {
                let count = summary.checks[check] ?? Summary.Count()
                try db.execute(
                    sql: "INSERT INTO totals VALUES (?, ?, ?)", arguments: [check.rawValue, count.passed, count.failed])
            }
            try db.execute(
                sql: "CREATE INDEX failures ON checks (action, pair) WHERE outcome = 'failed'; COMMIT")
        }
        try database.close()
    }

    private func writing(_ body: (Database) throws -> Void) throws(VerifyError) {
        do {
            try database.writeWithoutTransaction(body)
        } catch {
            throw .failed("\(path): cannot be written; see the free space")
        }
    }

    /// True if a file is there that may go: an earlier report, or an empty file. Links are not followed.
    ///
    /// - Throws: `VerifyError.unusable` for everything else.
    private static func mayReplace(_ path: String) throws(VerifyError) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else { return false }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unusable("\(path): is no file; a database needs a file of its own, lists for streams are written by --csv")
        }
        guard status.st_size == 0 || isReport(path) else {
            throw .unusable("\(path): is there already and is no report of veil verify; name another file or remove it")
        }
        return true
    }

    private static func isReport(_ path: String) -> Bool {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        // What is no database is no report either.
        let found = try? DatabaseQueue(path: path, configuration: configuration).read {
            try Int.fetchOne($0, sql: "PRAGMA application_id")
        }
        return found == applicationID
    }
}
