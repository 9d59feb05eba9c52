/// A bounded window on rows of the ledger that wait for somebody: the ledger is the truth, and what does not fit is found
/// there when the window runs dry. A pure value; its owner locks it, and reads the ledger.
struct LedgerWindow<Item: Identifiable & Sendable>: Sendable where Item.ID: Sendable {
    /// What can be taken, in order.
    var waiting: ArraySlice<Item> { items[head...] }
    /// In the window, or taken and not finished, so that nothing is given out twice.
    private(set) var known: Set<Item.ID> = []
    /// The ledger may have more than the window.
    var mayHaveMore = true

    private var items: [Item] = []
    /// The first that can be taken: those before it were.
    private var head = 0
    private let capacity: Int

    /// - Parameter capacity: so many items are taken in by `add`.
    init(capacity: Int) { self.capacity = capacity }

    /// Takes in what was just committed. Advisory: what does not fit is found in the ledger later.
    ///
    /// - Returns: false if it does not fit, or is known.
    mutating func add(_ item: Item) -> Bool {
        guard waiting.count < capacity else {
            mayHaveMore = true
            return false
        }
        return load(item)
    }

    /// Takes in what was found in the ledger; false if it is known.
    @discardableResult
    mutating func load(_ item: Item) -> Bool {
        guard known.insert(item.id).inserted else { return false }
        items.append(item)
        return true
    }

    /// Gives out an item of `waiting`; those before it keep their order.
    mutating func take(at index: Int) -> Item {
        guard index == head else { return items.remove(at: index) }
        let item = items[head]
        head += 1
        if head > 512 && head * 2 > items.count {
            items.removeFirst(head)
            head = 0
        }
        return item
    }

    /// What was taken is recorded, or comes back from the ledger later.
    mutating func finish(_ id: Item.ID) { known.remove(id) }
}
