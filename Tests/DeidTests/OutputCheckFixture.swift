import Dicom

@testable import Deid

/// Elements as the standard writes them (PS3.5 §7), by a writer that nothing else uses.
indirect enum Node {
    case value(Tag, VR, [UInt8])
    case sequence(Tag, [[Node]])
    case fragments([[UInt8]])

    var tag: Tag {
        switch self {
        case .value(let tag, _, _), .sequence(let tag, _): tag
        case .fragments: .pixelData
        }
    }

    static func text(_ tag: UInt32, _ vr: VR, _ text: String) -> Node { .value(Tag(rawValue: tag), vr, Array(text.utf8)) }
    static func number(_ tag: UInt32, _ number: UInt16) -> Node {
        .value(Tag(rawValue: tag), .US, [UInt8(truncatingIfNeeded: number), UInt8(number >> 8)])
    }
}

/// Lays what was received, what was changed and what is to leave side by side.
struct OutputCheckFixture {
    var syntax = TransferSyntax.explicitLittleEndian
    var edits: [Edit] = []
    var remade: Set<Int> = []

    /// Attributes of these tests that the dictionary makes sequences.
    static func isSequence(_ tag: Tag) -> Bool {
        [Tag(0x0008, 0x1140), Tag(0x0040, 0x0275), Tag(0x0012, 0x0064)].contains(tag)
    }

    func finding(_ received: [UInt8], _ original: [Node], _ output: EncodedDataSet) throws -> OutputCheck.Finding? {
        let read: EncodedBytes.Read = { buffer, offset in
            guard offset < UInt64(received.count) else { return 0 }
            let count = min(buffer.count, received.count - Int(offset))
            buffer.copyBytes(from: received[Int(offset)..<Int(offset) + count])
            return count
        }
        let view = DataSetView(elements: Self.elements(original), transferSyntax: syntax)
        return try OutputCheck.firstFinding(
            original: EncodedBytes(offset: 0, end: UInt64(received.count), isReceived: true, read: read), view,
            .init(edits: edits, remade: remade), output: EncodedBytes(output, read: read), isSequence: Self.isSequence)
    }

    func finding(_ original: [Node], _ output: [Node]) throws -> OutputCheck.Finding? {
        let bytes = encode(output)
        return try finding(encode(original), original, EncodedDataSet(bytes: bytes, segments: [.own(0..<bytes.count)]))
    }

    // MARK: bytes

    func encode(_ nodes: [Node]) -> [UInt8] { nodes.flatMap(encode) }

    private func encode(_ node: Node) -> [UInt8] {
        switch node {
        case .value(let tag, let vr, let bytes):
            let width = vr.numberWidth
            let isTurned = syntax == .explicitBigEndian && width > 1 && bytes.count % width == 0
            let value = isTurned ? bytes.indices.map { bytes[$0 / width * width + width - 1 - $0 % width] } : bytes
            return header(tag, vr, UInt32(bytes.count)) + value
        case .sequence(let tag, let items):
            return header(tag, .SQ, .max)
                + items.flatMap { item(.max) + encode($0) + delimiter(0xE00D) } + delimiter(0xE0DD)
        case .fragments(let fragments):
            return header(.pixelData, .OB, .max) + fragments.flatMap { item(UInt32($0.count)) + $0 } + delimiter(0xE0DD)
        }
    }

    private func header(_ tag: Tag, _ vr: VR, _ length: UInt32) -> [UInt8] {
        let name = number(tag.group) + number(tag.element)
        if syntax == .implicitLittleEndian { return name + number(length) }
        let letters = [UInt8(vr.rawValue >> 8), UInt8(truncatingIfNeeded: vr.rawValue)]
        return name + letters + (vr.hasShortLength ? number(UInt16(truncatingIfNeeded: length)) : [0, 0] + number(length))
    }

    func item(_ length: UInt32) -> [UInt8] { number(UInt16(0xFFFE)) + number(UInt16(0xE000)) + number(length) }
    private func delimiter(_ element: UInt16) -> [UInt8] { number(UInt16(0xFFFE)) + number(element) + [0, 0, 0, 0] }

    private func number(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: syntax == .explicitBigEndian ? number.bigEndian : number.littleEndian) { Array($0) }
    }

    // MARK: the view that a plan is made from

    static func elements(_ nodes: [Node]) -> [DataElement] {
        var elements: [DataElement] = []
        func add(_ nodes: [Node], _ parent: Int, _ item: Int) {
            for node in nodes.sorted(by: { $0.tag < $1.tag }) {
                let index = elements.count
                switch node {
                case .value(let tag, let vr, let bytes):
                    elements.append(
                        DataElement(tag: tag, vr: vr, parent: parent, item: item, length: bytes.count, value: nil))
                case .fragments:
                    elements.append(DataElement(tag: .pixelData, vr: .OB, parent: parent, item: item, length: 0, value: nil))
                case .sequence(let tag, let items):
                    elements.append(
                        DataElement(
                            tag: tag, vr: .SQ, parent: parent, item: item, itemCount: items.count, length: 0, value: nil))
                    for (number, inner) in items.enumerated() { add(inner, index, number) }
                }
            }
        }
        add(nodes, -1, -1)
        return elements
    }
}

/// Everything that can go wrong with one element or item of an output.
enum OutputDamage {
    /// Each with a name and what is left.
    static func all(_ nodes: [Node]) -> [(name: String, nodes: [Node])] {
        var results: [(String, [Node])] = []
        for (index, node) in nodes.enumerated() {
            func with(_ replacement: [Node]) -> [Node] {
                var copy = nodes
                copy.replaceSubrange(index...index, with: replacement)
                return copy
            }
            results.append(("\(node.tag) dropped", with([])))
            results.append(("\(node.tag) twice", with([node, node])))
            if index + 1 < nodes.count {
                var copy = nodes
                copy.swapAt(index, index + 1)
                results.append(("\(node.tag) behind the next", copy))
            }
            let next = Tag(rawValue: node.tag.rawValue + 1)
            if nodes.allSatisfy({ $0.tag != next }) {
                results.append(("one more behind \(node.tag)", with([node, .value(next, .UN, [1, 2])])))
            }
            switch node {
            case .value(let tag, let vr, let bytes):
                for position in bytes.indices where position % 97 == 0 || position == bytes.count - 1 {
                    var other = bytes
                    other[position] ^= 1
                    results.append(("\(tag) byte \(position)", with([.value(tag, vr, other)])))
                }
                if bytes.count >= 2 {
                    results.append(("\(tag) shorter", with([.value(tag, vr, bytes.dropLast(2))])))
                    results.append(("\(tag) empty", with([.value(tag, vr, [])])))
                }
                results.append(("\(tag) longer", with([.value(tag, vr, bytes + [0x20, 0x20])])))
                results.append(("\(tag) as a sequence", with([.sequence(tag, [[.text(0x0008_0018, .UI, "1.2 ")]])])))
            case .sequence(let tag, let items):
                for number in items.indices {
                    var fewer = items
                    fewer.remove(at: number)
                    results.append(("\(tag)[\(number)] dropped", with([.sequence(tag, fewer)])))
                    results.append(("\(tag)[\(number)] twice", with([.sequence(tag, items + [items[number]])])))
                    for damage in all(items[number]) {
                        var damaged = items
                        damaged[number] = damage.nodes
                        results.append(("\(tag)[\(number)]/\(damage.name)", with([.sequence(tag, damaged)])))
                    }
                }
            case .fragments(let fragments):
                results.append(("a fragment dropped", with([.fragments(fragments.dropLast())])))
                var cut = fragments
                cut[fragments.count - 1].removeLast(2)
                results.append(("a fragment cut", with([.fragments(cut)])))
                cut = fragments
                cut[fragments.count - 1][0] ^= 1
                results.append(("a byte of a fragment", with([.fragments(cut)])))
            }
        }
        return results
    }
}
