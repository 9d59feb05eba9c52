import Crypto

/// Some of many instances, as if drawn by lot, and the same whenever the same are drawn from.
struct InstanceSample {
    /// One that may be drawn.
    struct Member {
        var original: String
        var clean: String
        fileprivate var lot: [UInt8]

        /// A number below `limit`, as if drawn by lot too.
        func number(below limit: Int) -> Int {
            limit > 0 ? lot.suffix(6).reduce(0) { $0 << 8 | Int($1) } % limit : 0
        }
    }

    private let seed: String
    private let size: Int
    private var drawn: [Member] = []
    /// How many there were to draw from.
    private(set) var count = 0

    /// - Parameter seed: another one draws others.
    init(seed: String, size: Int) { (self.seed, self.size) = (seed, size) }

    mutating func add(original: String, clean: String) {
        count += 1
        let lot = Array(SHA256.hash(data: Array("\(seed)\n\(original)".utf8)))
        drawn.append(Member(original: original, clean: clean, lot: lot))
        guard drawn.count > 2 * size + 16 else { return }
        keepDrawn()
    }

    /// Those with the lowest lots, by path.
    mutating func members() -> [Member] {
        keepDrawn()
        return drawn.sorted { $0.original < $1.original }
    }

    private mutating func keepDrawn() {
        drawn.sort { $0.lot.lexicographicallyPrecedes($1.lot) }
        drawn.removeLast(max(0, drawn.count - size))
    }
}
