import Dicom
internal import StandardTables

/// Attributes in which people comment on a patient or on the course of a procedure and that Table E.1-1 does not name.
///
/// The profile treats them as Image Comments (0020,4000): removed, cleaned with Clean Descriptors.
enum CommentTable {
    /// Table and edition.
    static let edition = TableText(standard_table_comments()).edition

    /// A row each, in the order of tags.
    static let rows: [ProfileTable.Row] = {
        var rows: [ProfileTable.Row] = []
        var letters = [UInt8](repeating: 0x2E, count: 10)
        if let column = ProfileOption.cleanDescriptors.column { letters[column] = ProfileTable.OptionLetter.clean.rawValue }
        TableText(standard_table_comments()).forEachRow(6) { fields in
            guard fields[2] == "X", let tag = TagPattern(digits: Array(fields[0].utf8)) else { return }
            rows.append(
                ProfileTable.Row(
                    tag: tag, vrs: [fields[1]].compactMap { VR($0) }, basic: .x, isRetired: fields[3] == "R",
                    keyword: fields[4], name: fields[4], edition: edition, letters: letters))
        }
        return rows
    }()

    /// Every attribute that the table decides about, those that stay too.
    static let decided: Set<UInt32> = {
        var tags: Set<UInt32> = []
        TableText(standard_table_comments()).forEachRow(6) { fields in
            if let tag = HexDigits.number(Array(fields[0].utf8)) { tags.insert(tag) }
        }
        return tags
    }()
}
