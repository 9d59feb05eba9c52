import ArgumentParser
import Deid
import Router

/// `veil key`: project keys.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make project keys.", subcommands: [Create.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "A new 32-byte project key, mode 0600.")
        @Argument(help: "Where; nothing is overwritten.") var file: String

        func run() throws {
            do {
                let key = try ProjectKey.create(at: file)
                print("\(file): key \(key.fingerprint)")
            } catch {
                throw StartError.unavailable(error.description)
            }
        }
    }
}
