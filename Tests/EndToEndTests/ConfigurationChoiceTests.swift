import Foundation
import Testing

/// Which configuration counts when none is named.
@Suite("Without --config") struct ConfigurationChoiceTests {
    private func run(_ stage: Stage, _ arguments: String..., variable: String = "") throws -> Ended {
        try Program.run(Peers.veil, arguments, in: stage.folder, environment: ["VEIL_CONFIG": variable])
    }

    @Test("serve takes routes.yml of its folder, and says which file and who may send")
    func serve() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.node = ["accept: [{calling_ae_title: \"CT*\", host: 127.0.0.0/8}, {calling_ae_title: MR}]"]
            try stage.write(routes.text, to: "routes.yml")
            let node = try stage.start(Peers.veil, "serve", environment: ["VEIL_CONFIG": ""])
            #expect(eventually { node.errors.contains("msg=listening") || !node.isRunning })
            #expect(Ports.isListening(routes.port))
            let line = node.errors.split(separator: "\n").first { $0.contains("msg=listening") } ?? ""
            #expect(line.contains("configuration=routes.yml") && line.contains("port=\(routes.port)"), "\(node.errors)")
            #expect(line.contains("senders=\"CT* from 127.0.0.0/8; MR from anywhere\""), "\(line)")
            #expect(!node.errors.contains("anyone who reaches"))
        }
    }

    @Test("a node that anyone on the network may send to says so")
    func open() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.host = "0.0.0.0"
            let node = try stage.serve(routes)
            #expect(eventually { node.errors.contains("anyone who reaches the port may send") }, "\(node.errors)")
            #expect(node.errors.contains("senders=anyone"))
        }
    }

    @Test("VEIL_CONFIG comes before routes.yml of the folder, and an option before both")
    func order() async throws {
        try await onStage { stage in
            try stage.write("version: 2\n", to: "routes.yml")
            try stage.write("version: 3\n", to: "elsewhere/veil.yml")
            try stage.write("version: 4\n", to: "named.yml")
            for verb in [
                ["check"], ["queue", "list"], ["quarantine", "list"], ["strategy", "show", "--strategy", "x"],
                ["mapping", "export", "--project", "x"], ["deidentify", "-o", "out", "."], ["explain", "x"], ["serve"],
            ] {
                func errors(_ more: [String] = [], _ variable: String = "") throws -> String {
                    let ended = try Program.run(
                        Peers.veil, verb + more, in: stage.folder, environment: ["VEIL_CONFIG": variable])
                    #expect(ended.status == 2, "\(ended.text)")
                    return ended.errors
                }
                #expect(try errors().contains("routes.yml:1: version: version \"2\""))
                #expect(try errors([], "elsewhere/veil.yml").contains("elsewhere/veil.yml:1: version: version \"3\""))
                #expect(
                    try errors(["--config", "named.yml"], "elsewhere/veil.yml").contains("named.yml:1: version: version \"4\""))
            }
        }
    }

    @Test("a file that VEIL_CONFIG names and that is not there is an error, not another configuration")
    func missing() async throws {
        try await onStage { stage in
            try stage.write(RoutesFile(folder: "archive").text, to: "routes.yml")
            let ended = try run(stage, "check", variable: "none.yml")
            #expect(ended.status == 2 && ended.errors.contains("none.yml"), "\(ended.text)")
        }
    }

    @Test(
        "without any file deidentify and explain use the built-in one and say so; who looks into a node's state is told what to name",
        .disabled(if: FileManager.default.fileExists(atPath: "/etc/veil/routes.yml"), "this machine has a configuration"))
    func builtIn() async throws {
        try await onStage { stage in
            try stage.study([SyntheticInstance()])
            let explained = try run(stage, "explain", "study/image0.dcm")
            #expect(explained.status == 0, "\(explained.text)")
            #expect(explained.errors.contains("the built-in one is used") && explained.errors.contains("/etc/veil/routes.yml"))
            #expect(stage.files(in: ".").count == 1)
            let written = try run(stage, "deidentify", "study", "-o", "out")
            #expect(written.status == 0, "\(written.text)")
            #expect(written.errors.contains("the built-in one is used") && written.errors.contains("keys/default.key"))
            #expect(stage.files(in: "out").count == 1)
            for verb in [["check"], ["queue", "list"], ["mapping", "export", "--project", "default"]] {
                let ended = try Program.run(Peers.veil, verb, in: stage.folder, environment: ["VEIL_CONFIG": ""])
                #expect(ended.status == 2 && ended.errors.contains("--config"), "\(ended.text)")
            }
        }
    }

    @Test("the only route need not be named; of several one has to be")
    func route() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            try stage.write(routes.text, to: "routes.yml")
            try stage.study([SyntheticInstance()])
            #expect(try run(stage, "deidentify", "study", "-o", "out").status == 0)
            #expect(try run(stage, "explain", "study/image0.dcm").status == 0)
            #expect(try run(stage, "verify", "study", "out").status == 0)
            routes.routes.append(RoutesFile.route("second", match: "modality: MR"))
            try stage.write(routes.text, to: "routes.yml")
            for verb in [["deidentify", "study", "-o", "out"], ["explain", "study/image0.dcm"], ["verify", "study", "out"]] {
                let ended = try Program.run(Peers.veil, verb, in: stage.folder, environment: ["VEIL_CONFIG": ""])
                #expect(ended.status == 2 && ended.errors.contains("--route: trial, second"), "\(ended.text)")
            }
        }
    }
}
