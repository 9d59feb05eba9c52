import Dicom
import Testing

@testable import Pixels

private let native: [TransferSyntax] = [.implicitLittleEndian, .explicitLittleEndian, .explicitBigEndian]

@Suite("Unused bits of native cells are cleared, used ones never")
struct UnusedBitsTests {
    /// 64 x 64 cells of 12 bits in 16; `high` above them.
    private func samples(_ count: Int = 4096, high: (Int) -> Int) -> [UInt8] {
        (0..<count).flatMap { little(($0 * 7 & 0xFFF) | high($0)) }
    }

    private func file(_ syntax: TransferSyntax, _ pixels: [UInt8]) -> ImageFile {
        ImageFile(syntax: syntax, rows: 64, columns: 64, pixels: [pixels])
    }

    @Test("an overlay above the samples goes", arguments: native, [4096, 64])
    func overlay(syntax: TransferSyntax, count: Int) throws {
        var image = file(syntax, samples(count) { $0 % 5 == 0 ? 0x4000 : 0 })
        image.rows = count / 64
        var expected = image
        expected.pixels = [samples(count) { _ in 0 }]
        let cleaned = try clean(image.dataSet(), syntax)
        #expect(cleaned.bytes == expected.dataSet())
        #expect(cleaned.report.clearedBits == 1)
    }

    @Test("zero and sign extension stay byte for byte", arguments: native)
    func untouched(syntax: TransferSyntax) throws {
        for high in [{ _ in 0 }, { $0 * 7 & 0x800 == 0 ? 0 : 0xF000 }] as [(Int) -> Int] {
            let image = file(syntax, samples(high: high))
            let cleaned = try clean(image.dataSet(), syntax)
            #expect(cleaned.bytes == image.dataSet())
            #expect(cleaned.report == PixelReport())
            #expect(cleaned.ownBytes < 400)
        }
    }

    @Test("a signed sample's sign is extended again")
    func signed() throws {
        var image = file(.explicitLittleEndian, samples { $0 == 9 ? 0x2000 : ($0 * 7 & 0x800 == 0 ? 0 : 0xF000) })
        image.isSigned = true
        var expected = image
        expected.pixels = [samples { $0 * 7 & 0x800 == 0 ? 0 : 0xF000 }]
        #expect(try clean(image.dataSet(), image.syntax).bytes == expected.dataSet())
    }

    @Test("bits below the sample go as well", arguments: native)
    func below(syntax: TransferSyntax) throws {
        var image = file(syntax, (0..<4096).flatMap { little($0 * 7 << 4 | ($0 == 5 ? 3 : 0)) })
        image.high = 15
        var expected = image
        expected.pixels = [(0..<4096).flatMap { little($0 * 7 << 4) }]
        #expect(try clean(image.dataSet(), syntax).bytes == expected.dataSet())
    }

    @Test("cells of one byte", arguments: native)
    func bytes(syntax: TransferSyntax) throws {
        var image = ImageFile(syntax: syntax, rows: 64, columns: 80, allocated: 8, stored: 6)
        image.pixels = [(0..<5120).map { UInt8($0 & 63 | ($0 % 3 == 0 ? 0x80 : 0)) }]
        var expected = image
        expected.pixels = [(0..<5120).map { UInt8($0 & 63) }]
        #expect(try clean(image.dataSet(), syntax).bytes == expected.dataSet())
    }

    @Test("an overlay group that points into the cell loses its bits, and goes")
    func group() throws {
        // One unused bit, set only where it looks like a sign: nothing but the group tells.
        let samples = (0..<4096).flatMap { little($0 % 2 == 0 ? 0xC000 | $0 : $0) }
        var image = ImageFile(rows: 64, columns: 64, stored: 15, pixels: [samples])
        let elements: [(Tag, String, [UInt8])] = [
            (Tag(0x6000, 0x0010), "US", little(64)), (Tag(0x6000, 0x0011), "US", little(64)),
            (Tag(0x6000, 0x0100), "US", little(16)), (Tag(0x6000, 0x0102), "US", little(15)),
        ]
        #expect(try clean(image.dataSet(), image.syntax).bytes == image.dataSet())
        image.others = elements
        let cleaned = try clean(image.dataSet(), image.syntax)
        image.others = []
        image.pixels = [(0..<4096).flatMap { little($0 % 2 == 0 ? 0x4000 | $0 : $0) }]
        #expect(cleaned.bytes == image.dataSet())
        #expect(!cleaned.elements.contains { $0.tag.group == 0x6000 })
    }

    @Test("an overlay with data of its own says nothing about the cells")
    func ownData() throws {
        var image = file(.explicitLittleEndian, samples { _ in 0 })
        image.others = [
            (Tag(0x6000, 0x0100), "US", little(1)), (Tag(0x6000, 0x0102), "US", little(0)),
            (Tag(0x6000, 0x3000), "OW", [UInt8](repeating: 1, count: 512)),
        ]
        #expect(try clean(image.dataSet(), image.syntax).bytes == image.dataSet())
    }

    @Test("float pixels have no unused bits")
    func floats() throws {
        var image = ImageFile(rows: 1, columns: 2, allocated: 32, stored: 32, pixels: [[1, 2, 3, 4, 5, 6, 7, 8]])
        image.allocated = 16
        image.stored = 8
        #expect(try hold(ImageFile(rows: 1, columns: 2, stored: 0, pixels: [[1, 2, 3, 4]])) == .notDescribed)
        #expect(try hold(ImageFile(rows: 0, columns: 2, pixels: [[1, 2, 3, 4]])) == .notDescribed)
    }

    @Test("an icon that stays is cleaned like the image")
    func icon() throws {
        var image = file(.explicitLittleEndian, samples { _ in 0 })
        func icon(_ pixels: [UInt8]) -> [(Tag, String, [UInt8])] {
            [
                (Tag(0x0028, 0x0002), "US", little(1)), (Tag(0x0028, 0x0010), "US", little(2)),
                (Tag(0x0028, 0x0011), "US", little(2)), (Tag(0x0028, 0x0100), "US", little(8)),
                (Tag(0x0028, 0x0101), "US", little(4)), (Tag(0x0028, 0x0102), "US", little(3)),
                (.pixelData, "OW", pixels),
            ]
        }
        image.icon = icon([1, 2, 0x83, 4])
        let cleaned = try clean(image.dataSet(), image.syntax)
        image.icon = icon([1, 2, 3, 4])
        #expect(cleaned.bytes == image.dataSet())
    }

    @Test("pixels that a plan deletes are not looked at")
    func deleted() throws {
        let image = file(.explicitLittleEndian, samples { $0 })
        let cleaned = try clean(image.dataSet(), image.syntax) { view in
            view.elements.indices.filter { view.elements[$0].tag == .pixelData }.map { .delete(index: $0) }
        }
        #expect(!cleaned.elements.contains { $0.tag == .pixelData })
    }
}

@Suite("Nothing leaves behind the last frame")
struct SurplusTests {
    private func image(_ surplus: [UInt8], syntax: TransferSyntax = .explicitLittleEndian) -> ImageFile {
        ImageFile(
            syntax: syntax, rows: 50, columns: 50, allocated: 8, stored: 8,
            pixels: [(0..<2500).map { UInt8(truncatingIfNeeded: $0) } + surplus])
    }

    @Test("padding and zeros stay, anything else is cut", arguments: native)
    func surplus(syntax: TransferSyntax) throws {
        for zeros in [0, 2, 100] {
            let image = image([UInt8](repeating: 0, count: zeros), syntax: syntax)
            #expect(try clean(image.dataSet(), syntax).bytes == image.dataSet())
        }
        let cleaned = try clean(image(Array("Mustermann^Erika".utf8), syntax: syntax).dataSet(), syntax)
        #expect(cleaned.bytes == image([], syntax: syntax).dataSet())
        #expect(cleaned.report.surplus == 1)
    }

    @Test("as much as a frame is held: Number of Frames may be wrong")
    func frame() throws {
        #expect(try hold(image([UInt8](repeating: 7, count: 2500))) == .length)
        #expect(try hold(image([UInt8](repeating: 0, count: 2500))) == nil)
    }

    @Test("an odd image keeps its byte of padding")
    func odd() throws {
        var image = ImageFile(rows: 71, columns: 71, allocated: 8, stored: 8)
        image.pixels = [[UInt8](repeating: 5, count: 5041) + [9]]
        #expect(try clean(image.dataSet(), image.syntax).bytes == image.dataSet())
    }

    @Test("chroma that is shared by two pixels counts half, also when it is stored whole")
    func chroma() throws {
        var image = ImageFile(rows: 40, columns: 40, samples: 3, allocated: 8, stored: 8, photometric: "YBR_FULL_422")
        for length in [3200, 4800] {
            image.pixels = [[UInt8](repeating: 5, count: length)]
            #expect(try clean(image.dataSet(), image.syntax).bytes == image.dataSet())
        }
        image.pixels = [[UInt8](repeating: 5, count: 3210)]
        #expect(try clean(image.dataSet(), image.syntax).report.surplus == 1)
    }
}

@Suite("Encapsulated frames change alone")
struct EncapsulatedTests {
    private static let exif = Streams.segment(0xE1, Array("Exif\0\0Mustermann^Erika".utf8))

    private func even(_ bytes: [UInt8]) -> [UInt8] { bytes.count % 2 == 0 ? bytes : bytes + [0] }

    private func offsets(_ fragments: [[UInt8]], starts: [Int]) -> [UInt8] {
        var (position, all) = (0, [Int]())
        for fragment in fragments {
            all.append(position)
            position += 8 + fragment.count
        }
        return starts.flatMap { little32(all[$0]) }
    }

    private func image(_ fragments: [[UInt8]], frames: Int, table: [UInt8] = []) -> ImageFile {
        ImageFile(
            syntax: .jpegBaseline, frames: frames, allocated: 8, stored: 8, pixels: [table] + fragments.map { even($0) })
    }

    @Test("clean frames leave byte for byte, offset table or not", arguments: [true, false])
    func untouched(hasTable: Bool) throws {
        let frames = (0..<5).map { even(Streams.jpeg(between: [0xFF, 0xDD, 0, 4, 0, UInt8($0)])) }
        let image = image(frames, frames: 5, table: hasTable ? offsets(frames, starts: Array(0..<5)) : [])
        let cleaned = try clean(image.dataSet(), image.syntax)
        #expect(cleaned.bytes == image.dataSet())
        #expect(cleaned.report == PixelReport())
    }

    @Test("a frame with metadata is written anew, the others stay ranges of the file", arguments: [true, false])
    func one(hasTable: Bool) throws {
        // 92 tables of 65 bytes.
        let long = Streams.jpeg(between: [0xFF, 0xDB] + big(5982) + [UInt8](repeating: 3, count: 5980))
        let dirty = [even(long), even(Streams.jpeg(Self.exif, between: [0xFF, 0xDD, 0, 4, 0, 9])), even(long)]
        let tidy = [even(long), even(Streams.jpeg(between: [0xFF, 0xDD, 0, 4, 0, 9])), even(long)]
        let before = image(dirty, frames: 3, table: hasTable ? offsets(dirty, starts: [0, 1, 2]) : [])
        let after = image(tidy, frames: 3, table: hasTable ? offsets(tidy, starts: [0, 1, 2]) : [])
        let cleaned = try clean(before.dataSet(), before.syntax)
        #expect(cleaned.bytes == after.dataSet())
        #expect(cleaned.report.cleanedStreams == 1)
        #expect(cleaned.ownBytes < 600)
    }

    @Test("frames of several fragments are told apart by the table or by where streams begin", arguments: [true, false])
    func several(hasTable: Bool) throws {
        func split(_ stream: [UInt8], _ position: Int) -> [[UInt8]] { [Array(stream[..<position]), Array(stream[position...])] }
        let plain = even(Streams.jpeg()), dirty = even(Streams.jpeg(Self.exif + Streams.segment(0xFE, [1])))
        let fragments = split(plain, 40) + split(dirty, 10) + split(plain, 20) + [[]]
        let before = image(fragments, frames: 3, table: hasTable ? offsets(fragments, starts: [0, 2, 4]) : [])
        let tidy = split(plain, 40) + [plain] + split(plain, 20) + [[]]
        let after = image(tidy, frames: 3, table: hasTable ? offsets(tidy, starts: [0, 2, 3]) : [])
        #expect(try clean(before.dataSet(), before.syntax).bytes == after.dataSet())
    }

    @Test("fragments that belong to no frame are held")
    func unclear() throws {
        let stream = even(Streams.jpeg())
        #expect(try hold(image([stream, stream, stream], frames: 2)) == .framesUnclear)
        #expect(try hold(image([stream], frames: 2)) == .framesUnclear)
        #expect(try hold(image([stream], frames: 0)) == .framesUnclear)
        #expect(try hold(image([Array("nothing".utf8)], frames: 1)) == .streamMalformed)
    }

    @Test(
        "a stream that nothing here makes out leaves as it came where nobody asked what it shows, and is told",
        arguments: [
            ("1.2.840.10008.1.2.4.201", [0xFF, 0x4F, 0xFF, 0x51] + Array("closed".utf8)),
            ("1.2.840.10008.1.2.4.110", Array("closed".utf8)), ("1.2.840.10008.1.2.4.102", Array("closed".utf8)),
            ("1.2.840.10008.1.2.4.107", [UInt8](repeating: 7, count: 64)),
        ])
    func closed(syntax: String, stream: [UInt8]) throws {
        var image = image([stream], frames: 1)
        image.syntax = TransferSyntax(uid: syntax)
        let cleaned = try clean(image.dataSet(), image.syntax)
        #expect(cleaned.bytes == image.dataSet())
        #expect(cleaned.report.opaque.map(\.ranges.count) == [1])
        #expect(try hold(image, isSearched: true) == .streamMalformed)
        let box = PixelBox(x: 0, y: 0, width: 2, height: 2, reason: .device("test"))
        #expect(try hold(image, mask: PixelMask(boxes: [box], fill: .black)) != nil)
    }

    @Test(
        "JPEG XL passes bare and in boxes of pictures; boxes of metadata are held",
        arguments: [("jxlc", nil), ("Exif", .streamUnsupported), ("xml ", .streamUnsupported)] as [(String, PixelHold.Reason?)])
    func jpegXL(type: String, reason: PixelHold.Reason?) throws {
        func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
            [0, 0, 0, UInt8(8 + content.count)] + Array(type.utf8) + content
        }
        var image = image([box("JXL ", [0x0D, 0x0A, 0x87, 0x0A]) + box(type, [1, 2, 3, 4])], frames: 1)
        image.syntax = TransferSyntax(uid: "1.2.840.10008.1.2.4.110")
        #expect(try hold(image, isSearched: true) == reason)
        image.pixels = [[], [0xFF, 0x0A, 1, 2]]
        #expect(try hold(image, isSearched: true) == nil)
    }

    @Test("the Extended Offset Table follows")
    func extended() throws {
        func wide(_ numbers: [Int]) -> [UInt8] { numbers.flatMap { little32($0) + [0, 0, 0, 0] } }
        func lay(_ fragments: [[UInt8]]) -> ImageFile {
            var image = image(fragments, frames: 2)
            image.others = [
                (Tag(0x7FE0, 0x0001), "OV", wide([0, fragments[0].count + 8])),
                (Tag(0x7FE0, 0x0002), "OV", wide(fragments.map(\.count))),
            ]
            return image
        }
        let before = lay([even(Streams.jpeg(Self.exif)), even(Streams.jpeg())])
        let after = lay([even(Streams.jpeg()), even(Streams.jpeg())])
        #expect(try clean(before.dataSet(), before.syntax).bytes == after.dataSet())
    }

    @Test("an icon inside an encapsulated instance is cleaned")
    func icon() throws {
        var image = image([even(Streams.jpeg())], frames: 1)
        image.icon = [
            (Tag(0x0028, 0x0002), "US", little(1)), (Tag(0x0028, 0x0010), "US", little(2)),
            (Tag(0x0028, 0x0011), "US", little(2)), (Tag(0x0028, 0x0100), "US", little(8)),
            (Tag(0x0028, 0x0101), "US", little(4)), (Tag(0x0028, 0x0102), "US", little(3)),
            (.pixelData, "OW", [1, 2, 0x83, 4]),
        ]
        let cleaned = try clean(image.dataSet(), image.syntax)
        image.icon[6].2 = [1, 2, 3, 4]
        #expect(cleaned.bytes == image.dataSet())
    }
}
