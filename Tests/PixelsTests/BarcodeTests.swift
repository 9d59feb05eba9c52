import Dicom
import Testing

@testable import Pixels

/// A code of invented content as another library writes it: its modules, a row a word, four a hexadecimal digit.
struct Symbol: Sendable, CustomTestStringConvertible {
    var name: String
    var modules: Int
    var hex: String

    var testDescription: String { name }

    /// Dark modules, row by row; bars are `bar` modules high.
    func dark(bar: Int) -> [[Bool]] {
        let rows = hex.split(separator: " ").map { word in
            Array(word.flatMap { digit in (0..<4).reversed().map { (digit.hexDigitValue ?? 0) >> $0 & 1 == 1 } }.prefix(modules))
        }
        return rows.count == 1 ? [[Bool]](repeating: rows[0], count: bar) : rows
    }

    static let all = [
        Symbol(
            name: "Code 39", modules: 142,
            hex: """
                96d5acacad4d695b52da96db2ad2b596a5b4
                """),
        Symbol(
            name: "Code 128", modules: 134,
            hex: """
                d21763175c69b9b92ef762e653734463ac
                """),
        Symbol(
            name: "EAN-13", modules: 95,
            hex: """
                a359937a75caa84491d3966a
                """),
        Symbol(
            name: "ITF", modules: 81,
            hex: """
                ae8ae3ba28e8e2a2b8ee8
                """),
        Symbol(
            name: "QR Code", modules: 21,
            hex: """
                fe83f8 827a08 bae2e8 bac2e8 baa2e8 821a08 feabf8 003800 f2bce8 611a10 c308c0 3ca5c8 b78918 00d370 \
                fe5c10 826328 ba75e8 baeb90 ba8a20 82b240 fea170
                """),
        Symbol(
            name: "Data Matrix", modules: 14,
            hex: """
                aaa8 bef4 ab08 bf24 f3d0 95ec e400 ed2c b680 ff3c c888 bcc4 9c48 fffc
                """),
        Symbol(
            name: "PDF417", modules: 103,
            hex: """
                ff547d5f350c1160cf5787f452 ff547d5f350c1160cf5787f452 ff547d5f350c1160cf5787f452 \
                ff547ea3b63c58bccf5207f452 ff547ea3b63c58bccf5207f452 ff547ea3b63c58bccf5207f452 \
                ff54757e3cbc5fa76ea3f7f452 ff54757e3cbc5fa76ea3f7f452 ff54757e3cbc5fa76ea3f7f452 \
                ff546bcfabef90c64af3c7f452 ff546bcfabef90c64af3c7f452 ff546bcfabef90c64af3c7f452 \
                ff5475c33f7518bccf5ce7f452 ff5475c33f7518bccf5ce7f452 ff5475c33f7518bccf5ce7f452 \
                ff547af421f650f42ebe87f452 ff547af421f650f42ebe87f452 ff547af421f650f42ebe87f452 \
                ff5474efb688177b0d3bc7f452 ff5474efb688177b0d3bc7f452 ff5474efb688177b0d3bc7f452 \
                ff547d2c2bf71eee8afdc7f452 ff547d2c2bf71eee8afdc7f452 ff547d2c2bf71eee8afdc7f452
                """),
        Symbol(
            name: "Aztec", modules: 15,
            hex: """
                0072 7b8a f088 7ffc 301c d7de 545c f556 b450 17d0 1016 9ffc 4624 de4e 6b98
                """),
    ]
}

extension TextPicture {
    /// Draws a symbol in its quiet zone. Returns where the symbol is.
    mutating func draw(
        _ symbol: Symbol, x: Int, y: Int, module: Int, isInverse: Bool = false, ink: UInt8 = 15, paper: UInt8 = 240
    ) -> (x: Int, y: Int, width: Int, height: Int) {
        let dark = symbol.dark(bar: 24), quiet = 10 * module
        let (width, height) = (symbol.modules * module, dark.count * module)
        for row in (y - quiet)..<(y + height + quiet) {
            for column in (x - quiet)..<(x + width + quiet) {
                let isIn = (y..<y + height).contains(row) && (x..<x + width).contains(column)
                let isDark = isIn && dark[(row - y) / module][(column - x) / module]
                grey[row * columns + column] = isDark != isInverse ? ink : paper
            }
        }
        return (x, y, width, height)
    }
}

@Suite("Barcodes are covered")
struct BarcodeTests {
    private func page() -> TextPicture {
        var picture = TextPicture(rows: 420, columns: 560, ground: 60)
        picture.speckle(40, seed: 3)
        return picture
    }

    private func codes(_ search: TextSearch) -> [PixelBox] { search.boxes.filter { $0.reason == .text("barcode") } }

    private func isCovered(_ search: TextSearch, _ area: (x: Int, y: Int, width: Int, height: Int)) -> Bool {
        search.covers(x: area.x, y: area.y, width: area.width, height: area.height)
    }

    @Test("each symbology, anywhere in the picture", arguments: Symbol.all, [TextMode.keepSafe, .maskAll])
    func symbologies(symbol: Symbol, mode: TextMode) throws {
        var picture = page()
        let area = picture.draw(symbol, x: 60, y: 50, module: 3)
        let found = try search(picture.image(), mode)
        #expect(!codes(found).isEmpty)
        #expect(isCovered(found, area))
        #expect(found.lines.contains { $0.kind == .identifying("barcode") })
    }

    @Test("small modules, large ones, bright bars on dark, turned", arguments: [0, 4, 5, 7])
    func looks(number: Int) throws {
        let symbol = Symbol.all[number]
        for (module, isInverse, isTurned) in [(2, false, false), (3, true, false), (3, false, true)] {
            var picture = page()
            let area = picture.draw(symbol, x: 60, y: 50, module: module, isInverse: isInverse)
            if !isTurned {
                #expect(isCovered(try search(picture.image()), area))
            } else {
                let turned = picture.turned()
                let place = (x: area.y, y: picture.columns - area.x - area.width, width: area.height, height: area.width)
                #expect(isCovered(try search(turned.image()), place))
            }
        }
    }

    @Test("several on one page, each")
    func several() throws {
        var picture = page()
        let areas = [
            picture.draw(Symbol.all[0], x: 60, y: 40, module: 2), picture.draw(Symbol.all[1], x: 60, y: 150, module: 2),
            picture.draw(Symbol.all[4], x: 100, y: 260, module: 3), picture.draw(Symbol.all[5], x: 320, y: 260, module: 4),
        ]
        let found = try search(picture.image())
        for area in areas { #expect(isCovered(found, area)) }
    }

    @Test("in colour, in a palette and with inverted greys", arguments: ["RGB", "PALETTE COLOR", "MONOCHROME1"])
    func colours(photometric: String) throws {
        var picture = page()
        let area = picture.draw(Symbol.all[4], x: 60, y: 50, module: 3)
        #expect(isCovered(try search(picture.image(photometric)), area))
    }

    @Test("pages of text, rulers and speckle have none")
    func none() throws {
        var picture = TextPicture(rows: 420, columns: 560, ground: 20)
        picture.speckle(200, seed: 9)
        #expect(codes(try search(picture.image())).isEmpty)
        var ruler = TextPicture(rows: 420, columns: 560, ground: 20)
        for tick in stride(from: 20, to: 400, by: 6) {
            for x in 10..<(tick % 30 == 20 ? 40 : 25) { ruler.grey[tick * 560 + x] = 230 }
        }
        for (row, text) in ["Chest PA erect 120 kV", "Window 400 Level 40", "HEAD FIRST SUPINE"].enumerated() {
            try ruler.write(text, x: 80, y: 40 + 60 * row)
        }
        #expect(codes(try search(ruler.image())).isEmpty)
    }
}
