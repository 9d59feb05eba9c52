import Dicom
import Foundation
import Routes

/// What an archive's answer to C-STORE means for a delivery: the one table (PS3.4 §B.2.3, PS3.7 Annex C).
enum Disposition: Hashable, Sendable {
    case delivered
    case retry
    case hold

    /// - Parameter alsoTransient: the destination's `retry.statuses`.
    static func of(_ status: DimseStatus, alsoTransient: Set<DimseStatus> = []) -> Disposition {
        let code = status.rawValue
        if code == 0x0000 { return .delivered }
        if alsoTransient.contains(status) { return .retry }
        switch code {
        case 0xB000...0xBFFF: return .delivered  // Warning: stored, with coercion or discarded elements
        case 0x0111: return .delivered  // Duplicate SOP Instance: the archive has it
        case 0xA700...0xA7FF: return .retry  // Refused: Out of Resources
        case 0x0110: return .retry  // Processing failure
        case 0x0124: return .retry  // Refused: not authorized
        default: return .hold  // A9xx, Cxxx, 0122 and whatever nobody foresaw
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
