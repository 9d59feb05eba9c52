import Dicom
import Dimse

/// Attributes that say how stored values are displayed, as far as a fill colour depends on them.
struct DisplayAttributes {
    private var paddingValue: Int?
    private var paddingLimit: Int?
    private var slope = 1.0
    private var isInverse = false
    private(set) var palette = Palette()

    /// - Parameter index: of the element in the Data Set.
    mutating func note(_ element: DataElement, at index: Int) {
        switch element.tag {
        case Tag(0x0028, 0x0120): paddingValue = element.number
        case Tag(0x0028, 0x0121): paddingLimit = element.number
        case Tag(0x0028, 0x1053): slope = Double(element.word) ?? 1
        case Tag(0x2050, 0x0020): isInverse = element.word == "INVERSE"
        default: palette.note(element, at: index)
        }
    }

    /// PS3.3 §C.7.5.1.1.2: one value, or all between two.
    var padding: ClosedRange<Int>? {
        guard let paddingValue else { return nil }
        let limit = paddingLimit ?? paddingValue
        return min(paddingValue, limit)...max(paddingValue, limit)
    }

    var invertsDisplay: Bool { (slope < 0) != isInverse }
}

/// The three tables of a palette (PS3.3 §C.7.9).
struct Palette: Sendable, Hashable {
    private var descriptors: [Int: [Int]] = [:]
    private var tables: [Int: [UInt8]] = [:]
    /// Tables that are so long that they stay in the file.
    private var unread: [Int: Int] = [:]

    /// - Parameter index: of the element in the Data Set; without one, long tables are missing.
    mutating func note(_ element: DataElement, at index: Int? = nil) {
        guard element.tag.group == 0x0028 else { return }
        guard let value = element.value else {
            if case 0x1201...0x1203 = element.tag.element { unread[Int(element.tag.element) - 0x1201] = index }
            return
        }
        switch element.tag.element {
        case 0x1101...0x1103:
            descriptors[Int(element.tag.element) - 0x1101] = stride(from: 0, to: value.count - 1, by: 2).map {
                Int(value[$0]) | Int(value[$0 + 1]) << 8
            }
        case 0x1201...0x1203: tables[Int(element.tag.element) - 0x1201] = Array(value)
        default: break
        }
    }

    /// Reads the tables that stayed in the file.
    mutating func load(from dataSet: borrowing DataSet) throws {
        for (colour, index) in unread where dataSet.has(index) { tables[colour] = try dataSet.load(index) }
        unread = [:]
    }

    /// The stored values of the entries with the least and the most light; nil if a table is missing, segmented or of
    /// another length.
    ///
    /// - Parameter isSigned: Pixel Representation, which the first entry's stored value follows.
    func extremes(isSigned: Bool) -> (darkest: Int, brightest: Int)? {
        guard let first = descriptors[0], first.count == 3 else { return nil }
        let count = first[0] == 0 ? 65536 : first[0]
        var light = [Int](repeating: 0, count: count)
        for colour in 0..<3 {
            guard descriptors[colour] == first, let table = tables[colour] else { return nil }
            if table.count >= 2 * count {
                for entry in 0..<count { light[entry] += Int(table[2 * entry]) | Int(table[2 * entry + 1]) << 8 }
            } else if table.count >= count, first[2] == 8 {
                for entry in 0..<count { light[entry] += Int(table[entry]) }
            } else {
                return nil
            }
        }
        guard let dark = light.indices.min(by: { light[$0] < light[$1] }),
            let bright = light.indices.max(by: { light[$0] < light[$1] })
        else { return nil }
        let offset = Self.stored(first[1], isSigned: isSigned)
        return (dark + offset, bright + offset)
    }

    private static func stored(_ bits: Int, isSigned: Bool) -> Int { isSigned && bits & 0x8000 != 0 ? bits - 0x10000 : bits }

    /// Red, green, blue of each entry in 8 bits, and the stored value of the first; empty if there is none to be had.
    func entries(isSigned: Bool) -> (colours: [UInt8], first: Int) {
        guard let first = descriptors[0], first.count == 3 else { return ([], 0) }
        let count = first[0] == 0 ? 65536 : first[0]
        var colours = [UInt8](repeating: 0, count: 3 * count)
        for colour in 0..<3 {
            guard descriptors[colour] == first, let table = tables[colour] else { return ([], 0) }
            let isWide = table.count >= 2 * count
            guard isWide || (table.count >= count && first[2] == 8) else { return ([], 0) }
            // 16 bits, or 8 bits that some writers store in words: then all high bytes are 0.
            let isHigh = isWide && stride(from: 1, to: 2 * count, by: 2).contains { table[$0] != 0 }
            for entry in 0..<count {
                colours[3 * entry + colour] = isWide ? table[2 * entry + (isHigh ? 1 : 0)] : table[entry]
            }
        }
        return (colours, Self.stored(first[1], isSigned: isSigned))
    }
}
