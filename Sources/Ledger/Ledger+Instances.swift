import Dicom
import Foundation
import GRDB
import Instances

extension Ledger {
    /// Records an instance whose file is on disk. When this returns, the sender may be told 0000.
    public func recordReceived(_ instance: ReceivedInstance) throws {
        try commit(needsBarrier: true) { db in
            try db.cachedStatement(
                sql: """
                    INSERT INTO instance (id, receivedAt, callingAETitle, calledAETitle, peerAddress, sopClassUID,
                        transferSyntaxUID, dataSetOffset, fileSize, state)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'received')
                    """
            ).execute(arguments: [
                instance.id.value, instance.receivedAt.milliseconds, instance.callingAETitle, instance.calledAETitle,
                instance.peerAddress, instance.sopClassUID, instance.transferSyntax.uid,
                Int64(instance.dataSetOffset), Int64(instance.fileSize),
            ])
        }
    }

    /// Instances that wait for the worker, oldest first: a page behind `id`.
    public func received(after id: InstanceID? = nil, limit: Int) throws -> [ReceivedInstance] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM instance WHERE state = 'received' AND id > ? ORDER BY id LIMIT ?",
                arguments: [id?.value ?? "", limit]
            ).map(ReceivedInstance.init(row:))
        }
    }

    /// How many instances wait for the worker.
    public func receivedCount() throws -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM instance WHERE state = 'received'") ?? 0 }
    }

    /// One instance by its id; nil if the ledger has none.
    public func instance(_ id: InstanceID) throws -> ReceivedInstance? {
        try read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM instance WHERE id = ?", arguments: [id.value])
                .map(ReceivedInstance.init(row:))
        }
    }

    /// Where an instance is in the table of `docs/adr/0003-durability.md`: what the sweeper may do with its file.
    public enum InstanceState: Sendable {
        /// No row: nobody was told 0000, or everything about it is over.
        case unknown
        /// The worker has not seen it, or has to see it again.
        case received
        /// Still needed where it is: something waits to be delivered.
        case needed
        /// Only quarantine needs it.
        case quarantined
        /// Every delivery is final and nothing is held.
        case finished(at: Date)
    }

    public func state(of id: InstanceID) throws -> InstanceState {
        try read { db in
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT state, finishedAt FROM instance WHERE id = ?", arguments: [id.value])
            else { return .unknown }
            switch row["state"] as String {
            case "finished": return .finished(at: Date(milliseconds: row["finishedAt"] ?? 0))
            case "received": return .received
            default: break
            }
            return try Self.isOnlyQuarantined(db, id) ? .quarantined : .needed
        }
    }

    static func isOnlyQuarantined(_ db: Database, _ id: InstanceID) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT state = 'routed'
                    AND NOT EXISTS (SELECT 1 FROM delivery WHERE instance = instance.id AND state = 'waiting')
                    AND EXISTS (SELECT 1 FROM quarantine WHERE instance = instance.id)
                FROM instance WHERE id = ?
                """, arguments: [id.value]) ?? false
    }

    /// What remains to be done for an instance after a step.
    public enum Remaining: Sendable, Equatable {
        /// Something still waits.
        case open
        /// Only quarantine is left: its file moves there.
        case quarantined
        /// Nothing is left to do: its file may go.
        case finished
    }

    /// Looks what is left to do for an instance and closes it if that is nothing. Part of a caller's transaction.
    static func settle(_ db: Database, _ id: InstanceID, now: Int64) throws -> Remaining {
        let row = try db.cachedStatement(
            sql: """
                SELECT EXISTS (SELECT 1 FROM delivery WHERE instance = ?1 AND state = 'waiting'),
                       EXISTS (SELECT 1 FROM quarantine WHERE instance = ?1),
                       EXISTS (SELECT 1 FROM instance WHERE id = ?1 AND state = 'routed')
                """)
        guard let state = try Row.fetchOne(row, arguments: [id.value]) else { return .open }
        // An instance that the worker still has to see (received, or released from quarantine) is never closed here.
        if state[0] as Bool || !(state[2] as Bool) { return .open }
        if state[1] as Bool { return .quarantined }
        try db.cachedStatement(sql: "UPDATE instance SET state = 'finished', finishedAt = ? WHERE id = ?")
            .execute(arguments: [now, id.value])
        try db.cachedStatement(sql: "UPDATE output SET bytes = NULL, segments = NULL WHERE instance = ?")
            .execute(arguments: [id.value])
        return .finished
    }
}

extension ReceivedInstance {
    init(row: Row) throws {
        guard let id = InstanceID(row["id"] as String) else { throw LedgerError(.notReadable) }
        self.init(
            id: id, receivedAt: Date(milliseconds: row["receivedAt"]),
            origin: Origin(
                fields: AssociationOrigin(
                    callingAETitle: row["callingAETitle"], calledAETitle: row["calledAETitle"],
                    peerAddress: row["peerAddress"])),
            sopClassUID: row["sopClassUID"], transferSyntax: TransferSyntax(uid: row["transferSyntaxUID"]),
            dataSetOffset: UInt64(row["dataSetOffset"] as Int64), fileSize: UInt64(row["fileSize"] as Int64))
        isReleased = row["isReleased"]
    }
}
