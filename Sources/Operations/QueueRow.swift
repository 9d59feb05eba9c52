import Dicom
import Foundation
import Instances
import Ledger

/// One delivery of an instance, or the instance itself where it has none.
public struct QueueRow: Encodable, Sendable {
    public var instance: String
    public var project: String?
    public var destination: String?
    /// Of a delivery, `Delivery.State`, or `discarded` or `released` if a person said so after it was held; of what has
    /// none, `received`, `held`, `discarded` or `duplicate`.
    public var state: String
    public var since: Date
    public var attempts: Int
    public var nextAttempt: Date?
    /// The destination's last answer, four hexadecimal digits.
    public var lastStatus: String?
    public var note: String?
    /// Why it is held.
    public var reason: String?

    init(_ delivery: Delivery) {
        instance = delivery.instance.value
        project = delivery.project
        destination = delivery.destination
        state = delivery.state.rawValue
        since = delivery.since
        attempts = delivery.attempts
        nextAttempt = delivery.state == .waiting ? delivery.nextAttempt : nil
        lastStatus = delivery.lastStatus?.description
        note = delivery.note
    }

    /// Accepted, and without a delivery.
    init(_ received: ReceivedInstance, state: String = Ledger.Fate.received.rawValue) {
        instance = received.id.value
        self.state = state
        since = received.receivedAt
        attempts = 0
    }

    /// Held before there was a delivery.
    init(_ entry: QuarantineEntry) {
        instance = entry.instance.value
        project = entry.project
        destination = entry.destination
        state = Delivery.State.held.rawValue
        since = entry.since
        attempts = 0
        reason = entry.reason
    }
}

/// What became of one instance.
public struct InstanceReport: Sendable {
    /// Its deliveries, and what of it is held.
    public var rows: [QueueRow]
    /// How much of its series went, waits and is held.
    public var series: [SeriesRow]
}
