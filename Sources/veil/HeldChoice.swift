import ArgumentParser
import Foundation
import Glibc
import Instances
import Ledger
import Router
import Routes

/// The held instances that a verb is about: named ones, or all with one reason, of one series or study.
struct HeldChoice: ParsableArguments {
    @Option(help: "All that are held for this reason.") var reason: String?
    @Option(help: "All that are held of this series; its new UID, as list --by-series shows it.") var series: String?
    @Option(help: "All that are held of this study; its new UID.") var study: String?
    @Argument(help: "Instance ids.") var instances: [String] = []

    func validate() throws {
        if !isBulk && instances.isEmpty {
            throw ValidationError("name instances, or a reason, a series, a study with --reason, --series, --study")
        }
    }

    /// How many they are is not known to who asks.
    var isBulk: Bool { reason != nil || series != nil || study != nil }

    /// Each once: the named ones in their order, then the others, oldest first.
    /// - Throws: `NotFound` if nothing else was asked for and nothing is held, `StartError` if there is no such reason.
    func identifiers(_ ledger: Ledger) throws -> [InstanceID] {
        var chosen: [InstanceID] = []
        for id in try instances.map({ try InstanceID(argument: $0) }) where !chosen.contains(id) { chosen.append(id) }
        var held = Set(try ledger.held(study: study, series: series))
        if let reason {
            let all = try ledger.quarantine()
            try ReasonArgument.check(reason, among: all)
            held.formUnion(all.filter { $0.reason == reason }.map(\.instance))
        }
        held.subtract(chosen)
        if chosen.isEmpty, held.isEmpty {
            throw NotFound("nothing is held for \([reason, series, study].compactMap { $0 }.joined(separator: ", "))")
        }
        return chosen + held.sorted()
    }
}

/// The value of `--reason`.
enum ReasonArgument {
    /// - Throws: `StartError.configuration` with the nearest reason, for one that neither this Veil nor the ledger knows.
    static func check(_ reason: String, among held: [QuarantineEntry]) throws(StartError) {
        let present = Set(held.map(\.reason))
        guard !present.contains(reason), HoldReason(rawValue: reason) == nil else { return }
        let known = present.sorted() + HoldReason.allCases.map(\.rawValue)
        let advice = NearestName.of(reason, among: known).map { "did you mean \($0)?" }
            ?? "`veil quarantine reasons` lists them"
        throw .configuration(["--reason: there is no reason '\(reason)'; \(advice)"])
    }
}

/// `--yes`, for what is done to many at once.
struct Confirmation: ParsableArguments {
    @Flag(help: "Do not ask, though it is about everything with a reason, or of a series or study.") var yes = false

    /// Asks a person at a terminal whether to go on.
    ///
    /// - Throws: `StartError.configuration` with the number, where nobody can be asked; `Declined` if a person says no.
    func ask(_ verb: String, _ count: Int, _ consequence: String) throws {
        if yes { return }
        let what = "\(verb) \(count == 1 ? "1 instance" : "\(count) instances"): \(consequence)"
        guard isatty(STDIN_FILENO) == 1, Console.isTerminal else {
            throw StartError.configuration(["would \(what); say --yes to do it"])
        }
        Console.show("\(what). Go on? [y/N] ")
        guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else { throw Declined() }
    }

    /// A person said no: nothing was done.
    struct Declined: Error, CustomStringConvertible {
        let description = "nothing was done"
    }
}
