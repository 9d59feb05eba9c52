import ArgumentParser
import Deid
import Router

/// `veil strategy`: check a strategy file; print a compiled table.
struct StrategyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strategy", abstract: "Check strategy files, show compiled tables.", subcommands: [Lint.self, Show.self])

    struct Lint: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Check a strategy file: every error with file and line.")
        @Argument(help: "The CSV file.") var file: String
        @Flag(help: "Print JSON.") var json = false

        struct Report: Encodable {
            var errors: [String]
            var warnings: [String]
        }

        func run() throws {
            let found = RuleBook.lint(file: file)
            if json { try Console.printJSON(Report(errors: found.errors, warnings: found.warnings)) }
            guard found.errors.isEmpty else {
                throw StartError.configuration(json ? ["\(file): \(found.errors.count) errors"] : found.errors + found.warnings)
            }
            if !json {
                for warning in found.warnings { Console.complain(warning) }
                print("\(file): no errors, \(found.warnings.count) warnings")
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The compiled table of a strategy, each row with its source.")
        @OptionGroup var configuration: ConfigurationOptions
        @Option(help: "The strategy's name.") var strategy: String
        @Flag(help: "Print JSON.") var json = false

        @Flag(help: "List private attributes that stay and content items by concept name too.") var all = false

        func run() throws {
            let loaded = try configuration.load()
            guard let chosen = loaded.strategy(named: strategy) else {
                let known = loaded.strategies.map(\.name).joined(separator: ", ")
                throw StartError.configuration(
                    ["\(loaded.file): no strategy is named '\(strategy)'; there are: \(known)"])
            }
            let table = try RuleBook.ruleSet(of: chosen)
            let shown = StrategyTable(chosen, table, all: all)
            if json { try Console.printJSON(shown) } else { print(shown.text) }
        }
    }
}
