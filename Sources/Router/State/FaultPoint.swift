import Foundation
import Glibc
import Synchronization

/// The lines of the durability protocol at which a crash must do no harm.
///
/// `VEIL_FAULT_POINT=receive.committed:7` in the environment makes the process kill itself when it passes that line the
/// seventh time: `make crash` goes through all of them. Unset, a passage costs one comparison.
public enum FaultPoint: String, CaseIterable, Sendable {
    case receiveFileWritten = "receive.file_written"
    case receiveFileSynced = "receive.file_synced"
    case receiveDirectorySynced = "receive.directory_synced"
    case receiveCommitted = "receive.committed"
    case pixelsWritten = "pixels.written"
    case pixelsSynced = "pixels.synced"
    case pixelsNamed = "pixels.named"
    case pixelsNameSynced = "pixels.name_synced"
    case pixelsRemoved = "pixels.removed"
    case workPlanned = "work.planned"
    case workCommitted = "work.committed"
    case deliverSent = "deliver.sent"
    case deliverAnswered = "deliver.answered"
    case deliverCommitted = "deliver.committed"
    case sweepRowDeleted = "sweep.row_deleted"
    case sweepUnlinked = "sweep.unlinked"
    case quarantineCommitted = "quarantine.committed"
    case quarantineMoved = "quarantine.moved"

    private static let armed: (point: FaultPoint, count: Int)? = {
        guard let text = ProcessInfo.processInfo.environment["VEIL_FAULT_POINT"] else { return nil }
        let parts = text.split(separator: ":")
        guard let name = parts.first, let point = FaultPoint(rawValue: String(name)) else { return nil }
        return (point, parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
    }()

    private static let passed = Atomic<Int>(0)

    func pass() {
        guard let armed = FaultPoint.armed, armed.point == self else { return }
        if FaultPoint.passed.add(1, ordering: .relaxed).newValue == armed.count { kill(getpid(), SIGKILL) }
    }
}
