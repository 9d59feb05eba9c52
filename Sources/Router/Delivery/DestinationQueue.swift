import Foundation
import Ledger

/// What waits for one destination: a window on the ledger's deliveries, and the schedule by which lanes take from it.
///
/// An instance is given only to a lane that can send it at once. A lane without a connection is told to make one first, and
/// holds nothing meanwhile, so that a lane whose connection stands can take what waits.
final class DestinationQueue: @unchecked Sendable {  // state is guarded by `condition`
    struct Item: Identifiable, Sendable {
        var delivery: Delivery
        /// The clean instance while memory has it; else read from the ledger.
        var output: Output?

        var id: Int64 { delivery.id }
    }

    enum Next {
        case send(Item)
        /// Connect for these kinds, the first one before all, and ask again.
        case connect([InstanceKind])
        /// Nothing to do for a while: a connection may go.
        case idle
        case stopped
    }

    /// A lane that waits for work, as others have to know it.
    private struct WaitingLane {
        var isReady: (InstanceKind) -> Bool
    }

    private let condition = NSCondition()
    private var window: LedgerWindow<Item>
    private var schedule: DeliverySchedule
    /// Bytes of outputs in the window.
    private var bytes = 0
    /// When the ledger next has something due; nil: nothing that we know of.
    private var nextDue: Date?
    private var isStopped = false
    private var waitingLanes: [Int: WaitingLane] = [:]
    private var laneCount = 0
    private let inFlight: InFlightInstances
    private let clock: @Sendable () -> Date
    private let load: @Sendable (Int, Set<Int64>) -> [Delivery]

    private static let capacity = 1024
    private static let byteCapacity = 8 << 20
    /// More kinds than this no sender can use: presentation contexts of one association (PS3.8 §9.3.2.2).
    private static let maximumKinds = 128

    /// - Parameters:
    ///   - inFlight: what this destination is being sent now, also by lanes of an earlier configuration.
    ///   - clock: the time; a test has its own.
    ///   - load: deliveries in the ledger that wait for this destination, soonest first, at most so many, without the ones
    ///     named; due or not.
    init(
        _ backoff: Backoff, inFlight: InFlightInstances = InFlightInstances(), clock: @escaping @Sendable () -> Date = { Date() },
        load: @escaping @Sendable (Int, Set<Int64>) -> [Delivery]
    ) {
        window = LedgerWindow(capacity: Self.capacity)
        schedule = DeliverySchedule(backoff)
        self.inFlight = inFlight
        self.clock = clock
        self.load = load
    }

    // MARK: what comes in

    /// Adds a delivery that was just committed. Advisory: what does not fit is found in the ledger.
    func add(_ item: Item) {
        withLock {
            let item = fitting(item)
            if window.add(item) { bytes += item.output?.dataSet.bytes.count ?? 0 }
        }
    }

    /// Looks into the ledger again; if `triesNow`, also at once at a destination that is in trouble.
    func rescan(triesNow: Bool = false) {
        withLock {
            if triesNow { schedule.tryNow(at: clock()) }
            window.mayHaveMore = true
        }
    }

    /// An instance's outcome is recorded; with `retryAt` it comes back then. Another version of it may have waited for that.
    func finish(_ id: Int64, retryAt: Date? = nil) {
        withLock {
            window.finish(id)
            inFlight.end(id)
            if let retryAt { nextDue = min(nextDue ?? retryAt, retryAt) }
        }
    }

    // MARK: what lanes do

    /// What a lane does next; waits for it at most `idle` seconds.
    ///
    /// - Parameters:
    ///   - isConnected: the lane has a connection.
    ///   - isReady: whether it can send an instance of a kind at once; asked also on behalf of other lanes while this waits.
    func next(idle: TimeInterval, isConnected: Bool, isReady: @escaping (InstanceKind) -> Bool) -> Next {
        let giveUp = clock().addingTimeInterval(idle)
        condition.lock()
        defer { condition.unlock() }
        let lane = laneCount
        laneCount += 1
        waitingLanes[lane] = WaitingLane(isReady: isReady)
        defer { waitingLanes[lane] = nil }
        while true {
            if isStopped { return .stopped }
            let now = clock()
            if schedule.mayTry(at: now) {
                if let index = window.waiting.firstIndex(where: { inFlight.isFree($0.delivery) }) {
                    if let next = step(at: index, lane, isConnected: isConnected, now) { return next }
                } else if window.mayHaveMore || (nextDue.map { $0 <= now } ?? false) {
                    refill()
                    continue
                }
            }
            if now >= giveUp { return .idle }
            let wakes = [giveUp, nextDue, schedule.nextChange(after: now)].compactMap { $0 }.filter { $0 > now }
            _ = condition.wait(until: wakes.min() ?? giveUp)
        }
    }

    /// What the lane does about the first instance that may go; nil: leaves it to others.
    private func step(at index: Int, _ lane: Int, isConnected: Bool, _ now: Date) -> Next? {
        let (delivery, kind) = (window.waiting[index].delivery, window.waiting[index].delivery.kind)
        if waitingLanes[lane]?.isReady(kind) == true {
            // Lanes of an earlier configuration ask too: one of them may have been faster.
            guard inFlight.begin(delivery) else { return nil }
            schedule.beginTry()
            return .send(take(at: index))
        }
        guard schedule.mayConnect(isConnected: isConnected, at: now) else { return nil }
        // Others that can send it, or are about to, take it; this lane is for what is left over.
        let others = schedule.connecting + waitingLanes.count { $0.key != lane && $0.value.isReady(kind) }
        guard window.waiting.count > others else { return nil }
        schedule.beginConnecting()
        return .connect(kinds(first: kind))
    }

    /// The kinds of what waits, each once, to agree on them at one time.
    private func kinds(first: InstanceKind) -> [InstanceKind] {
        var (kinds, seen): ([InstanceKind], Set<InstanceKind>) = ([first], [first])
        for item in window.waiting where kinds.count < Self.maximumKinds && seen.insert(item.delivery.kind).inserted {
            kinds.append(item.delivery.kind)
        }
        return kinds
    }

    /// The first instance that waits with one of these kinds: for what no connection could be made.
    func takeFirst(of kinds: [InstanceKind]) -> Item? {
        withLock {
            let index = window.waiting.firstIndex { kinds.contains($0.delivery.kind) && inFlight.begin($0.delivery) }
            return index.map(take(at:))
        }
    }

    // MARK: what lanes tell

    /// What a lane did is done, whatever came of it.
    func endTry() { withLock { schedule.endTry() } }

    func noteConnected() { withLock { schedule.noteConnected() } }
    func noteConnectionRefused() { withLock { schedule.noteConnectionRefused() } }
    func noteConnectionFailed() -> DeliverySchedule.ConnectionFailure {
        withLock { schedule.noteConnectionFailed(at: clock()) }
    }
    func noteDisconnected() { withLock { schedule.noteDisconnected() } }
    func noteAnswer() -> TimeInterval? { withLock { schedule.noteAnswer(at: clock()) } }
    func noteTrouble() -> (count: Int, until: Date) { withLock { schedule.noteTrouble(at: clock()) } }
    func noteBroken() { withLock { schedule.noteBroken(at: clock()) } }

    /// The node is stopping: an outcome that cannot be recorded any more is repeated after the next start.
    var isStopping: Bool { withLock { isStopped } }

    func stop() { withLock { isStopped = true } }

    // MARK: the window

    /// Under the lock; lanes look again afterwards.
    private func withLock<Value>(_ body: () -> Value) -> Value {
        condition.lock()
        defer {
            condition.broadcast()
            condition.unlock()
        }
        return body()
    }

    private func take(at index: Int) -> Item {
        let item = window.take(at: index)
        bytes -= item.output?.dataSet.bytes.count ?? 0
        return item
    }

    /// The item without its output if that is too much for memory.
    private func fitting(_ item: Item) -> Item {
        bytes + (item.output?.dataSet.bytes.count ?? 0) <= Self.byteCapacity ? item : Item(delivery: item.delivery)
    }

    private func refill() {
        window.mayHaveMore = false
        nextDue = nil
        let known = window.known
        condition.unlock()
        let found = load(Self.capacity, known)
        condition.lock()
        var isFull = found.count == Self.capacity
        let now = clock()
        for delivery in found {
            if delivery.nextAttempt > now {
                nextDue = min(nextDue ?? delivery.nextAttempt, delivery.nextAttempt)
                isFull = false
                break
            }
            window.load(Item(delivery: delivery))
        }
        // What was added meanwhile may have set it too.
        if isFull { window.mayHaveMore = true }
        condition.broadcast()
    }
}
