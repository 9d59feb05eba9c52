import Dicom
import Testing

@testable import Deid

@Suite("cleanTag on numbers and bytes")
struct CleanBytesTests {
    typealias Element = MemoryDataSet.Element

    private static let patient: [Element] = [
        .init(0x0010_0010, .PN, "QUENTZLER^JANE"), .init(0x0010_0020, .LO, "47110"),
    ]

    private func cleaned(_ element: Element, _ style: String = "deid") throws -> Element? {
        let rules = try PlanFixture.rows(#""(0018,FF00)",\#(element.vr),,,cleanTag,\#(style)"#)
        return try PlanFixture.clean(PlanFixture.instance(Self.patient + [element]), rules)[0x0018_FF00]
    }

    @Test("bytes that are a text are cleaned as one", arguments: [VR.OB, .OW])
    func text(_ vr: VR) throws {
        let element = Element(0x0018_FF00, vr, "scan of QUENTZLER, axial")
        #expect(try cleaned(element)?.text == "scan of <NAME>, axial")
        #expect(try cleaned(element, "mask")?.text == "scan of ****, axial")
        #expect(try cleaned(element, "remove")?.text == "scan of, axial")
        #expect(try cleaned(element, "empty") == nil || cleaned(element, "empty")?.bytes == [0, 0])
        let harmless = Element(0x0018_FF00, vr, "axial plane")
        #expect(try cleaned(harmless) == harmless)
    }

    @Test("other bytes stay as they are, or go as a whole", arguments: [VR.OB, .OW])
    func binary(_ vr: VR) throws {
        let harmless = Element(Tag(0x0018, 0xFF00), vr, bytes: (0..<200).map { UInt8($0) })
        #expect(try cleaned(harmless) == harmless)
        let telling = Element(Tag(0x0018, 0xFF00), vr, bytes: [0, 1, 2, 3] + Array("QUENTZLER".utf8) + [0, 1, 2])
        let result = try cleaned(telling)
        #expect(result == nil || result?.bytes == [0, 0])
        let unread = Element(Tag(0x0018, 0xFF00), vr, bytes: [1, 2], isLoaded: false)
        #expect(try cleaned(unread) != unread)
    }

    @Test("a number that is the patient's own goes, others stay")
    func numbers() throws {
        let own = Element(Tag(0x0018, 0xFF00), .US, bytes: LiteralValue.littleEndian(UInt16(47110)))
        let result = try cleaned(own)
        #expect(result == nil || result?.bytes == [0, 0])
        let other = Element(Tag(0x0018, 0xFF00), .US, bytes: LiteralValue.littleEndian(UInt16(512)))
        #expect(try cleaned(other) == other)
        #expect(try cleaned(.init(0x0018_FF00, .IS, "512"))?.text == "512")
        #expect(try cleaned(.init(0x0018_FF00, .IS, "47110"))?.text != "47110")
    }

    @Test("codes lose what identifies, and stay codes", arguments: ["deid", "mask", "remove"])
    func codes(_ style: String) throws {
        #expect(try cleaned(.init(0x0018_FF00, .CS, "HEAD QUENTZLER"), style)?.text == "HEAD")
        #expect(try cleaned(.init(0x0018_FF00, .CS, "HEAD_QUENTZLER_T1"), style)?.text == "HEAD_T1")
    }
}
