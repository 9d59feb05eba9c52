import Dicom
import Testing

@testable import Routes

@Suite("Matching")
struct MatcherTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    /// A matcher over routes, each given by its `match` in flow style and named r0, r1 …
    func matcher(_ matches: [String], node: String = "{}", unmatched: String = "quarantine") throws -> Matcher {
        let routes = matches.enumerated().map {
            "  - {name: r\($0), match: \($1), project: p, strategy: s, destinations: d}"
        }
        return Matcher(
            try fixture.parse(
                """
                version: 1
                node: \(node)
                projects: {p: {}}
                strategies: {s: {}}
                destinations: {d: {folder: out}}
                unmatched: \(unmatched)
                routes:

                """ + routes.joined(separator: "\n")))
    }

    @Test(
        "AE titles: case counts, blanks at either end do not, wildcards and lists do",
        arguments: [
            ("TRIAL", "TRIAL", true), ("TRIAL", "  TRIAL ", true), ("TRIAL", "trial", false),
            ("TRIAL", "TRIAL_A", false),
            ("' TRIAL '", "TRIAL", true), ("TRIAL*", "TRIAL", true), ("TRIAL*", "TRIAL_A  ", true),
            ("'*A'", "TRIAL_A", true),
            ("T?IAL", "TRIAL", true), ("T?IAL", "TIAL", false), ("[X, TRIAL]", "TRIAL", true),
            ("[X, Y*]", "TRIAL", false),
            ("'*'", "ANYTHING", true), ("A B", "A B", true), ("A B", "AB", false), ("0123", "0123", true),
            ("0123", "123", false),
            ("on", "on", true), ("TRIAL", "", false), ("TRIAL", "TRIAL\0", true),
        ])
    func titles(_ pattern: String, _ title: String, _ fits: Bool) throws {
        let called = try matcher(["{called_ae_title: \(pattern)}"])
        #expect(called.candidates(called: title, calling: "X", host: "10.0.0.1") == (fits ? [0] : []))
        let calling = try matcher(["{calling_ae_title: \(pattern)}"])
        #expect(calling.candidates(called: "X", calling: title, host: "10.0.0.1") == (fits ? [0] : []))
    }

    @Test(
        "hosts: addresses, networks, wildcards",
        arguments: [
            ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.30", false), ("10.1.2.0/24", "10.1.2.255", true),
            ("10.1.2.0/24", "10.1.3.0", false), ("10.1.0.0/16", "10.1.255.7", true), ("0.0.0.0/0", "203.0.113.9", true),
            ("10.1.2.3/32", "10.1.2.3", true), ("10.1.2.128/25", "10.1.2.127", false),
            ("10.1.2.128/31", "10.1.2.129", true),
            ("'10.1.2.*'", "10.1.2.77", true), ("'10.1.?.7'", "10.1.22.7", false),
            ("[192.0.2.1, 10.0.0.0/8]", "10.9.9.9", true),
            ("10.1.2.0/24", "::ffff:10.1.2.9", true), ("10.1.2.0/24", "scanner.example.org", false),
            ("0.0.0.0/0", "", false),
            ("128.0.0.0/1", "255.255.255.255", true),
        ])
    func hosts(_ pattern: String, _ host: String, _ fits: Bool) throws {
        let matcher = try matcher(["{host: \(pattern)}"])
        #expect(matcher.candidates(called: "A", calling: "B", host: host) == (fits ? [0] : []))
    }

    @Test(
        "attributes: any value may fit, padding does not count, case does, absent and empty never fit",
        arguments: [
            ("\"*LUNG*\"", "CT LUNG SCREEN", true), ("\"*LUNG*\"", "CT Lung", false), ("\"*LUNG*\"", nil, false),
            ("\"*\"", "", false), ("\"*\"", "  \0", false), ("\"*\"", "X", true), ("CHEST", " CHEST ", true),
            ("CHEST", "CHEST\\LUNG", true), ("LUNG", "CHEST\\ LUNG\0", true), ("LUNG", "CHEST\\LUNGS", false),
            ("[A, B]", "C\\B", true), ("[A, B]", "C\\D", false), ("'CHEST\\LUNG'", "CHEST\\LUNG ", true),
            ("\"M?LLER\"", "M\u{DC}LLER", true), ("\"M\u{DC}LLER\"", "MU\u{308}LLER", true), ("\"*\"", "\\\\", false),
            ("20240131", "20240131", true),
        ])
    func attributes(_ pattern: String, _ value: String?, _ fits: Bool) throws {
        let matcher = try matcher(["{attributes: {StudyDescription: \(pattern)}}"])
        let found = matcher.routes(called: "A", calling: "B", host: "10.0.0.1", sopClassUID: "1.2.3") { tag in
            tag == Tag(0x0008, 0x1030) ? value : nil
        }
        #expect(found.map(\.name) == (fits ? ["r0"] : []))
    }

    @Test(
        "SOP Classes: keyword, UID, wildcards over either",
        arguments: [
            ("CTImageStorage", ["1.2.840.10008.5.1.4.1.1.2"]),
            ("1.2.840.10008.5.1.4.1.1.2", ["1.2.840.10008.5.1.4.1.1.2"]),
            ("'*CTImageStorage'", ["1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.2.1"]),
            ("'1.2.840.10008.5.1.4.1.1.2*'", ["1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.2.1"]),
            ("[MRImageStorage, 1.3.12.2.1107.5.9.1]", ["1.2.840.10008.5.1.4.1.1.4", "1.3.12.2.1107.5.9.1"]),
            (
                "'*'",
                [
                    "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.2.1", "1.2.840.10008.5.1.4.1.1.4",
                    "1.3.12.2.1107.5.9.1",
                ]
            ),
        ])
    func sopClasses(_ pattern: String, _ taken: [String]) throws {
        let matcher = try matcher(["{sop_class: \(pattern)}"])
        let all = [
            "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.2.1", "1.2.840.10008.5.1.4.1.1.4",
            "1.3.12.2.1107.5.9.1",
        ]
        let found = all.filter { uid in
            !matcher.routes(called: "A", calling: "B", host: "10.0.0.1", sopClassUID: uid + "\0") { _ in nil }.isEmpty
        }
        #expect(found == taken)
        #expect(!matcher.needsInstance)
    }

    @Test("keys are joined by AND, and every route that fits takes the instance")
    func several() throws {
        let matcher = try matcher([
            "{called_ae_title: A, modality: CT}", "{called_ae_title: A, modality: [MR, CT], host: 10.1.0.0/16}",
            "{called_ae_title: B}", "{}", "{modality: MR, attributes: {PatientID: 'X*'}}",
        ])
        func taken(_ called: String, _ host: String, _ modality: String, _ id: String = "Z") -> [String] {
            matcher.routes(called: called, calling: "S", host: host, sopClassUID: "1.2.3") { tag in
                [.modality: modality, .patientID: id][tag]
            }.map(\.name)
        }
        #expect(taken("A", "10.1.0.1", "CT") == ["r0", "r1", "r3"])
        #expect(taken("A", "10.2.0.1", "CT") == ["r0", "r3"])
        #expect(taken("A", "10.1.0.1", "MR", "X1") == ["r1", "r3", "r4"])
        #expect(taken("B", "10.1.0.1", "CT") == ["r2", "r3"])
        #expect(matcher.neededTags == [.modality, .patientID])
        #expect(matcher.needsInstance)
    }

    @Test("only the attributes that were announced are asked for")
    func asked() throws {
        let matcher = try matcher(["{modality: CT, attributes: {BodyPartExamined: CHEST}}"])
        var asked: Set<Dicom.Tag> = []
        _ = matcher.routes(called: "A", calling: "B", host: "10.0.0.1", sopClassUID: "1.2") { tag in
            asked.insert(tag)
            return "CT"
        }
        #expect(asked == Set(matcher.neededTags))
    }

    @Test(
        "with unmatched: refuse, an association that no route can take is rejected for the right one of both titles",
        arguments: [
            ("A", "S1", "10.1.0.1", AssociationVerdict.accept), ("A", "S2", "10.1.0.1", .rejectCalling),
            ("A", "S1", "10.2.0.1", .rejectCalling), ("C", "S1", "10.1.0.1", .rejectCalled),
            ("B", "S9", "10.9.0.1", .accept),
            ("a", "S1", "10.1.0.1", .rejectCalled), (" A ", "S1 ", "10.1.0.1", .accept),
        ])
    func refused(_ called: String, _ calling: String, _ host: String, _ verdict: AssociationVerdict) throws {
        let routes = [
            "{called_ae_title: A, calling_ae_title: S1, host: 10.1.0.0/16}", "{called_ae_title: B, modality: CT}",
        ]
        let refusing = try matcher(routes, unmatched: "refuse")
        #expect(refusing.associationVerdict(called: called, calling: calling, host: host) == verdict)
        let holding = try matcher(routes)
        #expect(holding.associationVerdict(called: called, calling: calling, host: host) == .accept)
    }

    @Test("a route without called_ae_title takes any called title")
    func anyCalled() throws {
        let matcher = try matcher(["{calling_ae_title: S1}"], unmatched: "refuse")
        #expect(matcher.associationVerdict(called: "WHATEVER", calling: "S1", host: "10.0.0.1") == .accept)
        #expect(matcher.associationVerdict(called: "WHATEVER", calling: "S2", host: "10.0.0.1") == .rejectCalling)
    }

    @Test(
        "the accept list asks for title and host together, and any entry will do",
        arguments: [
            ("CT1", "10.1.2.9", true), ("CT1", "10.1.3.9", false), ("CT2", "10.1.2.9", false),
            ("MR7", "172.16.0.1", true),
            ("XX", "192.0.2.5", true), ("", "10.1.2.9", false), ("CT1\u{1}", "10.1.2.9", false),
        ])
    func accepted(_ calling: String, _ host: String, _ isAccepted: Bool) throws {
        let node =
            "{accept: [{calling_ae_title: CT1, host: 10.1.2.0/24}, {calling_ae_title: 'MR*'}, {host: [192.0.2.5]}]}"
        let matcher = try matcher(["{}"], node: node)
        let verdict = matcher.associationVerdict(called: "ANY", calling: calling, host: host)
        #expect(verdict == (isAccepted ? .accept : .rejectCalling))
    }

    @Test(
        "wildcards match the whole text and never run away",
        arguments: [
            ("", "", true), ("*", "", true), ("**", "abc", true), ("a*b*c", "aXbYc", true), ("a*b*c", "aXcYb", false),
            ("*a", "aaaa", true), ("?", "", false), ("??", "ab", true), ("*?", "a", true), ("a?c", "abbc", false),
            ("*", "*", true), ("a*", "a*b", true), ("*b?", "abbc", true), ("ab", "abc", false),
        ])
    func wildcards(_ pattern: String, _ text: String, _ fits: Bool) {
        #expect(WildcardPattern(pattern).matches(text) == fits)
    }

    @Test("a hostile value costs no more than the product of the lengths")
    func hostile() {
        let pattern = WildcardPattern(String(repeating: "*a", count: 30) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 10_000)))
    }
}
