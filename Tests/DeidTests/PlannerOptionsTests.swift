import Dicom
import Testing

@testable import Deid

@Suite("Options of the profile")
struct PlannerOptionsTests {
    typealias Element = MemoryDataSet.Element

    /// What the modified-dates option makes of a Study Date (or another attribute).
    private func shifted(
        _ value: String, _ tag: UInt32 = 0x0008_0020, _ vr: VR = .DA, sopClass: String = PlanFixture.ct
    ) throws -> String? {
        let rules = try PlanFixture.ruleSet(options: [.retainLongitudinalModifiedDates])
        return try PlanFixture.clean(PlanFixture.instance(.init(tag, vr, value), sopClass: sopClass), rules)[tag]?.text
    }

    private func days() throws -> Int {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        return try pseudonymizer.dateOffset(
            for: pseudonymizer.patient(id: "PAT-4711", issuer: "", studyInstanceUID: ""))
    }

    @Test("dates move by the patient's days in every form that has a day")
    func dates() throws {
        let days = try days()
        func expected(_ date: String) -> String? { DicomDate.shift(date: date, byDays: days) }
        #expect(try shifted("20120229") == expected("20120229"))
        #expect(try shifted("2012.02.29") == expected("2012.02.29"))
        #expect(try shifted("20991231") == expected("20991231"))
        #expect(
            try shifted("20120101\\20120301")
                == expected("20120101").flatMap { a in expected("20120301").map { a + "\\" + $0 } })
        #expect(try shifted("20120101", 0x0008_0023) == expected("20120101"))
        let stamp = expected("20120101").map { $0 + "235959.123456+0100" }
        #expect(try shifted("20120101235959.123456+0100", 0x0008_002A, .DT) == stamp)
        #expect(try shifted("20120101", 0x0008_002A, .DT) == expected("20120101"))
    }

    @Test(
        "what has no whole day, or is no date, goes by its Type",
        arguments: ["2012", "201205", "20121301", "20120230", "soon", "00010101", "2012 0101", "20120101x"])
    func partial(_ value: String) throws {
        // Study Date is Type 2, Acquisition DateTime 1C, Series Date 3.
        #expect(try shifted(value) == "")
        #expect(try shifted(value, 0x0008_0021) == nil)
        let stamp = try shifted(value, 0x0008_002A, .DT)
        #expect(stamp?.contains(value) != true)
    }

    @Test("times and time zones stay; what is written there and is none does not")
    func times() throws {
        #expect(try shifted("101112.5", 0x0008_0030, .TM) == "101112.5")
        #expect(try shifted("10:11:12", 0x0008_0030, .TM) == "10:11:12")
        #expect(try shifted("+0530", 0x0008_0201, .SH) == "+0530")
        for (tag, vr): (UInt32, VR) in [
            (0x0008_0030, .TM), (0x0008_0201, .SH), (0x0008_0020, .TM), (0x0008_0020, .SH), (0x0008_0020, .LO),
        ] {
            #expect(try shifted("20120101", tag, vr)?.contains("20120101") != true, "\(Tag(rawValue: tag)) as \(vr)")
        }
    }

    @Test("intervals survive, also for a date that the profile does not name")
    func intervals() throws {
        let rules = try PlanFixture.ruleSet(options: [.retainLongitudinalModifiedDates])
        let clean = try PlanFixture.clean(
            PlanFixture.instance(
                .init(0x0008_0020, .DA, "20120101"), .init(0x0008_0021, .DA, "20120111"),
                .init(0x0018_9999, .DA, "20120121"),
                .init(0x0008_1140, items: [[.init(0x0008_0020, .DA, "20120131")]])),
            rules)
        let read = [clean[0x0008_0020], clean[0x0008_0021], clean[0x0018_9999], clean[0x0008_1140, 0x0008_0020]]
            .compactMap { $0.flatMap { DicomDate.day($0.text)?.days } }
        #expect(read.count == 4)
        #expect(read.map { $0 - read[0] } == [0, 10, 20, 30])
    }

    @Test(
        "K: what an option retains stays byte for byte",
        arguments: [
            (.retainLongitudinalFullDates, 0x0008_0020, .DA, "20120101"),
            (.retainLongitudinalFullDates, 0x0008_0030, .TM, "101112"),
            (.retainUIDs, 0x0008_0018, .UI, "1.2.3.4.3"), (.retainUIDs, 0x0020_0052, .UI, "1.2.77"),
            (.retainDeviceIdentity, 0x0018_1000, .LO, "SN 1"), (.retainDeviceIdentity, 0x0008_1010, .SH, "CT-ROOM"),
            (.retainDeviceIdentity, 0x0018_1002, .UI, "1.2.88"),
            (.retainInstitutionIdentity, 0x0008_0080, .LO, "Clinic"),
            (.retainPatientCharacteristics, 0x0010_0040, .CS, "F"),
            (.retainPatientCharacteristics, 0x0010_1010, .AS, "051Y"),
            (.retainPatientCharacteristics, 0x0010_1030, .DS, "71.5"),
        ] as [(ProfileOption, UInt32, VR, String)])
    func kept(_ option: ProfileOption, _ tag: UInt32, _ vr: VR, _ value: String) throws {
        let instance = PlanFixture.instance(.init(tag, vr, value))
        #expect(try PlanFixture.clean(instance, PlanFixture.ruleSet(options: [option]))[tag]?.text == value)
        #expect(try PlanFixture.clean(instance, PlanFixture.ruleSet())[tag]?.text != value)
    }

    @Test("dates kept and modified at once are a contradiction")
    func contradiction() {
        #expect(throws: StrategyError.self) {
            _ = try PlanFixture.ruleSet(options: [.retainLongitudinalFullDates, .retainLongitudinalModifiedDates])
        }
    }
}

@Suite("Unlisted and private attributes")
struct PlannerUnlistedTests {
    typealias Element = MemoryDataSet.Element

    private static let block: [Element] = [
        .init(0x0029_0010, .LO, "CREATOR A"), .init(0x0029_0011, .LO, "CREATOR B"),
        .init(0x0029_0012, .LO, "EMPTY BLOCK"),
        .init(0x0029_1001, .LO, "one"), .init(0x0029_1002, .LO, "two"), .init(0x0029_1103, .LO, "three"),
    ]

    private func left(_ rules: RuleSet, _ elements: [Element] = block) throws -> [String] {
        try PlanFixture.clean(PlanFixture.instance(elements), rules).all.filter(\.tag.isPrivate).map(\.tag.description)
    }

    @Test("profile none keeps private attributes only if nothing says otherwise")
    func profileNone() throws {
        let all = Self.block.map(\.tag.description)
        #expect(try left(PlanFixture.ruleSet(profile: .none, unlisted: .keep, removesPrivate: false)) == all)
        #expect(try left(PlanFixture.ruleSet(profile: .none, unlisted: .keep, removesPrivate: true)) == [])
        #expect(try left(PlanFixture.ruleSet(profile: .none, unlisted: .remove, removesPrivate: false)) == [])
        #expect(try left(PlanFixture.ruleSet(profile: .basic, unlisted: .keep, removesPrivate: false)) == [])
    }

    @Test("a kept private attribute keeps its creator and nobody else's")
    func creators() throws {
        let keep = try PlanFixture.ruleSet([[#""(0029,"CREATOR A",02)",LO,,,keep,"#]])
        #expect(try left(keep) == ["(0029,0010)", "(0029,1002)"])
        let changed = try PlanFixture.ruleSet([[#""(0029,1103)",LO,,,replaceWithLiteral,X"#]])
        #expect(try left(changed) == ["(0029,0011)", "(0029,1103)"])
        let emptied = try PlanFixture.ruleSet([[#""(0029,1103)",LO,,,remove,"#]])
        #expect(try left(emptied) == ["(0029,0011)", "(0029,1103)"])
        let sequence = try PlanFixture.ruleSet([[#""(0029,"CREATOR A",05)",SQ,,,remove,"#]])
        let withSequence = Self.block + [.init(0x0029_1005, items: [[.init(0x0029_0010, .LO, "CREATOR A")]])]
        #expect(try left(sequence, withSequence.sorted { $0.tag < $1.tag }) == ["(0029,0010)", "(0029,1005)"])
    }

    @Test("where rows take a whole block, its creator goes; the creators of other blocks stay")
    func emptiedBlock() throws {
        let rules = try PlanFixture.rows(#""(0029,1103)",LO,,,delete,"#)
        #expect(try left(rules) == ["(0029,0010)", "(0029,0012)", "(0029,1001)", "(0029,1002)"])
        let group = try PlanFixture.rows(#""(0029,)",GROUP,,,delete,"#)
        #expect(try left(group) == [])
        let pattern = try PlanFixture.rows(#""(0029,xx10)",,,,delete,"#)
        // The pattern is about elements of blocks, not about the creator (0029,0010) that it covers by number.
        #expect(try left(pattern) == Self.block.map(\.tag.description))
    }

    @Test("a block that moved is found by its creator")
    func movedBlock() throws {
        let rules = try PlanFixture.ruleSet([[#""(0029,"CREATOR B",03)",LO,,,keep,"#]])
        let moved: [Element] = [.init(0x0029_00E1, .LO, "CREATOR B "), .init(0x0029_E103, .LO, "three")]
        #expect(try left(rules, moved) == ["(0029,00E1)", "(0029,E103)"])
        #expect(try left(rules, [.init(0x0029_1103, .LO, "orphan")]) == [])
    }

    @Test("unlisted: remove takes what the Type allows and leaves image and character set")
    func unlistedRemove() throws {
        let rules = try PlanFixture.ruleSet(profile: .none, unlisted: .remove)
        let clean = try PlanFixture.clean(
            PlanFixture.instance(
                .init(0x0008_0005, .CS, "ISO_IR 100"), .init(0x0018_0050, .DS, "1"), .init(0x0018_5100, .CS, "HFS"),
                .init(0x0028_0010, .US, "\u{2}\u{0}"), .init(0x7FE0_0010, .OW, "pixels"),
                .init(0x0020_1040, .LO, "MARKER")),
            rules)
        #expect(clean[0x0008_0005]?.text == "ISO_IR 100" && clean[0x7FE0_0010]?.text == "pixels")
        #expect(clean[0x0028_0010] != nil && clean[0x0008_0016]?.text == PlanFixture.ct)
        #expect(!clean.contains("MARKER") && !clean.contains("4711") && !clean.contains("Doe"))
    }
}
