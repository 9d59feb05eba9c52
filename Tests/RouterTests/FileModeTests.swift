import Deid
import Dicom
import Foundation
import Ledger
import Routes
import Testing

@testable import Router

@Suite("veil deidentify over files") struct FileModeTests {
    /// A folder with inputs, a configuration, and a state directory of its own.
    private final class Stage {
        let path = NSTemporaryDirectory() + "files-\(UUID().uuidString)"
        let ledger: Ledger
        let book: RuleBook
        let route: RouteConfiguration

        init() throws {
            try FileManager.default.createDirectory(atPath: path + "/in/ward", withIntermediateDirectories: true)
            try """
            version: 1
            node: {state_directory: state}
            projects: {p: {key_file: p.key}}
            strategies: {s: {profile: basic}}
            destinations: {d: {folder: archive}}
            routes: [{name: r, project: p, strategy: s, destinations: [d]}]
            """.write(toFile: path + "/routes.yml", atomically: false, encoding: .utf8)
            let configuration = try ConfigurationLoading.load(path + "/routes.yml")
            (_, ledger) = try StateDirectory.open(configuration.node.stateDirectory, exclusively: false)
            book = try RuleBook(configuration, ledger: ledger)
            route = configuration.routes[0]
        }

        deinit {
            ledger.close()
            try? FileManager.default.removeItem(atPath: path)  // a temporary folder
        }

        /// A small instance of somebody; without a Series Instance UID the rules hold it.
        func write(_ name: String, number: Int, series: String = "1.2.826.0.1.7.1.1") throws {
            let sopClass = "1.2.840.10008.5.1.4.1.1.7"
            var file = FileMetaInformation.bytes(
                sopClassUID: sopClass, sopInstanceUID: "1.2.826.0.1.7.1.1.\(number)", transferSyntax: .explicitLittleEndian)
            func add(_ tag: Tag, _ vr: String, _ text: String) {
                var value = Array(text.utf8)
                if value.count % 2 == 1 { value.append(vr == "UI" ? 0 : UInt8(ascii: " ")) }
                file += [tag.group, tag.element].flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
                file += Array(vr.utf8) + [UInt8(value.count), 0] + value
            }
            add(.sopClassUID, "UI", sopClass)
            add(.sopInstanceUID, "UI", "1.2.826.0.1.7.1.1.\(number)")
            add(.patientName, "PN", "Quillfeather^Jane")
            add(.patientID, "LO", "PAT4711")
            add(.studyInstanceUID, "UI", "1.2.826.0.1.7.1")
            add(.seriesInstanceUID, "UI", series)
            try Data(file).write(to: URL(fileURLWithPath: "\(path)/in/\(name)"))
        }

        func run(_ target: FileMode.Target? = nil) throws -> [String: FileMode.Outcome] {
            let mode = FileMode(
                book: book, route: route, ledger: ledger, target: target ?? .identifiers(folder: path + "/out"))
            let inputs = try FileMode.collect([path + "/in"], exceptIn: path + "/out")
            let report = mode.run(inputs, threads: 2) {}
            #expect(report.results.map(\.input) == inputs)
            return Dictionary(uniqueKeysWithValues: report.results.map { ($0.input.relativePath, $0.outcome) })
        }

        /// What the ledger knows of the patient.
        func pseudonyms() throws -> [PseudonymRecord] {
            let project = try #require(book.projects["p"])
            let hash = project.sealer.lookupHash("PAT4711", issuer: "", as: .patientID)
            return try ledger.pseudonyms(project: "p", kind: PseudonymKind.patientID.rawValue, originalHash: hash)
        }

        var outputs: [String] {
            (FileManager.default.enumerator(atPath: path + "/out")?.allObjects as? [String] ?? [])
                .filter { $0.hasSuffix(".dcm") }.sorted()
        }
    }

    private typealias Tag = Dicom.Tag

    @Test("each input has the outcome that is its own, in the order of the inputs")
    func outcomes() throws {
        let stage = try Stage()
        try stage.write("a.dcm", number: 1)
        try stage.write("ward/b.dcm", number: 2, series: "")
        try Data("remember the milk".utf8).write(to: URL(fileURLWithPath: stage.path + "/in/notes.txt"))
        let found = try stage.run()
        guard case .written(let path?) = found["a.dcm"], case .held(let hold) = found["ward/b.dcm"],
            case .skipped(.notDicom) = found["notes.txt"]
        else {
            Issue.record("\(found)")
            return
        }
        #expect(path.hasPrefix(stage.path + "/out/") && path.hasSuffix(".dcm"))
        #expect(hold.reason == .seriesUIDMissing)
        #expect(stage.outputs.count == 1)
    }

    @Test("pseudonyms are in the ledger when an output shows, and none are for what is held")
    func pseudonyms() throws {
        let stage = try Stage()
        try stage.write("b.dcm", number: 2, series: "")
        _ = try stage.run()
        #expect(try stage.pseudonyms().isEmpty)
        try stage.write("a.dcm", number: 1)
        _ = try stage.run()
        #expect(try !stage.pseudonyms().isEmpty)
    }

    @Test("the same again changes nothing; another instance at the path fails and leaves what is there")
    func again() throws {
        let stage = try Stage()
        try stage.write("a.dcm", number: 1)
        _ = try stage.run(.keepPaths(folder: stage.path + "/out"))
        let first = FileManager.default.contents(atPath: stage.path + "/out/a.dcm")
        guard case .written = try stage.run(.keepPaths(folder: stage.path + "/out"))["a.dcm"] else {
            Issue.record("the same bytes are no failure")
            return
        }
        try stage.write("a.dcm", number: 3)
        guard case .failed("path_taken", _) = try stage.run(.keepPaths(folder: stage.path + "/out"))["a.dcm"] else {
            Issue.record("another instance took its place")
            return
        }
        #expect(FileManager.default.contents(atPath: stage.path + "/out/a.dcm") == first)
    }

    @Test("a folder's name that says whose its files are does not show in kept paths")
    func keptPaths() throws {
        let stage = try Stage()
        try FileManager.default.createDirectory(atPath: stage.path + "/in/Quillfeather_Jane", withIntermediateDirectories: true)
        try stage.write("Quillfeather_Jane/a.dcm", number: 1)
        try stage.write("ward/b.dcm", number: 2)
        _ = try stage.run(.keepPaths(folder: stage.path + "/out"))
        #expect(stage.outputs.count == 2 && stage.outputs.contains("ward/b.dcm"))
        #expect(!stage.outputs.joined().lowercased().contains("quillfeather"))
    }

    @Test("collecting: links to folders are not followed, the output folder is left out, what is not there is an error")
    func collecting() throws {
        let stage = try Stage()
        try stage.write("a.dcm", number: 1)
        try FileManager.default.createSymbolicLink(
            atPath: stage.path + "/in/ward/loop", withDestinationPath: stage.path + "/in")
        try FileManager.default.createDirectory(atPath: stage.path + "/in/out", withIntermediateDirectories: true)
        try stage.write("out/old.dcm", number: 9)
        let inputs = try FileMode.collect([stage.path + "/in"], exceptIn: stage.path + "/in/out")
        #expect(inputs.map(\.relativePath) == ["a.dcm"])
        #expect(throws: StartError.self) { try FileMode.collect([stage.path + "/none"], exceptIn: stage.path + "/out") }
    }
}
