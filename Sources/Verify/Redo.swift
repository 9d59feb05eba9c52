import BridgeErrors
import Foundation
import Glibc

/// Makes clean instances once more, one after the other, in a file without a name. One thread at a time.
final class Redo {
    private let engine: Engine
    /// Goes with this object; -1 as long as nothing was made.
    private var descriptor: Int32 = -1
    private var path: String { "/proc/self/fd/\(descriptor)" }

    init(_ engine: @escaping Engine) { self.engine = engine }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Why the engine holds an original, as a stable code; nil if it does not: then `made` is what it makes of it.
    ///
    /// - Throws: `VerifyError.failed` if the original went, or there is no room for what it makes.
    func holdReason(_ original: String) throws(VerifyError) -> String? {
        do {
            try create()
            return try engine(original, path)
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
