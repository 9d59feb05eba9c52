import BridgeErrors
import Dicom
import Frames
import Testing

@testable import Pixels

/// Headers that tell an encoder what to write, and pictures to give it.
enum Frames {
    static func like(_ codec: FrameCodec, _ format: FrameCodec.Format, precision: Int, predictor: UInt8 = 1) -> [UInt8] {
        let size = big(format.rows) + big(format.columns)
        let count = UInt8(format.samplesPerPixel)
        switch codec {
        case .rle: return []
        case .jpeg, .jpegLS:
            var frame: [UInt8] = [UInt8(precision)] + size + [count]
            var scan: [UInt8] = [count]
            for component in 1...count {
                frame += [component, 0x11, 0]
                scan += [component, 0]
            }
            scan += [predictor, 0, 0]
            return [0xFF, 0xD8] + Streams.segment(codec == .jpeg ? 0xC3 : 0xF7, frame) + Streams.segment(0xDA, scan)
        case .jpeg2000:
            let extent: [UInt8] = [0, 0] + big(format.columns) + [0, 0] + big(format.rows)
            let origin = [UInt8](repeating: 0, count: 8)
            var parameters: [UInt8] = [0, 0] + extent
            parameters += origin + extent + origin + [0, count]
            for _ in 0..<count { parameters += [UInt8(precision - 1), 1, 1] }
            let transform: UInt8 = count == 3 ? 1 : 0
            var stream: [UInt8] = [0xFF, 0x4F] + Streams.segment(0x51, parameters)
            stream += Streams.segment(0x52, [0, 0, 0, 1, transform, 3, 4, 4, 0, 1])
            stream += Streams.segment(0x5C, [0x40] + [UInt8](repeating: 0x40, count: 10))
            stream += [0xFF, 0x90, 0, 10, 0, 0, 0, 0, 0, 0, 0, 1]
            return stream + [0xFF, 0x93, 0xFF, 0xD9]
        }
    }

    /// Noise over a gradient, with `bits` bits in cells of `format`.
    static func samples(_ format: FrameCodec.Format, bits: Int, seed: UInt64 = 5) -> [UInt8] {
        var generator = SplitMix(seed: seed)
        let top = 1 << bits
        return (0..<(format.rows * format.columns * format.samplesPerPixel)).flatMap { index in
            let value = (index / 3 + Int.random(in: 0..<max(2, top / 8), using: &generator)) % top
            return format.bitsAllocated == 8 ? [UInt8(value)] : little(value)
        }
    }

    static let all: [(FrameCodec, precision: Int, samples: Int)] = [
        (.rle, 8, 1), (.rle, 16, 1), (.rle, 8, 3), (.rle, 16, 3), (.jpeg, 8, 1), (.jpeg, 8, 3), (.jpeg, 12, 1), (.jpeg, 16, 1),
        (.jpeg, 10, 1), (.jpegLS, 8, 1), (.jpegLS, 8, 3), (.jpegLS, 12, 1), (.jpegLS, 16, 1), (.jpeg2000, 8, 1),
        (.jpeg2000, 8, 3),
        (.jpeg2000, 12, 1), (.jpeg2000, 16, 1), (.jpeg2000, 16, 3),
    ]
}

@Suite("Frames are coded without loss")
struct FrameCodecTests {
    private func format(_ precision: Int, _ samples: Int, isRGB: Bool = true, rows: Int = 33) -> FrameCodec.Format {
        FrameCodec.Format(
            rows: rows, columns: 47, samplesPerPixel: samples, bitsAllocated: precision > 8 ? 16 : 8, isRGB: isRGB)
    }

    @Test("what was encoded is decoded to the same samples", arguments: Frames.all.indices, [true, false])
    func roundTrip(index: Int, isRGB: Bool) throws {
        let (codec, precision, count) = Frames.all[index]
        let format = format(precision, count, isRGB: isRGB)
        let samples = Frames.samples(format, bits: precision)
        let encoded = try codec.encode(samples, format, like: Frames.like(codec, format, precision: precision))
        #expect(try codec.decode(encoded, format) == samples)
        // And again, coded as the first was.
        #expect(try codec.decode(codec.encode(samples, format, like: encoded), format) == samples)
    }

    @Test("samples of a byte in cells of two", arguments: [FrameCodec.jpeg, .jpegLS])
    func narrow(codec: FrameCodec) throws {
        var wide = format(16, 1)
        let samples = Frames.samples(wide, bits: 8)
        let like = Frames.like(codec, wide, precision: 8)
        let encoded = try codec.encode(samples, wide, like: like)
        #expect(try codec.decode(encoded, wide) == samples)
        wide.bitsAllocated = 8
        #expect(try codec.decode(encoded, wide) == stride(from: 0, to: samples.count, by: 2).map { samples[$0] })
    }

    @Test("all predictors of lossless JPEG", arguments: 1...7)
    func predictors(predictor: Int) throws {
        let format = format(12, 1)
        let samples = Frames.samples(format, bits: 12)
        let like = Frames.like(.jpeg, format, precision: 12, predictor: UInt8(predictor))
        let encoded = try FrameCodec.jpeg.encode(samples, format, like: like)
        #expect(try FrameCodec.jpeg.decode(encoded, format) == samples)
        let scan = try #require(encoded.indices.first { encoded[$0...].starts(with: [0xFF, 0xDA]) })
        #expect(encoded[scan + 7] == UInt8(predictor))
    }

    @Test("what an encoder writes has nothing to clean", arguments: Frames.all.indices)
    func clean(index: Int) throws {
        let (codec, precision, count) = Frames.all[index]
        let format = format(precision, count)
        let encoded = try codec.encode(
            Frames.samples(format, bits: precision), format, like: Frames.like(codec, format, precision: precision))
        let finding =
            switch codec {
            case .rle: try RLEFrame.inspect(encoded, cells: format.rows * format.columns)
            case .jpeg, .jpegLS: try JPEGStream.inspect(encoded)
            case .jpeg2000: try JPEG2000Stream.inspect(encoded)
            }
        #expect(finding.patches.isEmpty)
        let kept = codec == .jpeg && precision == 10 ? 12 : precision
        #expect(finding.precision == (codec == .rle ? nil : kept))
    }

    @Test("tiny pictures have few resolutions", arguments: [1, 2, 5])
    func tiny(rows: Int) throws {
        let format = format(12, 1, rows: rows)
        let samples = Frames.samples(format, bits: 12)
        let encoded = try FrameCodec.jpeg2000.encode(
            samples, format, like: Frames.like(.jpeg2000, format, precision: 12))
        #expect(try FrameCodec.jpeg2000.decode(encoded, format) == samples)
    }

    @Test("broken frames and frames of another size throw", arguments: Frames.all.indices)
    func broken(index: Int) throws {
        let (codec, precision, count) = Frames.all[index]
        let format = format(precision, count)
        let encoded = try codec.encode(
            Frames.samples(format, bits: precision), format, like: Frames.like(codec, format, precision: precision))
        for wrong in [[], Array(encoded.prefix(20)), [UInt8](repeating: 7, count: 200)] {
            #expect(throws: DimseError.self) { try codec.decode(wrong, format) }
        }
        var other = format
        other.rows += 1
        #expect(throws: DimseError.self) { try codec.decode(encoded, other) }
    }

    @Test("damaged frames never stop the process", arguments: Frames.all.indices)
    func damaged(index: Int) throws {
        let (codec, precision, count) = Frames.all[index]
        let format = format(precision, count)
        let encoded = try codec.encode(
            Frames.samples(format, bits: precision), format, like: Frames.like(codec, format, precision: precision))
        var generator = SplitMix(seed: UInt64(index))
        for _ in 0..<40 {
            var bytes = encoded
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            // Decoded or refused: both are right, a crash is not.
            _ = try? codec.decode(bytes, format)
        }
    }
}

@Suite("Unused bits of encapsulated cells are cleared where a stream has room for them")
struct EncapsulatedBitsTests {
    static let wide: [(FrameCodec, String)] = [
        (.rle, "1.2.840.10008.1.2.5"), (.jpeg, "1.2.840.10008.1.2.4.70"), (.jpegLS, "1.2.840.10008.1.2.4.80"),
        (.jpeg2000, "1.2.840.10008.1.2.4.90"),
    ]

    private func image(_ codec: FrameCodec, _ uid: String, _ frames: [[UInt8]], _ format: FrameCodec.Format) throws -> ImageFile {
        let fragments = try frames.map { samples in
            let encoded = try codec.encode(samples, format, like: Frames.like(codec, format, precision: 16))
            return encoded.count % 2 == 0 ? encoded : encoded + [0]
        }
        return ImageFile(
            syntax: TransferSyntax(uid: uid), rows: format.rows, columns: format.columns, frames: frames.count,
            pixels: [[]] + fragments)
    }

    @Test("an overlay in one of two frames", arguments: wide.indices)
    func overlay(index: Int) throws {
        let (codec, uid) = Self.wide[index]
        let format = FrameCodec.Format(rows: 24, columns: 30, samplesPerPixel: 1, bitsAllocated: 16, isRGB: false)
        let plain = Frames.samples(format, bits: 12)
        var marked = plain
        for index in stride(from: 1, to: marked.count, by: 8) { marked[index] |= 0x20 }
        let before = try image(codec, uid, [plain, marked], format)
        let after = try image(codec, uid, [plain, plain], format)
        let cleaned = try clean(before.dataSet(), before.syntax)
        #expect(cleaned.bytes == after.dataSet())
        #expect(cleaned.report.clearedBits == 1)
        #expect(try clean(after.dataSet(), after.syntax).bytes == after.dataSet())
    }

    @Test("a stream that cannot be decoded is held, if it has room for more bits", arguments: wide.indices)
    func undecodable(index: Int) throws {
        let (codec, uid) = Self.wide[index]
        let format = FrameCodec.Format(rows: 24, columns: 30, samplesPerPixel: 1, bitsAllocated: 16, isRGB: false)
        var image = try image(codec, uid, [Frames.samples(format, bits: 12)], format)
        image.rows = 23
        #expect(try [.streamMalformed, .length].contains(hold(image)))
    }
}
