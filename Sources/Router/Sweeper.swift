import Foundation
import Ledger
import Spool

/// Makes disk and ledger agree: at start for what a crash left, then on a clock for retention and for lost wake-ups.
final class Sweeper: Sendable {
    private let spool: SpoolDirectory
    private let ledger: Ledger
    private let log: RouterLog

    init(spool: SpoolDirectory, ledger: Ledger, log: RouterLog) {
        self.spool = spool
        self.ledger = ledger
        self.log = log
    }

    /// Before anything is received: every file must have its place in the state table.
    ///
    /// Files without a row were never acknowledged (or everything about them is over) and go; held ones move to
    /// `quarantine/`, released ones are found wherever they are.
    func repair(keepsFiles: TimeInterval) throws {
        try spool.clearWork()
        var removed = 0
        for name in try spool.identifiers() {
            guard let id = InstanceID(name) else { continue }
            switch try ledger.standing(of: id) {
            case .unknown:
                try spool.remove(name)
                removed += 1
            case .finished(let date) where date.timeIntervalSinceNow <= -keepsFiles:
                try spool.remove(name)
                removed += 1
            case .quarantined: try spool.moveToQuarantine(name)
            case .needed, .finished: break
            }
        }
        if removed > 0 { log.notice("files of no further use removed", .count(removed)) }
    }

    /// On the clock: files and rows that have outlived their retention.
    func sweep(keepsFiles: TimeInterval, keepsRows: TimeInterval) {
        do {
            let limit = Date(timeIntervalSinceNow: -keepsFiles)
            var last: InstanceID?
            while true {
                let due = try ledger.finished(before: limit, after: last, limit: 500)
                for id in due where spool.original(id.value) != nil { try spool.remove(id.value) }
                guard due.count == 500 else { break }
                last = due.last
            }
            // Rows go after files: a file without a row would be taken for one that was never acknowledged, which is harmless,
            // but a row tells why a file is gone.
            let forgotten = try ledger.forgetFinished(before: Date(timeIntervalSinceNow: -keepsRows))
            if forgotten > 0 { log.debug("instances forgotten", .count(forgotten)) }
            try ledger.shrink()
        } catch {
            log.warning("sweep not finished")
        }
    }
}
