import ArgumentParser
import Ledger
import Router
import Routes
import Spool

/// `--config`, for every verb that needs it.
struct ConfigurationOptions: ParsableArguments {
    @Option(help: "The configuration file.") var config: String = "routes.yml"

    func load() throws -> Configuration { try ConfigurationLoading.load(config) }
}

/// Options of the verbs that look into a state directory, beside a running node or without one.
struct StateOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOptions
    @Flag(help: "Print JSON.") var json = false

    func withLedger(_ body: (SpoolDirectory, Ledger) throws -> Void) throws {
        let (spool, ledger) = try StateDirectory.open(configuration.load().node.stateDirectory, exclusively: false)
        defer { ledger.close() }
        do {
            try body(spool, ledger)
        } catch let error as LedgerError {
            switch error.code {
            case .notFound: throw StartError.configuration([error.description])
            default: throw StartError.unavailable("ledger: \(error)")
            }
        } catch let error as SpoolError {
            throw StartError.unavailable("state directory: \(error)")
        }
    }

    func report(_ count: Int, _ word: String) throws {
        if json { return try Console.printJSON(["count": count]) }
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
