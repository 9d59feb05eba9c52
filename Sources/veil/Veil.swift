import ArgumentParser
import Deid
import Foundation
import Operations
import Router

/// The one executable: parses, runs a verb, and ends with the statuses that scripts rely on (docs/operations.md: 0 done,
/// 1 some instances failed or were held, or nothing was found, 2 wrong usage or configuration, 3 could not start).
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
            if exitCode(for: error) == .success {
                // Help, or the version.
                let text = fullMessage(for: error)
                if !text.isEmpty { print(text) }
                return
            }
            Foundation.exit(Ending(of: error).told())
        }
    }
}

/// How a verb ended that did not do all that it was asked to.
struct Ending: Encodable {
    /// Whose trouble it is, for scripts.
    enum Kind: String, Encodable {
        case usage, configuration, unavailable, notFound = "not_found", declined, incomplete, failed
    }

    var status: Int32
    var kind: Kind
    var messages: [String]
    private var text: String

    private enum CodingKeys: CodingKey { case status, kind, messages }

    init(of error: any Error) {
        switch error {
        case let error as StartError:
            self.init(error.exitStatus, error.exitStatus == 2 ? .configuration : .unavailable, error.description)
        case let error as NotFound: self.init(1, .notFound, error.description)
        case let error as Confirmation.Declined: self.init(1, .declined, error.description)
        case let error as NotDicom: self.init(1, .failed, error.description)
        case let error as PartlyFailed: self.init(1, .incomplete, error.description)
        default:
            let code = Veil.exitCode(for: error)
            let isUsage = code == .validationFailure || code.rawValue == 2
            self.init(isUsage ? 2 : code.rawValue, isUsage ? .usage : .failed, Veil.message(for: error))
            text = Veil.fullMessage(for: error)
        }
    }

    private init(_ status: Int32, _ kind: Kind, _ text: String) {
        (self.status, self.kind, self.text) = (status, kind, text)
        messages = text.split(separator: "\n").map(String.init)
    }

    /// Says it on standard error; where JSON was asked for and none was printed, on standard output as `{"error": …}` too.
    /// Returns the exit status.
    func told() -> Int32 {
        if !text.isEmpty { Console.complain(text, .error) }
        let arguments = CommandLine.arguments.dropFirst().prefix { $0 != "--" }
        // What cannot be encoded was told on standard error.
        if arguments.contains("--json"), !Console.hasOutput, let json = try? Console.json(["error": self]) {
            print(String(decoding: json, as: UTF8.self))
        }
        return status
    }
}

/// Work that went on to the end although some instances gave no result; each was named when it did.
struct PartlyFailed: Error, CustomStringConvertible {
    /// Those that failed.
    var count: Int
    var total: Int
    /// Those that the rules hold: nothing went wrong.
    var held = 0

    var description: String {
        if held == 0 { return "\(count) of \(total) failed" }
        return "\(held) of \(total) held by the rules" + (count > 0 ? ", \(count) failed" : "")
    }
}

/// What was asked for by name is not there: exit status 1.
typealias NotFound = Operations.NotFound
