import ArgumentParser
import Foundation
import Instances
import Ledger
import Operations

/// `veil quarantine`: what was held and why, and what a person decides about it.
struct QuarantineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "Show and decide what was held.",
        subcommands: [List.self, Show.self, Reasons.self, Release.self, Discard.self, Export.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Everything that is held, oldest first.")
        @OptionGroup var options: StateOptions
        @Option(help: "Only with this reason; `veil quarantine reasons` lists them.") var reason: String?
        @Flag(help: "By study and series, in new identifiers: how many went, wait and are held.") var bySeries = false

        func run() throws {
            try options.withDesk { desk in
                if bySeries { return try SeriesTable.print(desk.series(waiting: false), json: options.json) }
                let rows = try desk.quarantine(reason: reason)
                if options.json { return try Console.printJSON(rows) }
                Console.printTable([HeldRow.heading] + rows.map(\.cells))
                if !rows.isEmpty { print("\n\(Self.legend(rows))") }
            }
        }

        /// What the reasons in `rows` mean, the most frequent first.
        private static func legend(_ rows: [HeldRow]) -> String {
            let groups = Dictionary(grouping: rows, by: \.reason)
                .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            return groups.map { reason, rows in
                let text = rows[0].meaning.map { "\($0) \(rows[0].next ?? "")" } ?? "a reason that this version does not know"
                return "\(rows.count) \(reason): \(text)"
            }.joined(separator: "\n")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One held instance: why, and what to do next.")
        @OptionGroup var options: StateOptions
        @Argument(help: "The instance's id.") var instance: String

        func run() throws {
            let id = try InstanceID(argument: instance)
            try options.withDesk { desk in
                guard let report = try desk.held(id) else { throw NotFound("\(id): nothing of this instance is held") }
                if options.json { return try Console.printJSON(report) }
                print(Self.text(report))
                SeriesTable.describe(report.series)
            }
        }

        private static func text(_ report: HeldReport) -> String {
            var blocks = report.holds.map { row in
                var lines = [("reason", row.reason)]
                if let meaning = row.meaning, let next = row.next, let trouble = row.trouble {
                    lines += [("meaning", meaning), ("next", next), ("whose trouble", trouble.rawValue)]
                }
                lines += [("detail", row.detail), ("project", row.project ?? "whichever the routes name")]
                lines += [("destination", row.destination ?? "all of its routes")]
                lines += [("held since", "\(row.since.formatted(.iso8601)) (\(Console.age(since: row.since)))")]
                return lines
            }
            let routes = report.routes.joined(separator: ", ")
            blocks.append([
                ("instance", report.holds[0].instance),
                ("routes", routes.isEmpty ? "none fits these AE titles and this host" : routes),
                ("received", report.receivedAt.formatted(.iso8601)), ("calling AE title", report.callingAETitle),
                ("called AE title", report.calledAETitle), ("peer", report.peerAddress),
                ("SOP Class", report.sopClassUID), ("Transfer Syntax", report.transferSyntaxUID),
                ("original", "\(report.file ?? "missing") (\(report.fileSize) bytes, with its identifiers)"),
                ("picture", report.picture ?? "none"),
            ])
            return blocks.map { lines in
                lines.filter { !$0.1.isEmpty }
                    .map { "\($0.0.padding(toLength: 18, withPad: " ", startingAt: 0))\($0.1)" }.joined(separator: "\n")
            }.joined(separator: "\n\n")
        }
    }

    struct Reasons: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every reason that there is: what it means, what to do, whose trouble it is.")
        @Flag(help: "Print JSON.") var json = false
        @Flag(help: .hidden) var markdown = false

        private struct Row: Encodable {
            var reason: HoldReason
            var trouble: HoldReason.Trouble
            var meaning: String
            var next: String
        }

        func run() throws {
            let rows = HoldReason.allCases.map {
                Row(reason: $0, trouble: $0.trouble, meaning: $0.meaning, next: $0.next)
            }
            if json { return try Console.printJSON(rows) }
            if markdown { return print(Self.page(rows), terminator: "") }
            Console.printTable(
                [["reason", "whose", "meaning and what to do"]]
                    + rows.map { [$0.reason.rawValue, $0.trouble.rawValue, "\($0.meaning) \($0.next)"] })
        }

        /// `docs/quarantine-reasons.md`.
        private static func page(_ rows: [Row]) -> String {
            """
            # Why an instance is held

            Made by `make conformance` from the table in the code; do not edit. `veil quarantine reasons` prints the same,
            `veil quarantine show` and `veil explain` say it of an instance. Whose trouble: **data**, the instance or its
            sender; **rules**, `routes.yml` and the files it names; **archive**, the destination; **node**, this machine.

            | reason | whose | what it means | what to do |
            | --- | --- | --- | --- |
            \(rows.map { "| `\($0.reason)` | \($0.trouble) | \($0.meaning) | \($0.next) |" }.joined(separator: "\n"))

            """
        }
    }

    struct Release: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run the current rules again; never sends the original. A running node takes it up within seconds.")
        @OptionGroup var options: StateOptions
        @OptionGroup var choice: HeldOptions
        @OptionGroup var confirmation: Confirmation

        func run() throws {
            try options.withDesk { desk in
                let chosen = try desk.identifiers(choice.parsed())
                if choice.isBulk { try confirmation.ask("release", chosen.count, "the current rules run on them again") }
                try options.report(desk.release(chosen), "released")
            }
        }
    }

    struct Discard: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give up what is held; the original is removed.")
        @OptionGroup var options: StateOptions
        @OptionGroup var choice: HeldOptions
        @OptionGroup var confirmation: Confirmation

        func run() throws {
            try options.withDesk { desk in
                let chosen = try desk.identifiers(choice.parsed())
                if choice.isBulk { try confirmation.ask("discard", chosen.count, "their originals are removed for good") }
                try options.report(desk.discard(chosen), "discarded")
            }
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy held originals, with all their identifiers, into a folder.")
        @OptionGroup var options: StateOptions
        @OptionGroup var choice: HeldOptions
        @Option(name: [.short, .customLong("output")], help: "The folder; created with mode 0700.") var output: String

        func run() throws {
            try options.withDesk { desk in
                try options.report(desk.export(desk.identifiers(choice.parsed()), to: output), "exported")
            }
        }
    }
}

extension HeldRow {
    var cells: [String] {
        [
            instance, reason, trouble?.rawValue ?? "-", project ?? "-", destination ?? "-", Console.age(since: since),
            detail.isEmpty ? "-" : detail,
        ]
    }

    static let heading = ["instance", "reason", "whose", "project", "destination", "since", "detail"]
}
