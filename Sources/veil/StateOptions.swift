import ArgumentParser
import Foundation
import Instances
import Ledger
import Operations
import Router
import Routes

/// `--config`, for every verb that needs it.
struct ConfigurationOptions: ParsableArguments {
    @Option(help: "The configuration file; without it \(ConfigurationLoading.standardPlaces), the first that is there.")
    var config: String?

    /// The configuration that is named, else the one in the first of the usual places.
    func load() throws -> Configuration {
        guard let file = config ?? ConfigurationLoading.standardFile() else {
            throw StartError.configuration(
                ["no configuration: name a file with --config; none is in \(ConfigurationLoading.standardPlaces)"])
        }
        return try ConfigurationLoading.load(file)
    }

    /// As `load`, and without any file the embedded default, which is said aloud.
    func loadOrDefault() throws -> Configuration {
        guard let file = config ?? ConfigurationLoading.standardFile() else {
            let configuration = try ConfigurationLoading.load(nil)
            Console.complain(
                "no configuration is named or in \(ConfigurationLoading.standardPlaces): the built-in one is used "
                    + "(profile \(configuration.strategies.map(\.profile.rawValue).joined(separator: ", ")), with "
                    + "\(configuration.strategies.flatMap(\.options).map(\.rawValue).sorted().joined(separator: ", ")); "
                    + "key \(configuration.projects.map(\.keyFile).joined(separator: ", ")))")
            return configuration
        }
        return try ConfigurationLoading.load(file)
    }
}

/// Options of the verbs that look into a state directory, beside a running node or without one.
struct StateOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOptions
    @Flag(help: "Print JSON.") var json = false

    /// - Parameter creating: make the state directory if it is missing: for what fills it.
    func withDesk(creating: Bool = false, _ body: (Desk) throws -> Void) throws {
        do {
            try Desk.open(configuration.load(), creating: creating, body)
        } catch let error as UnknownName {
            throw StartError.configuration(["--\(error.kind): \(error)"])
        }
    }

    /// Prints how many it was done to, and names those that it was not done to.
    func report(_ tally: Tally, _ word: String) throws {
        for failure in tally.failed { Console.complain("\(failure.instance): \(failure.error)") }
        if json { try Console.printJSON(tally) } else { print("\(tally.count) \(word)") }
        guard !tally.failed.isEmpty else { return }
        throw PartlyFailed(count: tally.failed.count, total: tally.count + tally.failed.count)
    }
}

extension InstanceID {
    /// The id that somebody typed.
    init(argument: String) throws {
        guard let id = InstanceID(argument) else {
            throw ValidationError("'\(argument)' is not an instance id; the log and `veil queue list` show them")
        }
        self = id
    }
}
