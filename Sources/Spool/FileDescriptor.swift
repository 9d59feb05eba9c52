import Glibc

/// An open file that closes itself.
public struct FileDescriptor: ~Copyable, Sendable {
    public let number: Int32

    /// Takes over an open file.
    public init(_ number: Int32) { self.number = number }

    /// Opens `path`, never following into a child process.
    public init(opening path: String, _ flags: Int32, mode: mode_t = 0o600) throws(SpoolError) {
        let number = open(path, flags | O_CLOEXEC, mode)
        guard number >= 0 else { throw .lastError("open") }
        self.number = number
    }

    deinit { close(number) }

    /// Writes all of `bytes` at the end of what was written.
    public borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(SpoolError) {
        try FileDescriptor.write(bytes, to: number)
    }

    /// The same for a file that somebody else keeps open.
    public static func write(_ bytes: UnsafeRawBufferPointer, to number: Int32) throws(SpoolError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(number, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .lastError("write") }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Returns once the file's data is on the medium.
    public borrowing func sync() throws(SpoolError) {
        guard fdatasync(number) == 0 else { throw .lastError("fdatasync") }
    }

    /// Reads up to `buffer.count` bytes at `offset`; 0 at the end of the file.
    public borrowing func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(SpoolError) -> Int {
        while true {
            let count = pread(number, buffer.baseAddress, buffer.count, off_t(offset))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .lastError("read") }
            return count
        }
    }

    public borrowing func size() throws(SpoolError) -> UInt64 {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .lastError("stat") }
        return UInt64(status.st_size)
    }
}

extension SpoolError {
    /// The error that `errno` tells of.
    public static func lastError(_ operation: String) -> SpoolError {
        let number = errno
        switch number {
        case ENOSPC, EDQUOT, EMFILE, ENFILE, ENOMEM: return SpoolError(.noSpace, operation, number: number)
        case ENAMETOOLONG, ENOTDIR, EISDIR, ELOOP: return SpoolError(.path, operation, number: number)
        case ENOENT: return SpoolError(.missing, operation, number: number)
        default: return SpoolError(.failed, operation, number: number)
        }
    }
}

/// Returns once the names in the folder `path` are on the medium.
public func syncDirectory(_ path: String) throws(SpoolError) {
    let folder = try FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY)
    guard fsync(folder.number) == 0 else { throw .lastError("fsync of a folder") }
}
