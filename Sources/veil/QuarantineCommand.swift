import ArgumentParser
import Foundation
import Ledger
import Router
import Spool

/// `veil quarantine`: what was held and why, and what a person decides about it.
struct QuarantineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "Show and decide what was held.",
        subcommands: [List.self, Show.self, Release.self, Discard.self, Export.self])

    struct Row: Encodable {
        var instance: String
        var project: String?
        var destination: String?
        var reason: String
        var detail: String
        var since: Date

        init(_ entry: QuarantineEntry) {
            instance = entry.instance.value
            project = entry.project
            destination = entry.destination
            reason = entry.reason
            detail = entry.detail
            since = entry.since
        }

        var cells: [String] {
            [instance, reason, project ?? "-", destination ?? "-", Console.age(since: since), detail.isEmpty ? "-" : detail]
        }

        static let heading = ["instance", "reason", "project", "destination", "since", "detail"]
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Everything that is held, oldest first.")
        @OptionGroup var options: StateOptions
        @Option(help: "Only with this reason.") var reason: String?
        @Flag(help: "By study and series, in new identifiers: how many went, wait and are held.") var bySeries = false

        func run() throws {
            try options.withLedger { _, ledger in
                if bySeries { return try SeriesRow.print(ledger.series(waiting: false), json: options.json) }
                let rows = try ledger.quarantine().filter { reason == nil || $0.reason == reason }.map(Row.init)
                if options.json { return try Console.printJSON(rows) }
                Console.printTable([Row.heading] + rows.map(\.cells))
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One held instance.")
        @OptionGroup var options: StateOptions
        @Argument(help: "The instance's id.") var instance: String

        struct Report: Encodable {
            var holds: [Row]
            var receivedAt: Date
            var callingAETitle: String
            var calledAETitle: String
            var peerAddress: String
            var sopClassUID: String
            var transferSyntaxUID: String
            var fileSize: UInt64
            var file: String?
            var picture: String?
            var series: [SeriesRow]
        }

        func run() throws {
            let id = try InstanceID(argument: instance)
            try options.withLedger { spool, ledger in
                let holds = try ledger.quarantine(instance: id).map(Row.init)
                guard !holds.isEmpty, let received = try ledger.instance(id)
                else { throw LedgerError(.notFound, "nothing of this instance is held") }
                let report = Report(
                    holds: holds, receivedAt: received.receivedAt, callingAETitle: received.callingAETitle,
                    calledAETitle: received.calledAETitle, peerAddress: received.peerAddress,
                    sopClassUID: received.sopClassUID, transferSyntaxUID: received.transferSyntax.uid,
                    fileSize: received.fileSize, file: spool.original(id.value),
                    picture: spool.picture(id.value), series: try ledger.series(of: id).map(SeriesRow.init))
                if options.json { return try Console.printJSON(report) }
                Console.printTable([Row.heading] + holds.map(\.cells))
                print("""

                    received          \(report.receivedAt.formatted(.iso8601))
                    calling AE title  \(report.callingAETitle)
                    called AE title   \(report.calledAETitle)
                    peer              \(report.peerAddress)
                    SOP Class         \(report.sopClassUID)
                    Transfer Syntax   \(report.transferSyntaxUID)
                    original          \(report.file ?? "missing") (\(report.fileSize) bytes, with its identifiers)
                    picture           \(report.picture ?? "none")
                    """)
                SeriesRow.describe(report.series)
            }
        }
    }

    /// The instances that a verb is about: named ones, or all with one reason.
    struct Choice: ParsableArguments {
        @Option(help: "All that are held for this reason.") var reason: String?
        @Option(help: "All that are held of this series; its new UID, as list --by-series shows it.") var series: String?
        @Option(help: "All that are held of this study; its new UID.") var study: String?
        @Argument(help: "Instance ids.") var instances: [String] = []

        func validate() throws {
            if reason == nil && series == nil && study == nil && instances.isEmpty {
                throw ValidationError("name instances, or a reason, a series, a study with --reason, --series, --study")
            }
        }

        func identifiers(_ ledger: Ledger) throws -> [InstanceID] {
            var chosen = try instances.map { try InstanceID(argument: $0) }
            if let reason {
                chosen += Set(try ledger.quarantine().filter { $0.reason == reason }.map(\.instance)).sorted()
            }
            return chosen + (try ledger.held(study: study, series: series))
        }
    }

    struct Release: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run the current rules again; never sends the original. A running node takes it up within seconds.")
        @OptionGroup var options: StateOptions
        @OptionGroup var choice: Choice

        func run() throws {
            try options.withLedger { _, ledger in
                try options.each(choice.identifiers(ledger), "released") { try ledger.release($0) }
            }
        }
    }

    struct Discard: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give up what is held; the original is removed.")
        @OptionGroup var options: StateOptions
        @OptionGroup var choice: Choice

        func run() throws {
            try options.withLedger { spool, ledger in
                try options.each(choice.identifiers(ledger), "discarded") { id in
                    if try ledger.discard(id) == .finished { try spool.remove(id.value) }
                }
            }
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy held originals, with all their identifiers, into a folder.")
        @OptionGroup var options: StateOptions
        @OptionGroup var choice: Choice
        @Option(name: [.short, .customLong("output")], help: "The folder; created with mode 0700.") var output: String

        func run() throws {
            try options.withLedger { spool, ledger in
                do {
                    try FileManager.default.createDirectory(
                        atPath: output, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                } catch {
                    throw StartError.unavailable("\(output): the folder cannot be made")
                }
                try options.each(choice.identifiers(ledger), "exported") { id in
                    guard !(try ledger.quarantine(instance: id).isEmpty), let file = spool.original(id.value)
                    else { throw LedgerError(.notFound, "nothing of this instance is held") }
                    try ledger.audit("quarantine.export", instance: id)
                    try FileManager.default.copyItem(atPath: file, toPath: "\(output)/\(id.value).dcm")
                }
            }
        }
    }
}
