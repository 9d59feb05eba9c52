import Glibc
import Instances

/// A file that is being received: state S1 of the table in `docs/adr/0003-durability.md`.
///
/// Written as it comes, then synced. The caller records it in the ledger; if that does not happen the file is removed.
public struct IncomingFile: ~Copyable, Sendable {
    public let path: String
    private let file: FileDescriptor
    /// Bytes written so far.
    public private(set) var size: UInt64 = 0
    private var isKept = false

    /// Creates `spool/<id>.dcm`; fails if it exists.
    public init(in spool: SpoolDirectory, id: InstanceID) throws(SpoolError) {
        path = spool.spoolPath(id)
        file = try FileDescriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL)
    }

    deinit { if !isKept { unlink(path) } }

    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(SpoolError) {
        try file.write(bytes)
        size += UInt64(bytes.count)
    }

    /// Returns once the content is on the medium. Its name is not yet: see `SpoolDirectory.syncNames`.
    public borrowing func sync() throws(SpoolError) { try file.sync() }

    /// The ledger knows the file now: it stays.
    public mutating func keep() { isKept = true }
}
