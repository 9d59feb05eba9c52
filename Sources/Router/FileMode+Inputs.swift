import Foundation
import Glibc

extension FileMode {
    /// One input: where it is, and where below the output folder it goes with `Layout.keepPaths`.
    public struct Input: Hashable, Sendable {
        public var path: String
        public var relativePath: String
        /// How it is called to people; `-` for standard input.
        public var name: String

        public init(path: String, relativePath: String, name: String? = nil) {
            self.path = path
            self.relativePath = relativePath
            self.name = name ?? path
        }
    }

    /// Files named, and all files in folders named, in order of their paths. The output folder is left out.
    /// - Throws: `StartError.configuration` for a path that is not there.
    public static func collect(_ arguments: [String], exceptIn output: String) throws(StartError) -> [Input] {
        let own = URL(fileURLWithPath: output).standardizedFileURL.path + "/"
        var inputs: [Input] = []
        for argument in arguments {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder)
            else { throw .configuration(["\(argument): no such file or folder"]) }
            guard isFolder.boolValue else {
                inputs.append(Input(path: argument, relativePath: URL(fileURLWithPath: argument).lastPathComponent))
                continue
            }
            inputs += filesBelow(argument, relativePath: "", except: own)
        }
        return inputs.sorted { $0.path < $1.path }
    }

    /// Files at every depth. A folder that cannot be read stands for itself: it fails when its turn comes, and is named.
    private static func filesBelow(_ folder: String, relativePath: String, except own: String) -> [Input] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            return [Input(path: folder, relativePath: relativePath)]
        }
        return names.flatMap { name -> [Input] in
            let path = "\(folder)/\(name)"
            let relativePath = relativePath.isEmpty ? name : "\(relativePath)/\(name)"
            var status = stat()
            // A link to a folder is not followed: it may lead back to where we are.
            let isThere = lstat(path, &status) == 0
            if isThere, status.st_mode & S_IFMT == S_IFDIR {
                if (URL(fileURLWithPath: path).standardizedFileURL.path + "/").hasPrefix(own) { return [] }
                return filesBelow(path, relativePath: relativePath, except: own)
            }
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { return [] }
            return [Input(path: path, relativePath: relativePath)]
        }
    }
}
