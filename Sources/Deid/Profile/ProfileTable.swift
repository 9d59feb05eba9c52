import Dicom
internal import StandardTables

/// PS3.15 Table E.1-1: one row for each attribute that the profile and its options treat.
public struct ProfileTable: Sendable {
    /// What an option column says.
    public enum OptionLetter: UInt8, Hashable, Sendable {
        case keep = 0x4B  // K
        case clean = 0x43  // C
    }

    /// One row.
    public struct Row: Sendable {
        /// The attribute, or the pattern of attributes.
        public let tag: TagPattern
        /// The VRs that the dictionary gives it; empty where it gives none.
        public let vrs: [VR]
        /// The Basic Profile's code.
        public let basic: ProfileCode
        /// Retired attributes belong to no IOD of the current standard, so that no Type asks for them.
        public let isRetired: Bool
        /// Keyword of PS3.6; empty for the rule about private attributes.
        public let keyword: String
        /// Name of PS3.6.
        public let name: String
        /// The edition in which the row first shows.
        public let edition: String
        let letters: [UInt8]

        /// What the column of `option` says; nil if the option changes nothing.
        public func letter(_ option: ProfileOption) -> OptionLetter? {
            guard let column = option.column, column < letters.count else { return nil }
            return OptionLetter(rawValue: letters[column])
        }
    }

    /// Table and editions, as its source names them.
    public let edition: String
    /// All rows, in the order of the table.
    public let rows: [Row]
    /// Index of a row by tag, patterns left out.
    let index: [UInt32: Int]

    /// The row of exactly `tag`.
    public func row(_ tag: Tag) -> Row? { index[tag.rawValue].map { rows[$0] } }

    /// The table, read when it is first needed.
    public static let shared = ProfileTable()

    private init() {
        let text = TableText(standard_table_profile())
        var rows: [Row] = []
        var index: [UInt32: Int] = [:]
        text.forEachRow(8) { fields in
            guard let tag = Self.pattern(fields[0]), let basic = ProfileCode(rawValue: fields[2]) else {
                preconditionFailure("embedded Table E.1-1 is malformed")
            }
            if case .exact(let exact) = tag { index[exact.rawValue] = rows.count }
            rows.append(
                Row(
                    tag: tag, vrs: fields[1].split(separator: "/").compactMap { VR($0) }, basic: basic,
                    isRetired: fields[4] == "R", keyword: fields[5], name: fields[6], edition: fields[7],
                    letters: Array(fields[3].utf8)))
        }
        edition = text.edition
        self.rows = rows
        self.index = index
    }

    /// `00080012`, `50xxxxxx`, or `ggggeeee` for everything private.
    private static func pattern(_ text: String) -> TagPattern? {
        text == "ggggeeee" ? .anyPrivate : TagPattern(digits: Array(text.utf8))
    }
}
