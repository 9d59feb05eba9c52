import Foundation
import Routes

/// Growing, jittered waits between attempts, in seconds.
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

extension Backoff {
    init(_ retry: DestinationConfiguration.Retry) {
        self.init(first: retry.first.seconds, longest: retry.longest.seconds)
    }
}

extension Duration {
    /// In seconds.
    var seconds: TimeInterval { TimeInterval(components.seconds) + TimeInterval(components.attoseconds) / 1e18 }
}
