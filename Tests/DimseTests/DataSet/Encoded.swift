import Dicom

/// How test data are written.
enum Coding: CaseIterable, Sendable {
    case implicitLittle, explicitLittle, explicitBig

    var transferSyntax: TransferSyntax {
        switch self {
        case .implicitLittle: .implicitLittleEndian
        case .explicitLittle: .explicitLittleEndian
        case .explicitBig: .explicitBigEndian
        }
    }

    var isBig: Bool { self == .explicitBig }
    var isExplicit: Bool { self != .implicitLittle }
}

/// An element to be written by a test, valid or not.
indirect enum TestElement: Sendable {
    /// A value in Little Endian form.
    case value(Tag, String, [UInt8])
    /// Items with defined or undefined lengths.
    case sequence(Tag, [[TestElement]], undefined: Bool)
    /// UN of undefined length around items in Implicit VR Little Endian (CP-246).
    case unknownSequence(Tag, [[TestElement]])
    /// Offset table and fragments.
    case fragments(Tag, [[UInt8]])
    /// Bytes as they are.
    case raw([UInt8])

    static func text(_ group: UInt16, _ element: UInt16, _ vr: String, _ text: String) -> TestElement {
        .value(Tag(group, element), vr, Array(text.utf8))
    }

    static func uint16(_ group: UInt16, _ element: UInt16, _ numbers: UInt16...) -> TestElement {
        .value(Tag(group, element), "US", numbers.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
    }
}

/// Encodes elements the way senders do, by PS3.5 §7, independent of what is tested.
struct Encoder {
    var coding: Coding
    var bytes: [UInt8] = []

    static func encode(_ elements: [TestElement], _ coding: Coding) -> [UInt8] {
        var encoder = Encoder(coding: coding)
        for element in elements { encoder.append(element) }
        return encoder.bytes
    }

    private static let longVRs: Set<String> = [
        "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV", "ZZ",
    ]
    private static let widths = [
        "AT": 2, "US": 2, "SS": 2, "OW": 2, "UL": 4, "SL": 4, "FL": 4, "OF": 4, "OL": 4, "FD": 8, "OD": 8, "SV": 8,
        "UV": 8,
        "OV": 8,
    ]

    mutating func append(_ element: TestElement) {
        switch element {
        case .value(let tag, let vr, let value):
            header(tag, vr, UInt32(value.count))
            bytes += coding.isBig ? Self.swapped(value, Self.widths[vr] ?? 1) : value
        case .sequence(let tag, let items, let undefined):
            let content = encode(items, coding, undefined: undefined)
            header(tag, "SQ", undefined ? .max : UInt32(content.count))
            bytes += content
            if undefined { delimiter(0xE0DD, coding) }
        case .unknownSequence(let tag, let items):
            header(tag, "UN", .max)
            bytes += encode(items, .implicitLittle, undefined: true)
            delimiter(0xE0DD, .implicitLittle)
        case .fragments(let tag, let fragments):
            header(tag, "OB", .max)
            for fragment in fragments {
                item(UInt32(fragment.count), coding)
                bytes += fragment
            }
            delimiter(0xE0DD, coding)
        case .raw(let raw):
            bytes += raw
        }
    }

    private func encode(_ items: [[TestElement]], _ coding: Coding, undefined: Bool) -> [UInt8] {
        var inner = Encoder(coding: coding)
        for elements in items {
            let content = Encoder.encode(elements, coding)
            inner.item(undefined ? .max : UInt32(content.count), coding)
            inner.bytes += content
            if undefined { inner.delimiter(0xE00D, coding) }
        }
        return inner.bytes
    }

    mutating func header(_ tag: Tag, _ vr: String, _ length: UInt32) {
        number(tag.group, coding)
        number(tag.element, coding)
        guard coding.isExplicit else { return number(length, coding) }
        bytes += Array(vr.utf8)
        if Self.longVRs.contains(vr) {
            number(UInt16(0), coding)
            number(length, coding)
        } else {
            number(UInt16(truncatingIfNeeded: length), coding)
        }
    }

    mutating func item(_ length: UInt32, _ coding: Coding) {
        number(UInt16(0xFFFE), coding)
        number(UInt16(0xE000), coding)
        number(length, coding)
    }

    mutating func delimiter(_ element: UInt16, _ coding: Coding) {
        number(UInt16(0xFFFE), coding)
        number(element, coding)
        number(UInt32(0), coding)
    }

    mutating func number(_ number: some FixedWidthInteger, _ coding: Coding) {
        withUnsafeBytes(of: coding.isBig ? number.bigEndian : number.littleEndian) { bytes += Array($0) }
    }

    static func swapped(_ value: [UInt8], _ width: Int) -> [UInt8] {
        guard width > 1 else { return value }
        return stride(from: 0, to: value.count - value.count % width, by: width)
            .flatMap { value[$0..<($0 + width)].reversed() } + value.suffix(value.count % width)
    }
}
