import ArgumentParser
import Foundation
import Deid
import Router

/// The one executable: parses, runs a verb, and ends with the statuses that scripts rely on (contract: 0 done, 1 some
/// instances failed, 2 wrong usage or configuration, 3 could not start).
@main
struct Veil: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "veil",
        abstract: "A DICOM node that de-identifies what passes through it.",
        version: "veil \(Version.text)",
        subcommands: [
            Serve.self, Check.self, Deidentify.self, ExplainCommand.self, QueueCommand.self, QuarantineCommand.self,
            MappingCommand.self, StrategyCommand.self, KeyCommand.self, ConformanceCommand.self,
            VerifyCommand.self, TableCommand.self, TextCommand.self, SendAgainCommand.self,
        ]
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Foundation.exit(status(of: error))
        }
    }

    /// Prints what went wrong, for a person, and gives the exit status.
    private static func status(of error: any Error) -> Int32 {
        if let start = error as? StartError {
            Console.complain(start.description, .error)
            return start.exitStatus
        }
        if let partly = error as? PartlyFailed {
            Console.complain("\(partly.count) of \(partly.total) failed")
            return 1
        }
        let code = exitCode(for: error)
        let text = fullMessage(for: error)
        if code == .success {
            if !text.isEmpty { print(text) }
            return 0
        }
        if !text.isEmpty { Console.complain(text) }
        return code == .validationFailure ? 2 : code.rawValue
    }
}

/// Work that went on to the end although some instances failed; each was named when it did.
struct PartlyFailed: Error {
    var count: Int
    var total: Int
}
