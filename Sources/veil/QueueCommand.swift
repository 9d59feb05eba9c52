import ArgumentParser
import Dicom
import Foundation
import Ledger
import Router

/// `veil queue`: what waits for which destination, and since when.
struct QueueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Show and steer what waits for the destinations.",
        subcommands: [List.self, Show.self, Retry.self, Cancel.self])

    struct Row: Encodable {
        var instance: String
        var project: String?
        var destination: String?
        var state: String
        var since: Date
        var attempts: Int
        var nextAttempt: Date?
        var lastStatus: String?
        var note: String?

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

        /// Accepted, and not yet de-identified.
        init(_ received: ReceivedInstance) {
            instance = received.id.value
            state = "received"
            since = received.receivedAt
            attempts = 0
        }

        var cells: [String] {
            [instance, state, project ?? "-", destination ?? "-", Console.age(since: since), "\(attempts)", lastStatus ?? "-", note ?? "-"]
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
                if bySeries {
                    let all = try ledger.series().filter { destination == nil || $0.destination == destination }
                    return try SeriesRow.print(all, json: options.json)
                }
                var rows = try ledger.deliveries(in: [.waiting], destination: destination).map(Row.init)
                if destination == nil { rows = try ledger.received(limit: .max).map(Row.init) + rows }
                if options.json { return try Console.printJSON(rows) }
                Console.printTable([Row.heading] + rows.map(\.cells))
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All deliveries of one instance.")
        @OptionGroup var options: StateOptions
        @Argument(help: "The instance's id, as in the log.") var instance: String

        func run() throws {
            let id = try InstanceID(argument: instance)
            try options.withLedger { _, ledger in
                var rows = try ledger.deliveries(in: Set(Delivery.State.allCases), instance: id).map(Row.init)
                if rows.isEmpty, let received = try ledger.instance(id) { rows = [Row(received)] }
                guard !rows.isEmpty else { throw StartError.configuration(["\(instance): no such instance"]) }
                if options.json { return try Console.printJSON(rows) }
                Console.printTable([Row.heading] + rows.map(\.cells))
                SeriesRow.describe(try ledger.series(of: id).map(SeriesRow.init))
            }
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
                let count = try ledger.retryNow(destination: destination, instance: id)
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
                let count = try ledger.cancel(destination: destination, instance: id, reason: "cancelled")
                try options.report(count, "cancelled")
            }
        }
    }
}
