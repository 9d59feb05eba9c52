import Dicom

/// Values that are legal, not empty and the same for everybody: the profile's D (PS3.15 §E.1.1).
enum DummyValue {
    /// A dummy of `vr` in Little Endian, without padding. A UI has the keyed UID instead wherever there is an original.
    static func bytes(_ vr: VR) -> [UInt8] {
        switch vr {
        case .DA: Array("19000101".utf8)
        case .TM: Array("000000".utf8)
        case .DT: Array("19000101000000".utf8)
        case .AS: Array("000Y".utf8)
        case .IS, .DS: [0x30]
        case .UR: Array("urn:removed".utf8)
        case .UI: Array("2.25.0".utf8)
        case .AE, .CS, .LO, .LT, .PN, .SH, .ST, .UC, .UT: Array("REMOVED".utf8)
        case .UL, .SL, .FL, .OF, .OL, .AT: [0, 0, 0, 0]
        case .FD, .OD, .UV, .SV, .OV: [0, 0, 0, 0, 0, 0, 0, 0]
        default: [0, 0]
        }
    }

    /// A dummy for an element inside of a sequence that is a dummy: as many values as it has, and of what gives the
    /// item its form (enumerated values, counts, numbers that refer to other items) the original.
    ///
    /// - Parameter isNamed: the profile treats the attribute itself, so that nothing of it may stay.
    static func bytes(for element: DataElement, isNamed: Bool) -> [UInt8] {
        guard let value = element.value, !isNamed, element.length > 0 else { return bytes(element.vr) }
        switch element.vr {
        case .CS: return isCode(value) ? Array(value) : bytes(.CS)
        case .US, .SS, .UL, .SL, .AT: return Array(value)
        case .IS, .DS:
            let values = value.split(separator: UInt8(ascii: "\\"), omittingEmptySubsequences: false)
            return Array(values.map { _ in [0x30] }.joined(separator: [0x5C]))
        case .FL, .FD, .OF, .OD: return [UInt8](repeating: 0, count: value.count)
        default: return bytes(element.vr)
        }
    }

    /// Legal characters of CS (PS3.5 §6.2), values and padding.
    private static func isCode(_ value: UnsafeRawBufferPointer) -> Bool {
        value.allSatisfy {
            $0.isCapital || $0.isDigit || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "\\")
        }
    }

    /// Content Sequence (0040,A730) as a whole: one text item, valid in every SR document (PS3.3 §C.17.3).
    static let contentItems: [[NewElement]] = [
        [
            NewElement(Tag(0x0040, 0xA010), .CS, text: "CONTAINS"),
            NewElement(Tag(0x0040, 0xA040), .CS, text: "TEXT"),
            NewElement(
                Tag(0x0040, 0xA043),
                items: [
                    [
                        NewElement(Tag(0x0008, 0x0100), .SH, text: "121106"),
                        NewElement(Tag(0x0008, 0x0102), .SH, text: "DCM"),
                        NewElement(Tag(0x0008, 0x0104), .LO, text: "Comment"),
                    ]
                ]),
            NewElement(Tag(0x0040, 0xA160), .UT, text: "REMOVED"),
        ]
    ]
}
