import DataSets
import Deid
import Dicom
import Pixels
import Testing

@Suite("Text is found however its pixels are displayed")
struct TextDisplayTests {
    private static func screen() throws -> TextPicture {
        var picture = TextPicture()
        try picture.write("KOWALSKI, PIOTR", x: 12, y: 10)
        return picture
    }

    /// Of `ink` on `ground`, each red, green and blue.
    private static func coloured(_ ink: [Int], _ ground: [Int]) throws -> ImageFile {
        var image = try screen().image("RGB")
        image.pixels = [
            try screen().grey.flatMap { level in
                (0..<3).map { UInt8((ink[$0] * Int(level) + ground[$0] * (255 - Int(level))) / 255) }
            }
        ]
        return image
    }

    private static func isCovered(_ image: ImageFile) throws -> Bool {
        try search(image, .maskAll).covers(x: 16, y: 14, width: 150, height: 14)
    }

    @Test(
        "letters differ from the ground in one channel, be it neither the brightest nor the darkest",
        arguments: [
            ([0, 255, 0], [0, 0, 255]), ([0, 255, 255], [0, 0, 255]), ([255, 255, 0], [255, 0, 0]),
            ([255, 165, 0], [255, 0, 0]), ([255, 0, 0], [255, 255, 0]), ([0, 0, 255], [255, 255, 0]),
            ([255, 0, 0], [0, 0, 255]), ([0, 0, 0], [0, 160, 0]), ([255, 255, 255], [0, 0, 255]),
        ])
    func colours(ink: [Int], ground: [Int]) throws {
        #expect(try Self.isCovered(Self.coloured(ink, ground)))
    }

    @Test(
        "a window far from all values, too narrow, too wide or no number hides nothing",
        arguments: [
            ("100000", "1"), ("-500", "1"), ("128", "1"), ("0", "1e9"), ("nan", "100"), ("1e308", "1e308"),
            ("40", "inf"),
        ])
    func windows(center: String, width: String) throws {
        var image = try Self.screen().image()
        for (element, value) in [(UInt16(0x1050), center), (0x1051, width)] {
            image.others.append((Tag(0x0028, element), "DS", Array((value.count % 2 == 1 ? value + " " : value).utf8)))
        }
        #expect(try Self.isCovered(image))
    }

    @Test("rescaling by what is no number, or by next to nothing", arguments: ["nan ", "inf ", "0 ", "1e-9"])
    func slope(slope: String) throws {
        var image = try Self.screen().image()
        image.others.append((Tag(0x0028, 0x1052), "DS", Array("nan ".utf8)))
        image.others.append((Tag(0x0028, 0x1053), "DS", Array(slope.utf8)))
        #expect(try Self.isCovered(image))
    }

    @Test("a few levels that only a viewer shows which spreads them", arguments: [0, 100, 250], [1, 2, 4])
    func levels(ground: Int, more: Int) throws {
        var image = try Self.screen().image()
        image.pixels[0] = image.pixels[0].map { UInt8(ground + ($0 > 128 ? more : 0)) }
        #expect(try Self.isCovered(image))
    }

    @Test("a few bits are black and white too", arguments: [1, 2, 5])
    func bits(stored: Int) throws {
        var image = try Self.screen().image()
        image.stored = stored
        image.pixels[0] = image.pixels[0].map { $0 >> (8 - UInt8(stored)) }
        #expect(try Self.isCovered(image))
    }

    @Test("colours of eight bits in cells of sixteen")
    func wideCells() throws {
        var image = try Self.screen().image("RGB")
        image.allocated = 16
        image.stored = 16
        image.pixels[0] = image.pixels[0].flatMap { [$0, 0] }
        #expect(try Self.isCovered(image))
    }

    @Test("a strip as high as its letters")
    func strip() throws {
        var picture = TextPicture(rows: 20, columns: 300)
        try picture.write("KOWALSKI, PIOTR", x: 12, y: 1, height: 18)
        #expect(try search(picture.image(), .maskAll).covers(x: 16, y: 4, width: 110, height: 12))
    }

    @Test("a small picture without text stays as it is")
    func plainStrip() throws {
        var picture = TextPicture(rows: 20, columns: 30)
        picture.speckle(60, seed: 3)
        #expect(try search(picture.image(), .maskAll).boxes.isEmpty)
    }

    @Test("a frame of more than 200 megapixels is held before it is looked at")
    func tooLarge() throws {
        let image = try Self.screen().image()
        let file = try TemporaryFile(image.dataSet())
        let view = try DataSet(path: file.path, offset: 0, transferSyntax: image.syntax).view()
        var module = try #require(PixelModule.all(in: view).first)
        (module.rows, module.columns) = (20_000, 10_001)
        let finder = try TextFinder(languages: ["eng"])
        #expect(throws: PixelHold(.tooLarge)) {
            _ = try finder.search(
                module, display: TextDisplay(), text: TextCleaner(clues: HeaderClues()), mode: .maskAll,
                barcodes: false, deadline: .now + .seconds(600)
            ) { _ in throw PixelHold(.notDecodable) }
        }
    }
}
