import ArgumentParser
import Foundation
import Ledger
import Router
import Routes
import Spool

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
    func withLedger(creating: Bool = false, _ body: (SpoolDirectory, Ledger) throws -> Void) throws {
        let folder = try configuration.load().node.stateDirectory
        // Looking must not make a state directory: a wrong path would look like an empty queue.
        guard creating || Ledger.exists(in: folder) else {
            throw StartError.unavailable("\(folder): no ledger is here; has the node run with this configuration?")
        }
        let (spool, ledger) = try StateDirectory.open(folder, exclusively: false)
        defer { ledger.close() }
        do {
            try body(spool, ledger)
        } catch let error as LedgerError {
            switch error.code {
            case .notFound: throw NotFound(error.advice.isEmpty ? error.description : error.advice)
            default: throw StartError.unavailable("ledger: \(error)")
            }
        } catch let error as SpoolError {
            throw StartError.unavailable("state directory: \(error)")
        }
    }

    /// Does `body` for each instance; one that fails is named, and the rest is done.
    func each(_ instances: [InstanceID], _ word: String, _ body: (InstanceID) throws -> Void) throws {
        var failed: [Counted.Failure] = []
        for id in instances {
            do {
                try body(id)
            } catch let error as LedgerError {
                failed.append(.init(instance: id.value, error: error.description))
            } catch let error as SpoolError {
                failed.append(.init(instance: id.value, error: error.description))
            } catch is CocoaError {
                failed.append(.init(instance: id.value, error: "the file cannot be written"))
            }
        }
        for failure in failed { Console.complain("\(failure.instance): \(failure.error)") }
        try report(instances.count - failed.count, word, failed)
        if !failed.isEmpty { throw PartlyFailed(count: failed.count, total: instances.count) }
    }

    /// How many it was done to, and to which not.
    private struct Counted: Encodable {
        struct Failure: Encodable {
            var instance: String
            var error: String
        }
        var count: Int
        var failed: [Failure]
    }

    /// - Throws: `StartError.configuration` for a destination that neither the configuration nor the ledger knows.
    func checkDestination(_ name: String?, _ ledger: Ledger) throws {
        guard let name else { return }
        let known = try configuration.load().destinations.map(\.name)
        guard !known.contains(name), try ledger.deliveries(in: Set(Delivery.State.allCases), destination: name).isEmpty
        else { return }
        let advice = NearestName.of(name, among: known).map { "did you mean \($0)?" }
            ?? "there are: \(known.joined(separator: ", "))"
        throw StartError.configuration(["--destination: no destination is named '\(name)'; \(advice)"])
    }

    func report(_ count: Int, _ word: String) throws { try report(count, word, []) }

    private func report(_ count: Int, _ word: String, _ failed: [Counted.Failure]) throws {
        if json { return try Console.printJSON(Counted(count: count, failed: failed)) }
        print("\(count) \(word)")
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
