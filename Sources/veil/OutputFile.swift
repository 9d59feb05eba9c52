import Foundation
import Glibc
import Router

/// A file that a verb writes, or standard output for `-`: every write is checked.
final class OutputFile {
    private let name: String
    private let number: Int32
    private var buffer = Data()

    /// The file for nobody else to read; what it held before is gone.
    /// - Throws: `StartError.unavailable` if it cannot be written.
    init(_ path: String) throws(StartError) {
        name = path == "-" ? "standard output" : path
        if path == "-" {
            number = dup(STDOUT_FILENO)
        } else {
            number = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        }
        var status = stat()
        guard number >= 0, fstat(number, &status) == 0 else {
            throw .unavailable("\(name): cannot be written: \(String(cString: strerror(errno)))")
        }
        if path != "-", status.st_mode & S_IFMT == S_IFREG { fchmod(number, 0o600) }
    }

    deinit { if number >= 0 { close(number) } }

    func write(_ data: Data) throws(StartError) {
        buffer += data
        if buffer.count > 1 << 20 { try flush() }
    }

    /// Returns once everything was taken.
    func finish() throws(StartError) { try flush() }

    private func flush() throws(StartError) {
        var rest = buffer[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .unavailable("\(name): cannot be written: \(String(cString: strerror(errno)))") }
            rest = rest.dropFirst(count)
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
