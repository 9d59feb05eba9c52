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
        + AttributeLists.rows(.imagePixel).map { ($0.tag, "the image pixel module") }

    /// Attributes that Veil writes itself at the end.
    static let marks: Set<Tag> = [
        .patientIdentityRemoved, .deidentificationMethod, .deidentificationMethodCodeSequence,
        .longitudinalTemporalInformationModified,
    ]
}
