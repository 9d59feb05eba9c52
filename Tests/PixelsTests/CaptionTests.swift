import BridgeErrors
import DataSets
import Dicom
import PictureText
import Testing

@testable import Pixels

@Suite("Labels are drawn in boxes")
struct CaptionTests {
    @Test(
        "as large as fits, within the box",
        arguments: [(300, 60), (145, 20), (100, 12), (60, 9), (20, 140), (4000, 900)])
    func fits(width: Int, height: Int) throws {
        let caption = try Caption("TA-7KQ2M9XW4B", width: width, height: height)
        #expect(caption.ink.count == width * height)
        let inked = caption.ink.indices.filter { caption.ink[$0] > 127 }
        let rows = inked.map { $0 / width }, columns = inked.map { $0 % width }
        let high = try #require(rows.max()) - #require(rows.min()) + 1
        let wide = try #require(columns.max()) - #require(columns.min()) + 1
        // Letters of at least five rows, and a line that is longer than high.
        #expect(min(high, wide) >= 5)
        #expect((wide > 5 * high) == (width > height))
    }

    @Test("no ink where nothing fits", arguments: [("TA-7KQ2M9XW4B", 8, 8), ("20120305", 100, 4), (" ", 100, 20), ("", 9, 9)])
    func empty(text: String, width: Int, height: Int) throws {
        #expect(try Caption(text, width: width, height: height).ink == [UInt8](repeating: 0, count: width * height))
    }

    @Test("what is not ASCII is refused", arguments: ["Müller", "a\u{0}b", "a\nb"])
    func refused(text: String) {
        #expect(throws: DimseError.self) { try Caption(text, width: 100, height: 20) }
    }

    private static let kinds: [(String, Int, Int, Bool)] = [
        ("MONOCHROME2", 1, 16, false), ("MONOCHROME1", 1, 8, false), ("RGB", 3, 8, true), ("RGB", 3, 8, false),
        ("YBR_FULL", 3, 8, false), ("YBR_FULL_422", 3, 8, false), ("PALETTE COLOR", 1, 8, false),
    ]

    @Test("dark ground and bright letters in every colour model", arguments: kinds.indices)
    func native(index: Int) throws {
        let (photometric, samples, allocated, isPlanar) = Self.kinds[index]
        var image = ImageFile(
            rows: 40, columns: 120, samples: samples, allocated: allocated, stored: allocated, isPlanar: isPlanar,
            photometric: photometric)
        let pixel = photometric == "YBR_FULL_422" ? 2 : samples
        image.pixels = [[UInt8](repeating: 77, count: 40 * 120 * pixel * allocated / 8)]
        if photometric == "PALETTE COLOR" {
            for colour in 0..<3 {
                image.others.append((Tag(0x0028, UInt16(0x1101 + colour)), "US", little(4) + little(0) + little(16)))
                image.others.append(
                    (Tag(0x0028, UInt16(0x1201 + colour)), "OW", little(900) + little(0) + little(65535) + little(70)))
            }
        }
        let box = PixelBox(x: 10, y: 10, width: 100, height: 16, reason: .device("test"), label: "20120305")
        let mask = PixelMask(boxes: [box], fill: .replace)
        let before = try #require(try frame(image.dataSet(), image.syntax))
        let after = try #require(try frame(clean(image.dataSet(), image.syntax, mask: mask).bytes, image.syntax))
        let module = try module(image)
        let dark = try #require(FillValue.darkest(module)), bright = try #require(FillValue.brightest(module))
        var counts: [[UInt8]: Int] = [:]
        for y in 0..<40 {
            for x in 0..<120 {
                let now = cells(after, x, y)
                let isInside = (10..<26).contains(y) && (10..<110).contains(x)
                if isInside { counts[now, default: 0] += 1 } else { #expect(now == cells(before, x, y)) }
            }
        }
        func stored(_ value: FillValue) -> [UInt8] {
            value.samples.flatMap { allocated == 8 ? [UInt8(truncatingIfNeeded: $0)] : little($0) }
        }
        #expect(counts[stored(dark), default: 0] > 800)
        #expect(counts[stored(bright), default: 0] > 20)
        #expect(photometric != "PALETTE COLOR" || counts.count == 2)
    }

    private func module(_ image: ImageFile) throws -> PixelModule {
        let file = try TemporaryFile(image.dataSet())
        let dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: image.syntax)
        return try #require(PixelModule.all(in: dataSet.view()).first)
    }

    private func frame(_ bytes: [UInt8], _ syntax: TransferSyntax) throws -> FrameSamples? {
        let file = try TemporaryFile(bytes)
        let dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: syntax)
        guard let module = try PixelModule.all(in: dataSet.view()).first else { return nil }
        return try FrameReader(dataSet, module, transferSyntax: syntax).samples(ofFrame: 0, in: dataSet)
    }

    /// Bytes of one pixel, wherever they stand.
    private func cells(_ frame: FrameSamples, _ x: Int, _ y: Int) -> [UInt8] {
        let layout = frame.layout
        return (0..<layout.samples).flatMap { sample -> [UInt8] in
            let cell =
                layout.sharesChroma
                ? (y * layout.columns + (x & ~1)) * 2 + (sample == 0 ? x & 1 : 1 + sample)
                : layout.isPlanar
                    ? (sample * layout.rows + y) * layout.columns + x : (y * layout.columns + x) * layout.samples + sample
            return Array(frame.bytes[(cell * layout.cellBytes)..<((cell + 1) * layout.cellBytes)])
        }
    }

    @Test("a label may stand in one frame only; without one the box is dark")
    func frames() throws {
        var image = ImageFile(rows: 20, columns: 100, frames: 2, allocated: 8, stored: 8)
        image.pixels = [[UInt8](repeating: 77, count: 4000)]
        let boxes = [
            PixelBox(x: 0, y: 0, width: 100, height: 20, frames: 1..<2, reason: .device("test"), label: "20120305"),
            PixelBox(x: 0, y: 0, width: 50, height: 20, frames: 0..<1, reason: .device("test")),
            // The font has no such letters.
            PixelBox(x: 50, y: 0, width: 50, height: 20, frames: 0..<1, reason: .device("test"), label: "Müller"),
        ]
        let pixels = try #require(
            clean(image.dataSet(), image.syntax, mask: PixelMask(boxes: boxes, fill: .replace)).value(.pixelData))
        #expect(pixels[..<2000].allSatisfy { $0 == 0 })
        #expect(pixels[2000...].contains(255))
    }
}
