import Dicom
import Foundation
import Routes

/// What an archive's answer to C-STORE means for a delivery. The codes stand in `StoreStatus`.
enum Disposition: Hashable, Sendable {
    case delivered
    case retry
    case hold

    /// - Parameter alsoTransient: the destination's `retry.statuses`.
    static func of(_ status: DimseStatus, alsoTransient: Set<DimseStatus> = []) -> Disposition {
        if status == .success { return .delivered }
        if alsoTransient.contains(status) { return .retry }
        if status.isStored { return .delivered }
        switch status.rawValue {
        case 0xA700...0xA7FF, 0x0110, 0x0124: return .retry  // out of resources, processing failure, not authorized
        default: return .hold
        }
    }
}

/// Growing, jittered waits between attempts.
struct Backoff: Sendable {
    var first: TimeInterval
    var longest: TimeInterval

    /// Seconds to wait after the attempt with this number (from 1): doubled each time up to `longest`, then between half of
    /// it and all of it, so that many instances do not come back at the same instant.
    func wait(after attempt: Int, random: Double = .random(in: 0..<1)) -> TimeInterval {
        let doublings = min(max(attempt - 1, 0), 30)
        let full = min(longest, first * pow(2, Double(doublings)))
        return full * (0.5 + random / 2)
    }
}
