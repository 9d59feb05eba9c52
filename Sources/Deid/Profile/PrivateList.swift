import Dicom
internal import StandardTables

/// Private attributes that are known to be safe, by Private Creator, group and low byte of the element.
///
/// Wherever a block sits and however deep; an attribute whose creator is written in another way is not on the list.
public struct PrivateList: Sendable {
    /// What is done to one that is kept.
    enum Action: String, Sendable {
        case keep
        /// Its UIDs are replaced, whatever its VR is.
        case hashUID = "hash_uid"
        /// Its dates follow the patient's, whatever its VR is.
        case shiftDate = "shift_date"
    }

    /// One attribute.
    struct Entry: Sendable {
        let creator: String
        /// What the list says, the more likely one first; UN if it says nothing.
        let vrs: [VR]
        let action: Action
        /// Seen only inside of sequences: nobody knows what it is at top level.
        let isOnlyNested: Bool

        var vr: VR { vrs.first ?? .UN }
    }

    /// Table and edition, as its source names them.
    public let edition: String
    private let entries: [UInt32: [Entry]]

    /// PS3.15 Table E.3.10-1.
    public static let ps315: PrivateList = {
        let text = TableText(standard_table_safe_private())
        return PrivateList(edition: text.edition, entries: Self.standard(text))
    }()

    /// What TCIA's curation keeps, and sequences of MR scanners without which what it keeps would be lost; the standard's
    /// table is part of it.
    public static let tcia: PrivateList = {
        var (entries, editions) = (ps315.entries, [ps315.edition])
        for text in [TableText(standard_table_tcia_private()), TableText(standard_table_mr_private())] {
            editions.append(text.edition)
            text.forEachRow(6) { fields in
                guard let key = key(fields[0], fields[1]), let action = Action(rawValue: fields[3]) else {
                    preconditionFailure("embedded list of private attributes is malformed")
                }
                // The standard's table names it for every place.
                let isKnown = entries[key, default: []].contains { $0.creator == fields[5] }
                if isKnown { return }
                entries[key, default: []].append(
                    Entry(creator: fields[5], vrs: vrs(fields[2]), action: action, isOnlyNested: fields[4] == "N"))
            }
        }
        return PrivateList(edition: editions.joined(separator: "; "), entries: entries)
    }()

    /// The entry of a private attribute; nil if it is not on the list for this place.
    func entry(_ tag: Tag, creator: String, isNested: Bool) -> Entry? {
        entries[tag.rawValue & 0xFFFF_00FF]?.first { $0.creator == creator && (isNested || !$0.isOnlyNested) }
    }

    /// The creators that have an attribute of this group and low byte.
    func creators(of tag: Tag, withText: Bool = false) -> [String] {
        let entries = entries[tag.rawValue & 0xFFFF_00FF] ?? []
        return entries.filter { !withText || $0.vr.usesSpecificCharacterSet }.map(\.creator)
    }

    /// How many attributes it has.
    public var count: Int { entries.values.reduce(0) { $0 + $1.count } }

    /// All of them by group, element and creator; the block of a tag is open.
    var sorted: [(tag: Tag, entry: Entry)] {
        entries.sorted { $0.key < $1.key }.flatMap { key, entries in
            entries.sorted { $0.creator < $1.creator }.map { (Tag(rawValue: key), $0) }
        }
    }

    private static func standard(_ text: TableText) -> [UInt32: [Entry]] {
        var entries: [UInt32: [Entry]] = [:]
        text.forEachRow(4) { fields in
            guard let key = key(fields[0], fields[1]) else {
                preconditionFailure("embedded Table E.3.10-1 is malformed")
            }
            entries[key, default: []].append(
                Entry(creator: fields[3], vrs: vrs(fields[2]), action: .keep, isOnlyNested: false))
        }
        return entries
    }

    private static func key(_ group: String, _ element: String) -> UInt32? {
        guard let group = HexDigits.number(group.utf8), let element = HexDigits.number(element.utf8) else { return nil }
        return group << 16 | element
    }

    private static func vrs(_ text: String) -> [VR] { text.split(separator: "/").compactMap { VR($0) } }
}
