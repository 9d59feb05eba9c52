import Foundation
import GRDB
import Instances

extension Ledger {
    /// Everything that is held, oldest first.
    public func quarantine(instance: InstanceID? = nil) throws -> [QuarantineEntry] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM quarantine WHERE ?1 IS NULL OR instance = ?1 ORDER BY since, id",
                arguments: [instance?.value]
            ).map { row in
                guard let instance = InstanceID(row["instance"] as String) else { throw LedgerError(.notReadable) }
                return QuarantineEntry(
                    id: row["id"], instance: instance, project: row["project"], destination: row["destination"],
                    reason: row["reason"], detail: row["detail"], since: Date(milliseconds: row["since"]),
                    series: (row["studyInstanceUID"] as String?).map {
                        SeriesPlace(studyInstanceUID: $0, seriesInstanceUID: row["seriesInstanceUID"] ?? "")
                    })
            }
        }
    }

    /// Instances of which something was held since `date`, as often as that was.
    public func held(since date: Date) throws -> [InstanceID] {
        try read { db in
            try String.fetchAll(
                db, sql: "SELECT instance FROM quarantine WHERE since >= ?", arguments: [date.milliseconds]
            ).compactMap { InstanceID($0) }
        }
    }

    /// A person's release: what is held of the instance goes, and the worker runs the current rules on the original again.
    ///
    /// Waiting deliveries of the same instance stay as they are; nothing is sent by this.
    /// - Throws: `notFound` if nothing of it is held.
    public func release(_ id: InstanceID, now: Date = Date()) throws {
        try commit { db in
            try db.execute(sql: "DELETE FROM quarantine WHERE instance = ?", arguments: [id.value])
            guard db.changesCount > 0 else { throw LedgerError(.notFound, "nothing of this instance is held") }
            // Final deliveries that were held make room for the new run; delivered ones stay and are not sent twice. Rows
            // stay in any case: one that was cancelled may be on its way, and then says so when it has gone.
            try db.execute(
                sql: "UPDATE delivery SET isCurrent = 0 WHERE instance = ? AND state IN ('held', 'cancelled')",
                arguments: [id.value])
            try db.execute(sql: "UPDATE instance SET state = 'received', isReleased = 1 WHERE id = ?", arguments: [id.value])
            try Self.audit(db, Self.releaseEvent, id, "", now)
        }
    }

    /// A person's discard: what is held of the instance is given up. The audit keeps that it was.
    public func discard(_ id: InstanceID, now: Date = Date()) throws -> Remaining {
        try commit { db in
            try db.execute(sql: "DELETE FROM quarantine WHERE instance = ?", arguments: [id.value])
            guard db.changesCount > 0 else { throw LedgerError(.notFound, "nothing of this instance is held") }
            try Self.audit(db, Self.discardEvent, id, "", now)
            return try Self.settle(db, id, now: now.milliseconds)
        }
    }

    /// Notes a person's or a key's use, without values.
    public func audit(_ event: String, instance: InstanceID? = nil, detail: String = "", now: Date = Date()) throws {
        try commit { db in try Self.audit(db, event, instance, detail, now) }
    }

    static let releaseEvent = "quarantine.release"
    static let discardEvent = "quarantine.discard"

    static func audit(_ db: Database, _ event: String, _ instance: InstanceID?, _ detail: String, _ now: Date) throws {
        try db.execute(
            sql: "INSERT INTO audit (at, event, instance, detail) VALUES (?, ?, ?, ?)",
            arguments: [now.milliseconds, event, instance?.value, detail])
    }
}
