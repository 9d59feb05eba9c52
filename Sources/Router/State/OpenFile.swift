import Crypto
import Glibc
import Spool

/// A file that is read in ranges, for as long as this is there.
final class OpenFile {
    let file: FileDescriptor

    init(_ path: String) throws(SpoolError) { file = try FileDescriptor(opening: path, O_RDONLY) }

    /// SHA-256 of the file from `offset`.
    func digest(from offset: UInt64 = 0) throws -> [UInt8] {
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var position = offset
        while true {
            let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0, at: position) }
            if count == 0 { return Array(hash.finalize()) }
            buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            position += UInt64(count)
        }
    }
}
