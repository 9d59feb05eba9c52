import Dicom
import Testing

@testable import Deid

@Suite("Graphics")
struct ContentGraphicsTests {
    typealias Element = MemoryDataSet.Element

    private static let presentationState = "1.2.840.10008.5.1.4.1.1.11.1"

    private func instance() -> MemoryDataSet {
        let text = [
            Element(0x0070_0004, .CS, "PIXEL"), Element(0x0070_0006, .ST, "mass, seen for Geraldine Stallworth"),
            Element(Tag(0x0070, 0x0014), .FL, bytes: [UInt8](repeating: 1, count: 8)),
        ]
        let graphic = [
            Element(Tag(0x0070, 0x0022), .FL, bytes: [UInt8](repeating: 2, count: 16)),
            Element(0x0070_0023, .CS, "POLYLINE"),
        ]
        return PlanFixture.instance(
            Element(0x0010_0010, .PN, "Stallworth^Geraldine"),
            Element(
                0x0070_0001,
                items: [
                    [
                        Element(0x0070_0002, .CS, "NOTES"), Element(0x0070_0008, items: [text]),
                        Element(0x0070_0009, items: [graphic]),
                    ]
                ]),
            Element(
                0x0070_0060,
                items: [
                    [
                        Element(0x0070_0002, .CS, "NOTES"), Element(0x0070_0062, .IS, "1"),
                        Element(0x0070_0068, .LO, "measurements of Geraldine Stallworth"),
                    ]
                ]),
            Element(Tag(0x6000, 0x3000), .OW, bytes: [1, 2]), Element(0x6000_0022, .LO, "Geraldine Stallworth"),
            Element(0x6002_4000, .LT, "Geraldine Stallworth"), Element(Tag(0x5000, 0x3000), .OW, bytes: [1, 2]),
            sopClass: Self.presentationState)
    }

    @Test("with the option drawings stay as they are and texts lose who is named")
    func cleaned() throws {
        let before = instance()
        let result = try PlanFixture.clean(before, PlanFixture.ruleSet(options: [.cleanGraphics]))
        #expect(result[0x0070_0001, 0x0070_0009] == before[0x0070_0001, 0x0070_0009])
        #expect(result[0x0070_0001, 0x0070_0008, 0x0070_0014] == before[0x0070_0001, 0x0070_0008, 0x0070_0014])
        #expect(result[0x0070_0060, 0x0070_0062]?.text == "1")
        let text = try #require(result[0x0070_0001, 0x0070_0008, 0x0070_0006]?.text)
        #expect(text.hasPrefix("mass, seen for"))
        #expect(result[0x0070_0060, 0x0070_0068]?.text.hasPrefix("measurements") == true)
        #expect(!result.contains("Stallworth"))
    }

    @Test("without the option nothing of them is left")
    func basic() throws {
        let result = try PlanFixture.clean(instance(), PlanFixture.ruleSet())
        #expect(!result.contains("mass"))
        #expect(!result.contains("Stallworth"))
        #expect(result[0x0070_0001, 0x0070_0009, 0x0070_0022]?.bytes.allSatisfy { $0 == 0 } ?? true)
    }

    @Test("overlay planes and curves go with or without it: nobody has read what is drawn in them")
    func planes() throws {
        for options in [[], [ProfileOption.cleanGraphics]] as [Set<ProfileOption>] {
            let result = try PlanFixture.clean(instance(), PlanFixture.ruleSet(options: options))
            #expect(!result.elements.contains { $0.tag.group >= 0x5000 && $0.tag.group < 0x7000 })
        }
    }
}
