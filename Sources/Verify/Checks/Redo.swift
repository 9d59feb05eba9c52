import BridgeErrors
import Foundation
import Glibc

/// Makes clean instances once more, one after the other, in a file without a name. One thread at a time.
final class Redo {
    private let cleaning: Cleaning
    /// Goes with this object; -1 as long as nothing was made.
    private var descriptor: Int32 = -1
    private var path: String { "/proc/self/fd/\(descriptor)" }

    init(_ cleaning: @escaping Cleaning) { self.cleaning = cleaning }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// What the engine makes of an original; if it is a clean instance, `made` reads it.
    ///
    /// - Throws: `VerifyError.failed` if the original went, or there is no room for what it makes.
    func clean(_ original: String) throws(VerifyError) -> Redone {
        do {
            try create()
            return try cleaning(original, path)
        } catch {
            throw .failed(
                "an original cannot be cleaned once more: it went meanwhile, or there is no room in \(Self.folder) "
                    + "(TMPDIR names another folder)")
        }
    }

    /// What the engine made of the last original.
    func made() throws(DimseError) -> Reader { try Reader(path: path) }

    private static var folder: String { FileManager.default.temporaryDirectory.path }

    private func create() throws {
        if descriptor < 0 {
            var name = Array("\(Self.folder)/veil-verify-XXXXXX".utf8CString)
            descriptor = mkstemp(&name)
            guard descriptor >= 0 else { throw POSIXError(.EIO) }
            unlink(name)
        }
        guard ftruncate(descriptor, 0) == 0 else { throw POSIXError(.EIO) }
    }
}
