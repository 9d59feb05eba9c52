import Deid
import Foundation
import Pixels
import Testing

@testable import Routes

@Suite("docs/configuration.md")
struct ReferenceTests {
    let text: String

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        text = try String(contentsOf: root.appendingPathComponent("docs/configuration.md"), encoding: .utf8)
    }

    @Test("the reference names every key, option and choice that the loader knows")
    func complete() {
        let keys = [
            ConfigurationKeys.root, ConfigurationKeys.node, ConfigurationKeys.timeouts, ConfigurationKeys.retention,
            ConfigurationKeys.accept, ConfigurationKeys.nodeTLS, ConfigurationKeys.admin, ConfigurationKeys.project,
            ConfigurationKeys.patientID, ConfigurationKeys.dateShift, ConfigurationKeys.strategy,
            ConfigurationKeys.text,
            ConfigurationKeys.pixels, ConfigurationKeys.destination, ConfigurationKeys.retry,
            ConfigurationKeys.destinationTLS, ConfigurationKeys.route, ConfigurationKeys.match,
            ProfileOption.allCases.map(\.rawValue),
            StrategySource.Unlisted.allCases.map(\.rawValue),
            StrategySource.PrivateAttributes.allCases.map(\.rawValue),
            TextStyle.allCases.map(\.rawValue),
            PixelSettings.When.allCases.map(\.rawValue), PixelSettings.Text.allCases.map(\.rawValue),
            BoxFill.allCases.map(\.rawValue),
            StrategySource.Documents.allCases.map(\.rawValue), Configuration.Unmatched.allCases.map(\.rawValue),
        ]
        #expect(Set(keys.joined()).filter { !text.contains("`\($0)`") }.isEmpty)
    }

    @Test("the examples of the reference, put together, load")
    func examples() throws {
        let fixture = try Fixture()
        let parts = text.components(separatedBy: "```yaml\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
        #expect(parts.count == 4)
        let whole = "version: 1\nstrategies: {research: {}}\n" + parts.joined()
        let configuration = try fixture.parse(whole)
        #expect(configuration.routes.map(\.name) == ["trial-a"])
        #expect(configuration.projects.map(\.name) == ["trial-a", "trial-b"])
    }
}
