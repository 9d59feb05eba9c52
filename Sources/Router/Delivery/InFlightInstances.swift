import Ledger
import Synchronization

/// What one destination is being sent now, until the outcome is recorded.
///
/// Two versions of one instance are never on their way at a time: a newer one that overtook an older one would be what the
/// archive loses.
final class InFlightInstances: Sendable {
    private struct Instance: Hashable {
        var project: String
        var hash: [UInt8]

        init(_ delivery: Delivery) { (project, hash) = (delivery.project, delivery.instanceHash) }
    }

    /// By the number of the delivery. A few at most: one for each lane, and those whose outcome is not yet durable.
    private let instances = Mutex<[Int64: Instance]>([:])

    /// Whether no version of the delivery's instance is on its way.
    func isFree(_ delivery: Delivery) -> Bool { instances.withLock { Self.isFree(Instance(delivery), in: $0) } }

    /// Notes that the delivery is on its way; false, and nothing is noted, while another version of its instance is.
    func begin(_ delivery: Delivery) -> Bool {
        let instance = Instance(delivery)
        return instances.withLock { instances in
            guard Self.isFree(instance, in: instances) else { return false }
            instances[delivery.id] = instance
            return true
        }
    }

    func end(_ delivery: Int64) { instances.withLock { $0[delivery] = nil } }

    private static func isFree(_ instance: Instance, in instances: [Int64: Instance]) -> Bool {
        instance.hash.isEmpty || !instances.values.contains(instance)
    }
}
