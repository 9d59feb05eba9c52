import DataSets
import Dicom
import Frames
import Testing

@testable import Pixels

/// Frames of an image, read one by one.
private func frames(of image: ImageFile) throws -> [FrameSamples] {
    let file = try TemporaryFile(image.dataSet())
    let dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: image.syntax)
    let module = try #require(PixelModule.all(in: dataSet.view()).first)
    let reader = try FrameReader(dataSet, module, transferSyntax: image.syntax)
    var found: [FrameSamples] = []
    for number in 0..<reader.frameCount { found.append(try reader.samples(ofFrame: number, in: dataSet)) }
    return found
}

@Suite("Frames are read as samples")
struct FrameReaderTests {
    @Test(
        "native frames of every byte order and cell",
        arguments: [.implicitLittleEndian, .explicitLittleEndian, .explicitBigEndian] as [TransferSyntax], [8, 16, 32])
    func native(syntax: TransferSyntax, allocated: Int) throws {
        // Frames of odd length where cells are bytes.
        var image = ImageFile(syntax: syntax, rows: 3, columns: 5, frames: 3, allocated: allocated, stored: allocated)
        let bytes = (0..<(45 * allocated / 8)).map { UInt8(truncatingIfNeeded: $0 * 7) }
        image.pixels = [bytes.count % 2 == 0 ? bytes : bytes + [0]]
        let found = try frames(of: image)
        #expect(found.flatMap(\.bytes) == bytes)
        #expect(found[0].layout.cellBytes == allocated / 8)
    }

    @Test("pixels of one bit stand in bytes")
    func bits() throws {
        var image = ImageFile(rows: 3, columns: 3, frames: 2, allocated: 1, stored: 1)
        image.pixels = [[0b1010_0110, 0b0101_1011, 0b11, 0]]
        let found = try frames(of: image).map(\.bytes)
        #expect(found == [[0, 1, 1, 0, 0, 1, 0, 1, 1], [1, 0, 1, 1, 0, 1, 0, 1, 1]])
    }

    @Test("unused bits are cleared, signs extended")
    func unused() throws {
        var image = ImageFile(rows: 1, columns: 2, allocated: 16, stored: 12, isSigned: true)
        image.pixels = [[0x23, 0x71, 0x45, 0x08]]
        #expect(try frames(of: image)[0].bytes == [0x23, 0x01, 0x45, 0xF8])
    }

    @Test("every coding", arguments: Frames.all.indices)
    func encoded(index: Int) throws {
        let (codec, precision, count) = Frames.all[index]
        let uids: [FrameCodec: String] = [
            .rle: "1.2.840.10008.1.2.5", .jpeg: "1.2.840.10008.1.2.4.70", .jpegLS: "1.2.840.10008.1.2.4.80",
            .jpeg2000: "1.2.840.10008.1.2.4.90",
        ]
        let format = FrameCodec.Format(
            rows: 33, columns: 47, samplesPerPixel: count, bitsAllocated: precision > 8 ? 16 : 8, isRGB: true)
        let samples = (1...2).map { Frames.samples(format, bits: precision, seed: $0) }
        var image = ImageFile(
            syntax: TransferSyntax(uid: try #require(uids[codec])), rows: 33, columns: 47, frames: 2, samples: count,
            allocated: format.bitsAllocated, stored: precision, photometric: count == 3 ? "RGB" : "MONOCHROME2")
        image.pixels = [[]]
        for frame in samples {
            let stream = try codec.encode(frame, format, like: Frames.like(codec, format, precision: precision))
            image.pixels.append(stream.count % 2 == 0 ? stream : stream + [0])
        }
        let found = try frames(of: image)
        #expect(found.map(\.bytes) == samples)
        #expect(found[0].layout.colours == (count == 3 ? .rgb : .grey))
    }

    @Test(
        "what nobody decodes is held",
        arguments: [
            ("1.2.840.10008.1.2.4.102", [0, 0, 0, 1, 0x67, 1, 2, 3], PixelHold.Reason.notDecodable),
            ("1.2.840.10008.1.2.4.50", [0xFF, 0xD8, 0xFF, 0xD9], .streamMalformed),
            ("1.2.840.10008.1.2.4.201", [0xFF, 0x4F, 0xFF, 0x51], .streamMalformed),
        ])
    func held(uid: String, stream: [UInt8], reason: PixelHold.Reason) throws {
        let image = ImageFile(syntax: TransferSyntax(uid: uid), allocated: 8, stored: 8, pixels: [[], stream])
        let thrown = #expect(throws: PixelHold.self) { try frames(of: image) }
        #expect(thrown?.reason == reason)
    }
}
