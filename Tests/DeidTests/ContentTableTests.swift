import Dicom
import Testing

@testable import Deid

@Suite("Table E.3.4-1")
struct ContentTableTests {
    typealias Outcome = ContentFixture.Outcome

    @Test("the embedded table has all rows, and says what the standard says")
    func table() throws {
        let table = ConceptTable.shared
        #expect(table.rows.count == 214)
        #expect(table.edition == "PS3.15 Table E.3.4-1, \(StandardEdition.current)")
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

    @Test("a date of birth goes whatever is done to dates, as the table says", arguments: ["19610214", "19290412", "1961"])
    func birthDate(birth: String) throws {
        for (type, tag, vr) in [("DATE", 0x0040_A121, VR.DA), ("TEXT", 0x0040_A160, .UT)] as [(String, UInt32, VR)] {
            let item = ContentFixture.item(type, ("DCM", "121031"), [.init(tag, vr, birth)])
            let report = ContentFixture.report([item], .init(0x0008_0020, .DA, "20190412"))
            for options in [
                [], [.retainLongitudinalFullDates], [.retainLongitudinalModifiedDates, .cleanDescriptors],
            ] as [Set<ProfileOption>] {
                let result = try PlanFixture.clean(report, ContentFixture.rules(options))
                #expect(result[0x0040_A730, tag]?.text == (vr == .DA ? "19000101" : "REMOVED"))
            }
        }
    }

    @Test(
        "what identifies does so as a value of any type",
        arguments: [
            ("NUM", "121030", true), ("CODE", "121030", true), ("DATE", "121022", true), ("TEXT", "121031", true),
            ("PNAME", "121022", true), ("NUM", "121009", true),
            // Descriptions that are coded or measured, references, containers.
            ("CODE", "121071", false), ("NUM", "121071", false), ("CODE", "121112", false), ("CONTAINER", "121030", false),
            ("TEXT", "121112", false),
        ])
    func otherTypes(type: String, code: String, isErased: Bool) throws {
        let item = ContentFixture.item(type, ("DCM", code))
        let result = try PlanFixture.clean(ContentFixture.report([ContentFixture.heading, item]), ContentFixture.rules())
        #expect(try ContentFixture.outcome(result, of: item) == (isErased ? .erased : .kept))
    }

    @Test("a number that identifies does not stay in an acquisition context either")
    func numericValue() throws {
        let item = [
            ContentFixture.code(0x0040_A043, "121030", "DCM"), MemoryDataSet.Element(0x0040_A30A, .DS, "8812345"),
        ]
        let instance = PlanFixture.instance(.init(0x0040_0555, items: [ContentFixture.heading, item]))
        for options in [[], [.cleanDescriptors], [.retainDeviceIdentity]] as [Set<ProfileOption>] {
            #expect(try !PlanFixture.clean(instance, ContentFixture.rules(options)).contains("8812345"))
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
