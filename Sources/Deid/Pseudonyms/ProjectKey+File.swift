import Crypto
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The key file: 32 raw bytes, as `veil key create` writes it, or 64 hexadecimal digits and at most one line end, for
/// those who keep secrets as text.
extension ProjectKey {
    /// The key in the file at `path`.
    ///
    /// Throws `key_file_missing`, `key_file_unreadable`, `key_file_exposed` if group or others have any right to it or
    /// it is no regular file, `key_file_malformed`.
    public init(contentsOf path: String) throws(PseudonymError) {
        // Not blocking: a FIFO in the key's place must be refused, not waited for.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            let reason = errno
            let code: PseudonymError.Code = reason == ENOENT ? .keyFileMissing : .keyFileUnreadable
            throw PseudonymError(code, path: path, systemError: reason)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else {
            throw PseudonymError(.keyFileUnreadable, path: path, systemError: errno)
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0 else {
            throw PseudonymError(.keyFileExposed, path: path)
        }
        // One byte more than the longest legal file, so that a longer one shows.
        var buffer = [UInt8](repeating: 0, count: Self.byteCount * 2 + 3)
        var filled = 0
        while filled < buffer.count {
            let count = buffer[filled...].withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count == 0 { break }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw PseudonymError(.keyFileUnreadable, path: path, systemError: errno) }
            filled += count
        }
        guard let bytes = Self.keyBytes(in: buffer[..<filled]) else {
            throw PseudonymError(.keyFileMalformed, path: path)
        }
        do { try self.init(bytes: bytes) } catch { throw PseudonymError(error.code, path: path) }
    }

    /// Writes a new random key to `path`, mode 0600, and returns it once file and folder are synced.
    ///
    /// The name appears only with the whole key behind it, so that neither a crash nor a second node can leave or read
    /// half a key. Throws `key_file_exists`, or `key_file_not_written` with the system's reason.
    @discardableResult
    public static func create(at path: String) throws(PseudonymError) -> ProjectKey {
        let key = ProjectKey.random()
        let draft = path + "." + Hexadecimal.text(SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }) + ".new"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw PseudonymError(.keyFileNotWritten, path: path, systemError: errno) }
        defer { unlink(draft) }
        let written = key.secret.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        let synced = fsync(file)
        let closed = close(file)
        guard written == byteCount, synced == 0, closed == 0 else {
            throw PseudonymError(.keyFileNotWritten, path: path, systemError: errno)
        }
        guard link(draft, path) == 0 else {
            let reason = errno
            let code: PseudonymError.Code = reason == EEXIST ? .keyFileExists : .keyFileNotWritten
            throw PseudonymError(code, path: path, systemError: reason)
        }
        try syncFolder(of: path)
        return key
    }

    private static func syncFolder(of path: String) throws(PseudonymError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw PseudonymError(.keyFileNotWritten, path: path, systemError: errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else {
            throw PseudonymError(.keyFileNotWritten, path: path, systemError: errno)
        }
    }

    private static func keyBytes(in content: ArraySlice<UInt8>) -> [UInt8]? {
        if content.count == byteCount { return Array(content) }
        var digits = content
        if digits.last == UInt8(ascii: "\n") { digits.removeLast() }
        if digits.count < content.count && digits.last == UInt8(ascii: "\r") { digits.removeLast() }
        guard digits.count == byteCount * 2 else { return nil }
        return Hexadecimal.bytes(digits)
    }
}
