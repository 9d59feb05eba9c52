import ArgumentParser
import Dicom
import Dimse
import Router
import Routes

/// `veil check`: everything that can be wrong with configuration, strategies and keys, found before it matters.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validate the configuration, strategies and tables; with --echo also reach every destination.")

    @OptionGroup var configuration: ConfigurationOptions
    @Flag(help: "C-ECHO every DIMSE destination.") var echo = false
    @Flag(help: "Print JSON.") var json = false

    struct Report: Encodable {
        var routes: Int
        var destinations: Int
        var warnings: [String]
        var echoes: [String: String]
    }

    func run() throws {
        let loaded = try configuration.load()
        let warnings = try RuleBook.check(loaded) + Self.ledgerWarnings(in: loaded.node.stateDirectory)
        var echoes: [String: String] = [:]
        if echo {
            for destination in loaded.destinations {
                if case .dimse(let peer) = destination.kind { echoes[destination.name] = Self.echo(peer) }
            }
        }
        if json {
            try Console.printJSON(
                Report(routes: loaded.routes.count, destinations: loaded.destinations.count, warnings: warnings, echoes: echoes))
        } else {
            for warning in warnings { Console.complain(warning) }
            for (name, answer) in echoes.sorted(by: { $0.key < $1.key }) {
                if answer == "ok" { print("\(name): ok") } else { Console.complain("destination \(name): \(answer)") }
            }
            print("\(configuration.config): \(loaded.routes.count) routes, \(loaded.destinations.count) destinations, no errors")
        }
        let failed = echoes.values.filter { $0 != "ok" }.count
        if failed > 0 { throw PartlyFailed(count: failed, total: echoes.count) }
    }

    /// `ok`, or what went wrong.
    private static func echo(_ peer: DestinationConfiguration.Dimse) -> String {
        do {
            let association = try StoreSCU(
                .init(
                    host: peer.host, port: peer.port, callingAETitle: peer.callingAETitle.value,
                    calledAETitle: peer.aeTitle.value, connectTimeout: .seconds(5), acseTimeout: .seconds(10),
                    dimseTimeout: .seconds(10)),
                proposals: [.verification])
            let status = try association.echo()
            return status == .success ? "ok" : "status \(status)"
        } catch {
            return error.description
        }
    }
}
