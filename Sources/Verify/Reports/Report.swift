import Glibc

/// A file that results are written to. Called from one thread at a time, in order.
public protocol Report: AnyObject, Sendable {
    func add(_ result: PairResult) throws
    /// Writes what is still to be written. The report is whole only after this.
    func finish(_ summary: Summary) throws
}

/// A text file for nobody else to read; what it held before is gone.
final class PrivateFile {
    private let path: String
    private let number: Int32
    private var buffer: [UInt8] = []

    /// - Parameter path: `-` for standard output.
    /// - Throws: `VerifyError.unusable` if it cannot be made.
    init(_ path: String) throws(VerifyError) {
        self.path = path == "-" ? "standard output" : path
        number = OutputPath.open(path)
        guard number >= 0 else {
            throw .unusable("\(self.path): cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(number) }

    func write(_ text: String) throws(VerifyError) {
        buffer += Array(text.utf8)
        if buffer.count > 1 << 16 { try flush() }
    }

    func flush() throws(VerifyError) {
        var rest = buffer[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .failed("\(path): cannot be written (errno \(errno))") }
            rest = rest.dropFirst(count)
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
