import Glibc

/// A file on its way to a name: nameless where the file system can, so that it goes with the process.
public final class DraftFile: Sendable {
    public let file: FileDescriptor
    /// Leads to the file as long as it is open.
    public let path: String
    private let isNameless: Bool

    /// - Parameter name: in `folder`, where there are no nameless files; what had this name before is gone.
    public init(in folder: String, name: String, mode: mode_t) throws(SpoolError) {
        let nameless = open(folder, O_RDWR | 0o20_200_000 /* O_TMPFILE */ | O_CLOEXEC, mode)
        isNameless = nameless >= 0
        if isNameless {
            file = FileDescriptor(nameless)
            path = "/proc/self/fd/\(nameless)"
        } else {
            path = "\(folder)/\(name)"
            unlink(path)
            file = try FileDescriptor(opening: path, O_RDWR | O_CREAT | O_EXCL, mode: mode)
        }
    }

    deinit { if !isNameless { unlink(path) } }

    /// Gives the file its name; false, and nothing is changed, if another has it.
    public func link(to name: String) throws(SpoolError) -> Bool {
        if linkat(AT_FDCWD, path, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 { return true }
        guard errno == EEXIST else { throw .lastError("link") }
        return false
    }
}
