import Ledger
import Synchronization

/// What one destination is being sent now, until the outcome is recorded.
///
/// Two versions of one instance never go at a time: a newer one that overtook an older one would be what the archive loses.
final class UnderWay: Sendable {
    private struct Instance: Hashable {
        var project: String
        var hash: [UInt8]
    }

    private let instances = Mutex<[Int64: Instance]>([:])

    /// True if the delivery may go now; false while another one of its instance is on its way.
    func begin(_ delivery: Delivery) -> Bool {
        let instance = Instance(project: delivery.project, hash: delivery.instanceHash)
        return instances.withLock { instances in
            // A few at most: one for each lane, and those whose outcome is not yet durable.
            guard instance.hash.isEmpty || !instances.values.contains(instance) else { return false }
            instances[delivery.id] = instance
            return true
        }
    }

    func end(_ delivery: Int64) { instances.withLock { $0[delivery] = nil } }
}
