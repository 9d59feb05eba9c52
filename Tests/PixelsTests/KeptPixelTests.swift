import Dicom
import Testing

@testable import Pixels

@Suite("Changed pixels that are too many for memory") struct KeptPixelTests {
    private static let mask = PixelMask(
        boxes: [
            PixelBox(x: 10, y: 20, width: 50, height: 12, reason: .text("NAME")),
            PixelBox(x: 100, y: 2, width: 40, height: 9, frames: 1..<3, reason: .device("a")),
        ], fill: .black)

    /// Five frames, noise in all.
    private static func image(_ syntax: TransferSyntax, bits: Int = 8) -> ImageFile {
        var generator = SplitMix(seed: 5)
        let frame = { [UInt8]((0..<300 * 400 * bits / 8).map { _ in UInt8.random(in: 0...255, using: &generator) }) }
        var file = ImageFile(syntax: syntax, rows: 300, columns: 400, frames: 5, allocated: bits, stored: bits)
        file.pixels = [(0..<5).flatMap { _ in frame() }]
        return file
    }

    @Test(
        "The same bytes leave, whether changed pixels are in memory or kept elsewhere",
        arguments: [TransferSyntax.implicitLittleEndian, .explicitLittleEndian], [8, 16])
    func native(syntax: TransferSyntax, bits: Int) throws {
        let file = Self.image(syntax, bits: bits), keeper = KeptPixels()
        let whole = try clean(file.dataSet(), syntax, mask: Self.mask)
        let apart = try clean(file.dataSet(), syntax, mask: Self.mask, keeper: keeper)
        #expect(apart.bytes == whole.bytes)
        // Twelve lines of each frame and nine of two, and all of that out of the way.
        #expect(keeper.bytes.count == (5 * 12 + 2 * 9) * 400 * bits / 8)
        #expect(apart.ownBytes == whole.ownBytes - keeper.bytes.count)
    }

    @Test("Encapsulated frames as well, with their items and offsets")
    func encapsulated() throws {
        var file = Self.image(.rleLossless)
        // Runs of literals: one segment.
        file.pixels =
            [[]]
            + file.pixels[0].chunks(of: 300 * 400).map { frame in
                little32(1) + little32(64) + [UInt8](repeating: 0, count: 56)
                    + frame.chunks(of: 128).flatMap { [UInt8($0.count - 1)] + $0 }
            }
        let keeper = KeptPixels()
        let whole = try clean(file.dataSet(), file.syntax, mask: Self.mask)
        let apart = try clean(file.dataSet(), file.syntax, mask: Self.mask, keeper: keeper)
        #expect(apart.bytes == whole.bytes)
        #expect(keeper.bytes.count > 5 * 300 * 300 && apart.ownBytes < 2000)
    }

    @Test("Big Endian Data Sets, whose pixels leave in another order, are whole")
    func whole() throws {
        let file = Self.image(.explicitBigEndian, bits: 16), keeper = KeptPixels()
        let cleaned = try clean(file.dataSet(), file.syntax, mask: Self.mask, keeper: keeper)
        #expect(cleaned.report.coveredBoxes == 2 && keeper.bytes.isEmpty)
    }
}

extension Array {
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
