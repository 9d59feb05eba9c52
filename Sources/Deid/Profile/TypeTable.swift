internal import StandardTables

/// The Types of attributes by module and by item of a sequence, and which modules make each IOD (PS3.3).
///
/// A node is the list of attributes of one module, or of the items of one sequence. All nodes lie in four flat arrays.
struct TypeTable: Sendable {
    struct Entry {
        var type: AttributeType
        /// The node of the items, for sequences; -1 if there is none.
        var items: Int32
    }

    private var tags: [UInt32] = []
    private var types: [AttributeType] = []
    private var items: [Int32] = []
    /// Where each node's attributes begin; one more at the end.
    private var starts: [Int] = []
    /// Nodes of each IOD, and whether all its modules are among them.
    private(set) var iods: [String: (nodes: [Int32], isComplete: Bool)] = [:]

    static let shared = TypeTable()

    /// Of what edition the Types are: older than the profile's, as its tables are published later.
    let edition: String

    var nodeCount: Int { starts.count - 1 }

    private init() {
        let text = TableText(standard_table_types())
        edition = text.edition
        var iods: [String: (nodes: [Int32], isComplete: Bool)] = [:]
        text.forEachLine { line in
            switch line.first {
            case UInt8(ascii: "="): starts.append(tags.count)
            case UInt8(ascii: "@"):
                let fields = String(decoding: line.dropFirst(), as: UTF8.self).split(separator: " ")
                guard let key = fields.first else { return }
                iods[String(key)] = (fields.dropFirst().compactMap { Int32($0) }, fields.last != "?")
            default: append(line)
            }
        }
        starts.append(tags.count)
        self.iods = iods
    }

    /// `60xx0010 1C` or `00081140 1C 26`.
    private mutating func append(_ line: Slice<UnsafeBufferPointer<UInt8>>) {
        let fields = line.split(separator: 0x20)
        guard fields.count >= 2, let type = Self.type(fields[1]) else { return }
        var tag: UInt32 = 0
        for digit in fields[0] { tag = tag << 4 | (HexDigits.value(digit) ?? 0) }
        tags.append(tag)
        types.append(type)
        items.append(fields.count > 2 ? Int32(String(decoding: fields[2], as: UTF8.self)) ?? -1 : -1)
    }

    private static func type(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> AttributeType? {
        let isConditional = text.count > 1
        switch text.first {
        case UInt8(ascii: "1"): return isConditional ? .type1C : .type1
        case UInt8(ascii: "2"): return isConditional ? .type2C : .type2
        case UInt8(ascii: "3"): return .type3
        default: return nil
        }
    }

    /// The entry of `tag` in `node`; attributes are sorted.
    func entry(_ tag: UInt32, in node: Int32) -> Entry? {
        let start = starts[Int(node)]
        guard let found = tags.indexOfSorted(tag, in: start..<starts[Int(node) + 1]) else { return nil }
        return Entry(type: types[found], items: items[found])
    }

    /// Calls `body` with all attributes of `node`.
    func forEachEntry(in node: Int32, _ body: (UInt32, Entry) -> Void) {
        for index in starts[Int(node)]..<starts[Int(node) + 1] {
            body(tags[index], Entry(type: types[index], items: items[index]))
        }
    }
}

extension [UInt32] {
    /// Index of `value` within the sorted `range`; nil if it is not there.
    func indexOfSorted(_ value: UInt32, in range: Range<Int>) -> Int? {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < range.upperBound && self[low] == value ? low : nil
    }
}
