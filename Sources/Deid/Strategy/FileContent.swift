import Glibc

/// A small text file, read whole.
enum FileContent {
    /// Larger strategy files and mapping tables than this are a mistake.
    static let largest = 64 << 20

    /// All bytes of the file at `path`; nil if it cannot be opened or read, is no regular file, or is too large.
    static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= largest else {
            return nil
        }
        var content: [UInt8] = []
        content.reserveCapacity(Int(status.st_size))
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while content.count <= largest {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count == 0 { return content }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            content.append(contentsOf: chunk[..<count])
        }
        return nil
    }

    /// `path` as seen from the folder of `file`; absolute paths stay.
    static func path(_ path: String, besides file: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return String(file[...slash]) + path
    }
}
