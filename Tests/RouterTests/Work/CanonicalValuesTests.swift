import DataSets
import Deid
import Dicom
import Foundation
import Frames
import Ledger
import Testing

@testable import Router

typealias Tag = Dicom.Tag

@Suite("Values whatever their encoding") struct CanonicalValuesTests {
    private static let sealer = OriginalSealer(key: ProjectKey.random())

    private static func record(_ elements: [Element], _ style: Style = Style()) throws -> CanonicalRecord {
        let path = NSTemporaryDirectory() + "canonical-\(UUID().uuidString)"
        try Data(style.encode(elements)).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }  // a temporary file
        let dataSet = try DataSet(path: path, offset: 0, transferSyntax: style.syntax)
        return try CanonicalValues.record(of: dataSet, dataSet.view(), sealer)
    }

    private static let pixels: [UInt8] = (0..<24).map { UInt8($0 * 7 % 251) }

    private static let image: [Element] = [
        .text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.7"), .text(0x0008, 0x0018, "UI", "1.2.3.4"),
        .text(0x0008, 0x103E, "LO", "AXIAL T1"),
        .items(
            0x0008, 0x1140,
            [
                [.text(0x0008, 0x1150, "UI", "1.2"), .items(0x0040, 0xA170, [[.text(0x0008, 0x0104, "LO", "Inner")], []])],
                [.text(0x0008, 0x1155, "UI", "1.2.3")],
            ]),
        .text(0x0009, 0x0010, "LO", "ACME 1"), .text(0x0009, 0x1001, "LO", "private"),
        .items(0x0009, 0x1002, [[.text(0x0009, 0x0010, "LO", "ACME 1"), .words(0x0009, 0x1003, "US", [3, 700])]]),
        .text(0x0010, 0x0010, "PN", "FAMILY^GIVEN"),
        .words(0x0028, 0x0002, "US", [1]), .text(0x0028, 0x0004, "CS", "MONOCHROME2"), .words(0x0028, 0x0010, "US", [4]),
        .words(0x0028, 0x0011, "US", [6]), .words(0x0028, 0x0100, "US", [8]), .words(0x0028, 0x0101, "US", [8]),
        .words(0x0028, 0x0102, "US", [7]), .words(0x0028, 0x0103, "US", [0]), .text(0x0028, 0x1052, "DS", "-1024\\0.5"),
        .bytes(0x7FE0, 0x0010, "OW", pixels),
    ]

    static let styles: [(name: String, style: Style)] = [
        ("implicit", Style(isExplicit: false)), ("big endian", Style(isBigEndian: true)),
        ("undefined lengths", Style(hasUndefinedLengths: true)),
        ("implicit with undefined lengths", Style(isExplicit: false, hasUndefinedLengths: true)),
        ("more padding", Style(padding: 2)), ("group lengths", Style(hasGroupLengths: true)),
    ]

    @Test("the same values are the same in each encoding", arguments: styles.indices)
    func encodings(index: Int) throws {
        let (name, style) = Self.styles[index]
        // Nobody can tell padding from a value where nobody knows the VR.
        let elements = style.padding == 0 ? Self.image : Self.image.filter { $0.group != 0x0009 }
        let (one, other) = (try Self.record(elements), try Self.record(elements, style))
        #expect(other.differences(from: one).isEmpty, "\(name): \(other.differences(from: one))")
        #expect(other.digest == one.digest, "\(name)")
    }

    @Test("Pixel Data in RLE is what it unpacks to, and so is colour by plane")
    func rle() throws {
        let format = FrameCodec.Format(rows: 4, columns: 6, samplesPerPixel: 1, bitsAllocated: 8, isRGB: false)
        // A literal run for all: control byte 23, then 24 bytes (PS3.5 Annex G).
        let frame = [1, 0, 0, 0, 64, 0, 0, 0] + [UInt8](repeating: 0, count: 56) + [23] + Self.pixels + [0]
        #expect(try FrameCodec.rle.decode(frame, format) == Self.pixels)
        let packed = Self.image.dropLast() + [.fragments(0x7FE0, 0x0010, [frame])]
        let style = Style(syntax: .rleLossless)
        #expect(try Self.record(Array(packed), style).digest == Self.record(Self.image).digest)

        func colour(_ bytes: [UInt8], plane: UInt16) -> [Element] {
            var elements = Self.image.filter { $0.group < 0x0028 }
            elements += [
                .words(0x0028, 0x0002, "US", [3]), .text(0x0028, 0x0004, "CS", "RGB"), .words(0x0028, 0x0006, "US", [plane]),
                .words(0x0028, 0x0010, "US", [2]), .words(0x0028, 0x0011, "US", [4]), .words(0x0028, 0x0100, "US", [8]),
                .words(0x0028, 0x0101, "US", [8]), .words(0x0028, 0x0102, "US", [7]), .words(0x0028, 0x0103, "US", [0]),
                .bytes(0x7FE0, 0x0010, "OW", bytes),
            ]
            return elements
        }
        var planes: [UInt8] = []
        for sample in 0..<3 {
            for pixel in 0..<8 { planes.append(Self.pixels[pixel * 3 + sample]) }
        }
        #expect(try Self.record(colour(planes, plane: 1)).digest == Self.record(colour(Self.pixels, plane: 0)).digest)
    }

    static let changes: [(tag: Tag, element: Element)] = [
        (Tag(0x0008, 0x103E), .text(0x0008, 0x103E, "LO", "AXIAL T2")),
        (Tag(0x0028, 0x1052), .text(0x0028, 0x1052, "DS", "-1024")),
        (Tag(0x0009, 0x1001), .text(0x0009, 0x1001, "LO", "other")), (Tag(0x0028, 0x0103), .words(0x0028, 0x0103, "US", [32])),
        (Tag(0x0008, 0x1140), .items(0x0008, 0x1140, [[], [.text(0x0008, 0x1155, "UI", "1.2.3")]])),
        (Tag(0x7FE0, 0x0010), .bytes(0x7FE0, 0x0010, "OW", pixels.reversed())),
        (Tag(0x0010, 0x4000), .text(0x0010, 0x4000, "LT", "new")),
    ]

    @Test("another value is found, by its attribute", arguments: changes.indices)
    func values(index: Int) throws {
        let (tag, element) = Self.changes[index]
        let others = Self.image.filter { $0.tag != tag } + [element]
        let (one, other) = (
            try Self.record(Self.image), try Self.record(others.sorted { $0.tag < $1.tag }, Style(isExplicit: false))
        )
        #expect(other.digest != one.digest)
        #expect(one.differences(from: other) == [tag])
    }

    @Test("text is compared in Unicode: another character set is another encoding")
    func characterSets() throws {
        func named(_ set: String, _ name: [UInt8]) -> [Element] {
            var elements: [Element] = [.text(0x0008, 0x0005, "CS", set)]
            elements += Self.image.filter { $0.group < 0x0009 }
            elements.append(.bytes(0x0010, 0x0010, "PN", name))
            return elements
        }
        let latin = try Self.record(named("ISO_IR 100", [0x4D, 0xFC, 0x6C, 0x6C]))
        let unicode = try Self.record(named("ISO_IR 192", Array("Müll".utf8)))
        #expect(latin.digest == unicode.digest)
        #expect(latin.digest != (try Self.record(named("ISO_IR 192", Array("Mull".utf8)))).digest)
    }

    @Test("nothing can be compared across projects")
    func otherKey() throws {
        let other = OriginalSealer(key: ProjectKey.random())
        #expect(other.valueHash([1, 2, 3]) != Self.sealer.valueHash([1, 2, 3]))
        #expect(other.valuesHash([1]) != Self.sealer.valuesHash([1]))
    }
}

/// One attribute to encode.
struct Element: Sendable {
    enum Value: Sendable {
        case bytes([UInt8]), words([UInt16]), items([[Element]]), fragments([[UInt8]])
    }

    var tag: Tag
    var vr: String
    var value: Value
    var group: UInt16 { tag.group }

    static func text(_ group: UInt16, _ element: UInt16, _ vr: String, _ text: String) -> Element {
        Element(tag: Tag(group, element), vr: vr, value: .bytes(Array(text.utf8)))
    }

    static func bytes(_ group: UInt16, _ element: UInt16, _ vr: String, _ bytes: [UInt8]) -> Element {
        Element(tag: Tag(group, element), vr: vr, value: .bytes(bytes))
    }

    static func words(_ group: UInt16, _ element: UInt16, _ vr: String, _ words: [UInt16]) -> Element {
        Element(tag: Tag(group, element), vr: vr, value: .words(words))
    }

    static func items(_ group: UInt16, _ element: UInt16, _ items: [[Element]]) -> Element {
        Element(tag: Tag(group, element), vr: "SQ", value: .items(items))
    }

    static func fragments(_ group: UInt16, _ element: UInt16, _ fragments: [[UInt8]]) -> Element {
        Element(tag: Tag(group, element), vr: "OB", value: .fragments(fragments))
    }
}

/// How a Data Set is encoded (PS3.5 §7).
struct Style: Sendable {
    var isExplicit = true
    var isBigEndian = false
    var hasUndefinedLengths = false
    /// Further bytes of padding for texts.
    var padding = 0
    var hasGroupLengths = false
    var encapsulated: TransferSyntax?

    init(
        isExplicit: Bool = true, isBigEndian: Bool = false, hasUndefinedLengths: Bool = false, padding: Int = 0,
        hasGroupLengths: Bool = false, syntax: TransferSyntax? = nil
    ) {
        self.isExplicit = isExplicit
        self.isBigEndian = isBigEndian
        self.hasUndefinedLengths = hasUndefinedLengths
        self.padding = padding
        self.hasGroupLengths = hasGroupLengths
        encapsulated = syntax
    }

    var syntax: TransferSyntax {
        encapsulated ?? (isBigEndian ? .explicitBigEndian : isExplicit ? .explicitLittleEndian : .implicitLittleEndian)
    }

    func encode(_ elements: [Element]) -> [UInt8] {
        var bytes: [UInt8] = []
        var group: UInt16?
        for element in elements {
            if hasGroupLengths, element.group != group {
                let own = elements.filter { $0.group == element.group }
                let length = UInt32(Style(isExplicit: isExplicit).encode(own).count)
                bytes += header(Tag(element.group, 0), "UL", 4) + number(length)
            }
            group = element.group
            bytes += encode(element)
        }
        return bytes
    }

    private func encode(_ element: Element) -> [UInt8] {
        switch element.value {
        case .words(let words): return header(element.tag, element.vr, words.count * 2) + words.flatMap { number($0) }
        case .bytes(var bytes):
            let isText = !["OB", "OW"].contains(element.vr)
            if bytes.count % 2 == 1 { bytes.append(isText && element.vr != "UI" ? 0x20 : 0) }
            if isText { bytes += [UInt8](repeating: element.vr == "UI" ? 0 : 0x20, count: padding) }
            if element.vr == "OW", isBigEndian {
                bytes = stride(from: 0, to: bytes.count, by: 2).flatMap { [bytes[$0 + 1], bytes[$0]] }
            }
            return header(element.tag, element.vr, bytes.count) + bytes
        case .items(let items):
            let content = items.flatMap { item -> [UInt8] in
                var style = self
                style.hasGroupLengths = false
                let inner = style.encode(item)
                return hasUndefinedLengths
                    ? mark(0xE000, .max) + inner + mark(0xE00D, 0) : mark(0xE000, UInt32(inner.count)) + inner
            }
            return hasUndefinedLengths
                ? header(element.tag, "SQ", Int(UInt32.max)) + content + mark(0xE0DD, 0)
                : header(element.tag, "SQ", content.count) + content
        case .fragments(let fragments):
            let content = mark(0xE000, 0) + fragments.flatMap { mark(0xE000, UInt32($0.count)) + $0 }
            return header(element.tag, "OB", Int(UInt32.max)) + content + mark(0xE0DD, 0)
        }
    }

    private func header(_ tag: Tag, _ vr: String, _ length: Int) -> [UInt8] {
        let head = number(tag.group) + number(tag.element)
        guard isExplicit else { return head + number(UInt32(length)) }
        return ["OB", "OW", "SQ", "UN"].contains(vr)
            ? head + Array(vr.utf8) + [0, 0] + number(UInt32(length)) : head + Array(vr.utf8) + number(UInt16(length))
    }

    private func mark(_ element: UInt16, _ length: UInt32) -> [UInt8] {
        number(UInt16(0xFFFE)) + number(element) + number(length)
    }

    private func number(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: isBigEndian ? value.bigEndian : value.littleEndian) { Array($0) }
    }
}
