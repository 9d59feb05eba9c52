import Dicom

/// Which attributes a rule is about, within one level of a Data Set.
public enum TagPattern: Hashable, Sendable, CustomStringConvertible {
    /// One attribute, private ones by their absolute number.
    case exact(Tag)
    /// A private attribute wherever its block sits: group, Private Creator, low byte of the element.
    case privateElement(group: UInt16, creator: String, element: UInt8)
    /// Digits that must match where the mask is set: `(50xx,0010)`, `(0029,xx10)`.
    case masked(value: UInt32, mask: UInt32)
    /// Every element of the groups whose number begins with these one to four digits: `(50,)`.
    case groups(prefix: UInt16, digits: Int)
    /// Every attribute of an odd group.
    case anyPrivate

    /// Eight digits, `x` for any: `00100010`, `50xxxxxx`.
    init?(digits: [UInt8]) {
        guard digits.count == 8 else { return nil }
        var value: UInt32 = 0
        var mask: UInt32 = 0
        for digit in digits {
            value <<= 4
            mask <<= 4
            if digit | 0x20 == UInt8(ascii: "x") { continue }
            guard let number = HexDigits.value(digit) else { return nil }
            value |= number
            mask |= 0xF
        }
        self = mask == .max ? .exact(Tag(rawValue: value)) : .masked(value: value, mask: mask)
    }

    /// Value and mask of the tags that can match; the block of a private element is open.
    var bits: (value: UInt32, mask: UInt32) {
        switch self {
        case .exact(let tag): (tag.rawValue, .max)
        case .privateElement(let group, _, let element): (UInt32(group) << 16 | UInt32(element), 0xFFFF_00FF)
        case .masked(let value, let mask): (value, mask)
        case .groups(let prefix, let digits):
            (UInt32(prefix) << UInt32(16 + 4 * (4 - digits)), UInt32.max << UInt32(16 + 4 * (4 - digits)))
        case .anyPrivate: (0x0001_0000, 0x0001_0000)
        }
    }

    /// True if `tag` can match, whatever its Private Creator is.
    func covers(_ tag: Tag) -> Bool {
        let (value, mask) = bits
        return tag.rawValue & mask == value
    }

    /// True if it names one attribute of one block, or a whole group: what a Private Creator's own element can be named by.
    var isWhole: Bool {
        switch self {
        case .exact, .groups: true
        default: false
        }
    }

    /// True if only attributes of odd groups can match.
    var isPrivate: Bool {
        let (value, mask) = bits
        return mask & value & 0x0001_0000 != 0
    }

    /// As strategy files write it.
    public var description: String {
        switch self {
        case .exact(let tag): return tag.description
        case .privateElement(let group, let creator, let element):
            return "(\(HexDigits.text(group, width: 4)),\"\(creator)\",\(HexDigits.text(element, width: 2)))"
        case .masked(let value, let mask):
            var digits = ""
            for position in stride(from: 28, through: 0, by: -4) {
                let isOpen = mask >> UInt32(position) & 0xF == 0
                digits += isOpen ? "x" : HexDigits.text(value >> UInt32(position) & 0xF, width: 1)
                if position == 16 { digits += "," }
            }
            return "(\(digits))"
        case .groups(let prefix, let digits): return "(\(HexDigits.text(prefix, width: digits)),)"
        case .anyPrivate: return "(gggg,eeee) gggg odd"
        }
    }
}

/// Where a row applies: an attribute at every level, or one place, sequence by sequence from the top.
public struct TagPath: Hashable, Sendable, CustomStringConvertible {
    /// The sequences on the way, from the top; empty for a row that reaches every level.
    public let sequences: [TagPattern]
    /// The attribute.
    public let attribute: TagPattern

    public init(sequences: [TagPattern] = [], attribute: TagPattern) {
        self.sequences = sequences
        self.attribute = attribute
    }

    public var description: String { (sequences + [attribute]).map(\.description).joined(separator: "/") }
}
