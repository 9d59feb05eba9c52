import Foundation
import GRDB

extension Ledger {
    /// Notes the key of a project, or checks it against the one that is known.
    ///
    /// - Parameter policy: whatever else decides about pseudonyms, as text.
    /// - Returns: true if the policy is not the one that was noted before; the new one is noted.
    /// - Throws: `otherKey` if the ledger knows the project with another key. A later start with that key would give every
    ///   patient a second identity.
    public func register(project: String, keyFingerprint: String, policy: String, now: Date = Date()) throws -> Bool {
        try commit { db in
            try db.execute(
                sql: """
                    INSERT INTO project (name, keyFingerprint, policy, since) VALUES (?, ?, ?, ?)
                    ON CONFLICT (name) DO NOTHING
                    """, arguments: [project, keyFingerprint, policy, now.milliseconds])
            let known = try Row.fetchOne(
                db, sql: "SELECT keyFingerprint, policy FROM project WHERE name = ?", arguments: [project])
            guard known?["keyFingerprint"] == keyFingerprint else {
                throw LedgerError(.otherKey, "the ledger knows this project with another key; restore that key file")
            }
            if known?["policy"] == policy { return false }
            try db.execute(sql: "UPDATE project SET policy = ? WHERE name = ?", arguments: [policy, project])
            try Self.audit(db, "project.policy_changed", nil, "project=\(project)", now)
            return true
        }
    }

    /// True if the ledger knows the project, so that its key must exist.
    public func knows(project: String) throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM project WHERE name = ?)", arguments: [project]) ?? false
        }
    }

    /// Records pseudonyms outside the node's pipeline (file mode). Durable when it returns.
    /// - Throws: `pseudonymCollision` if a replacement stands for another original.
    public func record(_ pseudonyms: [PseudonymRecord]) throws {
        try commit { db in
            do {
                try Self.insert(db, pseudonyms)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                throw LedgerError(.pseudonymCollision, "")
            }
        }
    }

    static func insert(_ db: Database, _ pseudonyms: [PseudonymRecord]) throws {
        guard !pseudonyms.isEmpty else { return }
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO pseudonym (project, kind, originalHash, sealedOriginal, replacement) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (project, kind, originalHash, replacement) DO NOTHING
                """)
        for pseudonym in pseudonyms {
            try statement.execute(arguments: [
                pseudonym.project, pseudonym.kind, Data(pseudonym.originalHash), Data(pseudonym.sealedOriginal),
                pseudonym.replacement,
            ])
        }
    }

    /// The record of an original, found by its keyed hash.
    public func pseudonyms(project: String, kind: String, originalHash: [UInt8]) throws -> [PseudonymRecord] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM pseudonym WHERE project = ? AND kind = ? AND originalHash = ?",
                arguments: [project, kind, Data(originalHash)]
            ).map(PseudonymRecord.init(row:))
        }
    }

    /// The records whose replacement is `replacement`.
    public func pseudonyms(project: String, kind: String, replacement: String) throws -> [PseudonymRecord] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM pseudonym WHERE project = ? AND kind = ? AND replacement = ? LIMIT 100",
                arguments: [project, kind, replacement]
            ).map(PseudonymRecord.init(row:))
        }
    }

    /// Gives every record of a project to `body`, ordered by kind and replacement.
    public func forEachPseudonym(project: String, _ body: (PseudonymRecord) throws -> Void) throws {
        do {
            try pool.read { db in
                let rows = try Row.fetchCursor(
                    db, sql: "SELECT * FROM pseudonym WHERE project = ? ORDER BY kind, replacement", arguments: [project])
                while let row = try rows.next() { try body(PseudonymRecord(row: row)) }
            }
        } catch let error as DatabaseError {
            throw LedgerError.wrapping(error)
        }
    }
}

extension PseudonymRecord {
    init(row: Row) {
        self.init(
            project: row["project"], kind: row["kind"], originalHash: Array(row["originalHash"] as Data),
            sealedOriginal: Array(row["sealedOriginal"] as Data), replacement: row["replacement"])
    }
}
