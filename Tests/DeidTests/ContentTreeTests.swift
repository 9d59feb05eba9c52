import Dicom
import Testing

@testable import Deid

@Suite("Content items as a tree")
struct ContentTreeTests {
    typealias Element = MemoryDataSet.Element

    private let dcm = { (code: String) in (scheme: "DCM", code: code) }

    private func clean(
        _ items: [[Element]], _ options: Set<ProfileOption> = [], rows: [String] = [], _ others: Element...
    ) throws -> [[Element]] {
        var report = ContentFixture.report(items)
        report.elements = (report.elements + others).sorted { $0.tag < $1.tag }
        return try PlanFixture.clean(report, ContentFixture.rules(options, rows: rows))[0x0040_A730]?.items ?? []
    }

    private func text(_ item: [Element], _ tag: UInt32) -> String? { item.first { $0.tag.rawValue == tag }?.text }

    @Test("every item of a report stays in its place, so that those which are named by their numbers are the right ones")
    func order() throws {
        let reference = [
            Element(0x0040_A010, .CS, "INFERRED FROM"),
            Element(Tag(0x0040, 0xDB73), .UL, bytes: [1, 0, 0, 0, 3, 0, 0, 0]),
        ]
        let before = [
            ContentFixture.item("TEXT", dcm("1"), [Element(0x0040_A160, .UT, "first")]),
            ContentFixture.item("TEXT", dcm("121022"), children: [ContentFixture.item("PNAME")]),
            ContentFixture.item("TEXT", dcm("2"), [Element(0x0040_A160, .UT, "second")], children: [reference]),
            ContentFixture.item("DATETIME", dcm("122165")), ContentFixture.item("CODE", dcm("121032")),
            ContentFixture.item("NUM", dcm("121033")),
        ]
        let items = try clean(before)
        #expect(items.map { $0.map(\.tag) } == before.map { $0.map(\.tag) })
        #expect(items.map { text($0, 0x0040_A160) } == ["first", "REMOVED", "second", nil, nil, nil])
        #expect(items[2].last?.items == [reference])
        #expect(text(items[1].last?.items[0] ?? [], 0x0040_A123) == "REMOVED")
        #expect(text(items[3], 0x0040_A120) == "19000101000000")
        #expect(items[4].last?.items[0].first?.text == "REMOVED")
        // Measured Value Sequence is of Type 2.
        #expect(items[5].last?.items.isEmpty == true)
    }

    @Test("what a container that has to go contains says nothing, at any depth")
    func containers() throws {
        let inner = ContentFixture.item(
            "CONTAINER", dcm("9"), children: [ContentFixture.item("TEXT", dcm("1")), ContentFixture.item("CODE", dcm("2"))])
        let identifiers = ContentFixture.item(
            "CONTAINER", dcm("121000"), children: [inner, ContentFixture.item("DATE", dcm("3"))])
        let left = try #require(try clean([identifiers]).first?.last?.items)
        let nested = try #require(left[0].last?.items)
        #expect(text(nested[0], 0x0040_A160) == "REMOVED")
        #expect(nested[1].last?.items[0].first?.text == "REMOVED")
        #expect(text(left[1], 0x0040_A121) == "19000101")
        #expect(try clean([identifiers], [.retainDeviceIdentity]).first?.last?.items[0] == inner)
    }

    @Test("coordinates keep the image that they are selected from", arguments: ["SCOORD", "TCOORD", "SCOORD3D"])
    func coordinates(type: String) throws {
        let selected = ContentFixture.item("IMAGE", dcm("121342"), relationship: "SELECTED FROM")
        let items = try clean([ContentFixture.item(type, nil, children: [selected])])
        let image = try #require(items.first?.first { $0.tag == ContentSequences.contentSequence }?.items.first)
        let reference = try #require(image.first { $0.tag.rawValue == 0x0008_1199 })
        #expect(reference.items[0][1].text.hasPrefix("2.25."))
    }

    @Test("the patient's own name and ID become the pseudonym, other names say nothing")
    func names() throws {
        let items = try clean([
            ContentFixture.item("PNAME", dcm("121029"), [Element(0x0040_A123, .PN, "DOE^Jane")]),
            ContentFixture.item("TEXT", dcm("121030"), [Element(0x0040_A160, .UT, "PAT-4711")]),
            ContentFixture.item("PNAME", dcm("121008")), ContentFixture.item("PNAME", (scheme: "99ACME", code: "7")),
            ContentFixture.item("TEXT", dcm("121008")), ContentFixture.item("PNAME", dcm("121008"), []),
        ])
        let pseudonym = try #require(text(items[0], 0x0040_A123))
        #expect(pseudonym.hasPrefix("TA-"))
        #expect(text(items[1], 0x0040_A160) == pseudonym)
        #expect(text(items[2], 0x0040_A123) == "REMOVED")
        #expect(text(items[3], 0x0040_A123) == "REMOVED")
        #expect(text(items[4], 0x0040_A160) == "REMOVED")
        #expect(items.count == 6)
    }

    @Test("concepts that the table does not name are treated by the kind of their value")
    func unknownConcepts() throws {
        let concept = (scheme: "99ACME", code: "4711")
        let types = ["TEXT", "CODE", "NUM", "PNAME", "DATE", "TIME", "DATETIME", "UIDREF", "IMAGE", "SCOORD"]
        func outcomes(_ options: Set<ProfileOption>) throws -> [ContentFixture.Outcome] {
            try types.map { type in
                let item = ContentFixture.item(type, concept)
                let report = ContentFixture.report([ContentFixture.heading, item])
                return try ContentFixture.outcome(
                    PlanFixture.clean(report, ContentFixture.rules(options)), of: item)
            }
        }
        #expect(
            try outcomes([]) == [
                .kept, .kept, .kept, .erased, .erased, .erased, .erased, .replacedUID, .replacedUID, .kept,
            ])
        #expect(
            try outcomes([.retainLongitudinalModifiedDates, .retainUIDs]) == [
                .kept, .kept, .kept, .erased, .shifted, .kept, .shifted, .kept, .kept, .kept,
            ])
        #expect(
            try outcomes([.retainLongitudinalFullDates])
                == [.kept, .kept, .kept, .erased, .kept, .kept, .kept, .replacedUID, .replacedUID, .kept])
    }

    @Test("a value that contradicts the Value Type is treated all the same")
    func contradictions() throws {
        let items = try clean([
            ContentFixture.item(
                "CODE", dcm("121071"),
                ContentFixture.value("CODE") + ContentFixture.value("PNAME") + ContentFixture.value("UIDREF")
                    + ContentFixture.value("DATE")),
            ContentFixture.item("WHATEVER", dcm("121029"), ContentFixture.value("PNAME")),
            [Element(0x0040_A123, .PN, "Roe^Richard")],
        ])
        #expect(items.count == 3)
        #expect(text(items[0], 0x0040_A123) == "REMOVED")
        #expect(text(items[0], 0x0040_A121) == "19000101")
        #expect(text(items[0], 0x0040_A124)?.hasPrefix("2.25.") == true)
        #expect(text(items[1], 0x0040_A123) == "REMOVED")
        #expect(text(items[2], 0x0040_A123) == "REMOVED")
    }

    @Test("references in the items and in the evidence lead to the same instances")
    func references() throws {
        let evidence = Element(
            0x0040_A375,
            items: [
                [
                    Element(
                        0x0008_1115,
                        items: [[ContentFixture.reference(ContentFixture.instanceUID), Element(0x0020_000E, .UI, "1.2.9")]]),
                    Element(0x0020_000D, .UI, "1.2.3.4.1"),
                ]
            ])
        let report = ContentFixture.report(
            [
                ContentFixture.item("IMAGE"), ContentFixture.item("IMAGE", dcm("111040")),
                ContentFixture.item(
                    "UIDREF", dcm("112040"), [Element(0x0040_A124, .UI, ContentFixture.instanceUID)]),
            ], evidence)
        let result = try PlanFixture.clean(report, ContentFixture.rules())
        let items = try #require(result[0x0040_A730]?.items)
        let expected = try #require(result[0x0040_A375, 0x0008_1115, 0x0008_1199, 0x0008_1155]?.text)
        #expect(expected.hasPrefix("2.25."))
        #expect(items[0].first { $0.tag.rawValue == 0x0008_1199 }?.items[0][1].text == expected)
        #expect(items[1].first { $0.tag.rawValue == 0x0008_1199 }?.items[0][1].text == expected)
        #expect(text(items[2], 0x0040_A124) == expected)
        #expect(result[0x0040_A375, 0x0020_000D]?.text == result[0x0020_000D]?.text)
    }

    @Test(
        "ages of 90 and more count as 90, other numbers stay",
        arguments: [
            ("93", "a", "90"), ("90", "a", "90"), ("89.5", "a", "89.5"), ("1100", "mo", "1080"), ("12", "mo", "12"),
            ("93", "mm", "93"),
        ])
    func ages(value: String, unit: String, expected: String) throws {
        for options in [[], [ProfileOption.retainPatientCharacteristics]] as [Set<ProfileOption>] {
            let concept = options.isEmpty ? "1" : "121033"
            let items = try clean(
                [ContentFixture.item("NUM", dcm(concept), [ContentFixture.number(value, unit)])], options)
            let measured = try #require(items[0].first { $0.tag.rawValue == 0x0040_A300 })
            #expect(text(measured.items[0], 0x0040_A30A) == expected)
        }
    }

    @Test("rows of strategy files decide about values, also of an item that would go")
    func rows() throws {
        let before = [ContentFixture.item("TEXT", dcm("121022")), ContentFixture.item("PNAME", dcm("121036"))]
        let rows = ["\"(0040,A160)\",UT,,,keep,", "\"(0040,A123)\",PN,,,replaceWithLiteral,Nobody"]
        let items = try clean(before, rows: rows)
        let context = PlanFixture.instance(Element(0x0040_0555, items: before))
        #expect(try PlanFixture.clean(context, ContentFixture.rules(rows: rows))[0x0040_0555]?.items == items)
        #expect(items.map { text($0, 0x0040_A160) } == [ContentFixture.text, nil])
        #expect(text(items[1], 0x0040_A123) == "Nobody")
    }

    @Test("without the option one item that says nothing is left")
    func basic() throws {
        let report = ContentFixture.report([
            ContentFixture.item("PNAME", dcm("121029")), ContentFixture.item("TEXT", dcm("121071")),
        ])
        let result = try PlanFixture.clean(report, PlanFixture.ruleSet())
        #expect(result[0x0040_A730]?.items.count == 1)
        #expect(!result.contains("Richard"))
        #expect(!result.contains(ContentFixture.text))
    }

    @Test("what becomes of an item is a decision with its rule")
    func explained() throws {
        let items = [ContentFixture.heading, ContentFixture.item("TEXT", dcm("121022"))]
        let instance = ContentFixture.report(items, Element(0x0040_0555, items: items))
        let plan = try PlanFixture.plan(instance, ContentFixture.rules(), explain: true)
        let rule = "PS3.15 Table E.3.4-1, \(StandardEdition.current): Accession Number, TEXT: X"
        let erased = try #require(plan.decisions.first { $0.path == "(0040,A730)[1]/(0040,A160)" })
        #expect(erased.action == .dummy)
        #expect(erased.rule == rule)
        let gone = try #require(plan.decisions.first { $0.path == "(0040,0555)[1]" })
        #expect(gone.action == .delete)
        #expect(gone.rule == rule)
        #expect(gone.old == Array(ContentFixture.text.utf8))
        #expect(plan.edits.contains { if case .deleteItem(_, 1) = $0 { true } else { false } })
    }
}

@Suite("Content items outside of reports")
struct ContentElsewhereTests {
    typealias Element = MemoryDataSet.Element

    @Test(
        "acquisition contexts, specimen preparations and the like are gone through",
        arguments: [0x0040_0555, 0x0040_0440, 0x0040_0441, 0x0040_0620, 0x0044_0013] as [UInt32])
    func contexts(tag: UInt32) throws {
        let older = [
            ContentFixture.code(0x0040_A043, "121106", "DCM"), Element(0x0040_A160, .UT, "stays?"),
        ]
        let instance = PlanFixture.instance(
            Element(
                tag,
                items: [
                    ContentFixture.item("PNAME", ("DCM", "121114")), older, ContentFixture.item("UIDREF", ("DCM", "112040")),
                ]))
        let result = try PlanFixture.clean(instance, ContentFixture.rules())
        let items = try #require(result[tag]?.items)
        #expect(items.count == 2)
        #expect(!result.contains("Richard"))
        #expect(!result.contains("stays?"))
        #expect(!result.contains(ContentFixture.uid))
    }

    @Test("a sequence of which everything goes is empty, gone, or keeps items without values, as its Type asks")
    func nothingLeft() throws {
        let items = [ContentFixture.item("TEXT", ("DCM", "121022"))]
        func left(_ sopClass: String) throws -> Element? {
            let instance = PlanFixture.instance(Element(0x0040_0555, items: items), sopClass: sopClass)
            return try PlanFixture.clean(instance, ContentFixture.rules())[0x0040_0555]
        }
        // Type 3 in CT, 2 in Digital X-Ray, not known in a private class.
        #expect(try left(PlanFixture.ct) == nil)
        #expect(try left("1.2.840.10008.5.1.4.1.1.1.1")?.items == [])
        #expect(try left(PlanFixture.unknownClass)?.items[0].contains { $0.text == "REMOVED" } == true)
    }

    @Test("a specimen's steps are content items")
    func specimen() throws {
        let steps = Element(
            0x0040_0610,
            items: [
                [
                    Element(
                        0x0040_0612,
                        items: [
                            ContentFixture.item("TEXT", ("DCM", "121041")), ContentFixture.item("CODE", ("DCM", "111701")),
                        ])
                ]
            ])
        let instance = PlanFixture.instance(
            Element(0x0040_0560, items: [[Element(0x0040_0551, .LO, "S1"), steps]]),
            sopClass: "1.2.840.10008.5.1.4.1.1.77.1.6")
        let result = try PlanFixture.clean(instance, ContentFixture.rules())
        #expect(result[0x0040_0560, 0x0040_0610, 0x0040_0612]?.items.count == 1)
        #expect(result[0x0040_0560, 0x0040_0610, 0x0040_0612, 0x0040_A040]?.text == "CODE")
        let basic = try PlanFixture.clean(instance, PlanFixture.ruleSet())
        #expect(!basic.contains(ContentFixture.text))
    }

    @Test("annotations of waveforms stay, their samples and groups untouched, their texts cleaned or gone")
    func waveform() throws {
        let annotations = Element(
            0x0040_B020,
            items: [
                [
                    Element(Tag(0x0040, 0xA132), .UL, bytes: [7, 0, 0, 0]), Element(0x0040_A160, .UT, "x"),
                    Element(Tag(0x0040, 0xA180), .US, bytes: [1, 0]), Element(0x0070_0006, .ST, ContentFixture.text),
                ].sorted { $0.tag < $1.tag },
                [
                    ContentFixture.code(0x0040_A043, "121106", "DCM"),
                    Element(Tag(0x0040, 0xA180), .US, bytes: [1, 0]), Element(0x0070_0006, .ST, ContentFixture.text),
                ],
            ])
        let instance = PlanFixture.instance(
            annotations, Element(0x003A_0203, .SH, "Lead of Jane"),
            Element(Tag(0x5400, 0x1010), .OW, bytes: [1, 2, 3, 4]), sopClass: "1.2.840.10008.5.1.4.1.1.9.1.1")
        let result = try PlanFixture.clean(instance, ContentFixture.rules())
        #expect(result[0x0040_B020]?.items.count == 1)
        #expect(result[0x0040_B020, 0x0070_0006]?.text == ContentFixture.text)
        #expect(result[0x0040_B020, 0x0040_A132] == annotations.items[0][0])
        #expect(result[0x5400_1010]?.bytes == [1, 2, 3, 4])
        #expect(!result.contains("Jane"))
        let basic = try PlanFixture.clean(instance, PlanFixture.ruleSet())
        #expect(!basic.contains(ContentFixture.text))
        #expect(basic[0x5400_1010]?.bytes == [1, 2, 3, 4])
    }

    @Test("a voice is held, unless a row says that it may leave")
    func voice() throws {
        let instance = PlanFixture.instance(
            Element(0x5400_0100, items: [[Element(Tag(0x5400, 0x1010), .OB, bytes: [1, 2])]]),
            sopClass: "1.2.840.10008.5.1.4.1.1.9.4.1")
        #expect(try PlanFixture.hold(instance, PlanFixture.ruleSet()) == .documentNotCleaned)
        let rules = try PlanFixture.ruleSet([["\"(5400,0100)\",SQ,,,keep,"]])
        #expect(try PlanFixture.clean(instance, rules)[0x5400_0100] == instance[0x5400_0100])
    }
}
