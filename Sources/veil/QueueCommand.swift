import ArgumentParser
import Dicom
import Foundation
import Instances
import Ledger
import Router
import Routes

/// `veil queue`: what waits for which destination, and since when.
struct QueueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Show and steer what waits for the destinations.",
        subcommands: [List.self, Show.self, Retry.self, Cancel.self])

    struct Row: Encodable {
        var instance: String
        var project: String?
        var destination: String?
        /// Of a delivery, `Delivery.State`, or `discarded` or `released` if a person said so after it was held; of what has
        /// none, `received`, `held`, `discarded` or `duplicate`.
        var state: String
        var since: Date
        var attempts: Int
        var nextAttempt: Date?
        var lastStatus: String?
        var note: String?
        /// Why it is held.
        var reason: String?

        init(_ delivery: Delivery) {
            instance = delivery.instance.value
            project = delivery.project
            destination = delivery.destination
            state = delivery.state.rawValue
            since = delivery.since
            attempts = delivery.attempts
            nextAttempt = delivery.state == .waiting ? delivery.nextAttempt : nil
            lastStatus = delivery.lastStatus?.description
            note = delivery.note
        }

        /// Accepted, and without a delivery.
        init(_ received: ReceivedInstance, state: String = Ledger.Fate.received.rawValue) {
            instance = received.id.value
            self.state = state
            since = received.receivedAt
            attempts = 0
        }

        /// Held before there was a delivery.
        init(_ entry: QuarantineEntry) {
            instance = entry.instance.value
            project = entry.project
            destination = entry.destination
            state = Delivery.State.held.rawValue
            since = entry.since
            attempts = 0
            reason = entry.reason
        }

        var cells: [String] {
            [
                instance, state, project ?? "-", destination ?? "-", Console.age(since: since), "\(attempts)",
                lastStatus ?? "-", reason ?? note ?? "-",
            ]
        }

        static let heading = ["instance", "state", "project", "destination", "since", "attempts", "status", "note"]
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What waits, oldest first.")
        @OptionGroup var options: StateOptions
        @Option(help: "Only for this destination.") var destination: String?
        @Flag(help: "By study and series, in new identifiers: how many went, wait and are held.") var bySeries = false

        func run() throws {
            try options.withLedger { _, ledger in
                try options.checkDestination(destination, ledger)
                if bySeries {
                    let all = try ledger.series().filter { destination == nil || $0.destination == destination }
                    return try SeriesRow.print(all, json: options.json)
                }
                var rows = try ledger.deliveries(in: [.waiting], destination: destination).map(Row.init)
                if destination == nil { rows = try ledger.received(limit: .max).map { Row($0) } + rows }
                if options.json { return try Console.printJSON(rows) }
                Console.printTable([Row.heading] + rows.map(\.cells))
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What became of one instance: its deliveries, and what of it is held.")
        @OptionGroup var options: StateOptions
        @Argument(help: "The instance's id, as in the log.") var instance: String

        func run() throws {
            let id = try InstanceID(argument: instance)
            try options.withLedger { _, ledger in
                guard let received = try ledger.instance(id), let fate = try ledger.fate(of: id)
                else { throw NotFound("\(instance): no such instance; the ledger may have forgotten it (retention.ledger)") }
                let rows = try Self.rows(received, fate, ledger)
                if options.json { return try Console.printJSON(rows) }
                Console.printTable([Row.heading] + rows.map(\.cells))
                SeriesRow.describe(try ledger.series(of: id).map(SeriesRow.init))
            }
        }

        private static func rows(_ received: ReceivedInstance, _ fate: Ledger.Fate, _ ledger: Ledger) throws -> [Row] {
            var holds = try ledger.quarantine(instance: received.id)
            let decision = try ledger.lastDecision(about: received.id)
            var rows = try ledger.deliveries(in: Set(Delivery.State.allCases), instance: received.id).map { delivery in
                var row = Row(delivery)
                guard [.held, .cancelled].contains(delivery.state) else { return row }
                let own = holds.firstIndex { $0.project == delivery.project && $0.destination == delivery.destination }
                // Nothing is held of it any more: a person gave it up, or let it go on.
                guard let own else {
                    if let decision { row.state = decision.rawValue }
                    return row
                }
                row.reason = holds.remove(at: own).reason
                return row
            }
            rows += holds.map { Row($0) }
            // A release puts an instance before the worker again, beside deliveries that are over.
            if rows.isEmpty || fate == .received { rows.append(Row(received, state: fate.rawValue)) }
            return rows
        }
    }

    struct Retry: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Try now what waits for a later attempt.")
        @OptionGroup var options: StateOptions
        @Option(help: "Only for this destination.") var destination: String?
        @Argument(help: "Only this instance.") var instance: String?

        func run() throws {
            let id = try instance.map { try InstanceID(argument: $0) }
            try options.withLedger { _, ledger in
                try options.checkDestination(destination, ledger)
                let count = try ledger.retryNow(destination: destination, instance: id)
                if count == 0, let id { throw NotFound("\(id): nothing of this instance waits") }
                try options.report(count, "due now")
            }
        }
    }

    struct Cancel: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take deliveries out of the queue; they are held in quarantine.")
        @OptionGroup var options: StateOptions
        @Option(help: "Only for this destination.") var destination: String?
        @Argument(help: "Only this instance.") var instance: String?

        func validate() throws {
            if destination == nil && instance == nil {
                throw ValidationError("name an instance, or a destination with --destination")
            }
        }

        func run() throws {
            let id = try instance.map { try InstanceID(argument: $0) }
            try options.withLedger { _, ledger in
                try options.checkDestination(destination, ledger)
                let count = try ledger.cancel(destination: destination, instance: id, reason: .cancelled)
                if count == 0, let id { throw NotFound("\(id): nothing of this instance waits") }
                try options.report(count, "cancelled")
            }
        }
    }
}
