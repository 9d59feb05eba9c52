import Dicom

/// Attributes that no row may name, because the instance could not be read, sent or shown any more.
enum ProtectedAttributes {
    /// What `pattern` would touch that no row may touch; nil if there is nothing.
    static func name(touchedBy pattern: TagPattern) -> String? {
        if case .privateElement = pattern { return nil }
        return names.first { pattern.covers($0.tag) }?.name
    }

    static func contains(_ tag: Tag) -> Bool { tags.contains(tag) }

    private static let tags = Set(names.map(\.tag))

    private static let names: [(tag: Tag, name: String)] =
        [(Tag.sopClassUID, "SOP Class UID"), (Tag.specificCharacterSet, "Specific Character Set")]
        + imagePixel.map { (Tag(rawValue: $0), "the image pixel module") }

    /// PS3.3 §C.7.6.3, §C.7.6.24, §C.7.6.25, and Number of Frames, without which the pixels cannot be cut into frames.
    private static let imagePixel: [UInt32] = [
        0x0028_0002, 0x0028_0004, 0x0028_0006, 0x0028_0008, 0x0028_0010, 0x0028_0011, 0x0028_0034, 0x0028_0100,
        0x0028_0101, 0x0028_0102, 0x0028_0103, 0x0028_0106, 0x0028_0107, 0x0028_0120, 0x0028_0121, 0x0028_0122,
        0x0028_0124, 0x0028_0125, 0x0028_1101, 0x0028_1102, 0x0028_1103, 0x0028_1201, 0x0028_1202, 0x0028_1203,
        0x0028_2000, 0x0028_2002, 0x7FE0_0001, 0x7FE0_0002, 0x7FE0_0003, 0x7FE0_0008, 0x7FE0_0009, 0x7FE0_0010,
    ]

    /// Attributes that Veil writes itself at the end.
    static let marks: Set<Tag> = [
        .patientIdentityRemoved, .deidentificationMethod, .deidentificationMethodCodeSequence,
        .longitudinalTemporalInformationModified,
    ]
}
