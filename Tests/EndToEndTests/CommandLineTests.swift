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

    @Test(
        "with --json an error is JSON on standard output too, with the status and whose trouble it is",
        arguments: [
            (["check", "--config", "none.yml"], 2, "configuration"), (["queue", "list", "--colour"], 2, "usage"),
            (["queue", "list", "--config", "routes.yml"], 3, "unavailable"),
            (["explain", "--config", "routes.yml", "--route", "trial", "routes.yml"], 1, "failed"),
        ] as [([String], Int32, String)])
    func errorsAsJSON(arguments: [String], status: Int32, kind: String) async throws {
        struct Report: Decodable {
            struct Trouble: Decodable {
                var status: Int32
                var kind: String
                var messages: [String]
            }
            var error: Trouble
        }
        try await onStage { stage in
            try stage.write(RoutesFile(folder: "archive").text, to: "routes.yml")
            let ended = try Program.run(Peers.veil, arguments + ["--json"], in: stage.folder)
            #expect(ended.status == status)
            let report = try JSONDecoder().decode(Report.self, from: Data(ended.output.utf8))
            #expect(report.error.status == status && report.error.kind == kind, "\(ended.output)")
            #expect(!report.error.messages.isEmpty && ended.errors.contains(report.error.messages[0]))
        }
    }

    @Test(
        "what cannot be written is no success, and says so; a reader that has enough is left in peace",
        arguments: [
            "veil --help", "veil table study", "veil table study --json", "veil table study --csv /dev/full",
            "veil table study --csv -", "veil quarantine reasons",
            "veil explain --config routes.yml study/image0.dcm --route trial",
            "veil explain --config routes.yml study/image0.dcm --route trial --html /dev/full",
            "veil strategy show --config routes.yml --strategy basic", "veil text --input texts.jsonl --output -",
            "veil text --input texts.jsonl --output /dev/full",
        ])
    func fullDisk(command: String) async throws {
        try await onStage { stage in
            try stage.write(RoutesFile(folder: "archive").text, to: "routes.yml")
            try stage.write("{\"id\": \"1\", \"text\": \"CT of the chest\"}\n", to: "texts.jsonl")
            try stage.study([SyntheticInstance()])
            func shell(_ text: String) throws -> Ended {
                try Program.run("/bin/bash", ["-c", "veil() { '\(Peers.veil)' \"$@\"; }; \(text)"], in: stage.folder)
            }
            let full = try shell("\(command) > /dev/full")
            #expect(full.status != 0, "\(full.text)")
            #expect(full.errors.contains("No space left on device") || full.errors.contains("errno 28"), "\(full.errors)")
            let closed = try shell("\(command.replacing("/dev/full", with: "-")) | true")
            #expect(closed.status == 0)
            #expect(!closed.errors.lowercased().contains("fatal"), "\(closed.errors)")
        }
    }

    @Test("veil text and veil table work between pipes")
    func pipes() async throws {
        try await onStage { stage in
            try stage.study([SyntheticInstance()])
            let text = try Program.run(
                "/bin/sh",
                ["-c", "echo '{\"id\": \"7\", \"text\": \"CT of the chest\"}' | '\(Peers.veil)' text --input - --output -"],
                in: stage.folder)
            #expect(
                text.status == 0 && text.output == "{\"clean_text\":\"CT of the chest\",\"id\":\"7\",\"spans\":[]}\n",
                "\(text.text)")
            let table = try stage.veil("table", "study", "--csv", "-", "--attributes", "Modality")
            #expect(table.status == 0 && table.output == "Modality\nCT\n", "\(table.text)")
        }
    }

    @Test(
        "streams, pipes and devices are written in place; a link to a file is refused and leads nowhere",
        arguments: ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/fd/7", "pipe", "/dev/null", "link", "/dev/fd/x"])
    func streams(output: String) async throws {
        try await onStage { stage in
            try stage.write("{\"id\": \"7\", \"text\": \"CT\"}\n", to: "in.jsonl")
            let line = "{\"clean_text\":\"CT\",\"id\":\"7\",\"spans\":[]}\n"
            // Standard output is a file here: what stands in it before stays.
            let script = """
                mkfifo pipe; echo precious > target; ln -s target link; echo first > out
                if [ \(output) = pipe ]; then timeout -s KILL 60 cat pipe > read & fi
                '\(Peers.veil)' text --input in.jsonl --output \(output) >> out 7>&1 2> errors; echo $?
                wait
                """
            let status = try Program.run("/bin/bash", ["-c", script], in: stage.folder).output.trimmingCharacters(in: .newlines)
            func text(_ name: String) throws -> String { String(decoding: try stage.data(name), as: UTF8.self) }
            let isRefused = output == "link" || output == "/dev/fd/x"
            let errors = try text("errors")
            #expect((status == "0") != isRefused, "\(status) \(errors)")
            let expected = output == "pipe" ? line : isRefused || output == "/dev/null" ? "first\n" : "first\n" + line
            #expect(try text(output == "pipe" ? "read" : "out") == expected)
            #expect(try text("target") == "precious\n")
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
