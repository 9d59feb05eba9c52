import ArgumentParser
import Router
import Routes

/// `veil check`: everything that keeps a node from starting, in the configuration, strategies, keys, the state directory and
/// on the machine, found before it matters. Beside a running node what it holds is no error.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find everything that would keep a node from starting; with --echo also reach every destination.")

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
        let start = StartCheck(loaded)
        let warnings =
            try RuleBook.check(loaded) + start.warnings
            + Self.ledgerWarnings(in: loaded.node.stateDirectory)
        guard start.errors.isEmpty else { throw StartError.unavailable(start.errors.joined(separator: "\n")) }
        var echoes: [String: String] = [:]
        if echo {
            for destination in loaded.destinations { echoes[destination.name] = destination.echo() }
        }
        if json {
            try Console.printJSON(
                Report(routes: loaded.routes.count, destinations: loaded.destinations.count, warnings: warnings, echoes: echoes))
        } else {
            for warning in warnings { Console.complain(warning) }
            for (name, answer) in echoes.sorted(by: { $0.key < $1.key }) {
                if answer == "ok" { print("\(name): ok") } else { Console.complain("destination \(name): \(answer)") }
            }
            print("\(loaded.file): \(loaded.routes.count) routes, \(loaded.destinations.count) destinations, no errors")
        }
        let failed = echoes.values.filter { $0 != "ok" }.count
        if failed > 0 { throw PartlyFailed(count: failed, total: echoes.count) }
    }
}
