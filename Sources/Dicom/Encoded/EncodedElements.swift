/// All elements of an encoded Data Set, of every level, in Data Set order: headers only, no value is read.
///
/// Written by the standard alone (PS3.5 §7), so that what another library wrote or read can be held against it.
public struct EncodedElements {
    public private(set) var elements: [EncodedElement] = []
    /// Where the last one ends.
    public private(set) var end: UInt64 = 0

    /// What breaks the rules, and in which element it was noticed.
    public struct Fault: Error, Hashable, Sendable {
        public var path: String
        public var what: String
    }

    /// How strict to be.
    public enum Manner: Sendable {
        /// Everything as the standard wants it, to the last byte: what Veil writes.
        case strict
        /// As far as senders go: elements out of order, what follows Pixel Data, needless delimiters.
        case received
    }

    /// Fragments of the received file that were walked before: those that leave from the same place are not walked again.
    public typealias Known = (value: Range<UInt64>, count: UInt32)

    let bytes: EncodedBytes
    let manner: Manner
    let isSequence: (Tag) -> Bool
    var known: Known?
    private var stack: [Level] = []
    private var position: UInt64 = 0
    private var hasPixels = false
    private var isDisordered = false

    /// An item, or the Data Set itself.
    private struct Level {
        /// -1 for the Data Set.
        var sequence: Int32
        var item: Int32
        /// Of the item; nil: a delimiter ends it.
        var end: UInt64?
        /// Of the sequence; nil: a delimiter ends it.
        var sequenceEnd: UInt64?
        /// What the sequence may not reach beyond.
        var around: UInt64
        var coding: Coding
        var last: Tag?

        var limit: UInt64 { end ?? sequenceEnd ?? around }
    }

    struct Coding: Hashable {
        var isExplicit: Bool
        var isBigEndian: Bool
        static let unknown = Coding(isExplicit: false, isBigEndian: false)
    }

    /// - Parameters:
    ///   - isSequence: whether the standard's dictionary makes the attribute a sequence: Implicit VR does not say so itself.
    ///   - known: see ``Known``; offsets are the received file's.
    /// - Throws: `Fault`, and what `bytes` throws.
    public init(
        _ bytes: EncodedBytes, _ syntax: TransferSyntax, _ manner: Manner, known: Known? = nil,
        isSequence: @escaping (Tag) -> Bool
    ) throws {
        self.bytes = bytes
        self.manner = manner
        self.known = known
        self.isSequence = isSequence
        let coding = Coding(
            isExplicit: syntax != .implicitLittleEndian, isBigEndian: syntax == .explicitBigEndian)
        stack = [Level(sequence: -1, item: -1, end: bytes.count, sequenceEnd: nil, around: bytes.count, coding: coding)]
        while !stack.isEmpty { try step() }
        end = position
        stack = []
        if isDisordered { putInOrder() }
    }

    // MARK: one step

    private mutating func step() throws {
        let level = stack[stack.count - 1]
        if position == level.end { return try endItem() }
        let isTop = level.sequence < 0
        let header: Header
        do {
            header = try self.header(at: position, level.coding)
            if isTop, Self.foreignGroups.contains(header.tag.group) {
                throw fault(header.tag, "a group that cannot be in a data set")
            }
        } catch let fault as Fault {
            if isTop, manner == .received, mayEnd() { return stack.removeAll() }
            throw fault
        } catch is EncodedBytes.Unreadable {
            if isTop, manner == .received, hasPixels { return stack.removeAll() }
            throw self.fault("ends inside a header")
        }
        if header.tag == Self.itemDelimiter, !isTop { return try endItem(delimitedBy: header) }
        let goesOn = level.last.map { header.tag > $0 } ?? true
        if !goesOn || header.tag.group == 0xFFFE {
            if isTop, manner == .received, hasPixels { return stack.removeAll() }
            if manner == .strict || header.tag.group == 0xFFFE {
                throw fault(header.tag, header.tag == level.last ? "there twice" : "out of order")
            }
            isDisordered = true
        }
        stack[stack.count - 1].last = max(level.last ?? header.tag, header.tag)
        try element(header, level, isTop)
    }

    private mutating func element(_ header: Header, _ level: Level, _ isTop: Bool) throws {
        let value = position + UInt64(header.size)
        var element = EncodedElement(
            letters: header.letters, kind: .value, isBigEndian: level.coding.isBigEndian, tag: header.tag,
            parent: level.sequence, item: level.item, start: position, value: value..<value)
        let limit = level.limit
        let isUnknown = level.coding.isExplicit && header.vr != .SQ && !header.isKnown
        if let length = header.length {
            guard value <= limit, UInt64(length) <= limit - value else { throw fault(header.tag, "longer than what it is in") }
            element.value = value..<value + UInt64(length)
            if isTop, Self.pixels.contains(header.tag) { hasPixels = true }
            let says = header.vr == .SQ || (!level.coding.isExplicit && !header.tag.isPrivate && isSequence(header.tag))
            if !says || length == 0 && header.vr != .SQ {
                position = element.value.upperBound
                let mayHold = isUnknown || (!level.coding.isExplicit && header.tag.isPrivate)
                if mayHold, let items = try items(in: element) { return adopt(items, element) }
                return elements.append(element)
            }
        } else if header.tag == .pixelData, level.coding.isExplicit, !isUnknown {
            hasPixels = hasPixels || isTop
            return try fragments(element, limit)
        } else if header.vr != .SQ, !isUnknown, level.coding.isExplicit {
            throw fault(header.tag, "without a length")
        }
        element.kind = .sequence
        elements.append(element)
        position = value
        try open(Int32(elements.count - 1), header, isUnknown ? .unknown : level.coding, limit)
    }

    // MARK: sequences

    /// Goes into the first item of a sequence, or behind it.
    private mutating func open(_ index: Int32, _ header: Header, _ coding: Coding, _ limit: UInt64) throws {
        let sequenceEnd = header.length.map { position + UInt64($0) }
        try nextItem(index, coding, sequenceEnd, limit)
    }

    private mutating func nextItem(_ index: Int32, _ coding: Coding, _ sequenceEnd: UInt64?, _ limit: UInt64) throws {
        func close() { elements[Int(index)].value = elements[Int(index)].value.lowerBound..<position }
        if let sequenceEnd, position == sequenceEnd { return close() }
        guard sequenceEnd ?? limit >= position + 8 else { throw fault(elements[Int(index)].tag, "ends inside an item") }
        let item = try item(at: position, coding)
        position += 8
        if item.tag == Self.sequenceDelimiter {
            guard item.length == 0 || manner == .received, sequenceEnd == nil || (manner == .received && position == sequenceEnd)
            else { throw fault(elements[Int(index)].tag, "a delimiter where none can be") }
            return close()
        }
        guard item.tag == Self.item else { throw fault(elements[Int(index)].tag, "holds something else than items") }
        let number = elements[Int(index)].count
        elements[Int(index)].count += 1
        var end: UInt64?
        if item.length != .max {
            guard UInt64(item.length) <= (sequenceEnd ?? limit) - position else {
                throw fault(elements[Int(index)].tag, "an item is longer than its sequence")
            }
            end = position + UInt64(item.length)
        }
        // Where neither tells, the level around does.
        stack.append(
            Level(
                sequence: index, item: Int32(number), end: end, sequenceEnd: sequenceEnd, around: limit, coding: coding))
    }

    private mutating func endItem(delimitedBy header: Header? = nil) throws {
        let level = stack.removeLast()
        guard level.sequence >= 0 else { return }
        if let header {
            position += 8
            guard header.length == 0 || manner == .received, level.end == nil || (manner == .received && position == level.end)
            else { throw fault(elements[Int(level.sequence)].tag, "a delimiter where none can be") }
        }
        try nextItem(level.sequence, level.coding, level.sequenceEnd, level.around)
    }

    /// What a value holds that does not say so itself, if it is items in Implicit VR Little Endian from the first byte to
    /// the last: of an attribute that the dictionary makes a sequence, or of a private one.
    private func items(in element: EncodedElement) throws -> [EncodedElement]? {
        let length = element.value.upperBound - element.value.lowerBound
        guard length >= 8, length % 2 == 0, element.tag.isPrivate || isSequence(element.tag),
            try item(at: element.value.lowerBound, .unknown).tag == Self.item
        else { return nil }
        var probe = self
        probe.elements = [element]
        probe.elements[0].kind = .sequence
        probe.stack = []
        probe.position = element.value.lowerBound
        do {
            try probe.nextItem(0, .unknown, element.value.upperBound, element.value.upperBound)
            while !probe.stack.isEmpty { try probe.step() }
            return probe.position == element.value.upperBound ? probe.elements : nil
        } catch is Fault {
            return nil
        } catch is EncodedBytes.Unreadable {
            return nil
        }
    }

    private mutating func adopt(_ items: [EncodedElement], _ element: EncodedElement) {
        let base = Int32(elements.count)
        for (index, item) in items.enumerated() {
            elements.append(item)
            elements[elements.count - 1].parent = index == 0 ? element.parent : item.parent + base
        }
    }

    /// Elements of one item by tag; of those that are there twice, the first.
    private mutating func putInOrder() {
        struct Place: Hashable {
            var parent: Int32
            var item: Int32
        }
        var children: [Place: [Int]] = [:]
        for (index, element) in elements.enumerated() {
            children[Place(parent: element.parent, item: element.item), default: []].append(index)
        }
        var sorted: [EncodedElement] = []
        sorted.reserveCapacity(elements.count)
        func add(_ place: Place, below parent: Int32) {
            var last: Tag?
            // Swift's sort keeps the order of equals.
            for index in (children[place] ?? []).sorted(by: { elements[$0].tag < elements[$1].tag }) {
                if elements[index].tag == last { continue }
                last = elements[index].tag
                let position = Int32(sorted.count)
                sorted.append(elements[index])
                sorted[sorted.count - 1].parent = parent
                guard elements[index].kind == .sequence else { continue }
                for item in 0..<elements[index].count {
                    add(Place(parent: Int32(index), item: Int32(item)), below: position)
                }
            }
        }
        add(Place(parent: -1, item: -1), below: -1)
        elements = sorted
    }

    // MARK: fragments

    private mutating func fragments(_ element: EncodedElement, _ limit: UInt64) throws {
        var element = element
        element.kind = .fragments
        var count: UInt32 = 0
        var place = element.value.lowerBound
        if let known, let length = Optional(known.value.upperBound - known.value.lowerBound), place + length <= limit,
            bytes.originalOffset(of: place..<place + length) == known.value.lowerBound
        {
            place += length
            count = known.count
        } else {
            let coding = Coding(isExplicit: true, isBigEndian: element.isBigEndian)
            var items: UInt32 = 0
            while true {
                guard place + 8 <= limit else { throw fault(element.tag, "ends inside its fragments") }
                let item = try item(at: place, coding)
                place += 8
                if item.tag == Self.sequenceDelimiter { break }
                guard item.tag == Self.item, UInt64(item.length) <= limit - place
                else { throw fault(element.tag, "holds something else than fragments") }
                items += 1
                place += UInt64(item.length)
            }
            guard items > 0 else { throw fault(element.tag, "without an offset table") }
            count = items - 1
        }
        element.count = count
        element.value = element.value.lowerBound..<place
        elements.append(element)
        position = place
    }

    /// Whether what stands here, which is no element, may be behind the Data Set.
    private func mayEnd() -> Bool {
        if hasPixels { return true }
        // Padding of a transport.
        return (try? bytes.with(position, Int(min(4, bytes.count - position))) { $0.allSatisfy { $0 == 0 } }) ?? false
    }

    func fault(_ tag: Tag, _ what: String) -> Fault {
        let sequence = stack.last?.sequence ?? -1
        let path = elements.path(of: tag, parent: sequence, item: sequence < 0 ? -1 : stack[stack.count - 1].item)
        return Fault(path: path, what: what)
    }

    private func fault(_ what: String) -> Fault {
        guard let last = elements.indices.last else { return Fault(path: "data set", what: what) }
        return Fault(path: elements.path(of: last), what: what)
    }

    private static let item = Tag(0xFFFE, 0xE000)
    private static let itemDelimiter = Tag(0xFFFE, 0xE00D)
    private static let sequenceDelimiter = Tag(0xFFFE, 0xE0DD)
    private static let pixels: Set<Tag> = [.pixelData, Tag(0x7FE0, 0x0008), Tag(0x7FE0, 0x0009)]
    /// Command sets, file meta information, directories.
    private static let foreignGroups: Set<UInt16> = [0x0000, 0x0002, 0x0004]
}
