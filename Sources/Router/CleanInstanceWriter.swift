import Dicom
import Glibc
import Ledger
import Spool

/// Writes a clean instance as a DICOM file: into folder destinations, for `veil deidentify`, and for conversion.
struct CleanInstanceWriter: Sendable {
    /// What writing found.
    enum Result: Sendable, Equatable {
        case written
        /// The same bytes are there already.
        case alreadyThere
        /// Another file has this path; nothing was changed.
        case taken
    }

    /// The Data Set's bytes in order, own ones whole, those of files at most 256 KiB at a time.
    ///
    /// - Parameter files: one that is needed and not there is an error.
    static func forEachChunk(
        of dataSet: EncodedDataSet, _ files: InstanceFiles, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var buffer: [UInt8] = []
        func copy(_ source: OpenFile?, _ offset: UInt64, _ length: UInt64) throws {
            guard let source else { throw SpoolError(.original, "read the original") }
            if buffer.isEmpty { buffer = [UInt8](repeating: 0, count: 1 << 18) }
            var done: UInt64 = 0
            while done < length {
                let wanted = Int(min(UInt64(buffer.count), length - done))
                let count = try buffer.withUnsafeMutableBytes {
                    try source.file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<wanted]), at: offset + done)
                }
                guard count > 0 else { throw SpoolError(.original, "read the original: it is shorter than it was") }
                try buffer.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                done += UInt64(count)
            }
        }
        for segment in dataSet.segments {
            switch segment {
            case .own(let range):
                try dataSet.bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
            case .original(let offset, let length): try copy(files.original, offset, length)
            case .changed(let offset, let length): try copy(files.pixels, offset, length)
            }
        }
    }

    /// Writes `output` to `path` so that the path never shows a part: nameless file, sync, link, sync of the folders.
    ///
    /// An existing file is never replaced. The result holds after a power loss.
    /// - Parameter temporary: names the file until it is whole where the file system has no nameless files; the same name
    ///   for a redo, so that a crash leaves nothing behind.
    static func write(_ output: Output, _ files: InstanceFiles, to path: String, temporary: String) throws -> Result {
        let folder = parent(of: path)
        try createFolders(folder)
        let draft = try DraftFile(in: folder, name: ".veil-\(temporary).part", mode: 0o640)
        let meta = FileMetaInformation.bytes(
            sopClassUID: output.sopClassUID, sopInstanceUID: output.sopInstanceUID, transferSyntax: output.transferSyntax)
        try meta.withUnsafeBytes { try draft.file.write($0) }
        try forEachChunk(of: output.dataSet, files) { try draft.file.write($0) }
        try draft.file.sync()
        if try draft.link(to: path) {
            try syncDirectory(folder)
            return .written
        }
        guard try isSame(draft.path, path) else { return .taken }
        // Whoever wrote it may have been stopped before its names were safe: file, series, study and patient.
        var above = folder
        for _ in 0..<4 {
            try syncDirectory(above)
            above = parent(of: above)
        }
        return .alreadyThere
    }

    /// Writes `output` into a file that is there, as a DICOM file; for looking at it, nothing is synced.
    static func write(_ output: Output, _ files: InstanceFiles, over path: String) throws {
        let file = try FileDescriptor(opening: path, O_WRONLY | O_TRUNC)
        try write(output, files) { try file.write($0) }
    }

    /// Writes `output` as a DICOM file to the end of what is open as `descriptor`, a pipe for example.
    static func write(_ output: Output, _ files: InstanceFiles, to descriptor: Int32) throws {
        try write(output, files) { try FileDescriptor.write($0, to: descriptor) }
    }

    private static func write(
        _ output: Output, _ files: InstanceFiles, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let meta = FileMetaInformation.bytes(
            sopClassUID: output.sopClassUID, sopInstanceUID: output.sopInstanceUID, transferSyntax: output.transferSyntax)
        try meta.withUnsafeBytes(body)
        try forEachChunk(of: output.dataSet, files, body)
    }

    /// `<patient>/<study>/<series>/<instance>.dcm` in new identifiers, each percent-encoded.
    static func layout(_ output: Output) -> String {
        [output.patientID, output.studyInstanceUID, output.seriesInstanceUID].map(encoded).joined(separator: "/")
            + "/\(encoded(output.sopInstanceUID)).dcm"
    }

    /// A value as one path component: letters, digits and `-_.` stay, all else is percent-encoded, so no value can leave
    /// its folder.
    static func encoded(_ value: String) -> String {
        if value.isEmpty { return "_" }
        let isOnlyDots = value.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
        var text = ""
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: ".") where !isOnlyDots:
                text.append(".")
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return text
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Creates what is missing of `folder`; each new name is synced in its parent.
    private static func createFolders(_ folder: String) throws(SpoolError) {
        if access(folder, F_OK) == 0 { return }
        let above = parent(of: folder)
        if above != folder { try createFolders(above) }
        guard mkdir(folder, 0o750) == 0 || errno == EEXIST else { throw .lastError("create a folder") }
        try syncDirectory(above)
    }

    private static func isSame(_ a: String, _ b: String) throws -> Bool {
        let first = try FileDescriptor(opening: a, O_RDONLY)
        let second = try FileDescriptor(opening: b, O_RDONLY)
        guard try first.size() == second.size() else { return false }
        var (one, two) = ([UInt8](repeating: 0, count: 1 << 18), [UInt8](repeating: 0, count: 1 << 18))
        var offset: UInt64 = 0
        while true {
            let count = try one.withUnsafeMutableBytes { try first.read(into: $0, at: offset) }
            let other = try two.withUnsafeMutableBytes { try second.read(into: $0, at: offset) }
            guard count == other, one[..<count] == two[..<count] else { return false }
            if count == 0 { return true }
            offset += UInt64(count)
        }
    }
}
