import Foundation
import Glibc
import Router

/// `-` where one file is meant.
enum StandardInput {
    /// Everything that comes.
    static func data() throws(StartError) -> Data {
        do {
            return try FileHandle.standardInput.readToEnd() ?? Data()
        } catch {
            throw .unavailable("standard input: cannot be read")
        }
    }

    /// What a file holds, or standard input for `-`.
    static func data(of path: String) throws(StartError) -> Data {
        if path == "-" { return try data() }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .configuration(["\(path): cannot be read"])
        }
        return data
    }

    /// A path to everything that comes, to be read from any place as a file is.
    ///
    /// It lies in a file without a name, for nobody else to read, that is gone with the process.
    static func path() throws(StartError) -> String {
        var template = Array("\(FileManager.default.temporaryDirectory.path)/veil-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw .unavailable("no room for standard input: errno \(errno)") }
        unlink(template)
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        do {
            while let part = try FileHandle.standardInput.read(upToCount: 1 << 20), !part.isEmpty {
                try file.write(contentsOf: part)
            }
        } catch {
            throw .unavailable("standard input: cannot be kept in \(FileManager.default.temporaryDirectory.path)")
        }
        return "/proc/self/fd/\(descriptor)"
    }
}
