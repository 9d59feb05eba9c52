/// A bounded window on rows of the ledger that wait for somebody: the ledger is the truth, and what does not fit is found
/// there when the window runs dry. A pure value; its owner locks it, and reads the ledger.
struct LedgerWindow<Item: Identifiable & Sendable>: Sendable where Item.ID: Sendable {
    /// What can be taken, in order.
    private(set) var waiting: [Item] = []
    /// In the window, or taken and not finished, so that nothing is given out twice.
    private(set) var known: Set<Item.ID> = []
    /// The ledger may have more than the window.
    var mayHaveMore = true

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
        waiting.append(item)
        return true
    }

    /// Gives out an item of `waiting`; the others keep their order. Nothing of it stays here: an item may hold an instance's
    /// bytes.
    mutating func take(at index: Int) -> Item { waiting.remove(at: index) }

    /// What was taken is recorded, or comes back from the ledger later.
    mutating func finish(_ id: Item.ID) { known.remove(id) }
}
