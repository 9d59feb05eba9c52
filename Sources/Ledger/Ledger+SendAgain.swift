import Foundation
import GRDB
import Instances

extension Ledger {
    /// Which deliveries a person means; all conditions must hold.
    public struct DeliveredChoice: Sendable {
        public var instance: InstanceID?
        public var destination: String?
        /// Study Instance UIDs as they left; nil: any.
        public var studies: Set<String>?
        /// Delivered at this instant or later.
        public var since: Date?

        public init(
            instance: InstanceID? = nil, destination: String? = nil, studies: Set<String>? = nil, since: Date? = nil
        ) {
            self.instance = instance
            self.destination = destination
            self.studies = studies
            self.since = since
        }
    }

    /// Deliveries that took place and that no other version replaced, in order of instances.
    public func delivered(_ choice: DeliveredChoice) throws -> [Delivery] {
        var conditions = ["delivery.state = 'delivered'", "delivery.isCurrent = 1"]
        var arguments: [(any DatabaseValueConvertible)?] = []
        if let instance = choice.instance {
            conditions.append("delivery.instance = ?")
            arguments.append(instance.value)
        }
        if let destination = choice.destination {
            conditions.append("delivery.destination = ?")
            arguments.append(destination)
        }
        if let studies = choice.studies {
            conditions.append("output.studyInstanceUID IN (\(studies.map { _ in "?" }.joined(separator: ", ")))")
            arguments += studies.sorted().map { $0 }
        }
        if let since = choice.since {
            // Of before, only when it was queued is known.
            conditions.append("ifnull(delivery.endedAt, delivery.since) >= ?")
            arguments.append(since.milliseconds)
        }
        let sql = Self.selection + " WHERE " + conditions.joined(separator: " AND ") + " ORDER BY delivery.instance, delivery.id"
        let all = StatementArguments(arguments)
        return try read { db in try Row.fetchAll(db, sql: sql, arguments: all).map(Delivery.init(row:)) }
    }

    /// A person's wish to send deliveries of one instance again, by the rules of today.
    ///
    /// With its original the instance goes to the worker again, and nowhere but to these destinations. Without, the wish
    /// stays: the same values, sent from the source again, are then delivered instead of being dropped as a duplicate.
    /// - Returns: how many deliveries are meant; those that another version replaced meanwhile are not.
    public func sendAgain(
        _ deliveries: [Delivery], of instance: InstanceID, hasOriginal: Bool, now: Date = Date()
    ) throws -> Int {
        try commit { db in
            var places: [String] = []
            for delivery in deliveries where delivery.instance == instance {
                try db.execute(
                    sql: """
                        UPDATE delivery SET again = 1, note = 'send_again'
                        WHERE id = ? AND output = ? AND state = 'delivered' AND isCurrent = 1
                        """, arguments: [delivery.id, delivery.output])
                if db.changesCount > 0 { places.append(delivery.destination) }
            }
            guard !places.isEmpty else { return 0 }
            if hasOriginal {
                try db.execute(
                    sql: "UPDATE instance SET state = 'received', finishedAt = NULL WHERE id = ?", arguments: [instance.value])
            }
            let how = hasOriginal ? "queued" : "original not kept"
            try Self.audit(db, "delivery.send_again", instance, "\(how) destinations=\(places.joined(separator: ","))", now)
            return places.count
        }
    }
}
