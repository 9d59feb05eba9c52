import Dicom

/// Attributes of Type 1C that may only be there while another one has a value ("Required if … is present", and not
/// otherwise), and which the profile does not name while it empties or removes that other one.
///
/// PS3.3 states such conditions in prose; these are all of them whose other attribute Table E.1-1 treats in a way that
/// can leave it without a value.
enum DependentAttributes {
    /// What `tag` describes in its item; empty for nearly all attributes.
    static func described(by tag: Tag) -> [Tag] { described[tag] ?? [] }

    /// True if `described(by:)` names something.
    static func contains(_ tag: Tag) -> Bool { described[tag] != nil }

    private static let described = Dictionary(
        grouping: AttributeLists.rows(.describes), by: \.tag
    ).mapValues { $0.compactMap(\.other) }
}
