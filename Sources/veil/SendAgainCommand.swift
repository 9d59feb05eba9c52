import ArgumentParser
import Foundation
import Instances
import Ledger
import Operations
import Routes

/// `veil send-again`: queue again what was delivered.
struct SendAgainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send-again",
        abstract: "Queue again what was delivered, with the rules of today.",
        discussion: """
            Works as long as the original is kept (retention.delivered_files). Of what is not kept the wish stays noted: send \
            it from the source again, and it is delivered instead of being dropped as a duplicate.
            """)

    @OptionGroup var options: StateOptions
    @Option(help: "Only this instance.") var instance: String?
    @Option(help: "Only this study: its Study Instance UID as it left, or as it came.") var study: String?
    @Option(help: "Only what was delivered since: 2026-11-30, 2026-11-30T08:00:00Z, or 2h, 3d ago.") var since: String?
    @Option(help: "Only to this destination.") var destination: String?

    struct Report: Encodable {
        var queued: Int
        var originalNotKept: Int
        var instances: [SendAgain.Item]
    }

    func validate() throws {
        if instance == nil && study == nil && since == nil && destination == nil {
            throw ValidationError("name an instance, a study, a time or a destination")
        }
        if let since, Self.date(since) == nil {
            throw ValidationError("'\(since)' is no time: write 2026-11-30, 2026-11-30T08:00:00Z, or 2h, 3d")
        }
    }

    func run() throws {
        let choice = SendAgain.Choice(
            instance: try instance.map { try InstanceID(argument: $0) }, study: study, since: since.flatMap { Self.date($0) },
            destination: destination)
        let configuration = try options.configuration.load()
        if let destination, !configuration.destinations.contains(where: { $0.name == destination }) {
            let known = configuration.destinations.map(\.name).joined(separator: ", ")
            throw ValidationError("no destination is named '\(destination)'; there are: \(known)")
        }
        try options.withDesk { desk in
            let items = try desk.sendAgain(choice)
            let lost = items.filter { $0.outcome == .originalNotKept }
            if options.json {
                try Console.printJSON(
                    Report(queued: items.count - lost.count, originalNotKept: lost.count, instances: items))
            } else {
                print("\(items.count - lost.count) queued again")
            }
            guard !lost.isEmpty else { return }
            for item in lost { Console.complain("\(item.instance): the original is not kept") }
            Console.complain(
                "send these from their source again: each is then delivered to \(Self.names(lost)), not dropped as a duplicate")
            throw PartlyFailed(count: lost.count, total: items.count)
        }
    }

    private static func names(_ items: [SendAgain.Item]) -> String {
        Set(items.flatMap(\.destinations)).sorted().joined(separator: ", ")
    }

    /// A day (from its beginning, in local time), an instant, or so long ago.
    static func date(_ text: String, now: Date = Date()) -> Date? {
        // What is no instant may be a day or a span of time.
        if let instant = try? Date(text, strategy: .iso8601) { return instant }
        let units = ["s": 1.0, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        if let unit = text.last.flatMap({ units[String($0)] }), let count = UInt32(text.dropLast()) {
            return now.addingTimeInterval(-Double(count) * unit)
        }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.count == 10, parts.count == 3, let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        let components = DateComponents(calendar: .current, year: year, month: month, day: day)
        return components.isValidDate ? components.date : nil
    }
}
