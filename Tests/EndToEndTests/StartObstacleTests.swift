import Foundation
import Glibc
import Testing

/// Whatever keeps `veil serve` from starting, `veil check` finds before, and says what mends it.
@Suite("veil check finds what stops veil serve") struct StartObstacleTests {
    /// Something that is in the way; `routes` may be changed before they are written.
    struct Obstacle: CustomTestStringConvertible {
        var testDescription: String
        /// What the line names, and what it says to do.
        var words: [String]
        var place: @Sendable (Stage, inout RoutesFile) throws -> Void
    }

    private static let key = Data((0..<32).map { UInt8($0) })

    private static func chmod(_ stage: Stage, _ name: String, _ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: stage.path(name))
    }

    static let obstacles: [Obstacle] = [
        Obstacle(testDescription: "a key of 31 bytes", words: ["projects.trial.key_file", "31 bytes", "veil key create"]) {
            stage, _ in
            try stage.write(key.dropLast(), to: "trial.key")
            try chmod(stage, "trial.key", 0o600)
        },
        Obstacle(testDescription: "an empty key", words: ["trial.key", "0 bytes"]) { stage, _ in
            try stage.write("", to: "trial.key")
            try chmod(stage, "trial.key", 0o600)
        },
        Obstacle(testDescription: "a key that the group may read", words: ["mode 640", "chmod 600"]) { stage, _ in
            try stage.write(key, to: "trial.key")
            try chmod(stage, "trial.key", 0o640)
        },
        Obstacle(testDescription: "a folder in the key's place", words: ["trial.key", "no regular file"]) { stage, _ in
            try FileManager.default.createDirectory(atPath: stage.path("trial.key"), withIntermediateDirectories: true)
        },
        Obstacle(testDescription: "a key below a file", words: ["a-file/trial.key"]) { stage, routes in
            try stage.write("x", to: "a-file")
            routes.projects = [RoutesFile.project(key: "a-file/trial.key")]
        },
        Obstacle(testDescription: "a file in the state directory's place", words: ["node.state_directory", "no folder"]) {
            stage, _ in
            try stage.write("x", to: "state")
        },
        Obstacle(testDescription: "a state directory below a file", words: ["node.state_directory", "a-file"]) { stage, routes in
            try stage.write("x", to: "a-file")
            routes.stateDirectory = "a-file/state"
        },
        Obstacle(testDescription: "instances without their ledger", words: ["ledger.sqlite is missing", "restore"]) { stage, _ in
            try stage.write("x", to: "state/spool/0123.dcm")
        },
        Obstacle(testDescription: "a ledger that is none", words: ["ledger.sqlite"]) { stage, _ in
            try stage.write(String(repeating: "x", count: 8192), to: "state/ledger.sqlite")
        },
        Obstacle(testDescription: "a port in use", words: ["node.port", "in use", "ss -ltnp"]) { stage, routes in
            var other = RoutesFile(folder: "archive")
            (other.name, other.stateDirectory, other.port) = ("other.yml", "other", routes.port)
            other.projects = [RoutesFile.project(key: "other.key")]
            try stage.serve(other)
        },
        Obstacle(testDescription: "an address of another machine", words: ["node.host", "192.0.2.7", "0.0.0.0"]) { _, routes in
            routes.host = "192.0.2.7"
        },
    ]

    @Test("an obstacle is exit status 3 of both, with the same line, and check makes nothing", arguments: obstacles)
    func same(obstacle: Obstacle) async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            try obstacle.place(stage, &routes)
            try stage.write(routes.text, to: routes.name)
            let before = stage.files(in: ".", hidden: false)
            let checked = try stage.veil("check", "--config", routes.name)
            #expect(checked.status == 3, "\(checked.text)")
            #expect(stage.files(in: ".", hidden: false) == before)
            for word in obstacle.words { #expect(checked.errors.contains(word), "\(checked.errors)") }
            let served = try stage.veil("serve", "--config", routes.name)
            #expect(served.status == 3)
            #expect(served.errors == checked.errors)
        }
    }

    @Test("another key than the ledger's is found by check as well")
    func otherKey() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            #expect(try stage.serve(routes).stop() == 0)
            try FileManager.default.removeItem(atPath: stage.path("trial.key"))
            let missing = try stage.veil("check", "--config", routes.name)
            #expect(missing.status == 3 && missing.errors.contains("restore that key file"), "\(missing.errors)")
            #expect(try stage.veil("key", "create", "trial.key").status == 0)
            let other = try stage.veil("check", "--config", routes.name)
            #expect(other.status == 3 && other.errors.contains("another key"), "\(other.errors)")
        }
    }

    @Test("beside a running node its own port and state directory are no obstacle")
    func running() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            let node = try stage.serve(routes)
            let ended = try stage.veil("check", "--config", routes.name)
            #expect(ended.status == 0, "\(ended.text)")
            #expect(node.isRunning && node.stop() == 0)
        }
    }

    @Test("little room, and a state directory that others may look into, are warnings")
    func warnings() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.minimumFreeSpace = "9000000GB"
            try stage.write(routes.text, to: routes.name)
            try FileManager.default.createDirectory(atPath: stage.path("state"), withIntermediateDirectories: true)
            try Self.chmod(stage, "state", 0o755)
            let ended = try stage.veil("check", "--config", routes.name)
            #expect(ended.status == 0)
            #expect(ended.errors.contains("warning: others may look into") && ended.errors.contains("chmod 700"))
            #expect(ended.errors.contains("nothing is accepted until there is room"), "\(ended.errors)")
        }
    }
}
