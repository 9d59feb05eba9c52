import Foundation
import Ledger

/// An accepted instance that waits for the worker, with what its reception already found out.
struct Work: Sendable {
    var instance: ReceivedInstance
    /// SHA-256 of the Data Set as received; nil after a restart, when it is computed from the file.
    var digest: [UInt8]?
}

/// What the workers take from. The ledger is the truth; this is a window on it, refilled when it runs dry.
///
/// The window is bounded. What does not fit is found in the ledger later.
final class WorkQueue: @unchecked Sendable {  // state is guarded by `condition`
    private let condition = NSCondition()
    private var items: [Work] = []
    private var head = 0
    /// In the window or with a worker, so that a refill does not take them twice.
    private var known: Set<InstanceID> = []
    private var mayHaveMore = true
    private var isStopped = false
    private let capacity: Int
    private let refill: @Sendable (Int) -> [ReceivedInstance]

    /// - Parameter refill: the oldest instances in the ledger that wait, at most so many; empty on trouble.
    init(capacity: Int = 4096, refill: @escaping @Sendable (Int) -> [ReceivedInstance]) {
        self.capacity = capacity
        self.refill = refill
    }

    /// Adds what was just committed. Advisory: what is not taken in now is found in the ledger.
    func add(_ work: Work) {
        condition.lock()
        defer { condition.unlock() }
        guard items.count - head < capacity else {
            mayHaveMore = true
            return
        }
        if known.insert(work.instance.id).inserted {
            items.append(work)
            condition.signal()
        }
    }

    /// Looks into the ledger again, whatever the window holds: a release by a person, a lost wake-up.
    func rescan() {
        condition.lock()
        mayHaveMore = true
        condition.broadcast()
        condition.unlock()
    }

    /// The next instance; waits for one. nil when the node stops.
    func next() -> Work? {
        condition.lock()
        defer { condition.unlock() }
        while !isStopped {
            if head < items.count {
                let work = items[head]
                head += 1
                if head > 512 && head * 2 > items.count {
                    items.removeFirst(head)
                    head = 0
                }
                return work
            }
            if mayHaveMore {
                mayHaveMore = false
                let busy = known.count
                condition.unlock()
                let found = refill(busy + 1024)
                condition.lock()
                // Known ones stand in front of the answer, so a full page means there may be more behind it.
                if found.count == busy + 1024 { mayHaveMore = true }
                for instance in found where known.insert(instance.id).inserted {
                    items.append(Work(instance: instance, digest: nil))
                }
                if items.count > head { condition.broadcast() }
                continue
            }
            condition.wait()
        }
        return nil
    }

    /// The instance is recorded, or will be looked at again after the next rescan.
    func finish(_ id: InstanceID) {
        condition.lock()
        known.remove(id)
        condition.unlock()
    }

    func stop() {
        condition.lock()
        isStopped = true
        condition.broadcast()
        condition.unlock()
    }
}
