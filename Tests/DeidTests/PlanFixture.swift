import Dicom
import Foundation

@testable import Deid

/// Testing has a Tag too.
typealias Tag = Dicom.Tag

/// A Data Set in memory, for plans without DCMTK: it gives views, and applies edits as strictly as the real one.
struct MemoryDataSet: Equatable {
    struct Element: Equatable {
        var tag: Tag
        var vr: VR
        var bytes: [UInt8] = []
        var items: [[Element]] = []
        var isStandard: Bool
        /// False: the value is too long and stayed in the file.
        var isLoaded = true

        init(_ tag: Tag, _ vr: VR, bytes: [UInt8], isStandard: Bool? = nil, isLoaded: Bool = true) {
            self.tag = tag
            self.vr = vr
            self.bytes = bytes.count % 2 == 0 ? bytes : bytes + [vr.padding]
            self.isStandard = isStandard ?? !tag.isPrivate
            self.isLoaded = isLoaded
        }

        init(_ tag: UInt32, _ vr: VR, _ text: String, isStandard: Bool? = nil) {
            self.init(Tag(rawValue: tag), vr, bytes: Array(text.utf8), isStandard: isStandard)
        }

        init(_ tag: UInt32, items: [[Element]], vr: VR = .SQ) {
            self.init(Tag(rawValue: tag), vr, bytes: [])
            self.items = items
        }

        init(_ new: NewElement) {
            switch new.value {
            case .bytes(let bytes): self.init(new.tag, new.vr, bytes: bytes)
            case .items(let items): self.init(new.tag.rawValue, items: items.map { $0.map(Element.init) })
            }
        }

        /// The value without padding.
        var text: String {
            String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: CharacterSet(charactersIn: " \0"))
        }
    }

    var elements: [Element]

    /// The element at a path of tags, the first item of each sequence unless told otherwise.
    subscript(_ path: UInt32..., item item: Int = 0) -> Element? {
        var level = elements
        for (depth, raw) in path.enumerated() {
            guard let found = level.first(where: { $0.tag.rawValue == raw }) else { return nil }
            if depth == path.count - 1 { return found }
            guard found.items.indices.contains(item) else { return nil }
            level = found.items[item]
        }
        return nil
    }

    /// Every element of every level.
    var all: [Element] {
        func flat(_ elements: [Element]) -> [Element] { elements.flatMap { [$0] + $0.items.flatMap(flat) } }
        return flat(elements)
    }

    func contains(_ marker: String) -> Bool {
        all.contains { String(decoding: $0.bytes, as: UTF8.self).contains(marker) }
    }

    // MARK: view

    private final class Memory {
        let bytes: UnsafeMutableRawBufferPointer

        init(_ content: [UInt8]) {
            bytes = .allocate(byteCount: max(content.count, 1), alignment: 8)
            bytes.copyBytes(from: content)
        }

        deinit { bytes.deallocate() }
    }

    func view() -> DataSetView {
        let memory = Memory(all.flatMap(\.bytes))
        var flat: [DataElement] = []
        var offset = 0
        func add(_ level: [Element], parent: Int, item: Int) {
            var creators: [Tag: Int] = [:]
            for element in level {
                if element.tag.isPrivateCreator { creators[element.tag] = flat.count }
                let index = flat.count
                let value = UnsafeRawBufferPointer(rebasing: memory.bytes[offset..<(offset + element.bytes.count)])
                offset += element.bytes.count
                let isPrivate = element.tag.isPrivate && !element.tag.isPrivateCreator
                flat.append(
                    DataElement(
                        tag: element.tag, vr: element.vr, parent: parent, item: item,
                        creator: isPrivate ? creators[element.tag.creatorTag] ?? -1 : -1,
                        isStandard: element.isStandard,
                        itemCount: element.items.count, length: element.bytes.count,
                        value: element.vr == .SQ || !element.isLoaded ? nil : value))
                for (number, elements) in element.items.enumerated() { add(elements, parent: index, item: number) }
            }
        }
        add(elements, parent: -1, item: -1)
        return DataSetView(elements: flat, transferSyntax: .explicitLittleEndian, owner: memory)
    }

    // MARK: edits

    enum EditError: Error { case gone, twice, noSuchItem, notASequence }

    private final class Node {
        var element: Element
        var items: [[Node]]
        var goneItems: Set<Int> = []
        var isEdited = false
        var isGone = false

        init(_ element: Element) {
            self.element = element
            items = element.items.map { $0.map(Node.init) }
        }

        var flat: [Node] { [self] + items.flatMap { $0.flatMap(\.flat) } }

        func remove() { for node in flat { node.isGone = true } }

        var built: Element {
            var built = element
            built.items = items.enumerated().filter { !goneItems.contains($0.offset) }.map { MemoryDataSet.built($0.element) }
            return built
        }
    }

    private static func built(_ nodes: [Node]) -> [Element] {
        nodes.filter { !$0.isGone }.map(\.built).sorted { $0.tag < $1.tag }
    }

    /// With the edits of a plan; an edit of what is gone or was edited already is an error, as it is with real files.
    func applying(_ edits: [Edit]) throws -> MemoryDataSet {
        var root = elements.map(Node.init)
        let nodes = root.flatMap(\.flat)
        func insert(_ new: Node, _ level: inout [Node]) {
            for old in level where old.element.tag == new.element.tag { old.remove() }
            level.append(new)
        }
        for edit in edits {
            switch edit {
            case .delete(let index):
                guard !nodes[index].isGone else { throw EditError.gone }
                guard !nodes[index].isEdited else { throw EditError.twice }
                nodes[index].remove()
            case .deleteItem(let index, let item):
                let node = nodes[index]
                guard !node.isGone else { throw EditError.gone }
                guard !node.isEdited, node.goneItems.insert(item).inserted else { throw EditError.twice }
                guard node.items.indices.contains(item) else { throw EditError.noSuchItem }
                for old in node.items[item] { old.remove() }
            case .replace(let index, let value):
                let node = nodes[index]
                guard !node.isGone else { throw EditError.gone }
                guard !node.isEdited else { throw EditError.twice }
                node.isEdited = true
                switch value {
                case .bytes(let bytes):
                    node.element.bytes = bytes.count % 2 == 0 ? bytes : bytes + [node.element.vr.padding]
                case .items(let items):
                    guard node.element.vr == .SQ else { throw EditError.notASequence }
                    for old in node.items.flatMap({ $0 }) { old.remove() }
                    node.items = items.map { $0.map { Node(Element($0)) } }
                }
            case .insert(let parent, let item, let element):
                guard parent >= 0 else {
                    insert(Node(Element(element)), &root)
                    continue
                }
                guard !nodes[parent].isGone else { throw EditError.gone }
                guard nodes[parent].items.indices.contains(item) else { throw EditError.noSuchItem }
                insert(Node(Element(element)), &nodes[parent].items[item])
            }
        }
        return MemoryDataSet(elements: Self.built(root))
    }
}

/// Instances, strategies and plans that the tests of this folder share.
enum PlanFixture {
    typealias Element = MemoryDataSet.Element

    static let ct = "1.2.840.10008.5.1.4.1.1.2"
    static let unknownClass = "1.2.276.0.7230010.3.9.9"

    /// A small instance with `elements` in it; those with the tag of one of its own take its place.
    static func instance(
        _ elements: Element..., sopClass: String = ct, patientID: String? = "PAT-4711", study: String? = "1.2.3.4.1"
    ) -> MemoryDataSet {
        instance(elements, sopClass: sopClass, patientID: patientID, study: study)
    }

    static func instance(
        _ elements: [Element], sopClass: String = ct, patientID: String? = "PAT-4711", study: String? = "1.2.3.4.1"
    ) -> MemoryDataSet {
        var own = [
            Element(0x0008_0016, .UI, sopClass), Element(0x0008_0018, .UI, "1.2.3.4.3"),
            Element(0x0008_0060, .CS, "CT"),
            Element(0x0010_0010, .PN, "Doe^Jane"), Element(0x0020_000E, .UI, "1.2.3.4.2"),
        ]
        if let patientID { own.append(Element(0x0010_0020, .LO, patientID)) }
        if let study { own.append(Element(0x0020_000D, .UI, study)) }
        let given = Set(elements.map(\.tag))
        return MemoryDataSet(
            elements: (own.filter { !given.contains($0.tag) } + elements).sorted { $0.tag < $1.tag })
    }

    /// A rule set of rows, each without the header; further lists are further files.
    static func ruleSet(
        _ files: [[String]] = [], profile: StrategySource.Profile = .basic, options: Set<ProfileOption> = [],
        unlisted: StrategySource.Unlisted = .profile, removesPrivate: Bool = true,
        regeneratesSeriesNumber: Bool = false,
        tables: [String: String] = [:], mappingTable: String? = nil
    ) throws -> RuleSet {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veil-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            // What is left in the temporary folder does no harm.
            try? FileManager.default.removeItem(at: folder)
        }
        for (name, content) in tables { try Data(content.utf8).write(to: folder.appendingPathComponent(name)) }
        var paths: [String] = []
        for (number, rows) in files.enumerated() {
            let file = folder.appendingPathComponent("rows\(number).csv")
            try Data((["Tags,VR,Name,Status,Action,Option"] + rows).joined(separator: "\n").utf8).write(to: file)
            paths.append(file.path)
        }
        return try RuleSet.compile(
            StrategySource(
                name: "test", profile: profile, options: options, files: paths, unlisted: unlisted,
                mappingTable: mappingTable.map { folder.appendingPathComponent($0).path }, removesPrivate: removesPrivate,
                regeneratesSeriesNumber: regeneratesSeriesNumber)
        ).ruleSet
    }

    /// What rows do without profile, everything else kept.
    static func rows(
        _ rows: String..., tables: [String: String] = [:], mappingTable: String? = nil
    ) throws -> RuleSet {
        try ruleSet(
            [rows], profile: .none, unlisted: .keep, removesPrivate: false, tables: tables, mappingTable: mappingTable)
    }

    static func plan(
        _ dataSet: MemoryDataSet, _ rules: RuleSet, explain: Bool = false, pseudonymizer: Pseudonymizer? = nil,
        pixels: PixelCare = .none, fileName: String? = nil
    ) throws -> Plan {
        let deidentifier = Deidentifier(
            ruleSet: rules, pseudonymizer: try pseudonymizer ?? PseudonymFixture.pseudonymizer())
        let view = dataSet.view()
        return try deidentifier.plan(view, explain: explain, pixels: pixels, fileName: fileName)
    }

    /// The Data Set as the rules leave it.
    static func clean(
        _ dataSet: MemoryDataSet, _ rules: RuleSet, pseudonymizer: Pseudonymizer? = nil, pixels: PixelCare = .none
    ) throws -> MemoryDataSet {
        try dataSet.applying(plan(dataSet, rules, pseudonymizer: pseudonymizer, pixels: pixels).edits)
    }

    /// Why the instance is held; nil if it is not.
    static func hold(
        _ dataSet: MemoryDataSet, _ rules: RuleSet, pseudonymizer: Pseudonymizer? = nil, pixels: PixelCare = .none
    ) throws -> PlanHold.Reason? {
        do {
            _ = try plan(dataSet, rules, pseudonymizer: pseudonymizer, pixels: pixels)
            return nil
        } catch let hold as PlanHold {
            return hold.reason
        }
    }
}
