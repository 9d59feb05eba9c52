import Dicom
import Foundation
import Ledger

/// What waits for one destination: a bounded window on the ledger's deliveries, and whether the destination can be reached.
///
/// Lanes (one per association) take from it. While the destination is in trouble one lane at a time tries again.
final class DestinationQueue: @unchecked Sendable {  // state is guarded by `condition`
    struct Item: Sendable {
        var delivery: Delivery
        /// The clean instance while memory has it; else read from the ledger.
        var output: Output?
    }

    enum Next {
        case item(Item)
        /// Nothing to do for a while: associations may go.
        case idle
        case stopped
    }

    let name: String
    private let condition = NSCondition()
    private var items: [Item] = []
    private var head = 0
    /// Bytes of outputs in the window.
    private var bytes = 0
    /// In the window, with a lane, or with an outcome that is not yet recorded.
    private var known: Set<Int64> = []
    private var mayHaveMore = true
    /// When the ledger next has something due; nil: nothing that we know of.
    private var nextDue: Date?
    private var isStopped = false
    private var troubles = 0
    /// Since when nothing was stored because of trouble.
    private var troubledSince: Date?
    private var brokenInARow = false
    private var blockedUntil: Date?
    private var isProbing = false
    private let underWay: UnderWay
    private let load: @Sendable (Int, Set<Int64>) -> [Delivery]

    private static let capacity = 1024
    private static let byteCapacity = 8 << 20

    /// - Parameters:
    ///   - underWay: what this destination is being sent now, also by lanes of an earlier configuration.
    ///   - load: deliveries in the ledger that wait for this destination, soonest first, at most so many, without the ones
    ///     named; due or not.
    init(
        name: String, underWay: UnderWay = UnderWay(), load: @escaping @Sendable (Int, Set<Int64>) -> [Delivery]
    ) {
        self.name = name
        self.underWay = underWay
        self.load = load
    }

    /// Adds a delivery that was just committed. Advisory: what does not fit is found in the ledger.
    func add(_ item: Item) {
        condition.lock()
        defer { condition.unlock() }
        guard items.count - head < Self.capacity else {
            mayHaveMore = true
            return
        }
        guard known.insert(item.delivery.id).inserted else { return }
        append(item)
        condition.signal()
    }

    /// Looks into the ledger again; if `triesNow`, also at once at a destination that is in trouble.
    func rescan(triesNow: Bool = false) {
        condition.lock()
        if triesNow && blockedUntil != nil { blockedUntil = Date() }
        mayHaveMore = true
        condition.broadcast()
        condition.unlock()
    }

    /// The next delivery that is due, waiting for it at most `idle` seconds.
    func next(idle: TimeInterval) -> Next {
        let giveUp = Date(timeIntervalSinceNow: idle)
        condition.lock()
        defer { condition.unlock() }
        while true {
            if isStopped { return .stopped }
            let now = Date()
            if isReachable(now) {
                if let index = items.indices[head...].first(where: { underWay.begin(items[$0].delivery) }) {
                    return .item(take(index))
                }
                if mayHaveMore || (nextDue.map { $0 <= now } ?? false) {
                    refill(now)
                    continue
                }
            }
            if now >= giveUp { return .idle }
            let wakes = [giveUp, nextDue, blockedUntil].compactMap { $0 }.filter { $0 > now }
            _ = condition.wait(until: wakes.min() ?? giveUp)
        }
    }

    /// SOP Class and Transfer Syntax pairs of what waits here, to negotiate them at once.
    func kinds(limit: Int) -> [(sopClassUID: String, transferSyntax: TransferSyntax)] {
        condition.lock()
        defer { condition.unlock() }
        var seen: Set<[String]> = []
        var kinds: [(String, TransferSyntax)] = []
        for item in items[head...] where kinds.count < limit {
            let delivery = item.delivery
            if seen.insert([delivery.sopClassUID, delivery.transferSyntax.uid]).inserted {
                kinds.append((delivery.sopClassUID, delivery.transferSyntax))
            }
        }
        return kinds
    }

    /// An instance's outcome is recorded; with `retryAt` it comes back then.
    func finish(_ id: Int64, retryAt: Date? = nil) {
        condition.lock()
        known.remove(id)
        underWay.end(id)
        if let retryAt { nextDue = min(nextDue ?? retryAt, retryAt) }
        // Another version of the instance may have waited for this one.
        if retryAt != nil || head < items.count { condition.signal() }
        condition.unlock()
    }

    /// The destination answered: it took the association, or (`stored`) an instance.
    ///
    /// - Returns: how many seconds it was in trouble, with the first instance that it takes after that.
    @discardableResult
    func noteContact(stored: Bool = false) -> TimeInterval? {
        condition.lock()
        defer { condition.unlock() }
        troubles = 0
        blockedUntil = nil
        isProbing = false
        condition.broadcast()
        guard stored else { return nil }
        brokenInARow = false
        defer { troubledSince = nil }
        return troubledSince.map { Date().timeIntervalSince($0) }
    }

    /// The destination could not be reached, or the association broke. Returns how often in a row, and until when all wait.
    func noteTrouble(_ backoff: Backoff) -> (count: Int, until: Date) {
        condition.lock()
        defer { condition.unlock() }
        troubles += 1
        troubledSince = troubledSince ?? Date()
        let until = Date(timeIntervalSinceNow: backoff.wait(after: troubles))
        blockedUntil = until
        isProbing = false
        condition.broadcast()
        return (troubles, until)
    }

    /// An association broke in the middle of an instance. The next instance tries a new one at once; only if that breaks too
    /// do all wait.
    func noteBroken(_ backoff: Backoff) {
        condition.lock()
        let isRepeated = brokenInARow
        brokenInARow = true
        condition.unlock()
        if isRepeated { _ = noteTrouble(backoff) }
    }

    /// The lane that tried is done, whatever came of it.
    func endProbe() {
        condition.lock()
        if isProbing {
            isProbing = false
            condition.signal()
        }
        condition.unlock()
    }

    /// The node is stopping: an outcome that cannot be recorded any more is repeated after the next start.
    var isStopping: Bool {
        condition.lock()
        defer { condition.unlock() }
        return isStopped
    }

    func stop() {
        condition.lock()
        isStopped = true
        condition.broadcast()
        condition.unlock()
    }

    private func isReachable(_ now: Date) -> Bool {
        guard let blockedUntil else { return true }
        return now >= blockedUntil && !isProbing
    }

    private func take(_ index: Int) -> Item {
        // Those before it keep their order.
        let item = index == head ? items[head] : items.remove(at: index)
        if index == head { head += 1 }
        bytes -= item.output?.dataSet.bytes.count ?? 0
        if head == items.count {
            items.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 256 {
            items.removeFirst(head)
            head = 0
        }
        if blockedUntil != nil { isProbing = true }
        return item
    }

    private func append(_ item: Item) {
        var item = item
        let size = item.output?.dataSet.bytes.count ?? 0
        if bytes + size > Self.byteCapacity { item.output = nil }
        bytes += item.output?.dataSet.bytes.count ?? 0
        items.append(item)
    }

    private func refill(_ now: Date) {
        mayHaveMore = false
        nextDue = nil
        let except = known
        condition.unlock()
        let found = load(Self.capacity, except)
        condition.lock()
        var isFull = found.count == Self.capacity
        for delivery in found {
            if delivery.nextAttempt > Date() {
                nextDue = min(nextDue ?? delivery.nextAttempt, delivery.nextAttempt)
                isFull = false
                break
            }
            if known.insert(delivery.id).inserted { append(Item(delivery: delivery, output: nil)) }
        }
        // What was added meanwhile may have set it too.
        if isFull { mayHaveMore = true }
        condition.broadcast()
    }
}
