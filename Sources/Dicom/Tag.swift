/// A Data Element Tag: group and element number (PS3.5 §7.1.1).
public struct Tag: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Both numbers in one word, group in the upper half, so that order is the order in a Data Set.
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public init(_ group: UInt16, _ element: UInt16) {
        rawValue = UInt32(group) << 16 | UInt32(element)
    }

    public var group: UInt16 { UInt16(rawValue >> 16) }
    public var element: UInt16 { UInt16(truncatingIfNeeded: rawValue) }

    /// Private Data Elements have odd group numbers (PS3.5 §7.8).
    public var isPrivate: Bool { group & 1 == 1 }
    /// `(gggg,0010-00FF)` of an odd group reserves a block for a private creator (PS3.5 §7.8.1).
    public var isPrivateCreator: Bool { isPrivate && (0x10...0xFF).contains(element) }
    /// `(gggg,0000)`, retired but still seen (PS3.5 §7.2).
    public var isGroupLength: Bool { element == 0 }

    /// The tag of the Private Creator that governs this private element.
    public var creatorTag: Tag { Tag(group, element >> 8) }

    public static func < (a: Tag, b: Tag) -> Bool { a.rawValue < b.rawValue }

    /// As the standard writes it: `(0010,0020)`.
    public var description: String { "(\(Tag.hex(group)),\(Tag.hex(element)))" }

    static func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}

extension Tag {
    public static let specificCharacterSet = Tag(0x0008, 0x0005)
    public static let sopClassUID = Tag(0x0008, 0x0016)
    public static let sopInstanceUID = Tag(0x0008, 0x0018)
    public static let modality = Tag(0x0008, 0x0060)
    public static let patientName = Tag(0x0010, 0x0010)
    public static let patientID = Tag(0x0010, 0x0020)
    public static let issuerOfPatientID = Tag(0x0010, 0x0021)
    public static let patientIdentityRemoved = Tag(0x0012, 0x0062)
    public static let deidentificationMethod = Tag(0x0012, 0x0063)
    public static let deidentificationMethodCodeSequence = Tag(0x0012, 0x0064)
    public static let studyInstanceUID = Tag(0x0020, 0x000D)
    public static let seriesInstanceUID = Tag(0x0020, 0x000E)
    public static let longitudinalTemporalInformationModified = Tag(0x0028, 0x0303)
    public static let iconImageSequence = Tag(0x0088, 0x0200)
    public static let pixelData = Tag(0x7FE0, 0x0010)
}
