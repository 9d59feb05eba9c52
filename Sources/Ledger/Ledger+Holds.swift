import Foundation
import GRDB
import Instances

extension Ledger {
    /// One reason to hold an instance, for one destination or for all.
    struct Hold {
        var project: String?
        var destination: String?
        var reason: HoldReason
        var detail = ""
        var contentHash: [UInt8]?
        var valuesHash: [UInt8]?
        /// The delivery that does not go on; if its bytes went all the same, the hold goes.
        var delivery: Int64?
        /// Where the instance belongs; nil: what the delivery's output says, if there is one.
        var series: SeriesPlace?
    }

    /// Adds to quarantine; false if the same values are held there already for the same reason.
    @discardableResult
    static func hold(_ db: Database, _ instance: InstanceID, _ entry: Hold, _ now: Int64) throws -> Bool {
        for (column, hash) in [("contentHash", entry.contentHash), ("valuesHash", entry.valuesHash)] {
            guard let hash else { continue }
            let isHeld =
                try Bool.fetchOne(
                    db,
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM quarantine WHERE \(column) = ? AND reason = ? AND project IS ?
                            AND destination IS ? AND instance <> ?)
                        """, arguments: [Data(hash), entry.reason.rawValue, entry.project, entry.destination, instance.value])
                ?? false
            if isHeld { return false }
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO quarantine (instance, project, destination, reason, detail, contentHash, valuesHash, delivery,
                    studyInstanceUID, seriesInstanceUID, since)
                SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ifnull(?9, output.studyInstanceUID),
                    ifnull(?10, output.seriesInstanceUID), ?11
                FROM (SELECT 1) LEFT JOIN output ON output.id = (SELECT output FROM delivery WHERE delivery.id = ?8)
                """
        ).execute(arguments: [
            instance.value, entry.project, entry.destination, entry.reason.rawValue, entry.detail,
            entry.contentHash.map { Data($0) }, entry.valuesHash.map { Data($0) }, entry.delivery,
            entry.series?.studyInstanceUID, entry.series?.seriesInstanceUID, now,
        ])
        return true
    }

    // MARK: series that go whole or wait for a person

    /// These say nothing about the rest of a series: another version of the instance went, or a person took it out.
    private static let harmlessHolds =
        "("
        + [HoldReason.duplicateDiffers, .superseded, .cancelled, .destinationRemoved]
        .map { "'\($0)'" }.joined(separator: ", ") + ")"

    /// Whether something of a series is held for a destination.
    static func isIncomplete(_ db: Database, _ series: SeriesPlace, project: String, destination: String) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM quarantine WHERE studyInstanceUID = ? AND seriesInstanceUID = ? AND project = ?
                        AND destination = ? AND reason NOT IN \(harmlessHolds))
                    """),
            arguments: [series.studyInstanceUID, series.seriesInstanceUID, project, destination]) ?? false
    }

    /// An instance of a series that goes whole is held: what still waits of the series is held as well.
    static func holdRest(_ db: Database, of entry: Hold, _ now: Int64) throws {
        guard let series = entry.series, let project = entry.project, let destination = entry.destination else { return }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT delivery.id, delivery.instance FROM delivery JOIN output ON output.id = delivery.output
                WHERE output.studyInstanceUID = ? AND output.seriesInstanceUID = ? AND delivery.project = ?
                    AND delivery.destination = ? AND delivery.state = 'waiting' AND delivery.wholeSeries = 1
                """, arguments: [series.studyInstanceUID, series.seriesInstanceUID, project, destination])
        for row in rows {
            guard let instance = InstanceID(row["instance"] as String) else { throw LedgerError(.notReadable) }
            try db.execute(
                sql: "UPDATE delivery SET state = 'held', note = ? WHERE id = ?",
                arguments: [HoldReason.seriesIncomplete.rawValue, row["id"] as Int64])
            var rest = Hold(project: project, destination: destination, reason: .seriesIncomplete)
            rest.delivery = row["id"]
            rest.series = series
            try hold(db, instance, rest, now)
        }
    }

    /// The same for a delivery that was just held.
    static func holdRest(_ db: Database, of delivery: Delivery, reason: HoldReason, _ now: Int64) throws {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT output.studyInstanceUID, output.seriesInstanceUID FROM delivery JOIN output ON output.id = delivery.output
                WHERE delivery.id = ? AND delivery.wholeSeries = 1
                """, arguments: [delivery.id])
        guard let row else { return }
        var entry = Hold(project: delivery.project, destination: delivery.destination, reason: reason)
        entry.series = SeriesPlace(studyInstanceUID: row[0], seriesInstanceUID: row[1])
        try holdRest(db, of: entry, now)
    }
}
