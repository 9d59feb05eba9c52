import Dicom
import Testing

@testable import Deid

@Suite("Table E.3.4-1")
struct ContentTableTests {
    typealias Outcome = ContentFixture.Outcome

    @Test("the embedded table has all rows, and says what the standard says")
    func table() throws {
        let table = ConceptTable.shared
        #expect(table.rows.count == 211)
        #expect(table.edition.hasPrefix("PS3.15 Table E.3.4-1, 20"))
        func row(_ scheme: String, _ code: String, _ type: ContentValueType) throws -> ConceptTable.Row {
            try #require(table.row(Concept(scheme: scheme, code: code), type))
        }
        #expect(try row("DCM", "121008", .pname).basic == .d)
        #expect(try row("DCM", "121030", .text).basic == .xd)
        #expect(try row("DCM", "121032", .code).letter(.retainPatientCharacteristics) == .keep)
        #expect(try row("DCM", "121031", .date).letter(.retainLongitudinalFullDates) == nil)
        #expect(try row("DCM", "111060", .date).letter(.retainLongitudinalModifiedDates) == .clean)
        #expect(try row("DCM", "121012", .uidRef).letter(.retainUIDs) == .keep)
        #expect(try row("DCM", "121012", .uidRef).letter(.retainDeviceIdentity) == .keep)
        #expect(try row("SCT", "363698007", .text).letter(.cleanDescriptors) == .clean)
        #expect(try row("DCM", "121112", .image).basic == .d)
        #expect(try row("DCM", "121112", .waveform).basic == .x)
        #expect(table.row(Concept(scheme: "DCM", code: "121071"), .code) == nil)
    }

    @Test(
        "older codes and schemes with versions are the same concepts",
        arguments: [
            ("SRT", "G-C0E3", ContentValueType.text, "Finding Site"), ("SNM3", "G-C0E3", .text, "Finding Site"),
            ("99SDM", "F-02455", .text, "Social History"), ("SRT", "R-42B89", .composite, "Clinical Report"),
            ("SRT", "G-D321", .dateTime, "Start DateTime"), ("NCDR [2.0b]", "76", .pname, "Catheterization Operator"),
            ("dcm", "121029", .pname, "Subject Name"),
            // A value of a like kind.
            ("DCM", "121031", .dateTime, "Subject Birth Date"), ("DCM", "121008", .text, "Person Observer Name"),
        ])
    func aliases(scheme: String, code: String, type: ContentValueType, meaning: String) {
        #expect(ConceptTable.shared.row(Concept(scheme: scheme, code: code), type)?.meaning == meaning)
    }

    /// What has to become of an item of `row`, by the letters of the table alone.
    private func expected(_ row: ConceptTable.Row, _ option: ProfileOption?) -> Outcome {
        let letter = option.flatMap { row.letter($0) }
        switch (row.valueType, letter) {
        case (_, .keep), (.container, _): return .kept
        // References follow the instances' own UIDs.
        case (.image, _), (.composite, _), (.waveform, _): return option == .retainUIDs ? .kept : .replacedUID
        case (.uidRef, _): return .replacedUID
        case (.time, .clean): return .kept
        case (.date, .clean), (.dateTime, .clean): return .shifted
        // The text of the fixture says nothing about anybody.
        case (_, .clean): return .kept
        case (_, nil): return .erased
        }
    }

    @Test(
        "every row does under every option what its letters say",
        arguments: [ProfileOption?.none] + ConceptTable.columns.map { Optional($0) })
    func rows(option: ProfileOption?) throws {
        let rules = try ContentFixture.rules(option.map { [$0] } ?? [])
        for row in ConceptTable.shared.rows {
            let item = ContentFixture.item(row.valueType.rawValue, (row.concept.scheme, row.concept.code))
            let result = try PlanFixture.clean(ContentFixture.report([ContentFixture.heading, item]), rules)
            let outcome = try ContentFixture.outcome(result, of: item)
            #expect(outcome == expected(row, option), "\(row.concept.code) \(row.valueType) \(row.meaning)")
        }
    }

    @Test(
        "a date of birth is shifted with the others, unless it tells of 90 years and more",
        arguments: [
            ("19610214", "20190412", true), ("19290412", "20190412", false), ("19290501", "20190412", true),
            ("19610214", "", false), ("1961", "20190412", false),
        ])
    func birthDate(birth: String, study: String, isShifted: Bool) throws {
        let item = ContentFixture.item("DATE", ("DCM", "121031"), [.init(0x0040_A121, .DA, birth)])
        let report = ContentFixture.report([item], .init(0x0008_0020, .DA, study))
        let result = try PlanFixture.clean(report, ContentFixture.rules([.retainLongitudinalModifiedDates]))
        let expected = isShifted ? try PlanFixture.shifted(birth) : "19000101"
        #expect(result[0x0040_A730, 0x0040_A121]?.text == expected)
        for options in [[], [.retainLongitudinalFullDates]] as [Set<ProfileOption>] {
            let result = try PlanFixture.clean(report, ContentFixture.rules(options))
            #expect(result[0x0040_A730, 0x0040_A121]?.text == "19000101")
        }
    }

    @Test("outside of reports the items of rows with X go, unless an option says otherwise")
    func removed() throws {
        for row in ConceptTable.shared.rows {
            let item = ContentFixture.item(row.valueType.rawValue, (row.concept.scheme, row.concept.code))
            let instance = PlanFixture.instance(.init(0x0040_0555, items: [ContentFixture.heading, item]))
            func count(_ options: Set<ProfileOption>) throws -> Int? {
                try PlanFixture.clean(instance, ContentFixture.rules(options))[0x0040_0555]?.items.count
            }
            #expect(try count([]) == (row.basic == .x ? 1 : 2), "\(row.meaning)")
            for option in ConceptTable.columns where row.letter(option) != nil {
                #expect(try count([option]) == 2, "\(row.meaning) \(option)")
            }
        }
    }
}
