import DataSets
import Dicom
import Foundation
import Frames
import Testing

@testable import Pixels

@Suite("Boxes in every encoding that peers can make", .enabled(if: Peer.areThere, "needs dcmtk and .venv"))
struct MaskPeerTests {
    private static let box = PixelBox(x: 21, y: 30, width: 30, height: 5, reason: .device("test"))

    /// What `source` becomes, with its own meta header; the reason if it is held.
    private func masked(_ source: URL) throws -> Result<Data, PixelHold> {
        let found = try FileProbe.probe(path: source.path)
        var dataSet = try DataSet(path: source.path, offset: found.offset, transferSyntax: found.transferSyntax)
        let modules = try PixelModule.all(in: dataSet.view())
        var box = Self.box
        // All but the first, if there are several.
        if let frames = modules.first?.frames, frames > 1 { box.frames = 1..<frames }
        var cleaner = PixelCleaner(transferSyntax: found.transferSyntax, mask: PixelMask(boxes: [box], fill: .black))
        do {
            try cleaner.clean(&dataSet, modules)
        } catch let hold as PixelHold {
            return .failure(hold)
        }
        let file = try Data(contentsOf: source)
        let encoded = try dataSet.encoded()
        var result = file.prefix(Int(found.offset))
        for segment in encoded.segments {
            switch segment {
            case .own(let range): result += encoded.bytes[range]
            case .original(let offset, let length): result += file[Int(offset)..<Int(offset + length)]
            case .changed: break
            }
        }
        return .success(result)
    }

    /// The frames of a file.
    private func samples(_ file: URL) throws -> [FrameSamples] {
        let found = try FileProbe.probe(path: file.path)
        let dataSet = try DataSet(path: file.path, offset: found.offset, transferSyntax: found.transferSyntax)
        let module = try #require(PixelModule.all(in: dataSet.view()).first)
        let reader = try FrameReader(dataSet, module, transferSyntax: found.transferSyntax)
        var frames: [FrameSamples] = []
        for number in 0..<reader.frameCount { frames.append(try reader.samples(ofFrame: number, in: dataSet)) }
        return frames
    }

    @Test("High-Throughput JPEG 2000 is decoded for the search and for pictures; without boxes it leaves byte for byte")
    func highThroughput() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "veil-htj2k-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // Only tidiness: the folder is temporary anyway.
        defer { try? FileManager.default.removeItem(at: folder) }
        try #require(Peer.pixels("high-throughput", folder.path) == 0)
        for kind in ["mono2-8", "mono1-16", "mono2-signed", "rgb"] {
            for frames in [1, 3] {
                let plain = try samples(folder.appending(path: "\(kind)-\(frames)-beside-htj2k.dcm"))
                for last in [201, 202, 203] {
                    let file = folder.appending(path: "held-\(kind)-\(frames)-htj2k-\(last).dcm")
                    let read = try samples(file)
                    #expect(read.count == frames && read[0].layout.byteCount == plain[0].layout.byteCount)
                    if last != 203 { #expect(read.map(\.bytes) == plain.map(\.bytes), "\(file.lastPathComponent)") }
                    let found = try FileProbe.probe(path: file.path)
                    _ = try FrameImage(
                        path: file.path, offset: found.offset, transferSyntax: found.transferSyntax, frame: 0)
                    var dataSet = try DataSet(path: file.path, offset: found.offset, transferSyntax: found.transferSyntax)
                    let modules = try PixelModule.all(in: dataSet.view())
                    let before = try dataSet.encoded()
                    var cleaner = PixelCleaner(transferSyntax: found.transferSyntax, isSearched: true)
                    try cleaner.clean(&dataSet, modules)
                    #expect(try dataSet.encoded() == before && cleaner.report.changed.isEmpty)
                }
            }
        }
    }

    @Test("filled inside, identical outside, readable by DCMTK and pydicom")
    func everyEncoding() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "veil-mask-\(UUID().uuidString)")
        let clean = folder.appending(path: "clean")
        try FileManager.default.createDirectory(at: clean, withIntermediateDirectories: true)
        // Only tidiness: the folder is temporary anyway.
        defer { try? FileManager.default.removeItem(at: folder) }
        try #require(Peer.pixels("originals", folder.path) == 0)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "dcm" }
        var covered = 0
        for file in files {
            let name = file.lastPathComponent
            switch try masked(file) {
            case .success(let bytes):
                #expect(!name.hasPrefix("held"))
                try bytes.write(to: clean.appending(path: name))
                covered += 1
            case .failure(let hold): #expect(name.hasPrefix("held") && hold.reason == .notMaskable, "\(name): \(hold)")
            }
        }
        let box = [Self.box.x, Self.box.y, Self.box.width, Self.box.height].map(String.init)
        let program = [Peer.python, "-W", "ignore", Peer.root + "/Tests/Peers/pixels.py"]
        #expect(Peer.output(program + ["covered", folder.path, clean.path] + box) == "")
        #expect(covered >= 180)
    }
}
