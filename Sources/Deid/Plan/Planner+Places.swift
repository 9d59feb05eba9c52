import Dicom

/// A tag in one item, or at top level (parent and item -1).
struct Spot: Hashable {
    var parent: Int32
    var item: Int32
    var tag: Tag

    init(_ parent: Int, _ item: Int, _ tag: Tag) {
        self.parent = Int32(truncatingIfNeeded: parent)
        self.item = Int32(truncatingIfNeeded: item)
        self.tag = tag
    }
}

extension Planner {
    /// `(0040,0275)[0]/(0040,0007)`.
    func path(_ index: Int) -> String { view.elements.path(of: index) }

    /// The Private Creator's text for a private element.
    func creator(of index: Int) -> String? {
        let creator = view.elements[index].creator
        return creator < 0 ? nil : ElementText.trimmed(view.elements[creator])
    }

    /// Whether the sequences around the element `index` are `sequences`, outermost first.
    func isAt(_ sequences: [TagPattern], _ index: Int) -> Bool {
        let parent = view.elements[index].parent
        return parent >= 0 && isAt(sequences, of: parent)
    }

    /// Whether the sequence `index` and those around it are `sequences`.
    func isAt(_ sequences: [TagPattern], of index: Int) -> Bool {
        var position = index
        for pattern in sequences.reversed() {
            guard position >= 0 else { return false }
            guard pattern.covers(view.elements[position].tag) else { return false }
            if case .privateElement(_, let wanted, _) = pattern, creator(of: position) != wanted { return false }
            position = view.elements[position].parent
        }
        return position < 0
    }

    /// The first element at `spot`.
    ///
    /// All elements are indexed on the first call, so that any number of calls stays linear.
    mutating func element(_ spot: Spot) -> Int? {
        if let spots { return spots[spot] }
        var made: [Spot: Int] = [:]
        made.reserveCapacity(view.elements.count)
        for index in view.elements.indices {
            let element = view.elements[index]
            let place = Spot(element.parent, element.item, element.tag)
            if made[place] == nil { made[place] = index }
        }
        spots = made
        return made[spot]
    }
}
