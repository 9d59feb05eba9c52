import Dicom
import Foundation
import GRDB
import Instances

/// The delivery that stands for an instance at a destination, as far as another version of it has to know.
struct EarlierDelivery {
    var id: Int64
    var instance: InstanceID
    var project: String
    var destination: String
    var state: Delivery.State
    /// A person asked to send it again.
    var isAskedAgain: Bool
    var contentHash: [UInt8]
    var canonical: CanonicalRecord?

    /// The same bytes, or the same values in another encoding.
    func isSame(as output: Output) -> Bool {
        if contentHash == output.contentHash { return true }
        guard let canonical, let new = output.canonical else { return false }
        return canonical.digest == new.digest
    }

    /// The attributes that differ: tags without values; empty if nothing is known of them.
    func difference(from output: Output) -> String {
        guard let canonical, let new = output.canonical else { return "" }
        let tags = canonical.differences(from: new)
        let named = tags.prefix(20).map(\.description).joined(separator: " ")
        return tags.count > 20 ? "differs in \(named) and \(tags.count - 20) more" : "differs in \(named)"
    }
}

extension Ledger {
    /// The delivery that counts for an instance at a destination; nil if there is none.
    static func current(_ db: Database, _ output: Output, _ destination: String) throws -> EarlierDelivery? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT id, instance, state, again, contentHash, valuesHash, output FROM delivery
                    WHERE project = ? AND destination = ? AND instanceHash = ? AND isCurrent = 1
                    """), arguments: [output.project, destination, Data(output.instanceHash)])
        guard let row else { return nil }
        guard let instance = InstanceID(row["instance"] as String),
            let state = Delivery.State(rawValue: row["state"] as String)
        else { throw LedgerError(.notReadable) }
        var earlier = EarlierDelivery(
            id: row["id"], instance: instance, project: output.project, destination: destination, state: state,
            isAskedAgain: row["again"], contentHash: Array(row["contentHash"] as Data))
        if let digest = row["valuesHash"] as Data? {
            let packed = try Data.fetchOne(
                db.cachedStatement(sql: "SELECT canonical FROM output WHERE id = ?"), arguments: [row["output"] as Int64])
            earlier.canonical = CanonicalRecord(digest: Array(digest), packed: Array(packed ?? Data()))
        }
        return earlier
    }

    /// Another version takes the place of a delivery. Its row stays: its bytes may be on their way, and what was sent is
    /// never called superseded.
    ///
    /// The same values: what quarantine held of it for that destination goes with it. Other values that were never
    /// delivered stay in quarantine, since somebody was told 0000 for them.
    static func supersede(_ db: Database, _ earlier: EarlierDelivery, isSame: Bool, _ now: Int64) throws {
        try db.cachedStatement(
            sql: """
                UPDATE delivery SET isCurrent = 0, state = CASE WHEN state = 'waiting' THEN 'superseded' ELSE state END
                WHERE id = ?
                """
        ).execute(arguments: [earlier.id])
        try db.cachedStatement(sql: "DELETE FROM quarantine WHERE instance = ? AND project = ? AND destination = ?")
            .execute(arguments: [earlier.instance.value, earlier.project, earlier.destination])
        if !isSame && earlier.state != .delivered {
            var entry = Hold(project: earlier.project, destination: earlier.destination, reason: .superseded)
            entry.delivery = earlier.id
            try hold(db, earlier.instance, entry, now)
        }
        _ = try settle(db, earlier.instance, now: now)
    }

    /// The rules of today hold an instance: what waits of it by the rules of before does not go either. nil: any.
    static func withdraw(_ db: Database, _ instance: InstanceID, project: String?, destination: String?) throws {
        try db.cachedStatement(
            sql: """
                UPDATE delivery SET isCurrent = 0, state = 'superseded', note = 'held_by_newer_rules'
                WHERE instance = ?1 AND state = 'waiting' AND (?2 IS NULL OR project = ?2) AND (?3 IS NULL OR destination = ?3)
                """
        ).execute(arguments: [instance.value, project, destination])
    }

    static func insert(_ db: Database, _ output: Output, of instance: InstanceID) throws -> Int64 {
        try db.cachedStatement(
            sql: """
                INSERT INTO output (instance, project, strategy, ruleSet, sopClassUID, sopInstanceUID, patientID,
                    studyInstanceUID, seriesInstanceUID, transferSyntaxUID, bytes, segments, pixelFile, pixelDigest,
                    summary, canonical)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            instance.value, output.project, output.strategy, output.ruleSet, output.sopClassUID, output.sopInstanceUID,
            output.patientID, output.studyInstanceUID, output.seriesInstanceUID, output.transferSyntax.uid,
            Data(output.dataSet.bytes), Data(output.dataSet.packedSegments), output.pixels?.number,
            output.pixels.map { Data($0.digest) }, output.summary, output.canonical.map { Data($0.packed) },
        ])
        return db.lastInsertedRowID
    }
}
