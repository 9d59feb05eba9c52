import DataSets
import Dicom
import Foundation
import Frames
import Testing

@testable import Pixels

@Suite("Lossy JPEG: blocks outside of boxes keep their coefficients", .enabled(if: Peer.areThere, "needs dcmtk and .venv"))
struct JPEGBlockTests {
    /// A frame that DCMTK encoded, decoded by its own coefficients again.
    private func encoded(samples: Int, _ options: [String]) throws -> (ImageFile, [UInt8], FrameCodec.Format) {
        let format = FrameCodec.Format(rows: 72, columns: 100, samplesPerPixel: samples, bitsAllocated: 8, isRGB: true)
        var image = ImageFile(
            rows: 72, columns: 100, samples: samples, allocated: 8, stored: 8,
            photometric: samples == 3 ? "RGB" : "MONOCHROME2")
        image.pixels = [Frames.samples(format, bits: 8)]
        let native = try TemporaryFile(image.part10(image.dataSet())), result = try TemporaryFile()
        try #require(Peer.run(["dcmcjpeg", "+eb"] + options + [native.path, result.path]) == 0)
        let found = try FileProbe.probe(path: result.path)
        let dataSet = try DataSet(path: result.path, offset: found.offset, transferSyntax: found.transferSyntax)
        let module = try #require(PixelModule.all(in: dataSet.view()).first)
        let value = try #require(try dataSet.pixelValue(at: module.index))
        image.syntax = found.transferSyntax
        image.photometric = module.photometricInterpretation
        let frame = try dataSet.readPixels(at: module.index, value.fragments[0])
        image.pixels = [[], frame]
        return (image, frame, format)
    }

    @Test(
        "grey, and colour in every subsampling",
        arguments: [(1, [], 8, 8), (3, ["+s4"], 8, 8), (3, ["+s2"], 16, 8), (3, ["+np"], 16, 16)], BoxFill.allCases)
    func blocks(way: (samples: Int, options: [String], width: Int, height: Int), fill: BoxFill) throws {
        let (image, frame, format) = try encoded(samples: way.samples, way.options)
        let box = PixelBox(x: 21, y: 30, width: 30, height: 14, reason: .device("test"), label: "2012")
        let cleaned = try clean(image.dataSet(), image.syntax, mask: PixelMask(boxes: [box], fill: fill))
        let file = try TemporaryFile(image.part10(cleaned.bytes))
        #expect(Peer.pixels("compare", file.path, file.path) == 0)
        #expect(Peer.run(["dcmdump", "-q", file.path]) == 0)
        let marker = try #require(cleaned.bytes.indices.first { cleaned.bytes[$0...].starts(with: [0xFF, 0xD8, 0xFF]) })
        let before = try FrameCodec.jpeg.decode(frame, format)
        let after = try FrameCodec.jpeg.decode(Array(cleaned.bytes[marker...].dropLast(8)), format)
        // Rounded out to MCUs; where chroma is subsampled, one sample of it beside.
        let left = 21 / way.width * way.width, right = (51 + way.width - 1) / way.width * way.width
        let top = 30 / way.height * way.height, bottom = (44 + way.height - 1) / way.height * way.height
        let beside = (x: way.width / 8 - 1, y: way.height / 8 - 1)
        var inside: Set<[UInt8]> = []
        for y in 0..<72 {
            for x in 0..<100 {
                let pixel = (y * 100 + x) * way.samples..<(y * 100 + x + 1) * way.samples
                if (left..<right).contains(x), (top..<bottom).contains(y) {
                    if (left + 2..<right - 2).contains(x), (top + 2..<bottom - 2).contains(y) {
                        inside.insert(Array(after[pixel]))
                    }
                } else if !(left - beside.x..<right + beside.x).contains(x) || !(top - beside.y..<bottom + beside.y).contains(y) {
                    #expect(after[pixel] == before[pixel])
                }
            }
        }
        if fill == .black { #expect(inside == [way.samples == 1 ? [0] : [0, 128, 128]]) }
        if fill == .replace {
            // Letters, and dark ground between them; chroma has none of it.
            #expect(inside.contains { $0[0] > 200 } && inside.contains { $0[0] < 20 })
            #expect(inside.allSatisfy { $0.dropFirst().allSatisfy { (126...130).contains($0) } })
        }
        // Chroma is interpolated where cells meet.
        if fill == .blur { #expect(inside.count <= 24) }
    }

    @Test("a blurred box that is as high as wide has one value", arguments: [(1, []), (3, ["+np"])] as [(Int, [String])])
    func largeBlur(samples: Int, options: [String]) throws {
        let (image, _, format) = try encoded(samples: samples, options)
        let box = PixelBox(x: 0, y: 0, width: 64, height: 64, reason: .device("test"))
        let cleaned = try clean(image.dataSet(), image.syntax, mask: PixelMask(boxes: [box], fill: .blur))
        let marker = try #require(cleaned.bytes.indices.first { cleaned.bytes[$0...].starts(with: [0xFF, 0xD8, 0xFF]) })
        let after = try FrameCodec.jpeg.decode(Array(cleaned.bytes[marker...].dropLast(8)), format)
        // Chroma is interpolated at the edge.
        let inside = (0..<62).flatMap { y in
            (0..<62).map { x in Array(after[(y * 100 + x) * samples..<(y * 100 + x + 1) * samples]) }
        }
        #expect(Set(inside).count == 1)
    }

    @Test("a frame without a box leaves byte for byte")
    func untouched() throws {
        let (image, _, _) = try encoded(samples: 3, [])
        let far = PixelBox(x: 500, y: 500, width: 3, height: 3, reason: .device("test"))
        let cleaned = try clean(image.dataSet(), image.syntax, mask: PixelMask(boxes: [far], fill: .black))
        #expect(cleaned.bytes == image.dataSet())
    }

    @Test("damaged and progressive frames are held")
    func held() throws {
        var (image, frame, _) = try encoded(samples: 1, [])
        let mask = PixelMask(boxes: [PixelBox(x: 0, y: 0, width: 9, height: 9, reason: .device("test"))], fill: .black)
        image.pixels[1] = Array(frame.prefix(frame.count / 4 * 2))
        #expect(try hold(image, mask: mask) == .streamMalformed)
        let start = try #require(frame.indices.first { frame[$0...].starts(with: [0xFF, 0xC0]) })
        frame[start + 1] = 0xC2
        image.pixels[1] = frame
        #expect(try hold(image, mask: mask) != nil)
    }
}
