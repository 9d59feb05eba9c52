import Dicom

/// Where the elements of an original are in its clean file: the same tag in the same item, items counted without those
/// that the rules remove.
struct ElementPlaces {
    enum Place: Equatable {
        /// At this index of the clean file.
        case at(Int)
        /// Expected in the clean file, and not there.
        case absent
        /// In something that the rules remove or replace as a whole.
        case gone
    }

    private struct Spot: Hashable {
        var parent: Int
        var item: Int
        var tag: Tag
    }

    private let original: DataSetView
    private var spots: [Spot: Int] = [:]
    private var originalSpots: [Spot: Int] = [:]
    private var places: [Place]
    /// Items that go, by sequence.
    private var removed: [Int: Set<Int>] = [:]

    init(original: DataSetView, clean: DataSetView, _ edits: [Edit]) {
        self.original = original
        places = []
        spots = Self.spots(of: clean)
        originalSpots = Self.spots(of: original)
        var replaced: Set<Int> = []
        for edit in edits {
            switch edit {
            case .delete(let index), .replace(let index, _): replaced.insert(index)
            case .deleteItem(let index, let item): removed[index, default: []].insert(item)
            case .insert(let parent, let item, let element):
                let spot = Spot(parent: parent, item: item, tag: element.tag)
                if let index = originalSpots[spot] { replaced.insert(index) }
            }
        }
        places.reserveCapacity(original.elements.count)
        for index in original.elements.indices {
            let element = original.elements[index]
            guard element.parent >= 0 else {
                places.append(spots[Spot(parent: -1, item: -1, tag: element.tag)].map { .at($0) } ?? .absent)
                continue
            }
            if replaced.contains(element.parent) || places[element.parent] == .gone
                || removed[element.parent]?.contains(element.item) == true
            {
                places.append(.gone)
            } else if let above = self.clean(parent: element.parent, item: element.item) {
                let spot = Spot(parent: above.index, item: above.item, tag: element.tag)
                places.append(spots[spot].map { .at($0) } ?? .absent)
            } else {
                places.append(.absent)
            }
        }
    }

    func place(of index: Int) -> Place { places[index] }

    /// The first element of the original with this tag in this item.
    func original(parent: Int, item: Int, _ tag: Tag) -> Int? {
        originalSpots[Spot(parent: parent, item: item, tag: tag)]
    }

    /// The element of the clean file with this tag in this item of it.
    func clean(parent: Int, item: Int, _ tag: Tag) -> Int? { spots[Spot(parent: parent, item: item, tag: tag)] }

    /// Where an item of the original, or its top level, is in the clean file; nil if it is not.
    func clean(parent: Int, item: Int) -> (index: Int, item: Int)? {
        guard parent >= 0 else { return (-1, -1) }
        guard case .at(let index) = places[parent] else { return nil }
        let before = removed[parent]?.count { $0 < item } ?? 0
        return (index, item - before)
    }

    /// How many items of a sequence of the original stay.
    func itemsLeft(in index: Int) -> Int { original.elements[index].itemCount - (removed[index]?.count ?? 0) }

    private static func spots(of view: DataSetView) -> [Spot: Int] {
        var spots: [Spot: Int] = [:]
        spots.reserveCapacity(view.elements.count)
        for index in view.elements.indices {
            let element = view.elements[index]
            spots[Spot(parent: element.parent, item: element.item, tag: element.tag)] = index
        }
        return spots
    }
}
