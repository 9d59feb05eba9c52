import Dicom
import Foundation
import Ledger
import Spool
import Testing

@testable import Router

@Suite("Clean instances as files") struct CleanInstanceWriterTests {
    private let folder = NSTemporaryDirectory() + "writer-\(UUID().uuidString)"

    private func output(bytes: [UInt8] = [1, 2, 3, 4], segments: [EncodedDataSet.Segment] = [.own(0..<4)]) -> Output {
        Output(
            project: "p", strategy: "s", ruleSet: "v", sopClassUID: "1.2.840.10008.5.1.4.1.1.2", sopInstanceUID: "2.25.3",
            patientID: "TA-1", studyInstanceUID: "2.25.1", seriesInstanceUID: "2.25.2", transferSyntax: .explicitLittleEndian,
            dataSet: EncodedDataSet(bytes: bytes, segments: segments), instanceHash: [], contentHash: [], summary: "")
    }

    @Test(
        "no value can leave its folder or make two components of one",
        arguments: [
            ("TA-1", "TA-1"), ("", "_"), ("..", "%2E%2E"), (".", "%2E"), ("a/b", "a%2Fb"), ("../../etc", "..%2F..%2Fetc"),
            ("a\0b", "a%00b"), ("50%", "50%25"), ("Ü", "%C3%9C"), ("1.2.3", "1.2.3"), ("a b\\c", "a%20b%5Cc"), ("_", "_"),
        ])
    func encoding(value: String, expected: String) {
        #expect(CleanInstanceWriter.encoded(value) == expected)
    }

    @Test("own bytes and ranges of the original come out in order behind the meta group")
    func segments() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let original = folder + "/original"
        _ = FileManager.default.createFile(atPath: original, contents: Data((0..<255).map { UInt8($0) }))
        let clean = output(segments: [.own(0..<2), .original(offset: 100, length: 3), .own(2..<4)])
        let files = InstanceFiles(original: try OpenFile(original))
        #expect(try CleanInstanceWriter.write(clean, files, to: folder + "/x/y/z.dcm", temporary: "t") == .written)
        let written = try #require(FileManager.default.contents(atPath: folder + "/x/y/z.dcm"))
        let meta = FileMetaInformation.bytes(
            sopClassUID: clean.sopClassUID, sopInstanceUID: clean.sopInstanceUID, transferSyntax: clean.transferSyntax)
        #expect(Array(written) == meta + [1, 2, 100, 101, 102, 3, 4])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/x/y") == ["z.dcm"])
    }

    @Test("changed pixels come out of their own file; without it there is no file at all")
    func changedPixels() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = PixelFile(.nameless(folder))
        #expect(try file.open() == nil)
        #expect(try file.append([7, 8, 9]) == 0)
        #expect(try file.append([10, 11]) == 3)
        try file.finish()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty && file.reference == nil)
        let clean = output(segments: [.own(0..<1), .changed(offset: 2, length: 3), .own(1..<2)])
        let write = { (pixels: OpenFile?, name: String) in
            try CleanInstanceWriter.write(
                clean, InstanceFiles(pixels: pixels), to: self.folder + "/out/" + name, temporary: "t")
        }
        #expect(try write(file.open(), "a.dcm") == .written)
        let written = try #require(FileManager.default.contents(atPath: folder + "/out/a.dcm"))
        #expect(Array(written.suffix(5)) == [1, 9, 10, 11, 2])
        // The instance's own trouble, not the folder's.
        #expect(throws: SpoolError(.original, "")) { try write(nil, "b.dcm") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/out") == ["a.dcm"])
    }

    @Test("an original that became shorter gives no file at all")
    func truncated() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let original = folder + "/original"
        _ = FileManager.default.createFile(atPath: original, contents: Data([1, 2, 3]))
        let clean = output(segments: [.original(offset: 2, length: 5)])
        let files = InstanceFiles(original: try OpenFile(original))
        #expect(throws: SpoolError(.original, "")) {
            try CleanInstanceWriter.write(clean, files, to: folder + "/out/z.dcm", temporary: "t")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/out").isEmpty)
    }

    @Test("the same file again is fine, another file under the same path is not touched")
    func taken() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/z.dcm"
        #expect(try CleanInstanceWriter.write(output(), InstanceFiles(), to: path, temporary: "t") == .written)
        #expect(try CleanInstanceWriter.write(output(), InstanceFiles(), to: path, temporary: "t") == .alreadyThere)
        let before = FileManager.default.contents(atPath: path)
        #expect(try CleanInstanceWriter.write(output(bytes: [9, 9, 9, 9]), InstanceFiles(), to: path, temporary: "t") == .taken)
        #expect(FileManager.default.contents(atPath: path) == before)
    }
}
