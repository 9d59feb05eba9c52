import Dicom
import Synchronization

/// One IOD as the planner asks about it: the Type of an attribute in any place of a Data Set.
///
/// Where several modules (or several sequences of the same tag) describe the same place, the strictest Type counts.
final class IODModel: Sendable {
    /// A place in the Data Set: top level, or the items of a sequence.
    struct Place: Hashable, Sendable {
        fileprivate let node: Int32
        /// A place that nobody describes.
        static let unknown = Place(node: -1)
    }

    /// Top level.
    let root: Place
    /// Whether the SOP Class has an IOD that the table knows.
    let isKnown: Bool

    private struct Merged: Sendable {
        var tags: [UInt32] = []
        var entries: [TypeTable.Entry] = []
    }

    private let table: TypeTable
    private let isComplete: Bool
    /// Nodes made of several; numbered after those of the table.
    private let merged: [Merged]

    private init(nodes: [Int32]?, isComplete: Bool, table: TypeTable) {
        var merger = Merger(table: table)
        root = nodes.map { Place(node: merger.node(for: $0)) } ?? .unknown
        isKnown = nodes != nil
        merged = merger.merged
        self.isComplete = isComplete
        self.table = table
    }

    /// The Type of `tag` in `place`, and the place of its items if it is a sequence.
    func look(_ tag: Tag, in place: Place) -> (type: AttributeType, items: Place) {
        guard isKnown else { return (.unknownIOD, .unknown) }
        guard place != .unknown else { return (.unknownPlace, .unknown) }
        let raw = tag.rawValue
        // Repeating groups are listed once (PS3.5 §7.6).
        let key = raw & 0xFF01_0000 == 0x6000_0000 ? raw & 0xFF00_FFFF : raw
        guard let entry = entry(key, in: place.node) else {
            return (isComplete || place != root ? .notInIOD : .unknownPlace, .unknown)
        }
        return (entry.type, Place(node: entry.items))
    }

    /// True if this IOD is about a patient: not so for palettes, protocols, implant templates.
    var hasPatient: Bool { has(.patientID) }

    /// True if this IOD has the attribute at top level; so has one that nobody knows.
    func has(_ tag: Tag) -> Bool { !isKnown || entry(tag.rawValue, in: root.node) != nil }

    private func entry(_ tag: UInt32, in node: Int32) -> TypeTable.Entry? {
        let number = Int(node) - table.nodeCount
        guard number >= 0 else { return table.entry(tag, in: node) }
        let list = merged[number]
        return list.tags.indexOfSorted(tag, in: 0..<list.tags.count).map { list.entries[$0] }
    }

    /// Joins nodes; the same set of nodes is joined once.
    private struct Merger {
        let table: TypeTable
        var merged: [Merged] = []
        private var known: [[Int32]: Int32] = [:]

        init(table: TypeTable) { self.table = table }

        mutating func node(for nodes: [Int32]) -> Int32 {
            let nodes = Set(nodes).sorted()
            guard nodes.count > 1 else { return nodes.first ?? -1 }
            if let done = known[nodes] { return done }
            var types: [UInt32: AttributeType] = [:]
            var items: [UInt32: [Int32]] = [:]
            for node in nodes {
                table.forEachEntry(in: node) { tag, entry in
                    let other = types[tag] ?? entry.type
                    types[tag] = entry.type.rawValue < other.rawValue ? entry.type : other
                    if entry.items >= 0 { items[tag, default: []].append(entry.items) }
                }
            }
            var list = Merged()
            for (tag, type) in types.sorted(by: { $0.key < $1.key }) {
                list.tags.append(tag)
                list.entries.append(TypeTable.Entry(type: type, items: items[tag].map { node(for: $0) } ?? -1))
            }
            merged.append(list)
            let number = Int32(table.nodeCount + merged.count - 1)
            known[nodes] = number
            return number
        }
    }

    private static let models = Mutex<[String: IODModel]>([:])
    private static let unknown = IODModel(nodes: nil, isComplete: false, table: .shared)

    /// The model of the IOD of `sopClassUID`; made once.
    static func of(_ sopClassUID: String) -> IODModel {
        guard let key = StorageSOPClass.withUID(sopClassUID)?.iod, let iod = TypeTable.shared.iods[key] else {
            return unknown
        }
        return models.withLock { models in
            if let model = models[key] { return model }
            let model = IODModel(nodes: iod.nodes, isComplete: iod.isComplete, table: .shared)
            models[key] = model
            return model
        }
    }
}
