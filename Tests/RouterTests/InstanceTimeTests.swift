import Dicom
import Engine
import Foundation
import Instances
import Routes
import Testing

@testable import Router

@Suite("node.instance_time")
struct InstanceTimeTests {
    @Test("an instance that takes longer is held with a reason; others leave", arguments: [true, false])
    func limit(isSpent: Bool) throws {
        let folder = NSTemporaryDirectory() + "veil-time-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a temporary folder
        let routes = folder + "/routes.yml"
        try Configuration.embeddedDefault.write(toFile: routes, atomically: false, encoding: .utf8)
        var configuration = try ConfigurationLoading.load(routes)
        #expect(configuration.node.instanceTime == .seconds(600))
        // Over before it began, so that no clock is waited for.
        if isSpent { configuration.node.instanceTime = .seconds(-1) }
        let file = folder + "/instance"
        let elements: [Element] = [
            .text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.88.11"), .text(0x0008, 0x0018, "UI", "1.2.3.4"),
            .text(0x0010, 0x0010, "PN", "FAMILY^GIVEN"), .text(0x0010, 0x0020, "LO", "HX-77120"),
            .text(0x0020, 0x000D, "UI", "1.2.3.5"), .text(0x0020, 0x000E, "UI", "1.2.3.6"),
        ]
        try Data(Style().encode(elements)).write(to: URL(fileURLWithPath: file))
        let result = try RuleBook(dryRun: configuration).deidentify(
            file: file, offset: 0, transferSyntax: .explicitLittleEndian, route: configuration.routes[0], TextFinders(),
            pixelsIn: folder)
        switch result {
        case .success: #expect(!isSpent)
        case .failure(let hold): #expect(isSpent && hold.reason == .instanceTimeLimit)
        }
    }
}
