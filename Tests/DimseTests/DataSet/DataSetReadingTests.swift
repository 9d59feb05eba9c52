@testable import DataSets
import Dicom
import Testing

@Suite("DataSet reading")
struct DataSetReadingTests {
    /// One element of every VR, in ascending order, with values whose bytes tell their order.
    static let everyVR: [TestElement] = (everyText + everyNumber).sorted { tag($0) < tag($1) }

    private static let everyText: [TestElement] = [
        .text(0x0008, 0x0005, "CS", "ISO_IR 100"),
        .text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.7\0"),
        .text(0x0008, 0x0018, "UI", "1.2.3.4\0"),
        .text(0x0008, 0x0020, "DA", "20240229"),
        .text(0x0008, 0x002A, "DT", "20240229120000.123456+0100"),
        .text(0x0008, 0x0030, "TM", "120000"),
        .text(0x0008, 0x0050, "SH", "A1  "),
        .text(0x0008, 0x0054, "AE", " STORE"),
        .text(0x0008, 0x0119, "UC", "long code value "),
        .text(0x0008, 0x0120, "UR", "urn:x-example "),
        .text(0x0010, 0x0010, "PN", "Doe^Jane\\Roe^Ann"),
        .text(0x0010, 0x1010, "AS", "034Y"),
        .text(0x0010, 0x21B0, "LT", "line\r\nline\\no separator "),
        .text(0x0018, 0x0050, "DS", "2.50\\3"),
        .text(0x0020, 0x0013, "IS", "-12 "),
        .text(0x0040, 0xA160, "UT", "text with \\ in it "),
    ]

    private static let everyNumber: [TestElement] = [
        .value(Tag(0x0018, 0x6020), "SL", [1, 2, 3, 4]),
        .value(Tag(0x0018, 0x9074), "DT", []),
        .value(Tag(0x0018, 0x9087), "FD", [1, 2, 3, 4, 5, 6, 7, 8]),
        .uint16(0x0028, 0x0010, 0x0102, 0x0304),
        .uint16(0x0028, 0x0103, 1),
        .value(Tag(0x0028, 0x0106), "SS", [0xFE, 0xFF]),
        .value(Tag(0x0028, 0x0009), "AT", [0x18, 0x00, 0x63, 0x10]),
        .value(Tag(0x0040, 0xA027), "LO", Array("two".utf8) + [0x20]),
        .value(Tag(0x0042, 0x0011), "OB", [9, 8, 7, 6]),
        .value(Tag(0x0066, 0x0016), "OF", [1, 2, 3, 4, 5, 6, 7, 8]),
        .value(Tag(0x0066, 0x0022), "OD", [1, 2, 3, 4, 5, 6, 7, 8]),
        .value(Tag(0x0066, 0x0040), "OL", [1, 2, 3, 4]),
        .value(Tag(0x0070, 0x0022), "FL", [1, 2, 3, 4]),
        .value(Tag(0x7FE0, 0x0001), "OV", [1, 2, 3, 4, 5, 6, 7, 8]),
        .value(Tag(0x7FE0, 0x0010), "OW", [1, 2, 3, 4]),
    ]

    static func tag(_ element: TestElement) -> Tag {
        switch element {
        case .value(let tag, _, _), .sequence(let tag, _, _), .unknownSequence(let tag, _), .fragments(let tag, _): tag
        case .raw: Tag(0xFFFF, 0xFFFF)
        }
    }

    @Test("every VR is seen with its value in little endian form, as found", arguments: Coding.allCases)
    func everyVR(coding: Coding) throws {
        let outcome = try run(Encoder.encode(Self.everyVR, coding), coding.transferSyntax)
        let expected = Self.everyVR.compactMap { element -> Seen? in
            guard case .value(let tag, let vr, let value) = element else { return nil }
            var seen = Seen(DataElement(tag: tag, vr: VR(vr) ?? .UN, length: 0, value: nil))
            seen.value = value
            return seen
        }
        #expect(outcome.seen == expected)
        #expect(outcome.elements.allSatisfy { $0.isStandard })
        #expect(outcome.trailing == 0)
    }

    @Test("an untouched data set comes out byte for byte", arguments: Coding.allCases)
    func unchanged(coding: Coding) throws {
        let bytes = Encoder.encode(Self.everyVR, coding)
        #expect(try run(bytes, coding.transferSyntax).bytes == bytes)
    }

    @Test("nested and private elements are flattened in order", arguments: Coding.allCases, [false, true])
    func nesting(coding: Coding, undefined: Bool) throws {
        let elements: [TestElement] = [
            .text(0x0008, 0x0018, "UI", "1.2.3.4\0"),
            .sequence(
                Tag(0x0008, 0x1140),
                [
                    [
                        .text(0x0008, 0x1155, "UI", "1.2.3\0"),
                        .text(0x0009, 0x0010, "LO", "INNER "),
                        .value(Tag(0x0009, 0x1001), coding.isExplicit ? "LO" : "UN", Array("ab".utf8)),
                        .sequence(
                            Tag(0x0040, 0xA170), [[.text(0x0008, 0x0100, "SH", "C1")], []], undefined: undefined),
                    ],
                    [.text(0x0008, 0x1155, "UI", "1.2.4\0")],
                ], undefined: undefined),
            .text(0x0009, 0x0010, "LO", "OUTER "),
            .text(0x0009, 0x0011, "LO", "SECOND"),
            .value(Tag(0x0009, 0x1101), coding.isExplicit ? "DS" : "UN", Array("1 ".utf8)),
            .value(Tag(0x0009, 0x1201), coding.isExplicit ? "DS" : "UN", Array("2 ".utf8)),
        ]
        let bytes = Encoder.encode(elements, coding)
        let outcome = try run(bytes, coding.transferSyntax)
        #expect(
            outcome.elements.map(\.tag) == [
                Tag(0x0008, 0x0018), Tag(0x0008, 0x1140), Tag(0x0008, 0x1155), Tag(0x0009, 0x0010), Tag(0x0009, 0x1001),
                Tag(0x0040, 0xA170), Tag(0x0008, 0x0100), Tag(0x0008, 0x1155), Tag(0x0009, 0x0010), Tag(0x0009, 0x0011),
                Tag(0x0009, 0x1101), Tag(0x0009, 0x1201),
            ])
        #expect(outcome.elements.map(\.parent) == [-1, -1, 1, 1, 1, 1, 5, 1, -1, -1, -1, -1])
        #expect(outcome.elements.map(\.item) == [-1, -1, 0, 0, 0, 0, 0, 1, -1, -1, -1, -1])
        #expect(outcome.elements.map(\.creator) == [-1, -1, -1, -1, 3, -1, -1, -1, -1, -1, 9, -1])
        #expect(outcome.elements.map(\.itemCount) == [0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0])
        #expect(
            outcome.elements.map(\.isStandard) == [
                true, true, true, false, false, true, true, true, false, false, false, false,
            ])
        // Read again, it is the same, whatever lengths were chosen.
        #expect(try run(outcome.bytes, coding.transferSyntax).seen == outcome.seen)
    }

    @Test("private sequences stay sequences in every coding", arguments: Coding.allCases)
    func privateSequence(coding: Coding) throws {
        let bytes = Encoder.encode(
            [
                .text(0x0009, 0x0010, "LO", "ACME"),
                .sequence(Tag(0x0009, 0x1001), [[.text(0x0010, 0x0010, "PN", "Doe^Jane")]], undefined: true),
            ], coding)
        let outcome = try run(bytes, coding.transferSyntax)
        #expect(outcome.seen.map(\.vr) == [.LO, .SQ, .PN])
        #expect(try run(outcome.bytes, coding.transferSyntax).seen == outcome.seen)
    }

    @Test("long values stay in the file, text is always loaded", arguments: Coding.allCases)
    func longValues(coding: Coding) throws {
        let pixels = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let text = String(repeating: "text ", count: 2000)
        let elements: [TestElement] = [
            .text(0x0010, 0x4000, "LT", text), .value(Tag(0x7FE0, 0x0010), "OW", pixels),
            .value(Tag(0xFFFC, 0xFFFC), "OB", [0, 0]),
        ]
        let bytes = Encoder.encode(elements, coding)
        let file = try TemporaryFile(bytes)
        let dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: coding.transferSyntax)
        let view = try dataSet.view()
        #expect(view.elements.map { $0.value?.count } == [10_000, nil, 2])
        #expect(view.elements[1].length == 100_000)
        #expect(try dataSet.load(1) == pixels)
        #expect(try dataSet.load(0) == Array(text.utf8))
        let encoded = try dataSet.encoded()
        #expect(encoded.count == UInt64(bytes.count))
        #expect(encoded.bytes.count < 50)
        #expect(try run(bytes, coding.transferSyntax).bytes == bytes)
    }

    @Test(
        "encapsulated pixel data is one element, left in the file fragment by fragment",
        arguments: [
            "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.110",
        ])
    func encapsulated(uid: String) throws {
        let fragments: [[UInt8]] = [[0, 0, 0, 0], [1, 2, 3, 4, 5, 6], [], [7, 8]]
        let icon: TestElement = .sequence(
            Tag(0x0088, 0x0200), [[.uint16(0x0028, 0x0010, 1), .value(Tag(0x7FE0, 0x0010), "OB", [5, 6])]],
            undefined: false)
        let elements: [TestElement] = [
            .text(0x0008, 0x0018, "UI", "1.2.3.4\0"), icon, .fragments(.pixelData, fragments),
            .value(Tag(0xFFFC, 0xFFFC), "OB", [0, 0]),
        ]
        let bytes = Encoder.encode(elements, .explicitLittle)
        let file = try TemporaryFile(bytes)
        let dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: TransferSyntax(uid: uid))
        let view = try dataSet.view()
        #expect(view.elements.map(\.tag.rawValue).suffix(2) == [0x7FE0_0010, 0xFFFC_FFFC])
        let pixels = view.elements[4]
        #expect((pixels.vr, pixels.length, pixels.value?.count, pixels.isStandard) == (.OB, 8, nil, true))
        #expect(try dataSet.load(4) == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(try dataSet.encoded().segments.count == 3)
        #expect(try run(bytes, TransferSyntax(uid: uid)).bytes == bytes)
    }

    @Test("icons with encapsulated pixels inside a sequence come out as they were")
    func encapsulatedIcon() throws {
        let bytes = Encoder.encode(
            [
                .sequence(
                    Tag(0x0088, 0x0200), [[.uint16(0x0028, 0x0010, 1), .fragments(.pixelData, [[], [1, 2, 3, 4]])]],
                    undefined: true),
                .fragments(.pixelData, [[], [9, 9]]),
            ], .explicitLittle)
        let outcome = try run(bytes, .jpegBaseline)
        #expect(outcome.elements.map(\.length) == [0, 2, 4, 2])
        let again = try run(outcome.bytes, .jpegBaseline)
        #expect(again.seen == outcome.seen && again.bytes == outcome.bytes)
    }

    @Test("a deflated data set is inflated, and deflated again to the same bytes every time")
    func deflated() throws {
        let plain = Encoder.encode(Self.everyVR, .explicitLittle)
        let bytes = try Deflate.raw(plain)
        let outcome = try run(bytes, .deflatedExplicitLittleEndian)
        #expect(outcome.seen == (try run(plain, .explicitLittleEndian)).seen)
        #expect(outcome.encoded.segments.count == 1)
        #expect(outcome.bytes.count % 2 == 0)
        #expect(try Inflate.raw(outcome.bytes) == plain)
        #expect(try run(outcome.bytes, .deflatedExplicitLittleEndian).bytes == outcome.bytes)
    }

    @Test(
        "ambiguous VRs of implicit data sets are settled by the data set",
        arguments: [(UInt16(0), VR.US), (UInt16(1), VR.SS)])
    func pixelRepresentation(representation: UInt16, expected: VR) throws {
        let bytes = Encoder.encode(
            [.uint16(0x0028, 0x0103, representation), .uint16(0x0028, 0x0106, 7), .value(.pixelData, "OW", [1, 2])],
            .implicitLittle)
        #expect(try run(bytes, .implicitLittleEndian).seen.map(\.vr) == [.US, expected, .OW])
    }

    @Test("attributes newer than DCMTK are known, unassigned ones are not")
    func standard() throws {
        let bytes = Encoder.encode(
            [
                .text(0x0010, 0x0012, "LT", "Jane"), .text(0x0010, 0xFF01, "LO", "no such"),
                .text(0x6002, 0x0022, "LO", "overlay "), .text(0x6003, 0x0022, "LO", "private "),
            ], .explicitLittle)
        let outcome = try run(bytes, .explicitLittleEndian)
        #expect(outcome.elements.map(\.isStandard) == [true, false, true, false])
        let implicit = try run(
            Encoder.encode([.text(0x0010, 0x0012, "LT", "Jane")], .implicitLittle), .implicitLittleEndian)
        #expect(implicit.seen.map(\.vr) == [.LT])
    }

    @Test("what DCMTK has to say about a file is dropped and counted")
    func log() throws {
        let before = logCount()
        _ = try run(Encoder.encode([.text(0x0010, 0x0020, "LO", "odd")], .explicitLittle), .explicitLittleEndian)
        #expect(logCount() > before)
    }
}
