import Foundation
import Instances
import Ledger

/// An accepted instance that waits for the worker, with what its reception already found out.
struct Work: Identifiable, Sendable {
    var instance: ReceivedInstance
    /// SHA-256 of the Data Set as received; nil if it came out of the ledger, when it is computed from the file.
    var digest: [UInt8]?
    /// How often working on it failed by our own trouble.
    var failures = 0

    var id: InstanceID { instance.id }
}

/// What the workers take from: a window on the instances that wait in the ledger. What failed comes back after growing
/// waits, and never keeps others from being found.
final class WorkQueue: @unchecked Sendable {  // state is guarded by `condition`
    private struct Delay {
        var failures: Int
        var until: Date
    }

    private let condition = NSCondition()
    private var window: LedgerWindow<Work>
    private var delayed: [InstanceID: Delay] = [:]
    private var isStopped = false
    private let backoff: Backoff
    private let refill: @Sendable (InstanceID?, Int) -> [ReceivedInstance]

    private static let page = 1024

    /// - Parameter refill: a page of instances in the ledger that wait, oldest first, behind the one named; empty on trouble.
    init(
        capacity: Int = 4096, backoff: Backoff = Backoff(first: 2, longest: 300),
        refill: @escaping @Sendable (InstanceID?, Int) -> [ReceivedInstance]
    ) {
        window = LedgerWindow(capacity: capacity)
        self.backoff = backoff
        self.refill = refill
    }

    /// Adds what was just committed. Advisory: what is not taken in now is found in the ledger.
    func add(_ work: Work) {
        condition.lock()
        defer { condition.unlock() }
        if window.add(work) { condition.signal() }
    }

    /// Looks into the ledger again, whatever the window holds: a release by a person, a lost wake-up.
    func rescan() {
        condition.lock()
        window.mayHaveMore = true
        condition.broadcast()
        condition.unlock()
    }

    /// The next instance; waits for one. nil when the node stops.
    func next() -> Work? {
        condition.lock()
        defer { condition.unlock() }
        while !isStopped {
            if !window.waiting.isEmpty { return window.take(at: window.waiting.startIndex) }
            if window.mayHaveMore {
                window.mayHaveMore = false
                lookIntoLedger()
            } else {
                condition.wait()
            }
        }
        return nil
    }

    /// Pages through what waits until something is found that is neither known nor to be left alone for now.
    private func lookIntoLedger() {
        var last: InstanceID?
        while !isStopped {
            condition.unlock()
            let found = refill(last, Self.page)
            condition.lock()
            let now = Date()
            for instance in found {
                let delay = delayed[instance.id]
                if let delay, delay.until > now { continue }
                window.load(Work(instance: instance, digest: nil, failures: delay?.failures ?? 0))
            }
            guard found.count == Self.page else { break }
            last = found.last?.id
            if !window.waiting.isEmpty {
                window.mayHaveMore = true
                break
            }
        }
        if !window.waiting.isEmpty { condition.broadcast() }
    }

    /// The instance is recorded.
    func finish(_ id: InstanceID) {
        condition.lock()
        window.finish(id)
        delayed[id] = nil
        condition.unlock()
    }

    /// Our own trouble kept the instance from being worked on or recorded: it comes back later.
    ///
    /// - Parameter mostFailures: so many are counted.
    func postpone(_ work: Work, mostFailures: Int = .max) {
        condition.lock()
        window.finish(work.id)
        let failures = min(work.failures + 1, mostFailures)
        delayed[work.instance.id] = Delay(
            failures: failures, until: Date(timeIntervalSinceNow: backoff.wait(after: failures)))
        condition.unlock()
    }

    func stop() {
        condition.lock()
        isStopped = true
        condition.broadcast()
        condition.unlock()
    }
}
