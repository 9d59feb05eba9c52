import Foundation
import Instances
import Ledger
import Router
import Testing

@testable import Operations

@Suite("Desk: what is held") struct DeskQuarantineTests {
    @Test("what is held is listed with meaning and next step, and one instance is shown with where it came from")
    func look() async throws {
        let state = try StateFixture()
        let id = try state.receive()
        try await state.hold(id, .unmatched)
        let rows = try state.desk.quarantine(reason: "unmatched")
        #expect(rows.map(\.instance) == [id.value])
        #expect(rows[0].meaning == HoldReason.unmatched.meaning && rows[0].trouble == HoldReason.unmatched.trouble)
        #expect(try state.desk.quarantine(reason: "data_set_truncated").isEmpty)
        let report = try #require(try state.desk.held(id))
        #expect(report.routes == ["trial"] && report.callingAETitle == "CT1" && report.fileSize == 3)
        #expect(report.file == state.spool.quarantinePath(id))
        #expect(try state.desk.held(.make()) == nil)
        #expect(try state.audit().isEmpty, "looking leaves no record")
    }

    @Test("a reason that nobody knows is a typing error, with the nearest one")
    func unknownReason() throws {
        let state = try StateFixture()
        let error = #expect(throws: UnknownName.self) { try state.desk.quarantine(reason: "unmached") }
        #expect(error?.description == "there is no reason 'unmached'; did you mean unmatched?")
        #expect(throws: UnknownName.self) { try state.desk.identifiers(.init(reason: "unmached")) }
    }

    @Test("a choice is the named ones in their order, each once, then the others, oldest first")
    func choice() async throws {
        let state = try StateFixture()
        let ids = try (0..<4).map { _ in try state.receive() }.sorted()
        for id in ids { try await state.hold(id, id == ids[3] ? .patientIDMissing : .unmatched) }
        let choice = HeldChoice(instances: [ids[3], ids[1], ids[3]], reason: "unmatched")
        #expect(try state.desk.identifiers(choice) == [ids[3], ids[1], ids[0], ids[2]])
        #expect(throws: NotFound.self) { try state.desk.identifiers(.init(reason: "pixels_unreadable")) }
        #expect(throws: NotFound.self) { try state.desk.identifiers(.init(study: "1.2.3")) }
    }

    @Test("release gives an instance to the worker again, discard removes its original; one that fails stops nothing")
    func decide() async throws {
        let state = try StateFixture()
        let ids = try (0..<3).map { _ in try state.receive() }
        for id in ids.prefix(2) { try await state.hold(id, .unmatched) }
        let released = try state.desk.release([ids[2], ids[0]])
        #expect(released.count == 1 && released.failed.map(\.instance) == [ids[2].value])
        #expect(released.failed[0].error == "not_found: nothing of this instance is held")
        #expect(try state.ledger.received(limit: 9).map(\.id).contains(ids[0]))
        #expect(try state.desk.discard([ids[1]]).count == 1)
        #expect(state.spool.original(ids[1]) == nil && state.spool.original(ids[0]) != nil)
        #expect(try state.audit(ids[0]) == ["quarantine.release"] && state.audit(ids[1]) == ["quarantine.discard"])
        #expect(try state.audit(ids[2]).isEmpty)
    }

    @Test("an export is a copy for nobody else, and is noted; a file that is there is not replaced")
    func export() async throws {
        let state = try StateFixture()
        let (held, other) = (try state.receive(bytes: [7, 8]), try state.receive())
        try await state.hold(held, .unmatched)
        let folder = state.folder + "/out/of/it"
        let tally = try state.desk.export([held, other], to: folder)
        #expect(tally.count == 1 && tally.failed.map(\.instance) == [other.value])
        #expect(FileManager.default.contents(atPath: "\(folder)/\(held.value).dcm") == Data([7, 8]))
        #expect(try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
        #expect(try state.audit() == ["quarantine.export"])
        let again = try state.desk.export([held], to: folder)
        #expect(again.failed.map(\.error) == ["the file cannot be written"])
        #expect(throws: StartError.self) { try state.desk.export([held], to: "\(folder)/\(held.value).dcm/x") }
    }

    @Test("a state directory without a ledger is told of, and none is made")
    func missing() throws {
        let folder = NSTemporaryDirectory() + "desk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let configuration = try StateFixture.configuration(in: folder)
        #expect(throws: StartError.self) { try Desk.open(configuration) { _ in Issue.record("a desk was opened") } }
        #expect(!FileManager.default.fileExists(atPath: configuration.node.stateDirectory))
    }

    @Test("pseudonyms are found either way round, and every use of them is noted")
    func mappings() throws {
        let state = try StateFixture()
        let mappings = try state.desk.mappings(project: "trial")
        let project = try OpenedProject(state.configuration.projects[0], ledger: state.ledger)
        let pair = Mappings.Pair(kind: "uid", original: "1.2.3", replacement: project.pseudonymizer.uid("1.2.3"))
        var wrong = pair
        wrong.replacement = "2.25.1"
        #expect(try mappings.import([pair, wrong]) == [1])
        #expect(try mappings.lookup("1.2.3").isEmpty, "of a list with a wrong pair nothing is taken")
        #expect(try mappings.import([pair]).isEmpty)
        #expect(try mappings.lookup(pair.original) == [pair] && mappings.lookup(pair.replacement) == [pair])
        #expect(
            try state.audit() == [
                "mapping.import project=trial count=2", "mapping.lookup project=trial", "mapping.import project=trial count=1",
                "mapping.lookup project=trial", "mapping.lookup project=trial",
            ])
        #expect(throws: StartError.self) { try state.desk.mappings(project: "other") }
    }
}
