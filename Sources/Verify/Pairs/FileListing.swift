import Foundation

/// The files below a folder.
enum FileListing {
    /// Paths relative to `folder`, in order, without `excluded` (absolute, standardised).
    /// - Throws: `VerifyError.unusable` if there is no such folder.
    static func files(in folder: String, except excluded: Set<String> = []) throws(VerifyError) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue,
            let names = FileManager.default.enumerator(atPath: folder)
        else { throw .unusable("\(folder): no such folder") }
        var files: [String] = []
        for case let name as String in names {
            let path = "\(folder)/\(name)"
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
                !excluded.contains(standardized(path))
            else { continue }
            files.append(name)
        }
        return files.sorted()
    }

    static func standardized(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}
