import Dicom
import Foundation
import GRDB
import Instances

/// How one attempt to deliver ended.
public enum Attempt: Sendable, Hashable {
    /// The archive has it; a warning status is noted.
    case delivered(DimseStatus)
    /// Once more at `next`, because of a status or of transport trouble named by a code.
    case retry(DimseStatus?, note: String, next: Date)
    /// Never by itself: quarantine, with the reason.
    case held(DimseStatus?, reason: HoldReason, detail: String)
}

extension Ledger {
    static let selection = """
        SELECT delivery.id, delivery.output, delivery.instance, delivery.project, delivery.destination, delivery.state,
            delivery.attempts, delivery.since, delivery.nextAttempt, delivery.lastStatus, delivery.instanceHash,
            delivery.note, output.sopClassUID, output.transferSyntaxUID
        FROM delivery JOIN output ON output.id = delivery.output
        """

    /// Deliveries that wait for `destination`, those due first at the front, without the ones named.
    public func waiting(for destination: String, limit: Int, except known: Set<Int64> = []) throws -> [Delivery] {
        try read { db in
            var found: [Delivery] = []
            let rows = try Row.fetchCursor(
                db,
                sql: Self.selection + """
                     WHERE delivery.destination = ? AND delivery.state = 'waiting' ORDER BY delivery.nextAttempt
                    """,
                arguments: [destination])
            while found.count < limit, let row = try rows.next() {
                if !known.contains(row["id"]) { found.append(try Delivery(row: row)) }
            }
            return found
        }
    }

    /// All deliveries in one of `states`, oldest first.
    public func deliveries(
        in states: Set<Delivery.State>, destination: String? = nil, instance: InstanceID? = nil
    ) throws -> [Delivery] {
        let names = states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
        // Written out as needed, so that an index serves it.
        var conditions = ["delivery.state IN (\(names))"]
        var arguments: [String] = []
        if let destination {
            conditions.append("delivery.destination = ?")
            arguments.append(destination)
        }
        if let instance {
            conditions.append("delivery.instance = ?")
            arguments.append(instance.value)
        }
        let sql = Self.selection + " WHERE " + conditions.joined(separator: " AND ") + " ORDER BY delivery.since, delivery.id"
        return try read { [arguments] db in
            try Row.fetchAll(db, sql: sql, arguments: StatementArguments(arguments)).map(Delivery.init(row:))
        }
    }

    /// Whether a delivery still waits: a person may have cancelled it since it was read.
    public func isWaiting(_ delivery: Int64) throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db.cachedStatement(sql: "SELECT state = 'waiting' FROM delivery WHERE id = ?"), arguments: [delivery]) ?? false
        }
    }

    /// Names of destinations for which something waits.
    public func waitingDestinations() throws -> Set<String> {
        try read { try String.fetchSet($0, sql: "SELECT DISTINCT destination FROM delivery WHERE state = 'waiting'") }
    }

    /// The clean instance of a delivery; nil once it is over.
    public func output(_ id: Int64) throws -> Output? {
        try read { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM output WHERE id = ?", arguments: [id]),
                let bytes = row["bytes"] as Data?, let segments = row["segments"] as Data?
            else { return nil }
            return Output(
                project: row["project"], strategy: row["strategy"], ruleSet: row["ruleSet"], sopClassUID: row["sopClassUID"],
                sopInstanceUID: row["sopInstanceUID"], patientID: row["patientID"],
                studyInstanceUID: row["studyInstanceUID"], seriesInstanceUID: row["seriesInstanceUID"],
                transferSyntax: TransferSyntax(uid: row["transferSyntaxUID"]),
                dataSet: try EncodedDataSet(bytes: Array(bytes), packedSegments: Array(segments)), instanceHash: [],
                contentHash: [], summary: row["summary"],
                pixels: (row["pixelFile"] as Int?).map { number in
                    // A row of before there were digests fits no file.
                    ChangedPixelsFile(number: number, digest: Array(row["pixelDigest"] as Data? ?? Data()))
                })
        }
    }

    /// Numbers of the files with changed pixels that clean instances of this one are in: those that still wait for a
    /// destination, or those for which all is over, for ever.
    public func pixelFiles(of instance: InstanceID, waiting: Bool) throws -> Set<Int> {
        try read { db in
            try Int.fetchSet(
                db,
                sql: """
                    SELECT pixelFile FROM output WHERE instance = ? AND pixelFile IS NOT NULL
                        AND ? = EXISTS (SELECT 1 FROM delivery WHERE output = output.id AND state = 'waiting')
                    """, arguments: [instance.value, waiting])
        }
    }

    /// Records how an attempt ended; the outcome tells what to do with the instance's file.
    public func record(
        _ attempt: Attempt, of delivery: Delivery, keepsRows: Bool = true, now: Date = Date(),
        done: @escaping @Sendable (Result<Remaining, LedgerError>) -> Void
    ) {
        submit { db in
            let now = now.milliseconds
            switch attempt {
            case .delivered(let status):
                if try !Self.close(db, delivery, .delivered, status, note: nil, now) {
                    try Self.noteSent(db, delivery, status, now)
                }
            case .retry(let status, let note, let next):
                try db.cachedStatement(
                    sql: """
                        UPDATE delivery SET attempts = attempts + 1, nextAttempt = ?, lastStatus = ?, note = ?
                        WHERE id = ? AND output = ? AND state = 'waiting'
                        """
                ).execute(arguments: [
                    next.milliseconds, status.map { Int($0.rawValue) }, note, delivery.id, delivery.output,
                ])
                return .open
            case .held(let status, let reason, let detail):
                guard try Self.close(db, delivery, .held, status, note: reason.rawValue, now) else { break }
                var entry = Hold(
                    project: delivery.project, destination: delivery.destination, reason: reason, detail: detail)
                entry.delivery = delivery.id
                try Self.hold(db, delivery.instance, entry, now)
                try Self.holdRest(db, of: delivery, reason: reason, now)
            }
            let remaining = try Self.settle(db, delivery.instance, now: now)
            if remaining == .finished && !keepsRows { try Self.forget(db, delivery.instance) }
            return remaining
        } done: {
            done($0)
        }
    }

    /// True if the delivery was still waiting and is now in `state`. A number alone does not do: the row must be of the same
    /// clean instance.
    @discardableResult
    private static func close(
        _ db: Database, _ delivery: Delivery, _ state: Delivery.State, _ status: DimseStatus?, note: String?, _ now: Int64
    ) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE delivery SET state = ?, attempts = attempts + 1, lastStatus = ?, note = ?, endedAt = ?
                WHERE id = ? AND output = ? AND state = 'waiting'
                """
        ).execute(arguments: [
            state.rawValue, status.map { Int($0.rawValue) }, note, now, delivery.id, delivery.output,
        ])
        return db.changesCount > 0
    }

    /// The bytes of a delivery went although it was cancelled, held or superseded while they were on their way: the row
    /// says so, and nothing of it is held for that any more. Whatever took its place goes out afterwards.
    private static func noteSent(_ db: Database, _ delivery: Delivery, _ status: DimseStatus?, _ now: Int64) throws {
        try db.execute(
            sql: """
                UPDATE delivery SET note = 'sent_when_' || state, state = 'delivered', attempts = attempts + 1,
                    lastStatus = ?, endedAt = ?
                WHERE id = ? AND output = ? AND state <> 'delivered'
                """,
            arguments: [status.map { Int($0.rawValue) }, now, delivery.id, delivery.output])
        guard db.changesCount > 0 else { return }
        try db.execute(sql: "DELETE FROM quarantine WHERE delivery = ?", arguments: [delivery.id])
    }

    /// Everything about an instance goes; pseudonyms stay.
    static func forget(_ db: Database, _ id: InstanceID) throws {
        try db.cachedStatement(sql: "DELETE FROM instance WHERE id = ?").execute(arguments: [id.value])
    }

    /// A person's `queue retry`: waiting deliveries become due now. Returns how many.
    public func retryNow(destination: String?, instance: InstanceID?, now: Date = Date()) throws -> Int {
        try commit { db in
            try db.execute(
                sql: """
                    UPDATE delivery SET nextAttempt = ?1 WHERE state = 'waiting' AND (?2 IS NULL OR destination = ?2)
                        AND (?3 IS NULL OR instance = ?3)
                    """, arguments: [now.milliseconds, destination, instance?.value])
            let count = db.changesCount
            try Self.audit(db, "queue.retry", instance, "count=\(count)", now)
            return count
        }
    }

    /// When a person last said `queue retry`, if that was after `date`.
    public func lastRetry(after date: Date) throws -> Date? {
        try read { db in
            try Int64.fetchOne(
                db, sql: "SELECT max(at) FROM audit WHERE at > ? AND event = 'queue.retry'", arguments: [date.milliseconds]
            ).map(Date.init(milliseconds:))
        }
    }

    /// A person's `queue cancel`: the deliveries are taken out of the queue and held, so that nothing vanishes.
    public func cancel(destination: String?, instance: InstanceID?, reason: HoldReason, now: Date = Date()) throws -> Int {
        let chosen = try deliveries(in: [.waiting], destination: destination, instance: instance)
        var total = 0
        // In portions, so that no receiving thread waits long for its commit.
        for start in stride(from: 0, to: chosen.count, by: 500) {
            let portion = chosen[start..<min(start + 500, chosen.count)]
            total += try commit { db in
                var count = 0
                let (note, now) = (reason.rawValue, now.milliseconds)
                for delivery in portion
                where try Self.close(db, delivery, .cancelled, delivery.lastStatus, note: note, now) {
                    count += 1
                    var entry = Hold(project: delivery.project, destination: delivery.destination, reason: reason)
                    entry.delivery = delivery.id
                    try Self.hold(db, delivery.instance, entry, now)
                }
                return count
            }
        }
        try audit("queue.cancel", instance: instance, detail: "count=\(total) reason=\(reason)", now: now)
        return total
    }
}

extension Delivery {
    init(row: Row) throws {
        guard let instance = InstanceID(row["instance"] as String), let state = State(rawValue: row["state"] as String)
        else { throw LedgerError(.notReadable) }
        self.init(
            id: row["id"], output: row["output"], instance: instance, project: row["project"],
            destination: row["destination"], state: state, attempts: row["attempts"],
            since: Date(milliseconds: row["since"]), nextAttempt: Date(milliseconds: row["nextAttempt"]),
            lastStatus: (row["lastStatus"] as Int?).map { DimseStatus(rawValue: UInt16(truncatingIfNeeded: $0)) },
            sopClassUID: row["sopClassUID"], transferSyntax: TransferSyntax(uid: row["transferSyntaxUID"]),
            instanceHash: Array(row["instanceHash"] as Data), note: row["note"])
    }
}
