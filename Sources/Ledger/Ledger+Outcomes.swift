import Dicom
import Foundation
import GRDB

/// What the worker found for one group of routes (same project and strategy), to be recorded in one transaction.
public enum Outcome: Sendable {
    /// A clean instance for these destinations, with the pseudonyms it uses.
    case ready(Output, destinations: [String], pseudonyms: [PseudonymRecord])
    /// Held for these destinations of the project (nil: whatever it may be routed to). With the keyed hash of the content
    /// the same bytes are held once, however often they are sent.
    case held(project: String?, destinations: [String]?, reason: String, detail: String, contentHash: [UInt8]?)
}

/// What became of the outcomes of one instance.
public struct Recorded: Sendable {
    /// Deliveries to make now, each with its output's place in the argument list.
    public var deliveries: [(delivery: Delivery, outcome: Int)] = []
    /// Destinations that already have these bytes.
    public var duplicates = 0
    /// Reasons of everything that was held.
    public var held: [String] = []
    public var aftermath: Ledger.Aftermath = .open
}

extension Ledger {
    /// Records what the worker made of an instance: pseudonyms, output, one delivery per destination, holds; all or nothing.
    ///
    /// Duplicates are found here, inside the transaction, so that two workers cannot both deliver: the same bytes that a
    /// destination has or waits for are not delivered again, other bytes under the same SOP Instance UID are held.
    /// A collision of pseudonyms holds the instance instead.
    /// - Parameter replacing: a person released the instance: other bytes under its SOP Instance UID make room.
    public func record(
        _ outcomes: [Outcome], of instance: InstanceID, replacing: Bool = false, now: Date = Date(),
        done: @escaping @Sendable (Result<Recorded, LedgerError>) -> Void
    ) {
        submit { db in
            try Self.record(db, outcomes, of: instance, replacing: replacing, now: now.milliseconds)
        } done: { done($0) }
    }

    private static func record(
        _ db: Database, _ outcomes: [Outcome], of instance: InstanceID, replacing: Bool, now: Int64
    ) throws -> Recorded {
        var recorded = Recorded()
        // Released or discarded by a person meanwhile, or done twice after a crash: the later run finds nothing to do.
        let state = try String.fetchOne(
            db.cachedStatement(sql: "SELECT state FROM instance WHERE id = ?"), arguments: [instance.value])
        guard state == "received" else { throw LedgerError(.notFound) }
        for (index, outcome) in outcomes.enumerated() {
            switch outcome {
            case .held(let project, let destinations, let reason, let detail, let contentHash):
                for destination in destinations.map({ $0.map(Optional.some) }) ?? [nil] {
                    let entry = Hold(project: project, destination: destination, reason: reason, detail: detail,
                                     contentHash: contentHash)
                    if try hold(db, instance, entry, now) { recorded.held.append(reason) } else { recorded.duplicates += 1 }
                }
            case .ready(let output, let destinations, let pseudonyms):
                do {
                    try insert(db, pseudonyms)
                } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                    let reason = LedgerError.Code.pseudonymCollision.rawValue
                    for destination in destinations {
                        try hold(db, instance, Hold(project: output.project, destination: destination, reason: reason), now)
                    }
                    recorded.held.append(reason)
                    continue
                }
                try record(db, output, index, destinations, instance, replacing, now, &recorded)
            }
        }
        try db.cachedStatement(sql: "UPDATE instance SET state = 'routed' WHERE id = ?").execute(arguments: [instance.value])
        recorded.aftermath = try settle(db, instance, now: now)
        return recorded
    }

    private static func record(
        _ db: Database, _ output: Output, _ index: Int, _ destinations: [String], _ instance: InstanceID, _ replacing: Bool,
        _ now: Int64, _ recorded: inout Recorded
    ) throws {
        var wanted: [String] = []
        for destination in destinations {
            let earlier = try Row.fetchOne(
                db.cachedStatement(sql: """
                    SELECT id, contentHash, state FROM delivery WHERE project = ? AND destination = ? AND instanceHash = ?
                    """),
                arguments: [output.project, destination, Data(output.instanceHash)])
            guard let earlier else {
                wanted.append(destination)
                continue
            }
            let isSame = Array(earlier["contentHash"] as Data) == output.contentHash
            let isLive = ["waiting", "delivered"].contains(earlier["state"] as String)
            if isSame && isLive {
                recorded.duplicates += 1
            } else if isSame || replacing {
                // Sent again after it was held or cancelled, or released by a person: this one takes the place.
                try supersede(db, delivery: earlier["id"], isSame: isSame, now)
                wanted.append(destination)
            } else {
                let entry = Hold(project: output.project, destination: destination, reason: "duplicate_differs",
                                 contentHash: output.contentHash)
                guard try hold(db, instance, entry, now) else {
                    recorded.duplicates += 1
                    continue
                }
                recorded.held.append("duplicate_differs")
            }
        }
        guard !wanted.isEmpty else { return }
        try db.cachedStatement(sql: """
            INSERT INTO output (instance, project, strategy, ruleSet, sopClassUID, sopInstanceUID, patientID,
                studyInstanceUID, seriesInstanceUID, transferSyntaxUID, bytes, segments, pixelFile, pixelDigest,
                summary)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """).execute(arguments: [
                instance.value, output.project, output.strategy, output.ruleSet, output.sopClassUID, output.sopInstanceUID,
                output.patientID, output.studyInstanceUID, output.seriesInstanceUID, output.transferSyntax.uid,
                Data(output.dataSet.bytes), Data(output.dataSet.packedSegments), output.pixels?.number,
                output.pixels.map { Data($0.digest) }, output.summary,
            ])
        let outputID = db.lastInsertedRowID
        for destination in wanted {
            try db.cachedStatement(sql: """
                INSERT INTO delivery (output, instance, project, destination, instanceHash, contentHash, state, since,
                    nextAttempt)
                VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?)
                """).execute(arguments: [
                    outputID, instance.value, output.project, destination, Data(output.instanceHash),
                    Data(output.contentHash), now, now,
                ])
            let delivery = Delivery(
                id: db.lastInsertedRowID, output: outputID, instance: instance, project: output.project,
                destination: destination, state: .waiting, attempts: 0, since: Date(milliseconds: now),
                nextAttempt: Date(milliseconds: now), lastStatus: nil, sopClassUID: output.sopClassUID,
                transferSyntax: output.transferSyntax)
            recorded.deliveries.append((delivery, index))
        }
    }

    /// Removes an earlier delivery of the same SOP Instance.
    ///
    /// The same bytes: what quarantine held of it for that destination goes with it. Other bytes that were never delivered
    /// stay in quarantine, since somebody was told 0000 for them.
    private static func supersede(_ db: Database, delivery id: Int64, isSame: Bool, _ now: Int64) throws {
        guard let row = try Row.fetchOne(
            db, sql: "SELECT instance, project, destination, state FROM delivery WHERE id = ?", arguments: [id]),
            let instance = InstanceID(row["instance"] as String)
        else { return }
        try db.execute(
            sql: "DELETE FROM quarantine WHERE instance = ? AND project = ? AND destination = ?",
            arguments: [instance.value, row["project"] as String, row["destination"] as String])
        if !isSame && row["state"] as String != "delivered" {
            let entry = Hold(project: row["project"], destination: row["destination"], reason: "superseded")
            try hold(db, instance, entry, now)
        }
        try db.execute(sql: "DELETE FROM delivery WHERE id = ?", arguments: [id])
        _ = try settle(db, instance, now: now)
    }

    /// One reason to hold an instance, for one destination or for all.
    struct Hold {
        var project: String?
        var destination: String?
        var reason: String
        var detail = ""
        var contentHash: [UInt8]?
    }

    /// Adds to quarantine; false if the same bytes are held there already for the same reason.
    @discardableResult
    static func hold(_ db: Database, _ instance: InstanceID, _ entry: Hold, _ now: Int64) throws -> Bool {
        if let hash = entry.contentHash {
            let isHeld = try Bool.fetchOne(db, sql: """
                SELECT EXISTS (SELECT 1 FROM quarantine WHERE contentHash = ? AND reason = ? AND project IS ?
                    AND destination IS ? AND instance <> ?)
                """, arguments: [Data(hash), entry.reason, entry.project, entry.destination, instance.value]) ?? false
            if isHeld { return false }
        }
        try db.cachedStatement(sql: """
            INSERT INTO quarantine (instance, project, destination, reason, detail, contentHash, since)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """).execute(arguments: [
                instance.value, entry.project, entry.destination, entry.reason, entry.detail,
                entry.contentHash.map { Data($0) }, now,
            ])
        return true
    }
}

extension EncodedDataSet {
    /// Segments as bytes: per segment one kind byte and two 64-bit little endian numbers.
    var packedSegments: [UInt8] {
        segments.flatMap { segment -> [UInt8] in
            switch segment {
            case .own(let range): [0] + UInt64(range.lowerBound).littleEndianBytes + UInt64(range.count).littleEndianBytes
            case .original(let offset, let length): [1] + offset.littleEndianBytes + length.littleEndianBytes
            case .changed(let offset, let length): [2] + offset.littleEndianBytes + length.littleEndianBytes
            }
        }
    }

    /// The Data Set kept as `bytes` and `packedSegments`.
    init(bytes: [UInt8], packedSegments: [UInt8]) throws {
        guard packedSegments.count % 17 == 0 else { throw LedgerError(.notReadable) }
        var segments: [Segment] = []
        for start in stride(from: 0, to: packedSegments.count, by: 17) {
            let first = UInt64(littleEndianBytes: packedSegments[(start + 1)..<(start + 9)])
            let count = UInt64(littleEndianBytes: packedSegments[(start + 9)..<(start + 17)])
            switch packedSegments[start] {
            case 1: segments.append(.original(offset: first, length: count))
            case 2: segments.append(.changed(offset: first, length: count))
            default:
                guard first <= UInt64(bytes.count), count <= UInt64(bytes.count) - first
                else { throw LedgerError(.notReadable) }
                segments.append(.own(Int(first)..<Int(first + count)))
            }
        }
        self.init(bytes: bytes, segments: segments)
    }
}

extension UInt64 {
    fileprivate var littleEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> UInt64($0 * 8)) } }
    fileprivate init(littleEndianBytes bytes: ArraySlice<UInt8>) {
        self = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
