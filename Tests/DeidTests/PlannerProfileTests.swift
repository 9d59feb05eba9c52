import Dicom
import Testing

@testable import Deid

@Suite("Basic Profile: the plan")
struct PlannerProfileTests {
    typealias Element = MemoryDataSet.Element
    let basic: RuleSet

    init() throws { basic = try PlanFixture.ruleSet() }

    private func clean(_ elements: Element..., sopClass: String = PlanFixture.ct) throws -> MemoryDataSet {
        try PlanFixture.clean(PlanFixture.instance(elements, sopClass: sopClass), basic)
    }

    @Test("what the profile does not name stays byte for byte")
    func kept() throws {
        let before = PlanFixture.instance(
            .init(0x0008_0005, .CS, "ISO_IR 192"), .init(0x0018_0050, .DS, "1.25"),
            .init(0x0028_0010, .US, "\u{2}\u{0}"),
            .init(0x0020_0013, .IS, "7"), .init(0x0028_1052, .DS, "-1024"), .init(0x0018_0060, .DS, "120 "))
        let after = try PlanFixture.clean(before, basic)
        for element in before.elements
        where ![0x0008, 0x0010].contains(element.tag.group) || element.tag == Tag(0x0008, 0x0005) {
            guard element.vr != .UI else { continue }
            #expect(after[element.tag.rawValue] == element)
        }
    }

    @Test("names of patients become their pseudonym, an empty name stays empty")
    func patientName() throws {
        let clean = try clean()
        #expect(clean[0x0010_0010]?.text == clean[0x0010_0020]?.text)
        #expect(try self.clean(.init(0x0010_0010, .PN, ""))[0x0010_0010]?.bytes == [])
        let unknown = try self.clean(sopClass: PlanFixture.unknownClass)
        #expect(unknown[0x0010_0010]?.text == unknown[0x0010_0020]?.text)
    }

    @Test("private attributes go with their creators, at every level")
    func privateAttributes() throws {
        let block: [Element] = [
            .init(0x0029_0010, .LO, "SIEMENS CSA HEADER"), .init(0x0029_1010, .LO, "MARKER"),
            .init(0x0029_1020, items: [[.init(0x0008_0104, .LO, "MARKER")]]),
        ]
        let clean = try PlanFixture.clean(
            PlanFixture.instance(block + [.init(0x0008_1140, items: [block])]), basic)
        #expect(!clean.contains("MARKER"))
        #expect(!clean.all.contains { $0.tag.isPrivate })
        #expect(clean[0x0008_1140] != nil)
    }

    @Test("unknown attributes and UN go unless unlisted says keep")
    func unknown() throws {
        let odd = PlanFixture.instance(
            .init(0x0018_FFFE, .LO, "MARKER", isStandard: false), .init(0x0018_0051, .UN, "MARKER"))
        #expect(try !PlanFixture.clean(odd, basic).contains("MARKER"))
        let keeping = try PlanFixture.clean(odd, PlanFixture.ruleSet(unlisted: .keep))
        #expect(keeping[0x0018_FFFE] != nil && keeping[0x0018_0051] != nil)
    }

    @Test("group lengths, command and directory groups and trailing padding go, whatever a strategy keeps")
    func neverLeaves() throws {
        let odd = PlanFixture.instance(
            .init(0x0000_0002, .UI, "1.2.3"), .init(0x0004_1130, .CS, "MARKER"),
            .init(0x0008_0000, .UL, "\u{4}\u{0}\u{0}\u{0}"),
            .init(0x0009_0000, .UL, "\u{4}\u{0}\u{0}\u{0}"), .init(0xFFFC_FFFC, .OB, "MARKER"),
            .init(0x0008_1140, items: [[.init(0x0008_0000, .UL, "\u{4}\u{0}\u{0}\u{0}")]]))
        let keepAll = try PlanFixture.ruleSet(profile: .none, unlisted: .keep, removesPrivate: false)
        for rules in [basic, keepAll] {
            let clean = try PlanFixture.clean(odd, rules)
            #expect(!clean.all.contains { $0.tag.isGroupLength || $0.tag.group < 8 || $0.tag.group == 0xFFFC })
        }
    }

    @Test("an overlay plane goes as a whole group, one that a row keeps stays")
    func overlays() throws {
        let dataSet = PlanFixture.instance(
            .init(0x6000_0010, .US, "\u{1}\u{0}"), .init(0x6000_0022, .LO, "MARKER"), .init(0x6000_1500, .LO, "MARKER"),
            .init(0x6000_3000, .OW, "MARKER"), .init(0x6000_4000, .LT, "MARKER"),
            .init(0x6010_0010, .US, "\u{1}\u{0}"), .init(0x6010_3000, .OW, "PLANE "), .init(0x6010_4000, .LT, "MARKER"),
            .init(0x6002_0022, .LO, "MARKER"))
        let clean = try PlanFixture.clean(dataSet, basic)
        #expect(!clean.elements.contains { (0x6000...0x60FF).contains($0.tag.group) })
        let kept = try PlanFixture.clean(dataSet, PlanFixture.ruleSet([[#""(6010,3000)",OW,,,keep,"#]]))
        #expect(!kept.contains("MARKER"))
        #expect(kept[0x6010_3000]?.text == "PLANE" && kept[0x6010_0010] != nil)
        let deleted = try PlanFixture.clean(dataSet, PlanFixture.ruleSet([[#""(60xx,3000)",OW,,,delete,"#]]))
        #expect(!deleted.elements.contains { (0x6000...0x60FF).contains($0.tag.group) })
        let graphics = try PlanFixture.clean(dataSet, PlanFixture.ruleSet(options: [.cleanGraphics]))
        #expect(!graphics.elements.contains { (0x6000...0x60FF).contains($0.tag.group) })
    }

    @Test("curves go whole, also where the IOD is unknown", arguments: [PlanFixture.ct, PlanFixture.unknownClass])
    func curves(_ sopClass: String) throws {
        for options: Set<ProfileOption> in [[], [.cleanGraphics]] {
            let clean = try PlanFixture.clean(
                PlanFixture.instance(
                    .init(0x5000_0005, .US, "\u{1}\u{0}"), .init(0x5000_0022, .LO, "MARKER"),
                    .init(0x501E_3000, .OW, "MARKER"),
                    sopClass: sopClass),
                PlanFixture.ruleSet(options: options))
            #expect(!clean.elements.contains { (0x5000...0x50FF).contains($0.tag.group) })
        }
    }

    @Test("a conditional attribute goes with what it describes, and stays where that has a value")
    func dependents() throws {
        let role = Element(0x0010_2298, .CS, "OWNER")
        let person = Element(0x0010_2297, .PN, "Doe^John")
        #expect(try clean(person, role)[0x0010_2298] == nil)
        // It was wrong before, and is left alone.
        #expect(try clean(role)[0x0010_2298]?.text == "OWNER")
        let kept = try PlanFixture.clean(
            PlanFixture.instance(person, role), PlanFixture.ruleSet([[#""(0010,2297)",PN,,,replaceWithRandomName,"#]]))
        #expect(kept[0x0010_2297]?.text.contains("^") == true && kept[0x0010_2298]?.text == "OWNER")
        let emptied = try PlanFixture.clean(
            PlanFixture.instance(person, role), PlanFixture.ruleSet([[#""(0010,2297)",PN,,,remove,"#]]))
        #expect(emptied[0x0010_2298] == nil)
        let nested = try clean(.init(0x0008_1140, items: [[person, role], [role]]))
        #expect(nested[0x0008_1140]?.items.map(\.count) == [0, 1])
    }

    @Test("a sequence with references stays, its UIDs replaced; the same attribute with another VR does not")
    func references() throws {
        let reference: [Element] = [
            .init(0x0008_1150, .UI, PlanFixture.ct), .init(0x0008_1155, .UI, "1.2.3.4.3"),
            .init(0x0020_4000, .LT, "MARKER"),
        ]
        let clean = try clean(.init(0x0008_1140, items: [reference, reference]))
        #expect(clean[0x0008_1140]?.items.count == 2)
        #expect(clean[0x0008_1140, 0x0008_1150]?.text == PlanFixture.ct)
        #expect(clean[0x0008_1140, 0x0008_1155]?.text == clean[0x0008_0018]?.text)
        #expect(clean[0x0008_1140, 0x0008_1155]?.text != "1.2.3.4.3")
        #expect(try !self.clean(.init(0x0008_1140, .LO, "MARKER")).contains("MARKER"))
    }

    @Test("a dummy sequence has one item of legal form and nothing of the original text")
    func dummySequence() throws {
        let text: [Element] = [
            .init(0x0070_0004, .CS, "PIXEL"), .init(0x0070_0006, .ST, "MARKER"),
            .init(Tag(0x0070, 0x0014), .FL, bytes: [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]), .init(0x0070_0015, .CS, "Y"),
        ]
        let annotation: [Element] = [.init(0x0070_0002, .CS, "MARKER"), .init(0x0070_0008, items: [text, text])]
        let clean = try clean(
            .init(0x0070_0001, items: [annotation, annotation]), sopClass: "1.2.840.10008.5.1.4.1.1.11.1")
        let items = clean[0x0070_0001]?.items
        #expect(items?.count == 1)
        #expect(clean[0x0070_0001, 0x0070_0008, 0x0070_0004]?.text == "PIXEL")
        #expect(clean[0x0070_0001, 0x0070_0008, 0x0070_0014]?.bytes == [UInt8](repeating: 0, count: 8))
        #expect(clean[0x0070_0001, 0x0070_0008, 0x0070_0006]?.text == "REMOVED")
    }

    @Test("a structured report keeps one harmless content item")
    func content() throws {
        let clean = try clean(
            .init(0x0040_A730, items: [[.init(0x0040_A160, .UT, "MARKER")], [.init(0x0040_A123, .PN, "MARKER")]]),
            sopClass: "1.2.840.10008.5.1.4.1.1.88.33")
        #expect(!clean.contains("MARKER"))
        #expect(clean[0x0040_A730]?.items.count == 1)
        #expect(clean[0x0040_A730, 0x0040_A040]?.text == "TEXT")
    }

    @Test("encapsulated documents are held whatever the profile, unless a row says what to do with them")
    func documents() throws {
        let pdf = PlanFixture.instance(
            .init(0x0042_0011, .OB, "%PDF-1.4"), sopClass: "1.2.840.10008.5.1.4.1.1.104.1")
        let none = try PlanFixture.ruleSet(profile: .none, unlisted: .keep)
        #expect(try PlanFixture.hold(pdf, basic) == .documentNotCleaned)
        #expect(try PlanFixture.hold(pdf, none) == .documentNotCleaned)
        let row = try PlanFixture.ruleSet([[#""(0042,0011)",OB,,,remove,"#]])
        #expect(try PlanFixture.clean(pdf, row)[0x0042_0011]?.bytes == [])
        let empty = PlanFixture.instance(.init(0x0042_0011, .OB, ""), sopClass: "1.2.840.10008.5.1.4.1.1.104.1")
        #expect(try PlanFixture.hold(empty, basic) == nil)
    }

    @Test(
        "pixels are held while nobody cleans them, only if the strategy asks for it",
        arguments: [0x7FE0_0008, 0x7FE0_0009, 0x7FE0_0010] as [UInt32])
    func pixels(_ tag: UInt32) throws {
        let image = PlanFixture.instance(.init(tag, .OW, "pixels"))
        #expect(try PlanFixture.hold(image, basic) == nil)
        #expect(try PlanFixture.clean(image, basic)[tag]?.text == "pixels")
        for option: ProfileOption in [.cleanPixelData, .cleanRecognizableVisualFeatures] {
            let rules = try PlanFixture.ruleSet(options: [option])
            #expect(try PlanFixture.hold(image, rules) == .pixelsNotCleaned)
            #expect(try PlanFixture.hold(PlanFixture.instance(), rules) == nil)
        }
    }

    @Test("pixels that are cleaned are claimed to be, and only those")
    func cleanedPixels() throws {
        let rules = try PlanFixture.ruleSet(options: [.cleanPixelData])
        let both = try PlanFixture.ruleSet(options: [.cleanPixelData, .cleanRecognizableVisualFeatures])
        let image = PlanFixture.instance(.init(0x0028_0301, .CS, "YES"), .init(0x7FE0_0010, .OW, "pixels"))
        let none = PlanFixture.instance(.init(0x0028_0301, .CS, "YES"))
        func codes(_ clean: MemoryDataSet) -> [String?]? { clean[0x0012_0064]?.items.map { $0.first?.text } }
        let cleaned = try PlanFixture.clean(image, rules, pixels: .cleaned)
        #expect(codes(cleaned) == ["113100", "113101"] && cleaned[0x0028_0301]?.text == "NO")
        for (rules, pixels) in [(rules, PixelCare.noPicture), (basic, .cleaned)] {
            let other = try PlanFixture.clean(pixels == .cleaned ? image : none, rules, pixels: pixels)
            #expect(codes(other) == ["113100"] && other[0x0028_0301]?.text == "YES")
        }
        #expect(try PlanFixture.hold(image, both, pixels: .cleaned) == .pixelsNotCleaned)
    }

    @Test("what is no instance is held with its reason")
    func noInstance() throws {
        #expect(
            try PlanFixture.hold(PlanFixture.instance(sopClass: StorageSOPClass.directoryUID), basic) == .directory)
        #expect(try PlanFixture.hold(PlanFixture.instance(sopClass: ""), basic) == .identifiersMissing)
        #expect(
            try PlanFixture.hold(PlanFixture.instance(.init(0x0008_0018, .UI, "")), basic) == .identifiersMissing)
        let long = Element(Tag(0x0010, 0x0020), .LO, bytes: Array(repeating: 0x41, count: 8), isLoaded: false)
        #expect(try PlanFixture.hold(PlanFixture.instance(long), basic) == .valueUnreadable)
    }

    @Test("a hold names attribute and rule, never a value")
    func holdText() throws {
        let rules = try PlanFixture.ruleSet([[#""(0008,1030)",DA,,,keep,"#]])
        do {
            _ = try PlanFixture.plan(PlanFixture.instance(.init(0x0008_1030, .LO, "MARKER")), rules)
            Issue.record("not held")
        } catch let hold as PlanHold {
            #expect(hold.reason == .ruleVRMismatch)
            #expect(hold.description.contains("(0008,1030)") && hold.description.contains("rows0.csv:2"))
            #expect(!hold.description.contains("MARKER"))
        }
    }

    @Test("series numbers are regenerated from the new series, the same every time")
    func seriesNumber() throws {
        let rules = try PlanFixture.ruleSet(regeneratesSeriesNumber: true)
        let instance = PlanFixture.instance(.init(0x0020_0011, .IS, "4"))
        let number = try PlanFixture.clean(instance, rules)[0x0020_0011]?.text
        #expect(try PlanFixture.clean(instance, rules)[0x0020_0011]?.text == number)
        #expect(number.flatMap(Int.init).map { $0 > 0 && $0 < 1_000_000 } == true)
        #expect(try PlanFixture.clean(instance, basic)[0x0020_0011]?.text == "4")
    }
}
