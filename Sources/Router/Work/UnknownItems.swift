import Dicom

/// The items of a sequence that came as UN: Implicit VR Little Endian, whatever the Data Set is in (PS3.5 §6.2.2 note 4).
struct UnknownItems {
    struct Element {
        var tag: Tag
        /// Number of its item within its sequence, from 0.
        var item: Int
        /// 1 in the items of the value itself.
        var depth: Int
        /// For sequences.
        var itemCount: Int?
        var value: UnsafeRawBufferPointer
    }

    /// All elements of all levels in order.
    private(set) var elements: [Element] = []
    /// Items of the outermost sequence.
    private(set) var count = 0

    private static let item = Tag(0xFFFE, 0xE000), itemEnd = Tag(0xFFFE, 0xE00D), sequenceEnd = Tag(0xFFFE, 0xE0DD)
    private static let undefined = Int(UInt32.max)
    private static let maximumDepth = 16

    /// nil unless `value` is nothing but items.
    init?(_ value: UnsafeRawBufferPointer) {
        guard value.count >= 8, value[0] == 0xFE, value[1] == 0xFF, value[2] == 0, value[3] == 0xE0 else { return nil }
        var position = 0
        guard let count = items(value, &position, end: value.count, depth: 1, isOpen: false), position == value.count
        else { return nil }
        self.count = count
    }

    /// Reads items up to `end`, or to the sequence's delimiter if it `isOpen`; how many there were.
    private mutating func items(
        _ bytes: UnsafeRawBufferPointer, _ position: inout Int, end: Int, depth: Int, isOpen: Bool
    ) -> Int? {
        guard depth <= Self.maximumDepth else { return nil }
        var count = 0
        while position < end {
            guard let (tag, length) = header(bytes, &position, end) else { return nil }
            if isOpen && tag == Self.sequenceEnd { return count }
            guard tag == Self.item else { return nil }
            let isOpenItem = length == Self.undefined
            guard isOpenItem || length <= end - position else { return nil }
            let itemEnd = isOpenItem ? end : position + length
            guard read(bytes, &position, end: itemEnd, item: count, depth: depth, isOpen: isOpenItem) else { return nil }
            count += 1
        }
        return isOpen ? nil : count
    }

    private mutating func read(
        _ bytes: UnsafeRawBufferPointer, _ position: inout Int, end: Int, item: Int, depth: Int, isOpen: Bool
    ) -> Bool {
        while position < end {
            guard let (tag, length) = header(bytes, &position, end) else { return false }
            if isOpen && tag == Self.itemEnd { return true }
            let isOpenSequence = length == Self.undefined
            guard tag.group != 0xFFFE, isOpenSequence || length <= end - position else { return false }
            if isOpenSequence {
                elements.append(Element(tag: tag, item: item, depth: depth, itemCount: 0, value: .init(start: nil, count: 0)))
                let index = elements.count - 1
                guard let count = items(bytes, &position, end: end, depth: depth + 1, isOpen: true) else { return false }
                elements[index].itemCount = count
                continue
            }
            let value = UnsafeRawBufferPointer(rebasing: bytes[position..<(position + length)])
            position += length
            if let nested = UnknownItems(value), depth + 1 <= Self.maximumDepth {
                elements.append(Element(tag: tag, item: item, depth: depth, itemCount: nested.count, value: value))
                elements += nested.elements.map { element in
                    var element = element
                    element.depth += depth
                    return element
                }
            } else {
                elements.append(Element(tag: tag, item: item, depth: depth, itemCount: nil, value: value))
            }
        }
        return !isOpen
    }

    private func header(_ bytes: UnsafeRawBufferPointer, _ position: inout Int, _ end: Int) -> (Tag, Int)? {
        guard end - position >= 8 else { return nil }
        func number(_ offset: Int, _ count: Int) -> UInt32 {
            (0..<count).reduce(0) { $0 | UInt32(bytes[position + offset + $1]) << UInt32($1 * 8) }
        }
        let tag = Tag(UInt16(number(0, 2)), UInt16(number(2, 2)))
        let length = Int(number(4, 4))
        position += 8
        return (tag, length)
    }
}
