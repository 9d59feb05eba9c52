import Foundation
import Glibc
import Router
import Verify

/// A file that a verb writes, or a stream that is open already: every write is checked.
final class OutputFile {
    private let name: String
    private let number: Int32
    private var buffer = Data()

    /// - Parameter path: as ``OutputPath`` opens it.
    /// - Throws: `StartError.unavailable` if it cannot be written.
    init(_ path: String) throws(StartError) {
        name = path == "-" ? "standard output" : path
        number = OutputPath.open(path)
        guard number >= 0 else { throw .unavailable("\(name): cannot be written: \(String(cString: strerror(errno)))") }
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
