import ArgumentParser
import Instances
import Ledger
import Operations

/// `veil queue`: what waits for which destination, and since when.
struct QueueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Show and steer what waits for the destinations.",
        subcommands: [List.self, Show.self, Retry.self, Cancel.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What waits, oldest first.")
        @OptionGroup var options: StateOptions
        @Option(help: "Only for this destination.") var destination: String?
        @Flag(help: "By study and series, in new identifiers: how many went, wait and are held.") var bySeries = false

        func run() throws {
            try options.withDesk { desk in
                if bySeries {
                    let rows = try desk.series(waiting: true, destination: destination)
                    return try SeriesTable.print(rows, json: options.json)
                }
                let rows = try desk.queue(destination: destination)
                if options.json { return try Console.printJSON(rows) }
                Console.printTable([QueueRow.heading] + rows.map(\.cells))
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
            try options.withDesk { desk in
                guard let report = try desk.report(on: id)
                else { throw NotFound("\(instance): no such instance; the ledger may have forgotten it (retention.ledger)") }
                if options.json { return try Console.printJSON(report.rows) }
                Console.printTable([QueueRow.heading] + report.rows.map(\.cells))
                SeriesTable.describe(report.series)
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
            try options.withDesk { desk in
                try options.report(Tally(count: desk.retry(destination: destination, instance: id)), "due now")
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
            try options.withDesk { desk in
                try options.report(Tally(count: desk.cancel(destination: destination, instance: id)), "cancelled")
            }
        }
    }
}

extension QueueRow {
    var cells: [String] {
        [
            instance, state, project ?? "-", destination ?? "-", Console.age(since: since), "\(attempts)",
            lastStatus ?? "-", reason ?? note ?? "-",
        ]
    }

    static let heading = ["instance", "state", "project", "destination", "since", "attempts", "status", "note"]
}
