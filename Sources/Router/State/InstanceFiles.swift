import Dicom
import Instances
import Ledger
import Spool

/// The files that ranges of a clean instance are of, open: whatever becomes of their names, they stay what they are.
struct InstanceFiles {
    /// The received file; nil if it is not needed.
    var original: OpenFile?
    /// The file with changed pixels; nil if there is none.
    var pixels: OpenFile?

    init(original: OpenFile? = nil, pixels: OpenFile? = nil) {
        self.original = original
        self.pixels = pixels
    }

    /// What the instance's row means, and nothing else under its names: no pixels leave under another header than the one
    /// they were covered for.
    ///
    /// - Throws: `Lost` if that is there no more; anything else may pass.
    init(of output: Output, id: InstanceID, in spool: SpoolDirectory) throws {
        if output.dataSet.needsOriginal {
            guard let path = spool.original(id), let file = try Self.open(path) else { throw Lost(reason: .originalMissing) }
            guard try file.file.size() >= output.dataSet.originalEnd else { throw Lost(reason: .originalDamaged) }
            original = file
        }
        if output.dataSet.needsPixels {
            let detail = "changed pixels"
            guard let meant = output.pixels else { throw Lost(reason: .originalDamaged, detail: detail) }
            guard let file = try Self.open(spool.pixelPath(id, meant.number))
            else { throw Lost(reason: .originalMissing, detail: detail) }
            guard try file.digest() == meant.digest else { throw Lost(reason: .originalDamaged, detail: detail) }
            pixels = file
        }
    }

    /// Why an instance cannot be sent any more. A release makes changed pixels anew.
    struct Lost: Error {
        var reason: HoldReason
        var detail = ""
    }

    /// nil if there is no such file.
    private static func open(_ path: String) throws(SpoolError) -> OpenFile? {
        do throws(SpoolError) { return try OpenFile(path) } catch {
            if error.code == .missing { return nil }
            throw error
        }
    }
}
