import Foundation
import Instances

/// `pixels/<id>/<number>`: changed pixels that are too many for the ledger. Each run over an instance has a file of its own
/// under a number that never comes back, for deliveries of an earlier run may still read theirs. One that no clean instance
/// on its way names is of no use to anybody.
extension SpoolDirectory {
    public func pixelPath(_ id: InstanceID, _ number: Int) -> String { "\(pixelFolder(id))/\(number)" }

    private func pixelFolder(_ id: InstanceID) -> String { "\(path)/pixels/\(id.value)" }

    /// A file for changed pixels of an original, without a name as yet (0600).
    public func draftPixels(of id: InstanceID, number: Int) throws(SpoolError) -> DraftFile {
        guard !isFull else { throw SpoolError(.noSpace, "create a file for pixels") }
        guard mkdir(pixelFolder(id), 0o700) == 0 || errno == EEXIST else { throw .lastError("create a folder for pixels") }
        return try DraftFile(in: pixelFolder(id), name: "\(number)-draft", mode: 0o600)
    }

    /// Syncs the names of an original's files with changed pixels.
    public func syncPixelNames(of id: InstanceID) throws(SpoolError) {
        try syncDirectory(pixelFolder(id))
        try syncDirectory(path + "/pixels")
    }

    /// The originals that have files with changed pixels.
    public func originalsWithPixels() throws(SpoolError) -> [InstanceID] {
        try names(in: path + "/pixels").compactMap { InstanceID($0) }
    }

    /// Whether an original has files with changed pixels.
    public func hasPixels(of id: InstanceID) -> Bool { access(pixelFolder(id), F_OK) == 0 }

    /// Removes one file with changed pixels; does nothing if it is gone.
    public func removePixels(of id: InstanceID, number: Int) throws(SpoolError) {
        if unlink(pixelPath(id, number)) == 0 {
            rmdir(pixelFolder(id))  // stays while there is anything in it
        } else if errno != ENOENT {
            throw .lastError("unlink")
        }
    }

    /// Removes an original's files with changed pixels, but for those with these numbers. Only for whoever knows that no run
    /// over the original is under way.
    public func removePixels(of id: InstanceID, except kept: Set<Int> = []) throws(SpoolError) {
        guard hasPixels(of: id) else { return }
        let (folder, kept) = (pixelFolder(id), Set(kept.map(String.init)))
        for name in try names(in: folder) where !kept.contains(name) {
            guard unlink("\(folder)/\(name)") == 0 || errno == ENOENT else { throw .lastError("unlink") }
        }
        rmdir(folder)
    }
}
