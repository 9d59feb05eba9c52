import Foundation

/// `ballast`: room that the node keeps for the day when the disk is full, whoever filled it. Given up then, the ledger can
/// commit again, so that deliveries end and their originals go: the disk mends itself. Made anew once there is room.
extension SpoolDirectory {
    /// Bytes of the ballast.
    public static let ballastSize: UInt64 = 16 << 20
    /// Bytes that stay free for the ledger: below them nothing large is written.
    public static let ledgerReserve: UInt64 = 32 << 20
    /// Below so many free bytes the ledger may not be able to commit.
    private static let fullMark: UInt64 = 8 << 20

    /// What `keepBallast` did.
    public enum BallastChange: Sendable {
        case none, givenUp, made
    }

    private var ballastPath: String { path + "/ballast" }

    /// Whether there is a ballast.
    public var hasBallast: Bool { access(ballastPath, F_OK) == 0 }

    /// Gives the ballast up on a full disk, and makes it where there is room. Only for the node that holds the lock.
    public func keepBallast() -> BallastChange {
        let free = freeSpace()
        if hasBallast {
            guard free < Self.fullMark, unlink(ballastPath) == 0 else { return .none }
            return .givenUp
        }
        guard free >= Self.ledgerReserve + 2 * Self.ballastSize else { return .none }
        do throws(SpoolError) {
            let file = try FileDescriptor(opening: ballastPath, O_WRONLY | O_CREAT | O_TRUNC)
            // Blocks that are the file's own: zeros may be kept as a hole.
            if posix_fallocate(file.number, 0, off_t(Self.ballastSize)) == 0 { return .made }
        } catch {
            // No room after all; the next look tries again.
        }
        unlink(ballastPath)
        return .none
    }
}
