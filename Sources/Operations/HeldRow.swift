import Foundation
import Instances
import Ledger

/// One thing that is held, and why.
public struct HeldRow: Encodable, Sendable {
    public var instance: String
    /// nil: whichever the routes name.
    public var project: String?
    /// nil: all of its routes.
    public var destination: String?
    /// The code, also one that a newer Veil wrote.
    public var reason: String
    /// Attribute paths, rule, status: never a value.
    public var detail: String
    public var since: Date
    /// Of a reason that a newer Veil wrote, nothing is known.
    public var meaning: String?
    public var next: String?
    public var trouble: HoldReason.Trouble?

    init(_ entry: QuarantineEntry) {
        instance = entry.instance.value
        project = entry.project
        destination = entry.destination
        reason = entry.reason
        detail = entry.detail
        since = entry.since
        let known = HoldReason(rawValue: entry.reason)
        (meaning, next, trouble) = (known?.meaning, known?.next, known?.trouble)
    }
}

/// One held instance: why, and where it came from.
public struct HeldReport: Encodable, Sendable {
    public var holds: [HeldRow]
    /// Routes of today's configuration that the association's AE titles and address fit.
    public var routes: [String]
    public var receivedAt: Date
    public var callingAETitle: String
    public var calledAETitle: String
    public var peerAddress: String
    public var sopClassUID: String
    public var transferSyntaxUID: String
    /// Bytes of the original.
    public var fileSize: UInt64
    /// The original's path; nil if it is missing.
    public var file: String?
    /// The path of a picture of its boxes; nil if there is none.
    public var picture: String?
    public var series: [SeriesRow]
}

/// The held instances that an action is about: named ones, and all with one reason, of one series or study.
public struct HeldChoice: Sendable {
    public var instances: [InstanceID]
    public var reason: String?
    /// Series Instance UID as it leaves.
    public var series: String?
    /// Study Instance UID as it leaves.
    public var study: String?

    public init(instances: [InstanceID] = [], reason: String? = nil, series: String? = nil, study: String? = nil) {
        self.instances = instances
        self.reason = reason
        self.series = series
        self.study = study
    }
}
