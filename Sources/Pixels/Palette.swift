import DataSets
import Dicom

/// The three tables of a palette (PS3.3 §C.7.9), plain or in segments.
struct Palette: Sendable, Hashable {
    private struct Table: Sendable, Hashable {
        var bytes: [UInt8]
        var isSegmented: Bool
    }

    private var descriptors: [Int: [Int]] = [:]
    private var tables: [Int: Table] = [:]
    /// Tables that are so long that they stay in the file: where they stand in the Data Set.
    private var unread: [Int: (index: Int, isSegmented: Bool)] = [:]
    private var isAmbiguous = false

    /// - Parameter index: of the element in the Data Set; without one, long tables are missing.
    mutating func note(_ element: DataElement, at index: Int? = nil) {
        guard element.tag.group == 0x0028 else { return }
        let colour = Int(element.tag.element & 0xF) - 1
        switch element.tag.element {
        case 0x1101...0x1103:
            guard let value = element.value else { return }
            descriptors[colour] = stride(from: 0, to: value.count - 1, by: 2).map {
                Int(value[$0]) | Int(value[$0 + 1]) << 8
            }
        case 0x1201...0x1203, 0x1221...0x1223:
            let isSegmented = element.tag.element > 0x1210
            // Both forms of one table: nobody knows which one is displayed.
            if tables[colour] != nil || unread[colour] != nil { isAmbiguous = true }
            if let value = element.value {
                tables[colour] = Table(bytes: Array(value), isSegmented: isSegmented)
            } else if let index {
                unread[colour] = (index, isSegmented)
            }
        default: break
        }
    }

    /// Reads the tables that stayed in the file.
    mutating func load(from dataSet: borrowing DataSet) throws {
        for (colour, place) in unread where dataSet.has(place.index) {
            tables[colour] = Table(bytes: try dataSet.load(place.index), isSegmented: place.isSegmented)
        }
        unread = [:]
    }

    /// The stored values of the entries with the least and the most light; nil if a table is missing or of another length.
    ///
    /// - Parameter isSigned: Pixel Representation, which the first entry's stored value follows.
    func extremes(isSigned: Bool) -> (darkest: Int, brightest: Int)? {
        guard let colours = entries() else { return nil }
        let light = colours[0].indices.map { colours[0][$0] + colours[1][$0] + colours[2][$0] }
        guard let dark = light.indices.min(by: { light[$0] < light[$1] }),
            let bright = light.indices.max(by: { light[$0] < light[$1] })
        else { return nil }
        let offset = first(isSigned: isSigned)
        return (dark + offset, bright + offset)
    }

    /// Red, green, blue of each entry in 8 bits, and the stored value of the first; empty if there is none to be had.
    func entries(isSigned: Bool) -> (colours: [UInt8], first: Int) {
        guard let tables = entries() else { return ([], 0) }
        var colours = [UInt8](repeating: 0, count: 3 * tables[0].count)
        for (colour, table) in tables.enumerated() {
            // 16 bits, or 8 bits that some writers store in words: then all high bytes are 0.
            let shift = table.contains { $0 > 255 } ? 8 : 0
            for (entry, value) in table.enumerated() { colours[3 * entry + colour] = UInt8(value >> shift) }
        }
        return (colours, first(isSigned: isSigned))
    }

    private func first(isSigned: Bool) -> Int {
        let bits = descriptors[0]?[1] ?? 0
        return isSigned && bits & 0x8000 != 0 ? bits - 0x10000 : bits
    }

    /// The values of each table.
    private func entries() -> [[Int]]? {
        guard !isAmbiguous, let first = descriptors[0], first.count == 3 else { return nil }
        let count = first[0] == 0 ? 65536 : first[0]
        var values: [[Int]] = []
        for colour in 0..<3 {
            guard descriptors[colour] == first, let table = tables[colour] else { return nil }
            var words = Self.words(table.bytes, ofBytes: 2)
            if table.isSegmented {
                if first[2] == 8 { words = Self.words(table.bytes, ofBytes: 1) }
                guard let entries = SegmentedTable(words, isWide: first[2] != 8).entries(count) else { return nil }
                words = entries
            } else if words.count < count, first[2] == 8 {
                words = Self.words(table.bytes, ofBytes: 1)
            }
            guard words.count >= count else { return nil }
            values.append(Array(words.prefix(count)))
        }
        return values
    }

    private static func words(_ bytes: [UInt8], ofBytes width: Int) -> [Int] {
        width == 1
            ? bytes.map { Int($0) }
            : stride(from: 0, to: bytes.count - 1, by: 2).map { Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8 }
    }

    static func == (a: Self, b: Self) -> Bool {
        a.descriptors == b.descriptors && a.tables == b.tables && a.isAmbiguous == b.isAmbiguous
            && a.unread.mapValues(\.index) == b.unread.mapValues(\.index)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(descriptors)
        hasher.combine(tables)
    }
}

/// A table of a palette in segments (PS3.3 §C.7.9.2): values as they are, straight lines, and repetitions of segments.
struct SegmentedTable {
    private let words: [Int]
    private let isWide: Bool
    private var output: [Int] = []

    /// - Parameters:
    ///   - words: entries of 16 or 8 bits.
    ///   - isWide: they have 16.
    init(_ words: [Int], isWide: Bool) {
        self.words = words
        self.isWide = isWide
    }

    /// - Returns: `count` values; nil if the segments say more, less, or what cannot be followed.
    func entries(_ count: Int) -> [Int]? {
        var table = self
        var position = 0
        // What is left over may be padding.
        while table.output.count < count {
            guard let next = table.expand(at: position, most: count, isRepeated: false) else { return nil }
            position = next
        }
        return table.output.count == count ? table.output : nil
    }

    /// - Returns: the position behind the segment.
    private mutating func expand(at position: Int, most: Int, isRepeated: Bool) -> Int? {
        guard position + 1 < words.count else { return nil }
        let length = words[position + 1], start = position + 2
        guard length > 0, length <= most - output.count || words[position] == 2 else { return nil }
        switch words[position] {
        case 0:
            guard start + length <= words.count else { return nil }
            output += words[start..<start + length]
            return start + length
        case 1:
            guard start < words.count, let from = output.last else { return nil }
            let rise = words[start] - from
            output += (1...length).map { from + Int((Double(rise * $0) / Double(length)).rounded()) }
            return start + 1
        case 2:
            let width = isWide ? 2 : 4
            guard !isRepeated, start + width <= words.count else { return nil }
            let offset = words[start..<start + width].reversed().reduce(0) { $0 << (isWide ? 16 : 8) | $1 }
            guard isWide ? offset % 2 == 0 : true else { return nil }
            var place = isWide ? offset / 2 : offset
            for _ in 0..<length {
                guard let next = expand(at: place, most: most, isRepeated: true) else { return nil }
                place = next
            }
            return start + width
        default: return nil
        }
    }
}
