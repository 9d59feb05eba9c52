import Dicom
import Foundation
import GRDB
import Instances

/// What the worker found for one group of routes (same project and strategy), to be recorded in one transaction.
public enum Outcome: Sendable {
    /// A clean instance for these destinations, with the pseudonyms it uses. A series goes to those in `wholeSeries` only
    /// as long as nothing of it is held.
    case ready(Output, destinations: [String], pseudonyms: [PseudonymRecord], wholeSeries: Set<String> = [])
    /// Held for these destinations of the project (nil: whatever it may be routed to). With the keyed hash of the content
    /// the same bytes are held once, however often they are sent. `series` tells where it belongs, if that could be read.
    case held(
        project: String?, destinations: [String]?, reason: HoldReason, detail: String, contentHash: [UInt8]?,
        series: SeriesPlace? = nil, wholeSeries: Set<String> = [])
}

/// What became of the outcomes of one instance.
public struct Recorded: Sendable {
    /// Deliveries to make now, each with its output's place in the argument list.
    public var deliveries: [(delivery: Delivery, outcome: Int)] = []
    /// Destinations that already have these values.
    public var duplicates = 0
    /// Reasons of everything that was held.
    public var held: [HoldReason] = []
    /// What remains to be done for the instance.
    public var remaining: Ledger.Remaining = .open
}

extension Ledger {
    /// Records what the worker made of an instance: pseudonyms, output, one delivery per destination, holds; all or nothing.
    ///
    /// Duplicates are found here, inside the transaction, so that two workers cannot both deliver: the same values that a
    /// destination has or waits for are not delivered again, other values under the same SOP Instance UID are held.
    /// A collision of pseudonyms holds the instance instead.
    /// - Parameter replacing: a person released the instance: other values under its SOP Instance UID make room.
    public func record(
        _ outcomes: [Outcome], of instance: InstanceID, replacing: Bool = false, now: Date = Date(),
        done: @escaping @Sendable (Result<Recorded, LedgerError>) -> Void
    ) {
        submit { db in
            var recording = Recording(
                instance: instance, isReleased: replacing, asked: replacing ? [] : try Self.asked(db, of: instance),
                now: now.milliseconds)
            return try recording.record(db, outcomes)
        } done: {
            done($0)
        }
    }

    /// Where a person asked to send an instance again.
    private static func asked(_ db: Database, of instance: InstanceID) throws -> Set<Recording.Place> {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT project, destination FROM delivery WHERE instance = ? AND again = 1 AND isCurrent = 1
                    """), arguments: [instance.value])
        return Set(rows.map { Recording.Place(project: $0["project"], destination: $0["destination"]) })
    }
}

/// One instance's outcomes on their way into the ledger.
private struct Recording {
    struct Place: Hashable {
        var project: String
        var destination: String
    }

    let instance: InstanceID
    let isReleased: Bool
    /// Only there it goes, if a person asked to send it again; empty: wherever the rules say.
    let asked: Set<Place>
    let now: Int64
    private var recorded = Recorded()

    init(instance: InstanceID, isReleased: Bool, asked: Set<Place>, now: Int64) {
        self.instance = instance
        self.isReleased = isReleased
        self.asked = asked
        self.now = now
    }

    mutating func record(_ db: Database, _ outcomes: [Outcome]) throws -> Recorded {
        // Released or discarded by a person meanwhile, or done twice after a crash: the later run finds nothing to do.
        let state = try String.fetchOne(
            db.cachedStatement(sql: "SELECT state FROM instance WHERE id = ?"), arguments: [instance.value])
        guard state == "received" else { throw LedgerError(.notFound) }
        var missing = asked
        for (index, outcome) in outcomes.enumerated() {
            switch outcome {
            case .held(let project, let destinations, let reason, let detail, let contentHash, let series, let wholeSeries):
                guard let project, let destinations else {
                    missing = []
                    try Ledger.withdraw(db, instance, project: project, destination: nil)
                    try hold(db, Ledger.Hold(project: project, reason: reason, detail: detail, contentHash: contentHash))
                    continue
                }
                for destination in wanted(destinations, project, &missing) {
                    try Ledger.withdraw(db, instance, project: project, destination: destination)
                    var entry = Ledger.Hold(
                        project: project, destination: destination, reason: reason, detail: detail, contentHash: contentHash)
                    entry.series = series
                    try hold(db, entry)
                    if wholeSeries.contains(destination) { try Ledger.holdRest(db, of: entry, now) }
                }
            case .ready(let output, let destinations, let pseudonyms, let wholeSeries):
                let destinations = wanted(destinations, output.project, &missing)
                do {
                    try Ledger.insert(db, pseudonyms)
                } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                    let reason = HoldReason.pseudonymCollision
                    for destination in destinations {
                        try hold(db, Ledger.Hold(project: output.project, destination: destination, reason: reason))
                    }
                    continue
                }
                try record(db, output, index, destinations, wholeSeries)
            }
        }
        for place in missing {
            let detail = "to be sent again, but no route sends it there any more"
            try hold(
                db,
                Ledger.Hold(
                    project: place.project, destination: place.destination, reason: .unmatched, detail: detail))
        }
        try db.cachedStatement(sql: "UPDATE instance SET state = 'routed', isReleased = 0 WHERE id = ?")
            .execute(arguments: [instance.value])
        recorded.remaining = try Ledger.settle(db, instance, now: now)
        return recorded
    }

    private func wanted(_ destinations: [String], _ project: String, _ missing: inout Set<Place>) -> [String] {
        destinations.filter { destination in
            let place = Place(project: project, destination: destination)
            missing.remove(place)
            return asked.isEmpty || asked.contains(place)
        }
    }

    private mutating func hold(_ db: Database, _ entry: Ledger.Hold) throws {
        if try Ledger.hold(db, instance, entry, now) { recorded.held.append(entry.reason) } else { recorded.duplicates += 1 }
    }

    private mutating func record(
        _ db: Database, _ output: Output, _ index: Int, _ destinations: [String], _ wholeSeries: Set<String>
    ) throws {
        var wanted: [String] = []
        for destination in destinations {
            guard try hasRoom(db, output, destination) else { continue }
            if wholeSeries.contains(destination), !isReleased,
                try Ledger.isIncomplete(db, output.series, project: output.project, destination: destination)
            {
                try hold(db, Self.entry(output, destination, .seriesIncomplete))
            } else {
                wanted.append(destination)
            }
        }
        guard !wanted.isEmpty else { return }
        let outputID = try Ledger.insert(db, output, of: instance)
        for destination in wanted {
            // What a person released goes, whatever becomes of the rest.
            let isKeptTogether = wholeSeries.contains(destination) && !isReleased
            try db.cachedStatement(
                sql: """
                    INSERT INTO delivery (output, instance, project, destination, instanceHash, contentHash, valuesHash, state,
                        wholeSeries, since, nextAttempt)
                    VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?)
                    """
            ).execute(arguments: [
                outputID, instance.value, output.project, destination, Data(output.instanceHash),
                Data(output.contentHash), output.canonical.map { Data($0.digest) }, isKeptTogether, now, now,
            ])
            let delivery = Delivery(
                id: db.lastInsertedRowID, output: outputID, instance: instance, project: output.project,
                destination: destination, state: .waiting, attempts: 0, since: Date(milliseconds: now),
                nextAttempt: Date(milliseconds: now), lastStatus: nil, sopClassUID: output.sopClassUID,
                transferSyntax: output.transferSyntax, instanceHash: output.instanceHash)
            recorded.deliveries.append((delivery, index))
        }
    }

    /// Whether the instance goes to a destination, making room if another version has to give way.
    private mutating func hasRoom(_ db: Database, _ output: Output, _ destination: String) throws -> Bool {
        guard let earlier = try Ledger.current(db, output, destination) else { return true }
        if earlier.isSame(as: output) {
            switch earlier.state {
            case .delivered where earlier.isAskedAgain: break
            case .delivered, .waiting:
                recorded.duplicates += 1
                return false
            // Held since a person released it or asked to send it again: that decision is the later one.
            case .held, .cancelled, .superseded: if earlier.instance == instance { return false }
            }
        } else if !isReleased {
            var entry = Self.entry(output, destination, .duplicateDiffers)
            entry.detail = earlier.difference(from: output)
            try hold(db, entry)
            return false
        }
        // Sent again after it was held or cancelled, asked for or released by a person: this one takes the place.
        try Ledger.supersede(db, earlier, isSame: earlier.isSame(as: output), now)
        return true
    }

    private static func entry(_ output: Output, _ destination: String, _ reason: HoldReason) -> Ledger.Hold {
        var entry = Ledger.Hold(
            project: output.project, destination: destination, reason: reason, contentHash: output.contentHash)
        entry.valuesHash = output.canonical?.digest
        entry.series = output.series
        return entry
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
