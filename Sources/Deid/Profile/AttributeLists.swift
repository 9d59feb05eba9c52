import Dicom
internal import StandardTables

/// Attributes by what they mean to a rule: the lists of `attributes.txt`, where each line names its section of the standard.
enum AttributeLists {
    /// A list; its name there.
    enum Name: String, CaseIterable {
        case imagePixel = "image_pixel"
        case uidOfAKind = "uid_of_a_kind"
        case unlistedIdentifier = "unlisted_identifier"
        case unlistedDevice = "unlisted_device"
        case technicalText = "technical_text"
        case publicAddress = "public_address"
        case timeOfDate = "time_of_date"
        case petStart = "pet_start"
        case describes
    }

    struct Row: Hashable {
        var tag: Tag
        /// What the list's meaning needs beside `tag`.
        var other: Tag?
    }

    /// The rows of a list, in their order.
    static func rows(_ name: Name) -> [Row] { all[name] ?? [] }

    /// The attributes of a list.
    static func tags(_ name: Name) -> Set<Tag> { Set(rows(name).map(\.tag)) }

    private static let all: [Name: [Row]] = {
        var lists: [Name: [Row]] = [:]
        TableText(standard_table_attributes()).forEachRow(5) { fields in
            guard let name = Name(rawValue: fields[0]), let tag = HexDigits.number(Array(fields[1].utf8)) else { return }
            let other = HexDigits.number(Array(fields[2].utf8))
            lists[name, default: []].append(Row(tag: Tag(rawValue: tag), other: other.map { Tag(rawValue: $0) }))
        }
        return lists
    }()
}
