import Foundation
import Ledger
import Spool
import Synchronization

/// Makes disk and ledger agree: at start for what a crash left, then on a clock for retention.
final class Sweeper: Sendable {
    private let spool: SpoolDirectory
    private let ledger: Ledger
    private let log: RouterLog
    /// Instances finished before this have no file any more.
    private let swept = Mutex(Date.distantPast)
    /// Files of what was held before this are where they belong.
    private let checkedHolds = Mutex(Date.distantPast)

    init(spool: SpoolDirectory, ledger: Ledger, log: RouterLog) {
        self.spool = spool
        self.ledger = ledger
        self.log = log
    }

    /// Before anything is received: every file must have its place in the state table.
    ///
    /// Files in `spool/` without a row were never acknowledged (or everything about them is over) and go. In `quarantine/`
    /// every file had a row once: one without is left alone and told of, since its ledger may have been lost.
    func repair(keepsFiles: TimeInterval) throws {
        for id in try ledger.requeueStranded() {
            log.error("nothing of an accepted instance was waiting or held; it is worked on again", .instance(id))
        }
        try spool.clearWork()
        for id in try spool.attempted() {
            // Notes of what has been worked on since.
            guard case .received = try ledger.state(of: id) else {
                spool.clearAttempts(id)
                continue
            }
        }
        let limit = Date(timeIntervalSinceNow: -keepsFiles)
        var (removed, failed, strays) = (0, 0, 0)
        for folder in SpoolDirectory.Folder.allCases {
            for id in try spool.originals(in: folder) {
                do {
                    switch try ledger.state(of: id) {
                    case .unknown where folder == .quarantine: strays += 1
                    case .unknown:
                        try spool.remove(id)
                        removed += 1
                    case .finished(let date) where date < limit:
                        try spool.remove(id)
                        removed += 1
                    case .quarantined: try spool.moveToQuarantine(id)
                    case .received, .needed, .finished: break
                    }
                } catch is SpoolError {
                    failed += 1
                }
            }
        }
        for id in try spool.originalsWithPixels() {
            do { try spool.removePixels(of: id, except: ledger.pixelFiles(of: id, waiting: true)) } catch is SpoolError {
                failed += 1
            }
        }
        swept.withLock { $0 = limit }
        if removed > 0 { log.notice("files of no further use removed", .count(removed)) }
        if failed > 0 { log.error("files that could not be moved or removed", .count(failed), .path(spool.path)) }
        if strays > 0 { log.error("files in quarantine that the ledger does not know", .count(strays), .path(spool.path)) }
    }

    /// On the clock: files and rows that have outlived their retention.
    func sweep(keepsFiles: TimeInterval, keepsRows: TimeInterval) {
        do {
            let limit = Date(timeIntervalSinceNow: -keepsFiles)
            let since = swept.withLock { $0 }
            var failed = 0
            if since < limit {
                for id in try ledger.finished(in: since..<limit) {
                    // A person may have asked to send it again.
                    guard case .finished = try ledger.state(of: id) else { continue }
                    do { try spool.remove(id) } catch { failed += 1 }
                }
                swept.withLock { $0 = limit }
            }
            // Held by another's step: a series, a newer version, a person.
            let (checked, began) = (checkedHolds.withLock { $0 }, Date())
            for id in Set(try ledger.held(since: checked.addingTimeInterval(-60))) where spool.isInSpool(id) {
                guard case .quarantined = try ledger.state(of: id) else { continue }
                do { try spool.moveToQuarantine(id) } catch { failed += 1 }
            }
            checkedHolds.withLock { $0 = began }
            // Of instances that are held, or kept for a while.
            for id in try spool.originalsWithPixels() {
                for number in try ledger.pixelFiles(of: id, waiting: false) {
                    do { try spool.removePixels(of: id, number: number) } catch { failed += 1 }
                }
            }
            if failed > 0 { log.error("files that could not be removed", .count(failed), .path(spool.path)) }
            // Rows go after files: a row tells why a file is gone.
            let forgotten = try ledger.forgetFinished(before: Date(timeIntervalSinceNow: -keepsRows))
            if forgotten > 0 { log.debug("instances forgotten", .count(forgotten)) }
            try ledger.shrink()
        } catch {
            log.warning("sweep not finished")
        }
    }
}
