import Deid
import Dicom
import Foundation
import Instances
import Ledger
import Router
import Routes
import Spool

/// Queues again what was delivered, by the rules of today: what an archive lost, or what newer rules make better.
///
/// An operator's action; each instance leaves an audit record. A running node takes it up within seconds.
public struct SendAgain: Sendable {
    /// What is meant; all conditions must hold.
    public struct Choice: Sendable {
        public var instance: InstanceID?
        /// A Study Instance UID: as it left, or as it came.
        public var study: String?
        /// Delivered at this instant or later.
        public var since: Date?
        public var destination: String?

        public init(instance: InstanceID? = nil, study: String? = nil, since: Date? = nil, destination: String? = nil) {
            self.instance = instance
            self.study = study
            self.since = since
            self.destination = destination
        }
    }

    /// What came of it for one instance.
    public struct Item: Sendable, Hashable, Encodable {
        /// What came of one.
        public enum Outcome: String, Sendable, Hashable, Encodable {
            /// The worker takes it up.
            case queued
            /// Its original was removed after it was delivered (`retention.delivered_files`): it has to come from the source
            /// again, and is then delivered.
            case originalNotKept = "original_not_kept"
        }

        public var instance: String
        public var destinations: [String]
        public var outcome: Outcome
    }

    private let configuration: Configuration
    private let spool: SpoolDirectory
    private let ledger: Ledger

    public init(_ configuration: Configuration, spool: SpoolDirectory, ledger: Ledger) {
        self.configuration = configuration
        self.spool = spool
        self.ledger = ledger
    }

    /// - Throws: `LedgerError`: `notFound` if nothing that was delivered fits. `StartError` for a key that cannot be read.
    public func callAsFunction(_ choice: Choice) throws -> [Item] {
        let deliveries = try find(choice)
        guard !deliveries.isEmpty else {
            throw LedgerError(.notFound, "nothing that fits was delivered, or newer versions took its place")
        }
        var items: [Item] = []
        var start = deliveries.startIndex
        while start < deliveries.endIndex {
            let id = deliveries[start].instance
            let end = deliveries[start...].firstIndex { $0.instance != id } ?? deliveries.endIndex
            let own = Array(deliveries[start..<end])
            start = end
            let isKept = spool.original(id) != nil
            guard try ledger.sendAgain(own, of: id, hasOriginal: isKept) > 0 else { continue }
            items.append(
                Item(
                    instance: id.value, destinations: own.map(\.destination),
                    outcome: isKept ? .queued : .originalNotKept))
        }
        return items
    }

    private func find(_ choice: Choice) throws -> [Delivery] {
        var wanted = Ledger.DeliveredChoice(
            instance: choice.instance, destination: choice.destination, since: choice.since)
        guard let study = choice.study else { return try ledger.delivered(wanted) }
        wanted.studies = [study]
        let found = try ledger.delivered(wanted)
        if !found.isEmpty { return found }
        // As it came: each project has a new one for it.
        wanted.studies = Set(
            try configuration.projects.map { try OpenedProject($0, ledger: ledger).pseudonymizer.uid(UID.trimmed(study)) })
        return try ledger.delivered(wanted)
    }
}
