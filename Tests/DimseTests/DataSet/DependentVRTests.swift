@testable import DataSets
import Dicom
import Testing

/// Attributes that PS3.6 gives two VRs: which one holds is told by Pixel Representation, or by nothing.
@Suite("Elements of VR UN whose VR depends on others")
struct DependentVRTests {
    /// US or SS.
    private static let numbers: [Tag] = [
        Tag(0x0018, 0x9810), Tag(0x0022, 0x1452), Tag(0x0028, 0x0071), Tag(0x0028, 0x0104), Tag(0x0028, 0x0105),
        Tag(0x0028, 0x0106), Tag(0x0028, 0x0107), Tag(0x0028, 0x0108), Tag(0x0028, 0x0109), Tag(0x0028, 0x0110),
        Tag(0x0028, 0x0111), Tag(0x0028, 0x0120), Tag(0x0028, 0x0121), Tag(0x0028, 0x1100), Tag(0x0028, 0x1101),
        Tag(0x0028, 0x1102), Tag(0x0028, 0x1103), Tag(0x0028, 0x1111), Tag(0x0028, 0x1112), Tag(0x0028, 0x1113),
        Tag(0x0028, 0x3002), Tag(0x0040, 0x9211), Tag(0x0040, 0x9216), Tag(0x0060, 0x3004), Tag(0x0060, 0x3006),
    ]
    /// OB or OW, US or OW.
    private static let words: [Tag] = [
        Tag(0x0028, 0x1200), Tag(0x0028, 0x1201), Tag(0x0028, 0x3006), Tag(0x5000, 0x3000), Tag(0x5400, 0x0110),
        Tag(0x5400, 0x100A), Tag(0x5400, 0x1010), Tag(0x6000, 0x3000), Tag(0x6002, 0x3000), .pixelData,
    ]

    /// All of them as UN, Rows before and Bits Stored behind most, and what says whether pixels are signed.
    private static func elements(_ representation: TestElement?) -> [TestElement] {
        let dependent = (numbers + words).map { tag in
            TestElement.value(tag, "UN", [UInt8(truncatingIfNeeded: tag.rawValue), 0xF8, 0x10, 0x00, 0x0C, 0xFE])
        }
        let others: [TestElement] = [
            .uint16(0x0028, 0x0010, 64), .uint16(0x0028, 0x0101, 16), .text(0x0028, 0x1052, "DS", "-1024 "),
        ]
        return (dependent + others + (representation.map { [$0] } ?? [])).sorted {
            DataSetReadingTests.tag($0) < DataSetReadingTests.tag($1)
        }
    }

    private static let tag = Tag(0x0028, 0x0103)
    private static let signed = TestElement.uint16(0x0028, 0x0103, 1)
    private static let unsigned = TestElement.uint16(0x0028, 0x0103, 0)
    private static let signedAsUN = TestElement.value(tag, "UN", [1, 0])
    private static let empty = TestElement.value(tag, "US", [])

    @Test(
        "each stays once, in its place, with its bytes; everything beside it stays too",
        arguments: Coding.allCases,
        [(signed, VR.SS), (unsigned, .US), (signedAsUN, .SS), (empty, .US), (nil, .US)] as [(TestElement?, VR)])
    func topLevel(coding: Coding, said: (representation: TestElement?, vr: VR)) throws {
        let elements = Self.elements(said.representation)
        let outcome = try run(Encoder.encode(elements, coding), coding.transferSyntax)
        // Without a VR in the file one is as good as the other.
        try expect(outcome, elements, coding.isExplicit ? said.vr : nil)
        let again = try run(outcome.bytes, coding.transferSyntax)
        #expect(again.seen == outcome.seen)
        #expect(again.bytes == outcome.bytes)
    }

    @Test(
        "in items, Pixel Representation of the item decides, else that of what is around it",
        arguments: [Coding.explicitLittle, .explicitBig],
        [
            (nil, signed, VR.SS), (nil, unsigned, .US), (signed, unsigned, .SS), (unsigned, signedAsUN, .US),
            (signedAsUN, nil, .SS), (nil, nil, .US),
        ] as [(TestElement?, TestElement?, VR)])
    func items(coding: Coding, said: (inside: TestElement?, around: TestElement?, vr: VR)) throws {
        let inside = Self.elements(said.inside)
        for asUnknown in [false, true] {
            // Before and behind Pixel Representation of the level above.
            let outer = [Tag(0x0008, 0x1140), Tag(0x0040, 0x9096)].map { tag in
                asUnknown
                    ? TestElement.unknownSequence(tag, [inside]) : .sequence(tag, [inside, inside], undefined: true)
            }
            let all = (outer + (said.around.map { [$0] } ?? [])).sorted {
                DataSetReadingTests.tag($0) < DataSetReadingTests.tag($1)
            }
            let outcome = try run(Encoder.encode(all, coding), coding.transferSyntax)
            let items = outcome.seen.filter { $0.vr == .SQ }.map(\.itemCount)
            #expect(items == (asUnknown ? [1, 1] : [2, 2]))
            for parent in outcome.seen.indices where outcome.seen[parent].vr == .SQ {
                for item in 0..<outcome.seen[parent].itemCount {
                    var part = outcome
                    part.seen = outcome.seen.filter { $0.parent == parent && $0.item == item }
                    // Inside UN of undefined length DCMTK itself reads Implicit VR, and one VR is as good as the other.
                    try expect(part, inside, asUnknown ? nil : said.vr)
                }
            }
            let again = try run(outcome.bytes, coding.transferSyntax)
            #expect(again.seen.map(\.tag) == outcome.seen.map(\.tag))
            #expect(again.seen.map(\.value) == outcome.seen.map(\.value))
        }
    }

    /// - Parameter vr: of those that are US or SS; nil: either.
    private func expect(_ outcome: Outcome, _ elements: [TestElement], _ vr: VR?) throws {
        #expect(outcome.seen.map(\.tag) == elements.map { DataSetReadingTests.tag($0) })
        for (seen, element) in zip(outcome.seen, elements) {
            guard case .value(_, _, let value) = element else { continue }
            #expect(seen.value == value, "\(seen.tag)")
            if Self.numbers.contains(seen.tag) {
                #expect(vr.map { seen.vr == $0 } ?? (seen.vr == .US || seen.vr == .SS), "\(seen.tag) \(seen.vr)")
            }
            if Self.words.contains(seen.tag) {
                #expect(seen.vr == .OW || (vr == nil && seen.vr == .OB), "\(seen.tag) \(seen.vr)")
            }
        }
    }

    /// A value of more than 64 KB.
    private struct Long {
        var tag: Tag
        var vr: VR
        var value: [UInt8]

        init(_ group: UInt16, _ element: UInt16, _ vr: VR, repeating part: String) {
            self.init(group, element, vr, Array(String(repeating: part, count: 70_000 / part.utf8.count).utf8))
        }

        init(_ group: UInt16, _ element: UInt16, _ vr: VR, _ value: [UInt8]) {
            tag = Tag(group, element)
            self.vr = vr
            self.value = value.count % 2 == 0 ? value : value + [0x20]
        }
    }

    /// Of VRs with a 16-bit length field, and one without, by tag.
    private static let long: [Long] = {
        let bytes = (0..<72_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        var values = [Long(0x0008, 0x2111, .ST, repeating: "derived "), Long(0x0010, 0x4000, .LT, repeating: "remark. ")]
        values += [Long(0x0018, 0x1065, .DS, repeating: "33.3333\\"), Long(0x0018, 0x6060, .FL, bytes)]
        values += [Long(0x0018, 0x9087, .FD, bytes), Long(0x0020, 0x9057, .UL, bytes), Long(0x0028, 0x0009, .AT, bytes)]
        values += [Long(0x0028, 0x6010, .US, bytes), Long(0x0054, 0x0010, .US, bytes), Long(0x0066, 0x0016, .OF, bytes)]
        values += [Long(0x0070, 0x0022, .FL, bytes), Long(0x3004, 0x0058, .DS, repeating: "0.01\\9.5\\")]
        values += [Long(0x3006, 0x0050, .DS, repeating: "-10.5\\20.25\\7.0\\")]
        values += [Long(0x300A, 0x011C, .DS, repeating: "-10.125\\")]
        return values
    }()

    @Test(
        "longer than its VR can tell: it has the dictionary's VR, and leaves as UN with the same bytes",
        arguments: [Coding.explicitLittle, .explicitBig, .implicitLittle])
    func longValues(coding: Coding) throws {
        let elements = Self.long.map { TestElement.value($0.tag, "UN", $0.value) }
        let inItems = TestElement.sequence(Tag(0x0008, 0x1140), [elements], undefined: true)
        let outcome = try run(Encoder.encode([inItems] + elements, coding), coding.transferSyntax)
        let again = try run(outcome.bytes, coding.transferSyntax)
        #expect(again.seen.map(\.vr) == outcome.seen.map(\.vr))
        let isSame = again.bytes == outcome.bytes
        #expect(isSame)
        let file = try TemporaryFile(outcome.bytes)
        let dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: coding.transferSyntax)
        let view = try dataSet.view()
        #expect(view.elements.count == 1 + 2 * Self.long.count)
        for (index, element) in view.elements.enumerated().dropFirst() {
            let expected = Self.long[(index - 1) % Self.long.count]
            #expect(element.tag == expected.tag && element.vr == expected.vr, "\(element.tag) \(element.vr)")
            let isWhole = try dataSet.load(index) == expected.value
            #expect(isWhole, "\(element.tag)")
        }
    }

    @Test("a value that an edit makes too long for its VR is written as UN", arguments: Coding.allCases)
    func madeLong(coding: Coding) throws {
        let long = [UInt8](repeating: 0x31, count: 65_536)
        let items = NewElement(Tag(0x0040, 0xA730), items: [[NewElement(Tag(0x0070, 0x0022), .FL, bytes: long)]])
        let outcome = try run(
            Encoder.encode([.text(0x0018, 0x1065, "DS", "33")], coding), coding.transferSyntax
        ) { _ in [.replace(index: 0, value: .bytes(long)), .insert(parent: -1, item: -1, element: items)] }
        let again = try run(outcome.bytes, coding.transferSyntax)
        #expect(again.seen.map(\.vr) == [.DS, .SQ, .FL])
        let isWhole = again.seen[0].value == long
        #expect(isWhole)
        #expect(again.elements[2].length == long.count)
    }
}
