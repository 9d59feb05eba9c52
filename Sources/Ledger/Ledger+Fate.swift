import GRDB
import Instances

extension Ledger {
    /// Where an instance stands as a whole, whatever its deliveries say.
    public enum Fate: String, Sendable {
        /// The worker has it before it, for the first time or after a release.
        case received
        /// Its deliveries and holds tell the rest.
        case routed
        /// Over: a person gave up what was held of it.
        case discarded
        /// Over: each destination had the same instance already.
        case duplicate
        /// Over: its deliveries tell the rest.
        case finished
    }

    /// What a person decided about what was held.
    public enum Decision: String, Sendable {
        case released, discarded
    }

    /// The last one about an instance; nil if nobody decided anything.
    public func lastDecision(about id: InstanceID) throws -> Decision? {
        try read { db in
            try String.fetchOne(
                db, sql: "SELECT event FROM audit WHERE instance = ? AND event IN (?, ?) ORDER BY id DESC LIMIT 1",
                arguments: [id.value, Self.releaseEvent, Self.discardEvent]
            ).map { $0 == Self.discardEvent ? .discarded : .released }
        }
    }

    /// nil if the ledger does not know the instance, or no longer does.
    public func fate(of id: InstanceID) throws -> Fate? {
        try read { db in
            guard
                let row = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT state, EXISTS (SELECT 1 FROM delivery WHERE delivery.instance = ?1),
                            EXISTS (SELECT 1 FROM audit WHERE audit.instance = ?1 AND event = ?2)
                        FROM instance WHERE id = ?1
                        """, arguments: [id.value, Self.discardEvent])
            else { return nil }
            switch row[0] as String {
            case "received": return .received
            case "routed": return .routed
            default:
                if row[2] as Bool { return .discarded }
                return row[1] as Bool ? .finished : .duplicate
            }
        }
    }
}
