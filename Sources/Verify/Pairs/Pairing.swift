import BridgeErrors
import DataSets
import Dicom
import Foundation

/// Which clean file belongs to which original: by the same relative path, else by the mapping of SOP Instance UIDs,
/// else by position.
public struct Pairing: Sendable {
    public let originalFolder: String
    public let cleanFolder: String
    /// In the order of the originals' paths.
    public private(set) var pairs: [Pair]
    /// Clean files that belong to no original.
    public private(set) var withoutOriginal: [String]
    /// Files among the originals that are no DICOM files: nobody expects a clean file for them.
    public private(set) var notDicom: [String] = []

    /// - Parameter reports: files that are written into these folders, which are no instances.
    /// - Throws: `VerifyError.unusable` if a folder is not there.
    public init(
        original: String, clean: String, pseudonyms: Pseudonyms, reports: [String] = []
    ) throws(VerifyError) {
        (originalFolder, cleanFolder) = (original, clean)
        let excluded = Set(reports.map(FileListing.standardized))
        let cleanFiles = try FileListing.files(in: clean, except: excluded)
        var left = Set(cleanFiles)
        pairs = try FileListing.files(in: original, except: excluded).map { name in
            // Some tools add the extension.
            guard let found = [name, name + ".dcm"].first(where: left.contains) else { return Pair(original: name) }
            left.remove(found)
            return Pair(original: name, clean: found, match: .path)
        }
        withoutOriginal = cleanFiles.filter(left.contains)
        matchByMapping(pseudonyms)
        matchByPosition()
    }

    private var open: [Int] { pairs.indices.filter { pairs[$0].clean == nil } }

    private mutating func matchByMapping(_ pseudonyms: Pseudonyms) {
        let open = open
        guard !open.isEmpty else { return }
        var byUID: [String: String] = [:]
        for name in withoutOriginal {
            if let uid = Self.instanceUID(of: "\(cleanFolder)/\(name)") { byUID[uid] = name }
        }
        var without: Set<Int> = []
        var taken: Set<String> = []
        for index in open {
            let path = "\(originalFolder)/\(pairs[index].original)"
            guard let uid = Self.instanceUID(of: path) else {
                // An instance without its UID is still one, but text files and the like are none.
                do throws(DimseError) {
                    _ = try FileProbe.probe(path: path)
                } catch {
                    if error.code == .unreadable { without.insert(index) }
                }
                continue
            }
            // A strategy may keep UIDs.
            let candidates = [pseudonyms.uid(uid), uid].compactMap { $0 }
            guard let name = candidates.lazy.compactMap({ byUID[$0] }).first, taken.insert(name).inserted
            else { continue }
            (pairs[index].clean, pairs[index].match) = (name, .mapping)
        }
        notDicom = pairs.indices.filter(without.contains).map { pairs[$0].original }
        pairs = pairs.indices.filter { !without.contains($0) }.map { pairs[$0] }
        withoutOriginal.removeAll(where: taken.contains)
    }

    /// Instances that look the same in what de-identification leaves alone, in the order of patient, study, series and
    /// number: as many originals as clean files, or none is matched.
    private mutating func matchByPosition() {
        let open = open
        guard !open.isEmpty, !withoutOriginal.isEmpty else { return }
        var originals: [Position: [(place: Place, index: Int)]] = [:]
        var cleans: [Position: [(place: Place, name: String)]] = [:]
        for index in open {
            guard let found = Position.read("\(originalFolder)/\(pairs[index].original)") else { continue }
            originals[found.position, default: []].append((found.place, index))
        }
        for name in withoutOriginal {
            guard let found = Position.read("\(cleanFolder)/\(name)") else { continue }
            cleans[found.position, default: []].append((found.place, name))
        }
        var taken: Set<String> = []
        for (position, group) in originals {
            guard let others = cleans[position], others.count == group.count else { continue }
            let names = others.sorted { ($0.place, $0.name) < ($1.place, $1.name) }.map(\.name)
            let indices = group.sorted { ($0.place, $0.index) < ($1.place, $1.index) }.map(\.index)
            for (index, name) in zip(indices, names) {
                (pairs[index].clean, pairs[index].match) = (name, .position)
                taken.insert(name)
            }
        }
        withoutOriginal.removeAll(where: taken.contains)
    }

    /// The SOP Instance UID in the first bytes of a file; nil if it has none or is no DICOM file.
    static func instanceUID(of path: String) -> String? {
        // Whatever keeps a file from being read shows when it is compared.
        guard let probe = try? FileProbe.probe(path: path), let file = FileHandle(forReadingAtPath: path)
        else { return nil }
        // As above; and closing what was only read cannot fail in a way that matters.
        defer { try? file.close() }
        guard (try? file.seek(toOffset: probe.offset)) != nil,  // as above
            let bytes = try? file.read(upToCount: 1 << 16)  // as above
        else { return nil }
        let found = bytes.withUnsafeBytes { DataSet.peekIdentity(prefix: $0, transferSyntax: probe.transferSyntax) }
        return found.flatMap { $0.sopInstanceUID.isEmpty ? nil : $0.sopInstanceUID }
    }
}
