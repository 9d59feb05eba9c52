import Deid
import Dicom
import Pixels
import Testing

@testable import Explain

@Suite("Rows of explanations") struct ExplanationRowsTests {
    /// An element with text of its own memory.
    private final class Elements {
        private(set) var all: [DataElement] = []
        private var memory: [UnsafeMutableRawBufferPointer] = []

        deinit { for piece in memory { piece.deallocate() } }

        @discardableResult
        func add(_ tag: Dicom.Tag, _ vr: VR, _ text: String = "", parent: Int = -1, item: Int = -1, items: Int = 0) -> Int {
            let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(text.utf8.count, 1), alignment: 1)
            bytes.copyBytes(from: text.utf8)
            memory.append(bytes)
            let value = UnsafeRawBufferPointer(rebasing: bytes[..<text.utf8.count])
            all.append(
                DataElement(
                    tag: tag, vr: vr, parent: parent, item: item, itemCount: items, length: text.utf8.count,
                    value: vr == .SQ ? nil : value))
            return all.count - 1
        }
    }

    private func rows(
        _ elements: Elements, cleaning: PixelReport = PixelReport()
    ) throws -> [String: Explanation.Attribute] {
        let deidentifier = Deidentifier(
            ruleSet: try RuleSet.compile(StrategySource(name: "basic")).ruleSet,
            pseudonymizer: try Pseudonymizer(
                key: ProjectKey.random(), uidRoot: "2.25",
                patientIDPolicy: try PatientIDPolicy(prefix: "", characters: 12, issuer: .ignore, missing: .byStudy),
                dateShift: try DateShiftRange(minimumDays: -10, maximumDays: -1)))
        let view = DataSetView(elements: elements.all, transferSyntax: .explicitLittleEndian)
        let found = ExplanationRows.attributes(
            view, deidentifier.planned(view, explain: true), strategy: "basic", held: nil, cleaning: cleaning)
        let paths = found.map(\.path)
        #expect(Set(paths).count == paths.count, "a path shows twice: \(paths)")
        return Dictionary(uniqueKeysWithValues: found.map { ($0.path, $0) })
    }

    private func image() -> Elements {
        let elements = Elements()
        elements.add(.sopClassUID, .UI, "1.2.840.10008.5.1.4.1.1.2")
        elements.add(.sopInstanceUID, .UI, "1.2.3.4")
        elements.add(.patientID, .LO, "X1")
        elements.add(.studyInstanceUID, .UI, "1.2.3.5")
        elements.add(.seriesInstanceUID, .UI, "1.2.3.6")
        return elements
    }

    @Test("pixels of which something was taken are not kept, and the row says what went")
    func pixels() throws {
        let elements = image()
        let index = elements.add(.pixelData, .OB, "pixels")
        #expect(try rows(elements)["(7FE0,0010)"]?.action == "keep")
        var cleaning = PixelReport()
        cleaning.cleanedStreams = 2
        cleaning.clearedBits = 1
        #expect(try rows(elements, cleaning: cleaning)["(7FE0,0010)"]?.action == "keep")
        cleaning.changed = [index]
        let row = try rows(elements, cleaning: cleaning)["(7FE0,0010)"]
        #expect(row?.action == "replace")
        #expect(row?.new == "pixels, without the metadata of 2 code stream(s), unused bits cleared")
    }

    @Test("marks of an earlier tool stand beside what is written instead, item by item")
    func marks() throws {
        let elements = image()
        elements.add(.patientIdentityRemoved, .CS, "NO")
        let codes = elements.add(.deidentificationMethodCodeSequence, .SQ, items: 2)
        for item in 0...1 { elements.add(Tag(0x0008, 0x0100), .SH, "OLD\(item)", parent: codes, item: item) }
        let rows = try rows(elements)
        #expect(rows["(0012,0062)"]?.old == "NO" && rows["(0012,0062)"]?.new == "YES")
        let first = rows["(0012,0064)[0]/(0008,0100)"]
        #expect(first?.old == "OLD0" && first?.new == "113100" && first?.action == "replace")
        let second = rows["(0012,0064)[1]/(0008,0100)"]
        #expect(second?.old == "OLD1" && second?.new == nil && second?.action == "delete")
        #expect(second?.rule == "goes with (0012,0064)")
        #expect(rows["(0012,0063)"]?.action == "add")
    }

    @Test("what lies in a sequence that goes, goes with it, at every level")
    func nested() throws {
        let elements = image()
        // Request Attributes Sequence goes by the profile.
        let request = elements.add(Tag(0x0040, 0x0275), .SQ, items: 1)
        let inner = elements.add(Tag(0x0040, 0x0008), .SQ, parent: request, item: 0, items: 1)
        elements.add(Tag(0x0008, 0x0104), .LO, "CODE", parent: inner, item: 0)
        let rows = try rows(elements)
        #expect(rows["(0040,0275)"]?.action == "delete")
        let deepest = rows["(0040,0275)[0]/(0040,0008)[0]/(0008,0104)"]
        #expect(deepest?.action == "delete" && deepest?.old == "CODE" && deepest?.new == nil && deepest?.level == 2)
        #expect(deepest?.rule == "goes with (0040,0275)")
    }
}
