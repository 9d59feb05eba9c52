import Synchronization

/// What was made of the clues of former instances, for the next ones: all slices of a series tell of the same people.
///
/// Holds only what follows from its key, so nothing depends on what came before. In memory only, of a few patients; and
/// only of those that came twice, since keeping costs more than it gives where everybody comes once.
final class ClueCache<Value: Sendable>: Sendable {
    private static var limit: Int { 64 }

    private struct Contents {
        var values: [[Clue]: Value] = [:]
        /// Hashes of what came once.
        var seen: Set<Int> = []
    }

    private let contents = Mutex(Contents())

    /// What `make` makes of the clues without UIDs, of which every instance has its own.
    func value(for clues: [Clue], make: ([Clue]) -> Value) -> Value {
        let lasting = clues.filter { $0.kind != .uid }
        let hash = lasting.hashValue
        let (known, isSecond) = contents.withLock { contents in
            guard !contents.seen.insert(hash).inserted else {
                if contents.seen.count > 16 * Self.limit { contents.seen = [hash] }
                return (Value?.none, false)
            }
            return (contents.values[lasting], true)
        }
        if let known { return known }
        let made = make(lasting)
        guard isSecond else { return made }
        contents.withLock { contents in
            if contents.values.count >= Self.limit { contents.values.removeAll() }
            contents.values[lasting] = made
        }
        return made
    }
}
