import Deid
import Dicom
import Foundation
import Testing

@testable import Routes

@Suite("A whole file")
struct LoadingTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    @Test("every key of the contract arrives as written")
    func everyKeyArrives() throws {
        let configuration = try fixture.parse(everyKey)
        let node = configuration.node
        #expect(node.aeTitle == AETitle("VEIL") && node.host == "0.0.0.0" && node.port == 11112)
        #expect(node.stateDirectory == "\(fixture.directory)/state")
        #expect(node.maxAssociations == 64 && node.maxPDU == 131_072 && node.privateSOPClasses)
        #expect(node.timeouts == .init(acse: .seconds(30), dimse: .seconds(60), idle: .seconds(300)))
        #expect(node.minimumFreeSpace == 1_000_000_000 && node.instanceMemory == 2_000_000_000)
        #expect(node.retention == .init(deliveredFiles: .zero, ledger: .seconds(3650 * 86_400)))
        #expect(node.accept.map(\.callingAETitles) == [[WildcardPattern("CT1")]])
        #expect(node.accept[0].hosts.map(\.description) == ["10.1.2.0/24"])

        let project = try #require(configuration.project(named: "trial-a"))
        #expect(project.keyFile == "\(fixture.directory)/keys/trial-a.key" && project.uidRoot == "2.25")
        #expect(project.patientID.replacements == .characters(prefix: "TA-", count: 12))
        #expect(project.patientID.issuer == .ignore && project.patientID.missing == .byStudy)
        #expect(project.dateShift == .standard)

        let strategy = try #require(configuration.strategy(named: "research"))
        #expect(strategy.profile == .basic && strategy.unlisted == .profile && strategy.privateList == .ps315)
        #expect(
            strategy.options == [
                .retainLongitudinalModifiedDates, .cleanDescriptors, .cleanPixelData, .retainSafePrivate,
            ])
        #expect(strategy.files == ["\(fixture.directory)/strategies/research.csv"])
        #expect(strategy.documents == .hold && strategy.removesPrivate && !strategy.regeneratesSeriesNumber)
        #expect(strategy.text == .init(style: .deid, analyzer: nil))
        let pixels = StrategyConfiguration.Pixels(
            when: .auto, text: .byModality, devices: ["\(fixture.directory)/strategies/devices.yml"], languages: ["eng"],
            fill: .black, timeLimit: .seconds(120))
        #expect(strategy.pixels == pixels)

        let archive = try #require(configuration.destination(named: "research-archive"))
        guard case .dimse(let peer) = archive.kind else {
            Issue.record("not a DICOM node")
            return
        }
        #expect(peer.aeTitle == AETitle("ARCHIVE") && peer.host == "127.0.0.1" && peer.port == 11113)
        #expect(peer.callingAETitle == AETitle("VEIL") && peer.associations == 2)
        #expect(peer.retry == .init(first: .seconds(5), longest: .seconds(900), giveUpAfter: .seconds(7 * 86_400)))
        #expect(configuration.destination(named: "local-folder")?.kind == .folder(path: "\(fixture.directory)/archive"))

        let route = try #require(configuration.route(named: "trial-a"))
        #expect(route.project == project && route.strategy == strategy)
        #expect(route.destinations.map(\.name) == ["research-archive", "local-folder"] && route.holdsIncompleteSeries)
        #expect(route.match.sopClasses == [WildcardPattern("1.2.840.10008.5.1.4.1.1.2")])
        #expect(route.match.attributes.map(\.tag) == [Tag(0x0008, 0x1030)])
        #expect(configuration.unmatched == .quarantine)
        #expect(configuration.warnings.isEmpty)
    }

    static let smallest = """
        version: 1
        projects: {p: {}}
        strategies: {s: {}}
        destinations: {d: {ae_title: ARCHIVE, host: archive.example.org, port: 104}}
        routes: [{name: r, project: p, strategy: s, destinations: d}]
        """

    @Test("what the file leaves out is as the contract says")
    func defaults() throws {
        let small = try fixture.parse(LoadingTests.smallest)
        let full = try fixture.parse(everyKey)
        var node = full.node
        (node.accept, node.instanceMemory) = ([], 4_000_000_000)
        #expect(small.node == node)
        #expect(small.projects[0].keyFile == "\(fixture.directory)/keys/p.key")
        #expect(
            small.projects[0].patientID
                == .init(replacements: .characters(prefix: "", count: 12), issuer: .ignore, missing: .byStudy))
        #expect(small.projects[0].dateShift == full.projects[0].dateShift && small.projects[0].uidRoot == "2.25")
        var strategy = full.strategies[0]
        (strategy.name, strategy.options, strategy.files, strategy.pixels.devices) = ("s", [], [], [])
        #expect(small.strategies[0] == strategy)
        guard case .dimse(let peer) = small.destinations[0].kind else {
            Issue.record("not a DICOM node")
            return
        }
        #expect(peer.callingAETitle == AETitle("VEIL") && peer.associations == 2 && peer.retry == .standard)
        #expect(small.routes[0].match == .init() && !small.routes[0].holdsIncompleteSeries && small.unmatched == .quarantine)
    }

    @Test("a destination is called with the node's own title unless it says otherwise")
    func callingTitle() throws {
        let configuration = try fixture.parse(LoadingTests.smallest + "\nnode: {ae_title: ' OTHER '}")
        guard case .dimse(let peer) = configuration.destinations[0].kind else {
            Issue.record("not a DICOM node")
            return
        }
        #expect(peer.callingAETitle.value == "OTHER")
    }

    @Test("a byte order mark, Windows and old Macintosh line ends change nothing", arguments: ["\r\n", "\r"])
    func lineEnds(_ end: String) throws {
        let text = "\u{FEFF}" + everyKey.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: end)
        #expect(try fixture.parse(text) == fixture.parse(everyKey))
        let broken = everyKey.replacingLine(5, with: "prot: 1")
        let other = "\u{FEFF}" + broken.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: end)
        #expect(fixture.errors(other) == [#"routes.yml:5: node.prot: unknown key; did you mean "port"?"#])
    }

    @Test("the built-in configuration runs without any file and below the given folder only")
    func embeddedDefault() throws {
        let configuration = try Configuration.loadEmbeddedDefault(directory: "/somewhere", vocabulary: .sample)
        #expect(configuration.node.stateDirectory == "/somewhere/state")
        #expect(configuration.projects.map(\.keyFile) == ["/somewhere/keys/default.key"])
        #expect(configuration.destinations.map(\.kind) == [.folder(path: "/somewhere/archive")])
        #expect(configuration.strategies[0].options == [.retainLongitudinalModifiedDates, .cleanPixelData])
        #expect(configuration.warnings.isEmpty)
        let matcher = Matcher(configuration)
        #expect(matcher.associationVerdict(called: "ANY", calling: "ONE", host: "192.0.2.1") == .accept)
        #expect(matcher.candidates(called: "ANY", calling: "ONE", host: "192.0.2.1") == [0])
        #expect(!matcher.needsInstance)
    }

    @Test("the sample routes.yml loads without a warning")
    func sample() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = root.appendingPathComponent("routes.yml").path
        let configuration = try Configuration.load(path: path, environment: [:], vocabulary: .sample)
        #expect(configuration.warnings.isEmpty)
        #expect(configuration.routes.map(\.name) == ["trial-a"])
        #expect(configuration.strategies[0].files == [root.appendingPathComponent("strategies/research.csv").path])
    }

    @Test("relative paths start at the file's folder, however the file is named")
    func relativePaths() throws {
        let path = "\(fixture.directory)/folder/routes.yml"
        try Data((LoadingTests.smallest + "\nnode: {state_directory: ./state}").utf8).write(
            to: URL(fileURLWithPath: path))
        let configuration = try Configuration.load(path: path, environment: [:], vocabulary: .sample)
        #expect(configuration.node.stateDirectory == "\(fixture.directory)/folder/state")
        #expect(configuration.file == path)
    }

    @Test("a file that cannot be read says why and where")
    func unreadableFiles() throws {
        func refused(_ name: String) -> String {
            do {
                _ = try Configuration.load(path: "\(fixture.directory)/\(name)", environment: [:], vocabulary: .sample)
                return ""
            } catch {
                return error.description.replacingOccurrences(of: fixture.directory, with: "")
            }
        }
        #expect(refused("none.yml") == "/none.yml:1: file not found")
        #expect(refused("folder") == "/folder:1: is a folder, not a file")
        try Data("version: 1\nnode: {ae_title: M\u{FC}LLER}\n".unicodeScalars.map { UInt8($0.value) })
            .write(to: URL(fileURLWithPath: "\(fixture.directory)/latin1.yml"))
        #expect(refused("latin1.yml") == "/latin1.yml:2: is not UTF-8 text; save the file as UTF-8")
        try Data([0xFF, 0xFE, 0x76, 0x00]).write(to: URL(fileURLWithPath: "\(fixture.directory)/utf16.yml"))
        #expect(refused("utf16.yml") == "/utf16.yml:1: is UTF-16; save the file as UTF-8")
    }

    @Test("the summary names every part on a line of its own")
    func summary() throws {
        let lines = try fixture.parse(everyKey).summary
        #expect(lines[0] == "node         VEIL at 0.0.0.0:11112, at most 64 associations")
        #expect(lines.contains("accepts      CT1 from 10.1.2.0/24"))
        let route = try #require(lines.first { $0.hasPrefix("route ") })
        #expect(route.contains("called TRIAL_A, calling CT1 or CT2, host 10.1.0.0/16, modality CT or MR"))
        #expect(
            route.hasSuffix(
                "StudyDescription *LUNG* -> project trial-a, strategy research -> research-archive, local-folder"))
        #expect(lines.last == "unmatched    quarantine")
    }
}
