import ArgumentParser
import Glibc
import Instances
import Ledger
import Operations
import Router

/// The held instances that a verb is about: named ones, or all with one reason, of one series or study.
struct HeldOptions: ParsableArguments {
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

    /// - Throws: `ValidationError` for a text that is no instance id.
    func parsed() throws -> HeldChoice {
        HeldChoice(
            instances: try instances.map { try InstanceID(argument: $0) }, reason: reason, series: series, study: study)
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
