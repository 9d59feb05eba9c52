import Foundation
import Testing

/// The scenarios of Tests/Peers: studies of all kinds and transfer syntaxes, between real senders and archives.
@Suite("Scenarios", .enabled(if: Peers.hasAll, "peers are missing: make test installs them"))
struct ScenarioTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        var name: String

        var testDescription: String { name.replacing("_", with: " ") }

        /// What `run_scenarios.py --list` prints.
        static let all: [Scenario] = {
            guard Peers.hasAll else { return [] }
            do {
                let ended = try Program.run(
                    Peers.python, ["\(Peers.rigs)/run_scenarios.py", "--list"],
                    in: FileManager.default.temporaryDirectory.path)
                return ended.output.split(separator: "\n").map { Scenario(name: String($0)) }
            } catch {
                // Then the test that counts them fails.
                return []
            }
        }()
    }

    @Test("there are scenarios to run")
    func any() {
        #expect(Scenario.all.count >= 30)
    }

    @Test("a scenario holds", arguments: Scenario.all)
    func holds(_ scenario: Scenario) async throws {
        try await onStage { stage in
            let ended = try Program.run(
                Peers.python,
                [
                    "\(Peers.rigs)/run_scenarios.py", scenario.name, "--veil", Peers.veil, "--keep",
                    stage.path("scenario"),
                ],
                in: stage.folder, seconds: 400)
            #expect(ended.status == 0 && ended.output.hasPrefix("ok"), "\(ended.text)")
            if ended.status != 0 { stage.printTails(of: "scenario") }
        }
    }
}
