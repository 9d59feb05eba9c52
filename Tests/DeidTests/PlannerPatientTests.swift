import Dicom
import Testing

@testable import Deid

@Suite("Patients and UIDs in the plan")
struct PlannerPatientTests {
    typealias Element = MemoryDataSet.Element
    let basic: RuleSet

    init() throws { basic = try PlanFixture.ruleSet() }

    @Test("one patient has one pseudonym at top level, in items and in the plan; padding does not count")
    func samePatient() throws {
        let instance = PlanFixture.instance(
            .init(0x0008_1140, items: [[.init(0x0010_0020, .LO, " PAT-4711")], [.init(0x0010_0020, .LO, "PAT-4712")]]),
            patientID: "PAT-4711 ")
        let plan = try PlanFixture.plan(instance, basic)
        let clean = try instance.applying(plan.edits)
        let own = try #require(clean[0x0010_0020]?.text)
        #expect(own.hasPrefix("TA-") && own.utf8.count == 15)
        #expect(clean[0x0008_1140, 0x0010_0020]?.text == own)
        let other = clean[0x0008_1140, 0x0010_0020, item: 1]?.text
        #expect(other != nil && other != own && other != "PAT-4712")
        #expect(plan.patientID == own)
        #expect(plan.mappings.filter { $0.kind == .patientID }.map(\.original).sorted() == ["PAT-4711", "PAT-4712"])
    }

    @Test("an issuer counts only where the project says so")
    func issuer() throws {
        func id(_ issuer: String, _ policy: PatientIDPolicy.Issuer) throws -> String? {
            try PlanFixture.clean(
                PlanFixture.instance(.init(0x0010_0021, .LO, issuer)), basic,
                pseudonymizer: PseudonymFixture.pseudonymizer(issuer: policy))[0x0010_0020]?.text
        }
        #expect(try id("A", .ignore) == id("B", .ignore))
        #expect(try id("A", .distinguish) != id("B", .distinguish))
        // In an item the issuer beside the ID counts.
        let nested = PlanFixture.instance(
            .init(0x0010_0021, .LO, "A"),
            .init(
                0x0008_1140,
                items: [
                    [.init(0x0010_0020, .LO, "PAT-4711"), .init(0x0010_0021, .LO, "A")],
                    [.init(0x0010_0020, .LO, "PAT-4711"), .init(0x0010_0021, .LO, "B")],
                ]))
        let clean = try PlanFixture.clean(
            nested, basic, pseudonymizer: PseudonymFixture.pseudonymizer(issuer: .distinguish))
        #expect(clean[0x0008_1140, 0x0010_0020]?.text == clean[0x0010_0020]?.text)
        #expect(clean[0x0008_1140, 0x0010_0020, item: 1]?.text != clean[0x0010_0020]?.text)
    }

    @Test("without a Patient ID the study stands in, or the instance is held")
    func missing() throws {
        let without = PlanFixture.instance(patientID: nil)
        let plan = try PlanFixture.plan(without, basic)
        let clean = try without.applying(plan.edits)
        #expect(clean[0x0010_0020]?.text == plan.patientID && plan.patientID.hasPrefix("TA-"))
        #expect(plan.mappings.contains { $0.kind == .patientByStudy && $0.original == "1.2.3.4.1" })
        #expect(try PlanFixture.clean(PlanFixture.instance(patientID: ""), basic)[0x0010_0020]?.text == plan.patientID)
        let other = try PlanFixture.plan(PlanFixture.instance(patientID: nil, study: "1.2.3.4.9"), basic)
        #expect(other.patientID != plan.patientID)
        let strict = try PseudonymFixture.pseudonymizer(missing: .hold)
        #expect(try PlanFixture.hold(without, basic, pseudonymizer: strict) == .patientIDMissing)
        #expect(
            try PlanFixture.hold(PlanFixture.instance(patientID: nil, study: nil), basic) == .studyUIDMissing)
    }

    @Test(
        "without Study or Series Instance UID an instance is held, whatever the project says of patients",
        arguments: [
            (0x0020_000D, nil, PlanHold.Reason.studyUIDMissing), (0x0020_000E, nil, .seriesUIDMissing),
            (0x0020_000D, "", .studyUIDMissing), (0x0020_000E, "\0", .seriesUIDMissing), (0x0020_000E, " ", .seriesUIDMissing),
        ] as [(UInt32, String?, PlanHold.Reason)])
    func unfiled(tag: UInt32, value: String?, reason: PlanHold.Reason) throws {
        var instance = PlanFixture.instance()
        instance.elements.removeAll { $0.tag.rawValue == tag }
        if let value { instance.elements.append(.init(tag, .UI, value)) }
        instance.elements.sort { $0.tag < $1.tag }
        #expect(try PlanFixture.hold(instance, basic) == reason)
        #expect(try PlanFixture.hold(instance, basic, pseudonymizer: PseudonymFixture.pseudonymizer(missing: .hold)) == reason)
    }

    @Test("an instance that is about nobody gets no patient")
    func nobody() throws {
        let palette = PlanFixture.instance([], sopClass: "1.2.840.10008.5.1.4.39.1", patientID: nil, study: nil)
        let dataSet = MemoryDataSet(elements: palette.elements.filter { $0.tag != .patientName })
        #expect(try PlanFixture.clean(dataSet, basic)[0x0010_0020] == nil)
    }

    @Test("a table decides, and who is not in it is held")
    func table() throws {
        let policy = try PatientIDPolicy(rows: [
            .init(patientID: "PAT-4711", issuer: "", replacement: "TRIAL-1", line: 2)
        ])
        let pseudonymizer = try Pseudonymizer(key: PseudonymFixture.key(), patientIDPolicy: policy)
        let clean = try PlanFixture.clean(PlanFixture.instance(), basic, pseudonymizer: pseudonymizer)
        #expect(clean[0x0010_0020]?.text == "TRIAL-1")
        #expect(
            try PlanFixture.hold(PlanFixture.instance(patientID: "X"), basic, pseudonymizer: pseudonymizer)
                == .patientNotInTable)
    }

    @Test("a UID is the same everywhere, also among several values; what the standard assigns stays")
    func uids() throws {
        let instance = PlanFixture.instance(
            .init(0x0008_0014, .UI, "1.2.3.4.3\\1.2.840.10008.1.2.4.50\\ 1.2.3.4.3 \\nonsense\\"),
            .init(0x0020_0052, .UI, "1.2.840.10008.20130613.101112.3"),
            .init(0x0008_1140, items: [[.init(0x0008_1155, .UI, "1.2.3.4.1\0")]]),
            .init(0x0088_0140, .UI, "1.2.840.10008.1.4.1.1"))
        let plan = try PlanFixture.plan(instance, basic)
        let clean = try instance.applying(plan.edits)
        let own = try #require(clean[0x0008_0018]?.text)
        #expect(plan.sopInstanceUID == own && plan.originalSOPInstanceUID == "1.2.3.4.3")
        let values = clean[0x0008_0014]?.text.split(separator: "\\", omittingEmptySubsequences: false).map(String.init)
        #expect(values?.count == 5)
        #expect(values?[0] == own && values?[1] == "1.2.840.10008.1.2.4.50" && values?[2] == own && values?[4] == "")
        #expect(values.map { UID.isValid($0[3]) && $0[3] != "nonsense" } == true)
        #expect(clean[0x0008_1140, 0x0008_1155]?.text == clean[0x0020_000D]?.text)
        #expect(clean[0x0020_000D]?.text == plan.studyInstanceUID && clean[0x0020_000E]?.text == plan.seriesInstanceUID)
        // Built under the standard's root out of a date, which the standard assigns to nothing.
        #expect(clean[0x0020_0052]?.text.hasPrefix("2.25.") == true)
        #expect(clean[0x0088_0140]?.text == "1.2.840.10008.1.4.1.1")
        #expect(clean[0x0008_0016]?.text == PlanFixture.ct)
        #expect(
            Set(plan.mappings.filter { $0.kind == .uid }.map(\.original)).count
                == plan.mappings.filter { $0.kind == .uid }.count)
    }

    @Test("an unlisted UID is replaced unless it names a kind of thing")
    func unlistedUIDs() throws {
        let clean = try PlanFixture.clean(
            PlanFixture.instance(.init(0x0008_001A, .UI, "1.2.276.1"), .init(0x0028_9145, .UI, "1.2.276.2")), basic)
        #expect(clean[0x0008_001A]?.text == "1.2.276.1")
        #expect(clean[0x0028_9145]?.text.hasPrefix("2.25.") == true)
    }

    @Test("identifiers that are gone are gone from the plan too")
    func goneIdentifiers() throws {
        let rules = try PlanFixture.rows(
            #""(0010,0020)",LO,,,delete,"#, #""(0020,000D)",UI,,,delete,"#, #""(0020,000E)",UI,,,remove,"#)
        let plan = try PlanFixture.plan(PlanFixture.instance(), rules)
        #expect(plan.patientID == "" && plan.studyInstanceUID == "" && plan.seriesInstanceUID == "")
        let removing = try PlanFixture.ruleSet(profile: .none, unlisted: .remove)
        for sopClass in [PlanFixture.ct, PlanFixture.unknownClass] {
            let plan = try PlanFixture.plan(PlanFixture.instance(sopClass: sopClass), removing)
            #expect(plan.sopInstanceUID.hasPrefix("2.25."))
            #expect(!plan.patientID.contains("4711") && !plan.studyInstanceUID.hasPrefix("1.2.3"))
        }
    }

    @Test("same key, same plan; another key, nothing in common")
    func determinism() throws {
        let instance = PlanFixture.instance(
            .init(0x0008_0020, .DA, "20120102"), .init(0x0008_0050, .SH, "A-1234567"))
        let rules = try PlanFixture.ruleSet(
            [[#""(0008,0050)",SH,,,hashId,"#]], options: [.retainLongitudinalModifiedDates])
        let first = try PlanFixture.plan(instance, rules, explain: true)
        let second = try PlanFixture.plan(instance, rules, explain: false)
        #expect(first.edits == second.edits && first.mappings == second.mappings && first.counts == second.counts)
        #expect(second.decisions.isEmpty && !first.decisions.isEmpty)
        let other = try PlanFixture.plan(
            instance, rules, pseudonymizer: PseudonymFixture.pseudonymizer(key: PseudonymFixture.otherKey()))
        #expect(Set(first.mappings.map(\.replacement)).isDisjoint(with: other.mappings.map(\.replacement)))
    }
}
