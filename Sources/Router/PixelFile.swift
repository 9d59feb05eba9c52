import Foundation
import Pixels
import Spool

/// Changed pixels of one run over an instance where they are too many for memory and for the ledger: a file of its own,
/// made with the first bytes that come.
///
/// It goes with this object unless the instance became a clean one: then its row says so, and it is removed with the
/// original.
final class PixelFile: ChangedPixels, @unchecked Sendable {  // written by one thread, then only read
    /// Where it can be read; nil as long as there is none.
    private(set) var path: String?
    /// Which of the original's; nil as long as there is none, and outside of the node.
    private(set) var number: Int?
    private let place: Place
    private var file: FileDescriptor?
    private var buffer: [UInt8] = []
    private var length: UInt64 = 0
    private var isKept = false

    enum Place: Sendable {
        /// Beside an original in the node's state directory.
        case spool(SpoolDirectory, id: String)
        /// In this folder, without a name, for as long as this object lives.
        case nameless(String)
    }

    init(_ place: Place) { self.place = place }

    deinit {
        if case .spool = place, let path, !isKept { unlink(path) }
    }

    func append(_ bytes: [UInt8]) throws -> UInt64 {
        if file == nil { try create() }
        defer { length += UInt64(bytes.count) }
        buffer += bytes
        if buffer.count >= 1 << 20 { try flush() }
        return length
    }

    /// Everything is in the file, and in the node's state directory on the medium with its name.
    func finish() throws {
        guard file != nil else { return }
        try flush()
        guard case .spool(let spool, _) = place else { return }
        try file?.sync()
        try spool.syncPixelNames()
        isKept = true
    }

    private func create() throws {
        switch place {
        case .spool(let spool, let id):
            let created = try spool.createPixels(of: id)
            number = created.number
            path = spool.pixelPath(id, created.number)
            file = created.take()
        case .nameless(let folder):
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let name = "\(folder)/.veil-\(UUID().uuidString).pixels"
            let created = try FileDescriptor(opening: name, O_RDWR | O_CREAT | O_EXCL)
            unlink(name)
            path = "/proc/self/fd/\(created.number)"
            file = consume created
        }
    }

    private func flush() throws {
        try buffer.withUnsafeBytes { try file?.write($0) }
        buffer.removeAll(keepingCapacity: true)
    }
}
