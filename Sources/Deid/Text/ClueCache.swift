import Synchronization

/// What was made of the clues of former instances, for the next ones: all slices of a series tell of the same people.
///
/// Holds only what follows from its key, so nothing depends on what came before. In memory only, of a few patients.
final class ClueCache<Value: Sendable>: Sendable {
    private static var limit: Int { 64 }

    private let values = Mutex<[[Clue]: Value]>([:])

    /// What `make` makes of the clues without UIDs, of which every instance has its own.
    func value(for clues: [Clue], make: ([Clue]) -> Value) -> Value {
        let lasting = clues.filter { $0.kind != .uid }
        if let known = values.withLock({ $0[lasting] }) { return known }
        let made = make(lasting)
        values.withLock { values in
            if values.count >= Self.limit { values.removeAll() }
            values[lasting] = made
        }
        return made
    }
}
