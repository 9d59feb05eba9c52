import Foundation
import Instances
import Ledger
import Spool
import Synchronization

/// Moves an original to quarantine, or removes it, once the ledger says that no delivery waits for it: row first, file
/// after, so that a crash in between leaves a file that the sweeper knows what to do with.
final class OriginalDisposal: Sendable {
    private let spool: SpoolDirectory
    private let log: RouterLog
    private let queue = DispatchQueue(label: "original disposal")
    private let settings: Mutex<Settings>

    private struct Settings {
        var keepsFiles: Bool
        var keepsRows: Bool
    }

    /// - Parameters:
    ///   - keepsFiles: `retention.delivered_files` is not zero: the sweeper removes them later.
    ///   - keepsRows: `retention.ledger` is not zero.
    init(spool: SpoolDirectory, log: RouterLog, keepsFiles: Bool, keepsRows: Bool) {
        self.spool = spool
        self.log = log
        settings = Mutex(Settings(keepsFiles: keepsFiles, keepsRows: keepsRows))
    }

    var keepsRows: Bool { settings.withLock { $0.keepsRows } }

    /// A reload changed the retention.
    func update(keepsFiles: Bool, keepsRows: Bool) {
        settings.withLock { $0 = Settings(keepsFiles: keepsFiles, keepsRows: keepsRows) }
    }

    /// Moves or removes the file of an instance of which this remains to be done. Returns at once.
    func dispose(of id: InstanceID, _ remaining: Ledger.Remaining) {
        switch remaining {
        case .open: return
        case .finished:
            FaultPoint.sweepRowDeleted.pass()
            if settings.withLock({ $0.keepsFiles }) { return }
            queue.async { [self] in
                attempt(id) { () throws(SpoolError) in
                    if spool.hasPixels(of: id) {
                        try spool.removePixels(of: id)
                        FaultPoint.pixelsRemoved.pass()
                    }
                    try spool.remove(id)
                }
                FaultPoint.sweepUnlinked.pass()
            }
        case .quarantined:
            FaultPoint.quarantineCommitted.pass()
            queue.async { [self] in
                attempt(id) { () throws(SpoolError) in try spool.moveToQuarantine(id) }
                FaultPoint.quarantineMoved.pass()
            }
        }
    }

    /// Waits until everything asked for so far is done.
    func drain() { queue.sync {} }

    /// What fails here is repeated by the sweeper.
    private func attempt(_ id: InstanceID, _ body: () throws(SpoolError) -> Void) {
        do throws(SpoolError) {
            try body()
        } catch {
            log.warning("file of a settled instance left for the sweeper", .instance(id), .error(error))
        }
    }
}
