import Dicom

/// Edits by the place that they are about: what each leaves behind when all are made in their order.
struct PlannedContent {
    /// An item of a sequence of the view, or the top level.
    private struct Place: Hashable {
        var parent: Int
        var item: Int
    }

    private(set) var deleted: Set<Int> = []
    private(set) var goneItems: [Int: Set<Int>] = [:]
    /// New values and new items, by index.
    private(set) var values: [Int: [UInt8]] = [:]
    private(set) var items: [Int: [[NewElement]]] = [:]
    let remade: Set<Int>
    let open: Set<Int>
    private var inserted: [Place: [Tag: NewElement]] = [:]
    private var sorted: [Place: [NewElement]] = [:]

    init(_ changes: OutputCheck.Changes) {
        remade = changes.remade
        open = changes.open
        for edit in changes.edits {
            switch edit {
            case .delete(let index): deleted.insert(index)
            case .deleteItem(let index, let item): goneItems[index, default: []].insert(item)
            case .replace(let index, .bytes(let bytes)): values[index] = bytes
            case .replace(let index, .items(let new)):
                items[index] = new
                goneItems[index] = nil
                // What was put into the items before went with them.
                for place in inserted.keys where place.parent == index { inserted[place] = nil }
            case .insert(let parent, let item, let element):
                inserted[Place(parent: parent, item: item), default: [:]][element.tag] = element
            }
        }
        sorted = inserted.mapValues { $0.values.sorted { $0.tag < $1.tag } }
        inserted = [:]
    }

    /// What edits put into an item, by tag.
    func added(parent: Int, item: Int) -> [NewElement] {
        sorted.isEmpty ? [] : sorted[Place(parent: parent, item: item)] ?? []
    }
}
