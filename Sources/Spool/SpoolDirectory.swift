import Foundation
import Instances

/// The state directory: `spool/` with accepted originals, `quarantine/` with held ones, `pixels/` with changed pixels,
/// `work/` for what can be redone, `ballast`.
///
/// A file's name is `<id>.dcm`; ids are Veil's own, so no part of a path comes from a peer. A file counts only with its
/// row in the ledger: without one it is what a crash left, and is removed (`docs/adr/0003-durability.md`).
public final class SpoolDirectory: Sendable {
    public let path: String
    private let spoolFolder: FileDescriptor
    private let lock: FileDescriptor?

    /// Opens or creates the state directory (0700).
    ///
    /// - Parameter exclusively: take the lock that only one node may hold; commands beside a node do not.
    /// - Throws: `SpoolError` with code `locked` if another node has it.
    public init(path: String, exclusively: Bool) throws(SpoolError) {
        self.path = path
        for folder in [path, path + "/spool", path + "/quarantine", path + "/pixels", path + "/work"] {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw SpoolError(.failed, "create \(folder)")
            }
        }
        if exclusively {
            let file = try FileDescriptor(opening: path + "/lock", O_RDWR | O_CREAT)
            guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else { throw SpoolError(.locked, "lock \(path)") }
            lock = consume file
        } else {
            lock = nil
        }
        spoolFolder = try FileDescriptor(opening: path + "/spool", O_RDONLY | O_DIRECTORY)
        try syncDirectory(path)
    }

    /// Syncs the names in `spool/`; one call serves every file written before it.
    public func syncNames() throws(SpoolError) {
        guard fsync(spoolFolder.number) == 0 else { throw .lastError("fsync of spool/") }
    }

    /// Where the original with this id lies now: `spool/`, or `quarantine/`; nil if nowhere.
    public func original(_ id: InstanceID) -> String? {
        [spoolPath(id), quarantinePath(id)].first { access($0, F_OK) == 0 }
    }

    public func spoolPath(_ id: InstanceID) -> String { "\(path)/spool/\(id.value).dcm" }
    public func quarantinePath(_ id: InstanceID) -> String { "\(path)/quarantine/\(id.value).dcm" }
    /// A path for something that can be made again; the folder is emptied at every start.
    public func workPath(_ name: String) -> String { "\(path)/work/\(name)" }

    /// Whether an original lies in `spool/`.
    public func isInSpool(_ id: InstanceID) -> Bool { access(spoolPath(id), F_OK) == 0 }

    /// Moves an original to `quarantine/`; does nothing if it is there. Its row decides, so the names need no sync: after a
    /// power loss it is found in either folder.
    public func moveToQuarantine(_ id: InstanceID) throws(SpoolError) {
        guard access(spoolPath(id), F_OK) == 0 else { return }
        guard rename(spoolPath(id), quarantinePath(id)) == 0 else { throw .lastError("rename") }
    }

    /// Keeps a picture beside a held original, in place of an earlier one (0600).
    public func writePicture(_ svg: String, of id: InstanceID) throws(SpoolError) {
        let file = try FileDescriptor(opening: picturePath(id), O_WRONLY | O_CREAT | O_TRUNC)
        var error: SpoolError?
        Array(svg.utf8).withUnsafeBytes { bytes in
            do throws(SpoolError) {
                try file.write(bytes)
            } catch let problem {
                error = problem
            }
        }
        if let error {
            removePicture(of: id)
            throw error
        }
    }

    /// It shows no more why the original is held.
    public func removePicture(of id: InstanceID) { unlink(picturePath(id)) }

    /// The picture of a held original; nil if there is none.
    public func picture(_ id: InstanceID) -> String? { access(picturePath(id), F_OK) == 0 ? picturePath(id) : nil }

    private func picturePath(_ id: InstanceID) -> String { "\(path)/quarantine/\(id.value).svg" }

    /// Removes an original wherever it is, and what was made of it; does nothing if it is gone.
    public func remove(_ id: InstanceID) throws(SpoolError) {
        // While there is an original, the sweeper looks here again.
        try removePixels(of: id)
        for file in [picturePath(id), spoolPath(id), quarantinePath(id)] where unlink(file) != 0 && errno != ENOENT {
            throw .lastError("unlink")
        }
    }

    /// Where originals lie.
    public enum Folder: String, CaseIterable, Sendable { case spool, quarantine }

    /// All originals in a folder; other files there are not ours and not touched.
    public func originals(in folder: Folder) throws(SpoolError) -> [InstanceID] {
        try names(in: "\(path)/\(folder.rawValue)").compactMap { Self.id($0, ".dcm") }
    }

    /// The instance that a file name with this suffix is of; nil if it is none of ours.
    private static func id(_ name: String, _ suffix: String) -> InstanceID? {
        name.hasSuffix(suffix) ? InstanceID(name.dropLast(suffix.count)) : nil
    }

    /// What lies in a folder of ours.
    func names(in folder: String) throws(SpoolError) -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw SpoolError(.failed, "list \(folder)")
        }
    }

    /// Notes that an original is about to be parsed, and returns how often that was noted since it last ended well.
    ///
    /// If parsing ends the process, the note stays: an original that does so again and again is recognised. Not synced: a
    /// lost note only costs another try.
    public func noteAttempt(_ id: InstanceID) throws(SpoolError) -> Int {
        let file = try FileDescriptor(opening: workPath(id.value + Self.attemptSuffix), O_WRONLY | O_CREAT | O_APPEND)
        var mark = UInt8(ascii: "x")
        guard write(file.number, &mark, 1) == 1 else { throw .lastError("write") }
        return Int(try file.size())
    }

    /// Forgets what `noteAttempt` noted.
    public func clearAttempts(_ id: InstanceID) { unlink(workPath(id.value + Self.attemptSuffix)) }

    /// Originals with notes of attempts.
    public func attempted() throws(SpoolError) -> [InstanceID] {
        try names(in: path + "/work").compactMap { Self.id($0, Self.attemptSuffix) }
    }

    private static let attemptSuffix = ".attempts"

    /// Empties `work/` but for notes of attempts. Only for the node that holds the lock, at its start.
    public func clearWork() throws(SpoolError) {
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: path + "/work")
            where Self.id(name, Self.attemptSuffix) == nil {
                try FileManager.default.removeItem(atPath: workPath(name))
            }
        } catch {
            throw SpoolError(.failed, "empty work")
        }
    }

    /// Whether so little is free that nothing large may be written: the ledger must have room to say what became of what.
    public var isFull: Bool { freeSpace() < Self.ledgerReserve }

    /// Free bytes for this user on the state directory's file system; 0 when no file can be created any more.
    public func freeSpace() -> UInt64 { Self.freeSpace(at: path) ?? 0 }

    /// Free bytes where `path` is, or will be made; nil if that cannot be told.
    public static func freeSpace(near path: String) -> UInt64? {
        var folder = URL(fileURLWithPath: path)
        while access(folder.path, F_OK) != 0 && folder.path != "/" { folder.deleteLastPathComponent() }
        return freeSpace(at: folder.path)
    }

    private static func freeSpace(at path: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        // Some file systems count no inodes and say 0 of 0.
        if status.f_files > 0 && status.f_favail < 16 { return 0 }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }

    /// Whether a node has the lock of a state directory at this moment.
    public static func isHeld(_ path: String) -> Bool {
        guard let file = try? FileDescriptor(opening: path + "/lock", O_RDONLY) else { return false }  // never started
        guard flock(file.number, LOCK_SH | LOCK_NB) == 0 else { return true }
        flock(file.number, LOCK_UN)
        return false
    }
}
