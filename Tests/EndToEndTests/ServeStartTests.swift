import Foundation
import Testing

@Suite("veil serve: starting")
struct ServeStartTests {
    /// A start that must fail: its end.
    private func refused(_ stage: Stage, _ routes: RoutesFile) throws -> Ended {
        try stage.write(routes.text, to: routes.name)
        return try stage.veil("serve", "--config", routes.name, seconds: 60)
    }

    @Test(
        "the first start makes the key (0600), its folder, and the state directory (0700)",
        arguments: [
            "trial.key", "keys/of/trials/trial.key",
        ])
    func first(key: String) async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.projects = [RoutesFile.project(key: key)]
            let node = try stage.serve(routes)
            #expect(try stage.permissions(key) == 0o600)
            #expect(try stage.data(key).count >= 32)
            #expect(try stage.permissions("state") == 0o700)
            #expect(node.stop() == 0, "\(node.errors)")
        }
    }

    @Test("a port in use is exit status 3, and named")
    func portInUse() async throws {
        try await onStage { stage in
            let first = RoutesFile(folder: "archive")
            try stage.serve(first)
            var second = RoutesFile(folder: "archive")
            (second.name, second.port, second.stateDirectory) = ("second.yml", first.port, "second")
            let ended = try refused(stage, second)
            #expect(ended.status == 3)
            #expect(ended.errors.contains("127.0.0.1:\(first.port)"), "\(ended.errors)")
        }
    }

    @Test("a state directory that another node holds is exit status 3, and the other goes on")
    func stateLocked() async throws {
        try await onStage { stage in
            let node = try stage.serve(RoutesFile(folder: "archive"))
            var second = RoutesFile(folder: "archive")
            second.name = "second.yml"
            let ended = try refused(stage, second)
            #expect(ended.status == 3)
            #expect(ended.errors.contains("another node holds this state directory"), "\(ended.errors)")
            #expect(node.isRunning)
        }
    }

    @Test("a lock dies with its process: after SIGKILL the next start succeeds")
    func lockAfterCrash() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            try stage.serve(routes).crash()
            #expect(try stage.serve(routes).stop() == 0)
        }
    }

    @Test("a wrong configuration is exit status 2 before anything is made")
    func wrongConfiguration() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.node = ["colour: red"]
            let ended = try refused(stage, routes)
            #expect(ended.status == 2)
            #expect(ended.errors.contains("node.colour"), "\(ended.errors)")
            #expect(!FileManager.default.fileExists(atPath: stage.path("state")))
            #expect(!FileManager.default.fileExists(atPath: stage.path("trial.key")))
        }
    }

    @Test("a known project without its key file is exit status 3, and no other key is made")
    func keyMissing() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            #expect(try stage.serve(routes).stop() == 0)
            try FileManager.default.removeItem(atPath: stage.path("trial.key"))
            let ended = try refused(stage, routes)
            #expect(ended.status == 3)
            #expect(ended.errors.contains("trial.key") && ended.errors.contains("missing"), "\(ended.errors)")
            #expect(!FileManager.default.fileExists(atPath: stage.path("trial.key")))
        }
    }

    @Test("a known project with another key is exit status 3, for the node and for the verbs beside it")
    func otherKey() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            #expect(try stage.serve(routes).stop() == 0)
            try FileManager.default.removeItem(atPath: stage.path("trial.key"))
            #expect(try stage.veil("key", "create", "trial.key").status == 0)
            let ended = try refused(stage, routes)
            #expect(ended.status == 3)
            #expect(ended.errors.contains("trial.key"), "\(ended.errors)")
            try stage.study([SyntheticInstance()])
            #expect(try stage.veil("mapping", "export", "--config", routes.name, "--project", "trial").status == 3)
            let files = try stage.veil("deidentify", "--config", routes.name, "--route", "trial", "study", "-o", "out")
            #expect(files.status == 3)
            #expect(stage.files(in: "out").isEmpty)
        }
    }

    @Test(
        "a file that is no key is exit status 3, and what is in it is not printed",
        arguments: [
            "too short", String(repeating: "k", count: 4000), "",
        ])
    func brokenKey(content: String) async throws {
        try await onStage { stage in
            try stage.write(content, to: "trial.key")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: stage.path("trial.key"))
            let ended = try refused(stage, RoutesFile(folder: "archive"))
            #expect(ended.status == 3)
            #expect(ended.errors.contains("trial.key"), "\(ended.errors)")
            #expect(content.isEmpty || !ended.errors.contains(content))
            #expect(try stage.data("trial.key") == Data(content.utf8))
        }
    }
}
