import Glibc

/// Opens what a person named as the place of a result.
public enum OutputPath {
    /// Opens `path` for writing: `-`, `/dev/stdout` and `/dev/fd/N` are the streams that are open already; a pipe or a device is
    /// opened in place; a file is made for nobody else to read, and what it held before is gone. A link to a file is
    /// refused, so that nobody leads a result elsewhere.
    ///
    /// - Returns: a descriptor that the caller closes; -1 with `errno` if there is none.
    public static func open(_ path: String) -> Int32 {
        if let stream = stream(path) { return fcntl(stream, F_DUPFD_CLOEXEC, 0) }
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            return Glibc.open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
        }
        let number = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        // A file that was there keeps its rights when it is opened.
        if number >= 0, fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG { fchmod(number, 0o600) }
        return number
    }

    /// The descriptor that a path names; nil for all other paths.
    private static func stream(_ path: String) -> Int32? {
        switch path {
        case "-", "/dev/stdout": return STDOUT_FILENO
        case "/dev/stderr": return STDERR_FILENO
        default: break
        }
        for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) { return Int32(path.dropFirst(folder.count)) }
        return nil
    }
}
