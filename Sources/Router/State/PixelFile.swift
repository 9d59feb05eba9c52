import Crypto
import Foundation
import Instances
import Ledger
import Pixels
import Spool

/// Changed pixels of one run over an instance where they are too many for memory and for the ledger: a file of its own,
/// made with the first bytes that come. It has no name, and goes with this object, unless a row is to name it.
final class PixelFile: ChangedPixels, @unchecked Sendable {  // written by one thread, then only read
    /// What the clean instance's row says of it; nil if there is no file, and outside of the node.
    private(set) var reference: ChangedPixelsFile?
    private let place: Place
    private let number = Int.random(in: 1 ... .max)
    private var draft: DraftFile?
    private var buffer: [UInt8] = []
    private var length: UInt64 = 0
    private var hash = SHA256()

    enum Place: Sendable {
        /// Beside an original in the node's state directory.
        case spool(SpoolDirectory, id: InstanceID)
        /// In this folder, for as long as this object lives.
        case nameless(String)
    }

    init(_ place: Place) { self.place = place }

    func append(_ bytes: [UInt8]) throws -> UInt64 {
        if draft == nil { draft = try create() }
        defer { length += UInt64(bytes.count) }
        buffer += bytes
        if buffer.count >= 1 << 20 { try flush() }
        return length
    }

    /// Everything is in the file, and in the node's state directory on the medium with its name: a row may name it.
    func finish() throws {
        guard draft != nil else { return }
        try flush()
        guard case .spool(let spool, let id) = place else { return }
        FaultPoint.pixelsWritten.pass()
        try draft?.file.sync()
        FaultPoint.pixelsSynced.pass()
        guard try draft?.link(to: spool.pixelPath(id, number)) == true else { throw SpoolError(.failed, "link") }
        FaultPoint.pixelsNamed.pass()
        try spool.syncPixelNames(of: id)
        FaultPoint.pixelsNameSynced.pass()
        reference = ChangedPixelsFile(number: number, digest: Array(hash.finalize()))
        draft = nil
    }

    /// For reading what has no name; nil if there is nothing.
    func open() throws(SpoolError) -> OpenFile? {
        guard let path = draft?.path else { return nil }
        return try OpenFile(path)
    }

    private func create() throws -> DraftFile {
        switch place {
        case .spool(let spool, let id): return try spool.draftPixels(of: id, number: number)
        case .nameless(let folder):
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            return try DraftFile(in: folder, name: ".veil-\(number).part", mode: 0o600)
        }
    }

    private func flush() throws {
        hash.update(data: buffer)
        try buffer.withUnsafeBytes { try draft?.file.write($0) }
        buffer.removeAll(keepingCapacity: true)
    }
}
