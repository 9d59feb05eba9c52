import DataSets
import Dicom
import Frames
import Testing

@testable import Pixels

/// Images of every kind, and what a pixel of them is.
private struct Kind: Sendable, CustomStringConvertible {
    var photometric: String
    var samples: Int
    var allocated: Int
    var stored: Int
    var isSigned = false
    var isPlanar = false
    /// The darkest pixel; of signed kinds, what is no darker than that.
    var dark: [Int]

    var description: String { "\(photometric) \(stored)/\(allocated)\(isSigned ? " signed" : "")\(isPlanar ? " planar" : "")" }

    static let native: [Kind] = [
        Kind(photometric: "MONOCHROME2", samples: 1, allocated: 8, stored: 8, dark: [0]),
        Kind(photometric: "MONOCHROME1", samples: 1, allocated: 8, stored: 8, dark: [255]),
        Kind(photometric: "MONOCHROME2", samples: 1, allocated: 16, stored: 12, dark: [0]),
        Kind(photometric: "MONOCHROME1", samples: 1, allocated: 16, stored: 12, dark: [4095]),
        Kind(photometric: "MONOCHROME2", samples: 1, allocated: 16, stored: 12, isSigned: true, dark: [-2048]),
        Kind(photometric: "MONOCHROME1", samples: 1, allocated: 16, stored: 16, isSigned: true, dark: [32767]),
        Kind(photometric: "RGB", samples: 3, allocated: 8, stored: 8, dark: [0, 0, 0]),
        Kind(photometric: "RGB", samples: 3, allocated: 8, stored: 8, isPlanar: true, dark: [0, 0, 0]),
        Kind(photometric: "RGB", samples: 3, allocated: 16, stored: 16, isPlanar: true, dark: [0, 0, 0]),
        Kind(photometric: "YBR_FULL", samples: 3, allocated: 8, stored: 8, dark: [0, 128, 128]),
        Kind(photometric: "YBR_FULL", samples: 3, allocated: 8, stored: 8, isPlanar: true, dark: [0, 128, 128]),
    ]

    /// Two frames of 20 x 30, with the bits that an image of this kind has.
    func image(_ syntax: TransferSyntax) -> ImageFile {
        var generator = SplitMix(seed: UInt64(stored))
        let range = isSigned ? -(1 << (stored - 1))...(1 << (stored - 1)) - 1 : 0...(1 << stored) - 1
        let count = 20 * 30 * samples * 2
        let values = (0..<count).map { index in
            (range.lowerBound + range.upperBound) / 2 + Int.random(in: 0...(range.count / 4), using: &generator)
        }
        return ImageFile(
            syntax: syntax, rows: 20, columns: 30, frames: 2, samples: samples, allocated: allocated, stored: stored,
            isSigned: isSigned, isPlanar: isPlanar, photometric: photometric,
            pixels: [values.flatMap { allocated == 8 ? [UInt8(truncatingIfNeeded: $0)] : little($0) }])
    }

    /// The last value of a signed frame towards black; not beyond zero on the other side.
    private func end(of frame: ArraySlice<UInt8>) -> Int {
        let bytes = Array(frame), unused = 16 - stored
        let values = stride(from: 0, to: bytes.count, by: 2).map { position in
            Int(Int16(truncatingIfNeeded: (Int(bytes[position]) | Int(bytes[position + 1]) << 8) << unused) >> Int16(unused))
        }
        return photometric == "MONOCHROME1" ? max(0, values.max() ?? 0) : min(0, values.min() ?? 0)
    }

    /// `pixels` with a box painted by the plainest loop there is.
    func painted(_ pixels: [UInt8], x: Range<Int>, y: Range<Int>, frames: Range<Int>, planar: Bool) -> [UInt8] {
        var result = pixels
        let width = allocated / 8
        for frame in frames {
            let dark = isSigned ? [end(of: pixels[(frame * 600 * width)..<((frame + 1) * 600 * width)])] : dark
            for row in y {
                for column in x {
                    for sample in 0..<samples {
                        let cell =
                            planar
                            ? (frame * samples + sample) * 600 + row * 30 + column
                            : ((frame * 600) + row * 30 + column) * samples + sample
                        for byte in 0..<width {
                            result[cell * width + byte] = UInt8(truncatingIfNeeded: dark[sample] >> (8 * byte))
                        }
                    }
                }
            }
        }
        return result
    }
}

private func mask(_ boxes: [(x: Range<Int>, y: Range<Int>, frames: Range<Int>?)], _ fill: BoxFill = .black) -> PixelMask {
    PixelMask(
        boxes: boxes.map {
            PixelBox(
                x: $0.x.lowerBound, y: $0.y.lowerBound, width: $0.x.count, height: $0.y.count, frames: $0.frames,
                reason: .device("test"))
        }, fill: fill)
}

@Suite("Boxes are covered, nothing else changes")
struct MaskTests {
    @Test(
        "native pixels", arguments: [.implicitLittleEndian, .explicitLittleEndian, .explicitBigEndian] as [TransferSyntax],
        Kind.native)
    private func native(syntax: TransferSyntax, kind: Kind) throws {
        let image = kind.image(syntax)
        let boxes = mask([(3..<11, 0..<4, nil), (20..<50, 17..<90, 1..<2), (-5..<2, 8..<9, 0..<1)])
        let cleaned = try clean(image.dataSet(), syntax, mask: boxes)
        var expected = image
        var pixels = kind.painted(image.pixels[0], x: 3..<11, y: 0..<4, frames: 0..<2, planar: kind.isPlanar)
        pixels = kind.painted(pixels, x: 20..<30, y: 17..<20, frames: 1..<2, planar: kind.isPlanar)
        pixels = kind.painted(pixels, x: 0..<2, y: 8..<9, frames: 0..<1, planar: kind.isPlanar)
        expected.pixels = [pixels]
        #expect(cleaned.bytes == expected.dataSet())
        #expect(cleaned.report.coveredBoxes == 3)
    }

    private static let codings: [(FrameCodec, String)] = [
        (.rle, "1.2.840.10008.1.2.5"), (.jpeg, "1.2.840.10008.1.2.4.57"), (.jpeg, "1.2.840.10008.1.2.4.70"),
        (.jpegLS, "1.2.840.10008.1.2.4.80"), (.jpegLS, "1.2.840.10008.1.2.4.81"), (.jpeg2000, "1.2.840.10008.1.2.4.90"),
        (.jpeg2000, "1.2.840.10008.1.2.4.91"),
    ]

    /// Encapsulated samples, those of a pixel together whatever Planar Configuration says.
    private func encapsulated(_ kind: Kind, _ codec: FrameCodec, _ uid: String) throws -> (
        ImageFile, [[UInt8]], FrameCodec.Format
    ) {
        var image = kind.image(TransferSyntax(uid: uid))
        let format = FrameCodec.Format(
            rows: 20, columns: 30, samplesPerPixel: kind.samples, bitsAllocated: kind.allocated,
            isRGB: kind.photometric == "RGB")
        let half = image.pixels[0].count / 2
        let frames = [Array(image.pixels[0][..<half]), Array(image.pixels[0][half...])]
        image.pixels = [little32(0) + little32(0)]
        for frame in frames {
            let encoded = try codec.encode(frame, format, like: Frames.like(codec, format, precision: kind.stored))
            image.pixels.append(encoded.count % 2 == 0 ? encoded : encoded + [0])
        }
        image.pixels[0] = little32(0) + little32(8 + image.pixels[1].count)
        return (image, frames, format)
    }

    @Test("lossless codings", arguments: codings.indices, Kind.native)
    private func lossless(index: Int, kind: Kind) throws {
        let (codec, uid) = Self.codings[index]
        let (image, frames, format) = try encapsulated(kind, codec, uid)
        let cleaned = try clean(image.dataSet(), image.syntax, mask: mask([(3..<11, 2..<9, 1..<2)]))
        let file = try TemporaryFile(cleaned.bytes)
        let dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: image.syntax)
        let module = try #require(PixelModule.all(in: dataSet.view()).first)
        let value = try #require(try dataSet.pixelValue(at: module.index))
        #expect(value.fragments.count == 2)
        // The first frame is what it was, byte for byte; the table says where the second one begins.
        #expect(try dataSet.readPixels(at: module.index, value.fragments[0]) == image.pixels[1])
        #expect(try dataSet.readPixels(at: module.index, #require(value.offsetTable)) == image.pixels[0])
        let decoded = try codec.decode(dataSet.readPixels(at: module.index, value.fragments[1]), format)
        let painted = kind.painted(frames[1], x: 3..<11, y: 2..<9, frames: 0..<1, planar: false)
        #expect(withoutSigns(decoded, kind) == withoutSigns(painted, kind))
    }

    /// Bits of the samples alone: not every coding knows signs.
    private func withoutSigns(_ samples: [UInt8], _ kind: Kind) -> [UInt8] {
        guard kind.allocated == 16, kind.stored < 16 else { return samples }
        return samples.indices.map { $0 % 2 == 1 ? samples[$0] & 0x0F : samples[$0] }
    }

    @Test("shared chroma: boxes take in whole pairs")
    func chroma() throws {
        var image = ImageFile(rows: 4, columns: 8, samples: 3, allocated: 8, stored: 8, photometric: "YBR_FULL_422")
        image.pixels = [(0..<64).map { UInt8(100 + $0) }]
        let cleaned = try clean(image.dataSet(), image.syntax, mask: mask([(3..<4, 1..<2, nil)]))
        var expected = image
        expected.pixels[0].replaceSubrange(20..<24, with: [0, 0, 128, 128])
        #expect(cleaned.bytes == expected.dataSet())
    }

    @Test("the padding value is not a fill value, and extremes stay true")
    func padding() throws {
        var image = Kind.native[2].image(.explicitLittleEndian)
        image.others = [
            (Tag(0x0028, 0x0106), "US", little(900)), (Tag(0x0028, 0x0107), "US", little(4000)),
            (Tag(0x0028, 0x0120), "US", little(0)), (Tag(0x0028, 0x0121), "US", little(6)),
        ]
        let cleaned = try clean(image.dataSet(), image.syntax, mask: mask([(0..<1, 0..<1, nil)]))
        #expect(cleaned.value(.pixelData)?.prefix(2) == [7, 0])
        #expect(cleaned.value(Tag(0x0028, 0x0106)) == [7, 0])
        // Greater ones were never there.
        #expect(cleaned.value(Tag(0x0028, 0x0107)) != little(4000))
    }

    @Test("the greatest value is that of what is left, the least one that of the fill", arguments: [false, true])
    func extremes(isSigned: Bool) throws {
        var image = ImageFile(rows: 4, columns: 4, frames: 2, isSigned: isSigned)
        var values = (0..<32).map { 100 + $0 }
        values[5] = 2000
        values[30] = 1999
        image.pixels = [values.flatMap { little($0) }]
        let vr = isSigned ? "SS" : "US"
        image.others = [(Tag(0x0028, 0x0106), vr, little(100)), (Tag(0x0028, 0x0107), vr, little(2000))]
        let cleaned = try clean(image.dataSet(), image.syntax, mask: mask([(1..<2, 1..<2, 0..<1)]))
        #expect(cleaned.value(Tag(0x0028, 0x0106)) == [0, 0])
        #expect(cleaned.value(Tag(0x0028, 0x0107)) == little(1999))
        let untouched = try clean(image.dataSet(), image.syntax, mask: mask([(9..<12, 1..<2, nil)]))
        #expect(untouched.bytes == image.dataSet())
    }

    @Test("what covers a signed picture is no darker than the picture, nor above zero, nor padding")
    func boundedFill() throws {
        for (values, padding, fill) in [
            ([-1000, 40, 300, -7], nil, -1000), ([5, 40, 300, 9], nil, 0), ([-1000, 40, 300, -7], -1000, -7),
            ([5, 6, 7, 8], 0, -1),
        ] as [([Int], Int?, Int)] {
            var image = ImageFile(rows: 2, columns: 2, allocated: 16, stored: 16, isSigned: true)
            image.pixels = [values.flatMap { little($0) }]
            if let padding { image.others = [(Tag(0x0028, 0x0120), "SS", little(padding))] }
            let cleaned = try clean(image.dataSet(), image.syntax, mask: mask([(1..<2, 0..<1, nil)]))
            #expect(cleaned.value(.pixelData) == [values[0], fill, values[2], values[3]].flatMap { little($0) })
        }
    }

    @Test("inverse presentation turns the darkest value round", arguments: [("-1", ""), ("1", "INVERSE")])
    func inverse(slope: String, shape: String) throws {
        var image = Kind.native[2].image(.explicitLittleEndian)
        image.others = [(Tag(0x0028, 0x1053), "DS", Array(slope.utf8) + (slope.count % 2 == 1 ? [0x20] : []))]
        if !shape.isEmpty { image.others.append((Tag(0x2050, 0x0020), "CS", Array(shape.utf8) + [0x20])) }
        let cleaned = try clean(image.dataSet(), image.syntax, mask: mask([(0..<1, 0..<1, nil)]))
        #expect(cleaned.value(.pixelData)?.prefix(2) == [0xFF, 0x0F])
    }

    @Test("a palette's darkest entry, also for blur; without a readable palette the image is held", arguments: BoxFill.allCases)
    func palette(fill: BoxFill) throws {
        var image = Kind.native[0].image(.explicitLittleEndian)
        image.photometric = "PALETTE COLOR"
        let boxes = mask([(0..<1, 0..<1, nil)], fill)
        #expect(try hold(image, mask: boxes) == .notMaskable)
        for colour in 0..<3 {
            image.others.append((Tag(0x0028, UInt16(0x1101 + colour)), "US", little(4) + little(0) + little(16)))
            image.others.append(
                (Tag(0x0028, UInt16(0x1201 + colour)), "OW", little(9000) + little(8000) + little(200 + colour) + little(65535)))
        }
        #expect(try clean(image.dataSet(), image.syntax, mask: boxes).value(.pixelData)?.first == 2)
    }

    @Test("a palette that is so long that it stays in the file")
    func longPalette() throws {
        var image = ImageFile(rows: 4, columns: 4, allocated: 16, stored: 16, photometric: "PALETTE COLOR")
        image.pixels = [[UInt8](repeating: 1, count: 32)]
        let table = (0..<65536).flatMap { little($0 == 40000 ? 5 : 1000 + $0 % 60000) }
        for colour in 0..<3 {
            image.others.append((Tag(0x0028, UInt16(0x1101 + colour)), "US", little(0) + little(0) + little(16)))
            image.others.append((Tag(0x0028, UInt16(0x1201 + colour)), "OW", table))
        }
        let cleaned = try clean(image.dataSet(), image.syntax, mask: mask([(0..<1, 0..<1, nil)]))
        #expect(cleaned.value(.pixelData).map { Array($0.prefix(4)) } == little(40000) + [1, 1])
    }

    @Test("a sample that stands in the upper bits of its cell", arguments: ["MONOCHROME1", "MONOCHROME2"])
    func upperBits(photometric: String) throws {
        var image = ImageFile(rows: 2, columns: 2, stored: 12, high: 15, photometric: photometric)
        image.pixels = [little(0x1230) + little(0x4560) + little(0x7890) + little(0xABC0)]
        let cleaned = try clean(image.dataSet(), image.syntax, mask: mask([(1..<2, 0..<1, nil)]))
        let fill = photometric == "MONOCHROME1" ? 0xFFF0 : 0
        #expect(cleaned.value(.pixelData) == little(0x1230) + little(fill) + little(0x7890) + little(0xABC0))
    }

    @Test("blur leaves one value a cell")
    func blur() throws {
        var image = ImageFile(rows: 40, columns: 40, allocated: 8, stored: 8)
        image.pixels = [(0..<1600).map { UInt8($0 % 40 + $0 / 40) }]
        let pixels = try #require(
            clean(image.dataSet(), image.syntax, mask: mask([(2..<38, 4..<30, nil)], .blur)).value(.pixelData))
        // Cells of the shorter side: what is left over belongs to the last one.
        let cell = (4..<30).flatMap { row in (2..<38).map { pixels[row * 40 + $0] } }
        #expect(Set(cell) == [UInt8((2 + 37 + 4 + 29) / 2)])
        #expect(pixels[4 * 40 + 1] == 5)
    }

    @Test("a box of small text has cells of 16 pixels")
    func smallBlur() throws {
        var image = ImageFile(rows: 40, columns: 40, allocated: 8, stored: 8)
        image.pixels = [(0..<1600).map { UInt8($0 % 40 + $0 / 40) }]
        let pixels = try #require(
            clean(image.dataSet(), image.syntax, mask: mask([(2..<38, 4..<14, nil)], .blur)).value(.pixelData))
        for columns in [2..<18, 18..<38] {
            let cell = (4..<14).flatMap { row in columns.map { pixels[row * 40 + $0] } }
            #expect(Set(cell) == [UInt8((columns.lowerBound + columns.upperBound - 1 + 4 + 13) / 2)])
        }
    }

    @Test("an icon of a masked image goes, unused bits go with the boxes")
    func icon() throws {
        var image = Kind.native[2].image(.explicitLittleEndian)
        let plain = image.pixels[0]
        image.pixels[0][1] |= 0x40
        image.icon = [(Tag(0x0028, 0x0010), "US", little(1)), (.pixelData, "OW", [1, 2])]
        let cleaned = try clean(image.dataSet(), image.syntax, mask: mask([(5..<6, 5..<6, nil)]))
        image.icon = []
        image.pixels = [Kind.native[2].painted(plain, x: 5..<6, y: 5..<6, frames: 0..<2, planar: false)]
        #expect(cleaned.bytes == image.dataSet())
    }

    @Test("pixels that nobody can cover are held")
    func held() throws {
        let box = mask([(0..<1, 0..<1, nil)])
        var image = Kind.native[0].image(.explicitLittleEndian)
        image.photometric = "HSV"
        #expect(try hold(image, mask: box) == .notMaskable)
        image = Kind.native[0].image(.explicitLittleEndian)
        image.pixels[0].removeLast(4)
        #expect(try hold(image, mask: box) == .length)
        var video = ImageFile(syntax: TransferSyntax(uid: "1.2.840.10008.1.2.4.102"), allocated: 8, stored: 8)
        video.pixels = [[], [0, 0, 1, 0x67, 1, 2, 3, 4]]
        #expect(try hold(video, mask: box) == .notMaskable)
        #expect(try hold(video) == nil)
        let format = FrameCodec.Format(rows: 8, columns: 8, samplesPerPixel: 1, bitsAllocated: 8, isRGB: false)
        let stream = try FrameCodec.jpeg2000.encode(
            Frames.samples(format, bits: 8), format, like: Frames.like(.jpeg2000, format, precision: 8))
        var fast = ImageFile(syntax: TransferSyntax(uid: "1.2.840.10008.1.2.4.201"), allocated: 8, stored: 8)
        fast.pixels = [[], stream.count % 2 == 0 ? stream : stream + [0]]
        #expect(try hold(fast, mask: box) == .notMaskable)
        #expect(try hold(fast) == nil)
    }
}
