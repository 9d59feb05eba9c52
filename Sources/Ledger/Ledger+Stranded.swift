import Foundation
import GRDB
import Instances

/// Instances that were accepted and are nowhere: worked on, but nothing of them waits, is held, or was found to be over.
/// Every transaction leaves none; an earlier version could, and a damaged or restored file may.
extension Ledger {
    private static let stranded = """
        SELECT id FROM instance WHERE state = 'routed'
            AND NOT EXISTS (SELECT 1 FROM delivery WHERE instance = instance.id AND state = 'waiting')
            AND NOT EXISTS (SELECT 1 FROM quarantine WHERE instance = instance.id)
        """

    /// Their ids, oldest first.
    public func stranded() throws -> [InstanceID] {
        try read { try String.fetchAll($0, sql: Self.stranded + " ORDER BY id").compactMap { InstanceID($0) } }
    }

    /// The same for looking only: of a ledger of any version, which stays as it is.
    ///
    /// - Throws: `unavailable` if it cannot be read.
    public static func stranded(in stateDirectory: String) throws(LedgerError) -> [InstanceID] {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        do {
            let file = try DatabaseQueue(path: stateDirectory + "/ledger.sqlite", configuration: configuration)
            return try file.read {
                guard try $0.tableExists("instance") else { return [] }
                return try String.fetchAll($0, sql: stranded + " ORDER BY id").compactMap { InstanceID($0) }
            }
        } catch {
            throw LedgerError(.unavailable, "ledger.sqlite cannot be read; run this as the node's user")
        }
    }

    /// Gives them to the worker again; where the original is gone, it will be held with that reason. Nobody knows which of
    /// their deliveries took place, so none counts: at worst an archive gets the same bytes twice. Returns their ids.
    public func requeueStranded(now: Date = Date()) throws -> [InstanceID] {
        let ids = try stranded()
        for id in ids {
            try commit { db in
                guard try String.fetchOne(db, sql: Self.stranded + " AND id = ?", arguments: [id.value]) != nil else { return }
                try db.execute(sql: "UPDATE delivery SET isCurrent = 0 WHERE instance = ?", arguments: [id.value])
                try db.execute(sql: "UPDATE instance SET state = 'received' WHERE id = ?", arguments: [id.value])
                try Self.audit(db, "instance.requeued", id, "nothing of it was waiting or held", now)
            }
        }
        return ids
    }
}
