import Dicom
import Dimse
import Foundation
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
