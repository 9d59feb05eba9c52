import Dicom
import Testing

@testable import Deid

@Suite("Attributes outside of the table that do not stay")
struct PlannerStructureTests {
    typealias Element = MemoryDataSet.Element

    @Test("pixels that nobody looks at go: variable ones, and those of items")
    func hiddenPixels() throws {
        func pixels(_ tag: UInt32) -> Element { Element(Tag(rawValue: tag), .OW, bytes: [1, 2, 3, 4]) }
        let before = PlanFixture.instance(
            Element(0x0008_1140, items: [[pixels(0x7FE0_0010), Element(0x0008_1155, .UI, "1.2.3")]]),
            pixels(0x7F00_0010), pixels(0x7F02_0010), pixels(0x7FDE_0020), pixels(0x7FE0_0010), pixels(0x7FE0_0020),
            pixels(0x7FE0_0030), pixels(0x7FFE_0010))
        let after = try PlanFixture.clean(before, PlanFixture.ruleSet())
        #expect(after.elements.filter { $0.tag.group >= 0x7F00 }.map(\.tag) == [Tag(0x7FE0, 0x0010)])
        #expect(after[0x0008_1140, 0x7FE0_0010] == nil && after[0x0008_1140, 0x0008_1155] != nil)
        let kept = try PlanFixture.ruleSet([["(7F02,0010),OW,,,keep,", "(0088,0200),SQ,,,keep,"]])
        let icon = Element(0x0088_0200, items: [[pixels(0x7FE0_0010)]])
        let icons = try PlanFixture.clean(PlanFixture.instance(icon, pixels(0x7F02_0010)), kept)
        #expect(icons[0x7F02_0010] != nil && icons[0x0088_0200, 0x7FE0_0010] != nil)
    }

    @Test("the length of the original does not stay")
    func lengthToEnd() throws {
        let before = PlanFixture.instance(Element(Tag(0x0008, 0x0001), .UL, bytes: [9, 0, 0, 0]))
        #expect(try PlanFixture.clean(before, PlanFixture.ruleSet())[0x0008_0001] == nil)
        let keeping = try PlanFixture.ruleSet(profile: .none, unlisted: .keep, removesPrivate: false)
        #expect(try PlanFixture.clean(before, keeping)[0x0008_0001] == nil)
    }

    @Test(
        "what is like an identifier of the table goes like it",
        arguments: [
            (Element(0x0018_1003, .LO, "OAK-7"), true), (Element(0x3002_0020, .SH, "LINAC OAK"), true),
            (Element(0x2110_0030, .LO, "OAKPRINT"), true), (Element(0x0044_0012, .LO, "PUMP 7"), true),
            (Element(0x0020_1070, .IS, "98231"), false), (Element(0x4010_101A, .LO, "BA 77"), false),
        ])
    func identifiers(element: Element, isDevice: Bool) throws {
        for options in [[], [.cleanDescriptors], [.retainDeviceIdentity]] as [Set<ProfileOption>] {
            let after = try PlanFixture.clean(PlanFixture.instance(element), PlanFixture.ruleSet(options: options))
            let isKept = after[element.tag.rawValue]?.text == element.text
            #expect(isKept == (isDevice && options == [.retainDeviceIdentity]), "\(options)")
        }
    }

    @Test(
        "recordings of voices are held",
        arguments: ["1.2.840.10008.5.1.4.1.1.9.4.1", "1.2.840.10008.5.1.4.1.1.9.4.2"])
    func sounds(sopClass: String) throws {
        let waveform = Element(0x5400_0100, items: [[Element(0x5400_1010, .OW, "sound")]])
        let recording = PlanFixture.instance(waveform, sopClass: sopClass)
        #expect(try PlanFixture.hold(recording, PlanFixture.ruleSet()) == .documentNotCleaned)
        let curve = PlanFixture.instance(waveform, sopClass: "1.2.840.10008.5.1.4.1.1.9.1.1")
        #expect(try PlanFixture.hold(curve, PlanFixture.ruleSet()) == nil)
    }

    @Test("nothing is added to an item that goes")
    func ensuredInItems() throws {
        let items = [
            ContentFixture.item("TEXT", ("DCM", "121022")), ContentFixture.item("TEXT", ("99ACME", "1")),
        ]
        let rules = try PlanFixture.ruleSet(
            [["(0040,0555)/(0040,A180),US,,,ensureTagExists,7"]], options: [.cleanStructuredContent])
        let after = try PlanFixture.clean(PlanFixture.instance(Element(0x0040_0555, items: items)), rules)
        #expect(after[0x0040_0555]?.items.count == 1)
        #expect(after[0x0040_0555, 0x0040_A180]?.bytes == [7, 0])
    }

    @Test("each item is read in its own character set, and in that of the next item around it")
    func characterSets() throws {
        func text(_ bytes: [UInt8]) -> Element { Element(Tag(0x0008, 0x0104), .LO, bytes: bytes) }
        let greek = Element(0x0008_0005, .CS, "ISO_IR 126")
        let before = PlanFixture.instance(
            Element(0x0008_0005, .CS, "ISO_IR 100"),
            Element(
                0x0040_0555,
                items: [
                    [greek, text([0xE1]), Element(0x0040_A043, items: [[text([0xE1])]])], [text([0xE1])],
                    [Element(0x0008_0005, .CS, ""), text([0xE1])],
                ]))
        let view = before.view()
        let sets = view.elements.indices.filter { view.elements[$0].tag == Tag(0x0008, 0x0104) }
            .map { view.characterSet(of: $0) }
        #expect(sets == ["ISO_IR 126", "ISO_IR 126", "ISO_IR 100", "ISO_IR 100"])
    }
}
