import DataSets
import Dicom
import Frames
import Testing

@testable import Pixels

/// RLE as other writers pack it (PS3.5 G.3): literal runs, control bytes that give nothing, padding.
private struct Packing: Sendable, CustomTestStringConvertible {
    var name: String
    /// Control bytes of 128 before row `row`.
    var idle: @Sendable (_ row: Int) -> Int
    /// Zeros behind a segment, in pairs.
    var padding = 0

    var testDescription: String { name }

    static let all = [
        Packing(name: "none", idle: { _ in 0 }), Packing(name: "behind every row", idle: { $0 > 0 ? 1 : 0 }),
        Packing(name: "once", idle: { $0 == 7 ? 1 : 0 }), Packing(name: "at the start", idle: { $0 == 0 ? 3 : 0 }),
        Packing(name: "many", idle: { _ in 5 }), Packing(name: "padded segments", idle: { $0 == 2 ? 2 : 0 }, padding: 3),
    ]

    func frame(_ samples: [UInt8], _ format: FrameCodec.Format) -> [UInt8] {
        let width = format.bitsAllocated / 8, planes = format.samplesPerPixel * width
        var header = little32(planes), body: [UInt8] = []
        for plane in 0..<planes {
            header += little32(64 + body.count)
            let byte = plane / width * width + width - 1 - plane % width
            for row in 0..<format.rows {
                body += [UInt8](repeating: 128, count: idle(row))
                let cells = (0..<format.columns).map { samples[(row * format.columns + $0) * planes + byte] }
                for start in stride(from: 0, to: cells.count, by: 100) {
                    let part = cells[start..<min(start + 100, cells.count)]
                    let isRun = part.count > 1 && Set(part).count == 1
                    body += isRun ? [UInt8(257 - part.count), part[start]] : [UInt8(part.count - 1)] + part
                }
            }
            body += [UInt8](repeating: 0, count: body.count % 2 + 2 * padding)
        }
        return header + [UInt8](repeating: 0, count: 64 - header.count) + body
    }
}

@Suite("RLE control bytes that give nothing")
struct RLEControlTests {
    private static let kinds: [(allocated: Int, samples: Int)] = [(8, 1), (16, 1), (8, 3), (16, 3), (32, 1)]

    private func format(_ kind: (allocated: Int, samples: Int)) -> FrameCodec.Format {
        FrameCodec.Format(
            rows: 20, columns: 150, samplesPerPixel: kind.samples, bitsAllocated: kind.allocated, isRGB: kind.samples == 3)
    }

    private func samples(_ format: FrameCodec.Format, seed: Int) -> [UInt8] {
        (0..<format.rows * format.columns * format.samplesPerPixel * format.bitsAllocated / 8).map { index in
            // Runs in every third row.
            index / 450 % 3 == 0 ? 77 : UInt8(truncatingIfNeeded: index &* 31 &+ index / 7 &+ seed)
        }
    }

    private func image(_ frames: [[UInt8]], _ format: FrameCodec.Format) -> ImageFile {
        var image = ImageFile(
            syntax: .rleLossless, rows: format.rows, columns: format.columns, frames: frames.count,
            samples: format.samplesPerPixel, allocated: format.bitsAllocated, stored: format.bitsAllocated,
            photometric: format.samplesPerPixel == 3 ? "RGB" : "MONOCHROME2")
        image.pixels = [[]] + frames
        return image
    }

    @Test("frames are unpacked to what was packed", arguments: Packing.all, kinds.indices)
    private func unpacked(packing: Packing, kind: Int) throws {
        let format = format(Self.kinds[kind]), samples = samples(format, seed: 1)
        #expect(try FrameCodec.rle.decode(packing.frame(samples, format), format) == samples)
    }

    @Test("boxes are covered and nothing else changes", arguments: Packing.all, kinds.indices)
    private func covered(packing: Packing, kind: Int) throws {
        let format = format(Self.kinds[kind]), frames = (1...2).map { samples(format, seed: $0) }
        let image = image(frames.map { packing.frame($0, format) }, format)
        let box = PixelBox(x: 10, y: 3, width: 90, height: 9, frames: 1..<2, reason: .device("test"))
        let cleaned = try clean(image.dataSet(), image.syntax, mask: PixelMask(boxes: [box], fill: .black))
        let file = try TemporaryFile(cleaned.bytes)
        let dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: image.syntax)
        let reader = try FrameReader(dataSet, #require(PixelModule.all(in: dataSet.view()).first), transferSyntax: image.syntax)
        #expect(try reader.samples(ofFrame: 0, in: dataSet).bytes == frames[0])
        var expected = frames[1]
        let cell = format.samplesPerPixel * format.bitsAllocated / 8
        for row in 3..<12 {
            for byte in 10 * cell..<100 * cell { expected[row * 150 * cell + byte] = 0 }
        }
        #expect(try reader.samples(ofFrame: 1, in: dataSet).bytes == expected)
    }

    @Test("a conversion gives what was packed, and is compared with it", arguments: Packing.all, [0, 1, 2])
    private func converted(packing: Packing, kind: Int) throws {
        let format = format(Self.kinds[kind]), frames = (1...2).map { samples(format, seed: $0) }
        let image = image(frames.map { packing.frame($0, format) }, format)
        let (input, output) = (try TemporaryFile(image.dataSet()), try TemporaryFile())
        try Conversion.convert(
            path: input.path, offset: 0, from: image.syntax, to: .explicitLittleEndian, output: output.path)
        try ConvertedPixels.check(original: input.path, image.syntax, converted: output.path, as: .explicitLittleEndian)
        let dataSet = try DataSet(path: output.path, offset: 0, transferSyntax: .explicitLittleEndian)
        let reader = try FrameReader(
            dataSet, #require(PixelModule.all(in: dataSet.view()).first), transferSyntax: .explicitLittleEndian)
        #expect(try (0..<2).map { try reader.samples(ofFrame: $0, in: dataSet).bytes } == frames)
        // One sample that is another one is noticed.
        var wrong = try output.bytes()
        wrong[wrong.count - 30] ^= 1
        let other = try TemporaryFile(wrong)
        #expect(throws: PixelHold(.notVerified, "samples differ")) {
            try ConvertedPixels.check(original: input.path, image.syntax, converted: other.path, as: .explicitLittleEndian)
        }
    }

    @Test("runs beyond a segment or a plane, and segments beyond the frame, are errors and no crash")
    func malformed() throws {
        let format = format((8, 1))
        let good = Packing.all[1].frame(samples(format, seed: 4), format)
        for length in stride(from: 0, to: good.count, by: 97) {
            #expect(throws: (any Error).self) { try FrameCodec.rle.decode(Array(good[..<length]), format) }
        }
        for field in 0..<2 {
            var bad = good
            bad[4 * field + 2] = 0x7F
            #expect(throws: (any Error).self) { try FrameCodec.rle.decode(bad, format) }
        }
    }
}
