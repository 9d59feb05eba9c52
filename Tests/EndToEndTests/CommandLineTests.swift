import Foundation
import Testing

/// What scripts rely on: exit statuses and where text goes.
@Suite("The command line")
struct CommandLineTests {
    @Test(
        "help and version are printed, with exit status 0",
        arguments: [
            (["--help"], "USAGE: veil"), (["--version"], "veil "), (["help", "serve"], "--config"),
            (["queue", "--help"], "list"),
        ])
    func help(arguments: [String], expected: String) async throws {
        try await onStage { stage in
            let ended = try Program.run(Peers.veil, arguments, in: stage.folder)
            #expect(ended.status == 0)
            #expect(ended.output.contains(expected))
            #expect(ended.errors.isEmpty)
        }
    }

    @Test(
        "wrong usage is told on standard error, with exit status 2",
        arguments: [
            (["frobnicate"], "frobnicate"), (["serve", "--colour"], "--colour"), (["check", "--config"], "--config"),
            (["deidentify", "--route", "x", "-o", "out"], "inputs"), (["key", "create"], "file"),
            (["queue", "cancel"], "--destination"),
            (["quarantine", "release"], "--reason"), (["quarantine", "show", "not-an-id"], "not-an-id"),
            (["mapping", "lookup", "x"], "--project"), (["strategy", "show"], "--strategy"),
        ])
    func wrongUsage(arguments: [String], expected: String) async throws {
        try await onStage { stage in
            let ended = try Program.run(Peers.veil, arguments, in: stage.folder)
            #expect(ended.status == 2)
            #expect(ended.errors.contains(expected), "\(ended.errors)")
            #expect(ended.output.isEmpty)
        }
    }

    @Test(
        "a configuration that is not there is exit status 2, for every verb that needs one",
        arguments: [
            ["serve"], ["check"], ["deidentify", "--route", "x", "-o", "out", "."], ["queue", "list"],
            ["quarantine", "list"],
            ["mapping", "export", "--project", "x"], ["strategy", "show", "--strategy", "x"],
        ])
    func missingConfiguration(verb: [String]) async throws {
        try await onStage { stage in
            let ended = try Program.run(Peers.veil, verb + ["--config", "none.yml"], in: stage.folder)
            #expect(ended.status == 2)
            #expect(ended.errors.contains("none.yml"))
        }
    }

    @Test("a key is created once, with mode 0600, and never overwritten")
    func createKey() async throws {
        try await onStage { stage in
            let first = try stage.veil("key", "create", "one.key")
            #expect(first.status == 0)
            #expect(first.output.hasPrefix("one.key: key "))
            #expect(try stage.permissions("one.key") == 0o600)
            let key = try stage.data("one.key")

            let again = try stage.veil("key", "create", "one.key")
            #expect(again.status == 3)
            #expect(again.errors.contains("one.key"))
            #expect(try stage.data("one.key") == key)

            #expect(try stage.veil("key", "create", "two.key").status == 0)
            #expect(try stage.data("two.key") != key)
        }
    }
}
