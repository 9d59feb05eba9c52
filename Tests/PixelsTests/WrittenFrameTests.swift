import DataSets
import Dicom
import Frames
import Testing

@testable import Pixels

@Suite("Frames that were coded anew are decoded and compared")
struct WrittenFrameTests {
    private func module(_ image: ImageFile) throws -> PixelModule {
        let file = try TemporaryFile(image.dataSet())
        let dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: image.syntax)
        return try #require(PixelModule.all(in: dataSet.view()).first)
    }

    @Test("a sample that is another one is noticed, in every lossless coding", arguments: Frames.all.indices)
    func differs(index: Int) throws {
        let (codec, precision, count) = Frames.all[index]
        let codings: [FrameCodec: PixelCoding] = [.rle: .rle, .jpeg: .jpeg, .jpegLS: .jpegLS, .jpeg2000: .jpeg2000]
        let format = FrameCodec.Format(
            rows: 33, columns: 47, samplesPerPixel: count, bitsAllocated: precision > 8 ? 16 : 8, isRGB: true)
        let samples = Frames.samples(format, bits: precision)
        let encoded = try codec.encode(samples, format, like: Frames.like(codec, format, precision: precision))
        let image = ImageFile(
            rows: 33, columns: 47, samples: count, allocated: format.bitsAllocated, stored: precision,
            photometric: count == 3 ? "RGB" : "MONOCHROME2")
        let frame = EncodedFrame(bytes: encoded, module: try module(image), coding: try #require(codings[codec]))
        let check = FrameVerification(original: frame, written: frame)
        try check.check(shows: samples)
        var wrong = samples
        wrong[precision > 8 ? 200 : 100] ^= 1
        #expect(throws: PixelHold(.notVerified, "samples differ")) { try check.check(shows: wrong) }
        let cut = EncodedFrame(bytes: Array(encoded.prefix(40)), module: frame.module, coding: frame.coding)
        #expect(throws: PixelHold.self) { try FrameVerification(original: frame, written: cut).check(shows: samples) }
    }

    // MARK: lossy JPEG 2000

    /// A code stream without loss whose header is changed to say that the other filter was used is not decodable, so the
    /// values that a lossy stream would give are given here.
    private func overshoot(stored: Int, isSigned: Bool, coded: Bool = false) throws -> Overshoot? {
        let format = FrameCodec.Format(rows: 8, columns: 8, samplesPerPixel: 1, bitsAllocated: 16, isRGB: false)
        var stream = Frames.like(.jpeg2000, format, precision: 16)
        if isSigned || coded { stream[42] |= 0x80 }
        let marker = try #require((0..<stream.count - 1).first { stream[$0] == 0xFF && stream[$0 + 1] == 0x52 })
        stream[marker + 13] = 0
        return Overshoot(try module(ImageFile(stored: stored, isSigned: isSigned)), stream)
    }

    @Test("values a little beyond Bits Stored end with the range, signed ones at both ends")
    func clamped() throws {
        let unsigned = try #require(try overshoot(stored: 12, isSigned: false))
        #expect(unsigned.settled(little(4100) + little(4095) + little(7)) == little(4095) + little(4095) + little(7))
        let signed = try #require(try overshoot(stored: 12, isSigned: true))
        #expect(signed.settled(little(2100) + little(-2070) + little(-5)) == little(2047) + little(-2048) + little(-5))
        // Below zero, where the codes have a sign and the samples have none.
        let coded = try #require(try overshoot(stored: 12, isSigned: false, coded: true))
        #expect(coded.settled(little(-3) + little(4097)) == little(0) + little(4095))
    }

    @Test("values far beyond it are something else")
    func foreign() throws {
        #expect(try #require(try overshoot(stored: 12, isSigned: false)).settled(little(0x9001)) == nil)
    }

    @Test("codings without loss have none")
    func lossless() throws {
        let format = FrameCodec.Format(rows: 8, columns: 8, samplesPerPixel: 1, bitsAllocated: 16, isRGB: false)
        let stream = Frames.like(.jpeg2000, format, precision: 16)
        #expect(Overshoot(try module(ImageFile(stored: 12)), stream) == nil)
        #expect(try overshoot(stored: 16, isSigned: false) == nil)
    }

    // MARK: wide samples

    @Test("text in 32 bits and in floating point is found; without text nothing is", arguments: [4, 32, 64])
    func wide(kind: Int) throws {
        for hasText in [false, true] {
            var picture = TextPicture(rows: 120, columns: 400, ground: 30)
            for index in picture.grey.indices { picture.grey[index] = UInt8(30 + index % 400 / 8) }
            if hasText { try picture.write("VEXWORTH OTTOLINE", x: 20, y: 40) }
            var image = picture.image()
            image.allocated = kind == 4 ? 32 : kind
            image.stored = image.allocated
            let values = picture.grey.map { Double($0) * 123.5 - 700 }
            image.pixels = [
                values.flatMap { value -> [UInt8] in
                    switch kind {
                    case 4: withUnsafeBytes(of: UInt32(value + 1_000_000).littleEndian) { Array($0) }
                    case 32: withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { Array($0) }
                    default: withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
                    }
                }
            ]
            if kind != 4 { image.pixelTag = Tag(0x7FE0, kind == 32 ? 0x0008 : 0x0009) }
            let found = try search(image)
            #expect(found.boxes.isEmpty != hasText)
        }
    }
}
