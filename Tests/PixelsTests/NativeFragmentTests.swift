import DataSets
import Dicom
import Frames
import Instances
import Synchronization
import Testing

@testable import Pixels

/// Frames that stand in fragments as in a native value, one for each kind of layout.
private struct Kind: Sendable, CustomTestStringConvertible {
    var rows = 20
    var columns = 30
    var samples = 1
    var allocated: Int
    var stored: Int
    var isSigned = false
    var isPlanar = false
    var photometric = "MONOCHROME2"

    var testDescription: String { "\(photometric) \(columns)x\(rows) \(stored)/\(allocated)\(isPlanar ? " planar" : "")" }

    static let all = [
        Kind(allocated: 8, stored: 8), Kind(rows: 7, columns: 5, allocated: 8, stored: 8), Kind(allocated: 16, stored: 12),
        Kind(allocated: 16, stored: 12, isSigned: true), Kind(allocated: 32, stored: 32),
        Kind(rows: 9, columns: 13, allocated: 1, stored: 1), Kind(rows: 16, columns: 16, allocated: 1, stored: 1),
        Kind(samples: 3, allocated: 8, stored: 8, photometric: "RGB"),
        Kind(samples: 3, allocated: 8, stored: 8, isPlanar: true, photometric: "RGB"),
        Kind(samples: 3, allocated: 16, stored: 16, isPlanar: true, photometric: "YBR_FULL"),
        Kind(samples: 3, allocated: 8, stored: 8, photometric: "YBR_FULL_422"),
    ]

    /// Bytes of a frame, without padding.
    var length: Int {
        let cells = rows * columns * (photometric == "YBR_FULL_422" ? 2 : samples)
        return (cells * allocated + 7) / 8
    }

    /// A frame as a native value of its own.
    func frame(_ number: Int) -> [UInt8] {
        var bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 / 11 &+ number &* 5) }
        if stored == 12 {
            // The sign of signed ones goes on above the sample.
            for high in stride(from: 1, to: bytes.count, by: 2) {
                bytes[high] &= 0x0F
                if isSigned, bytes[high] & 8 != 0 { bytes[high] |= 0xF0 }
            }
        }
        if allocated == 1, rows * columns % 8 != 0 { bytes[bytes.count - 1] &= UInt8(1 << (rows * columns % 8)) - 1 }
        return bytes
    }

    func image(_ syntax: TransferSyntax, frames: Int) -> ImageFile {
        ImageFile(
            syntax: syntax, rows: rows, columns: columns, frames: frames, samples: samples, allocated: allocated,
            stored: stored, isSigned: isSigned, isPlanar: isPlanar, photometric: photometric)
    }

    /// Frames in fragments, with an offset table.
    func encapsulated(_ syntax: TransferSyntax, frames: Int) throws -> ImageFile {
        var image = image(syntax, frames: frames)
        let fragments = try (0..<frames).map { try Self.fragment(frame($0), syntax) }
        var position = 0
        let table = fragments.flatMap { fragment in
            defer { position += 8 + fragment.count }
            return little32(position)
        }
        image.pixels = [table] + fragments
        return image
    }

    static func fragment(_ frame: [UInt8], _ syntax: TransferSyntax) throws -> [UInt8] {
        let bytes = try syntax == .deflatedImageFrame ? DeflatedFrame.deflate(frame) : frame
        return bytes.count % 2 == 0 ? bytes : bytes + [0]
    }
}

/// A clock that goes on by a second whenever somebody looks at it.
private final class TickingClock: Sendable {
    private let start = ContinuousClock.now
    private let looks = Mutex(0)

    var count: Int { looks.withLock { $0 } }

    func budget(_ seconds: Int) -> TimeBudget {
        TimeBudget(.seconds(seconds)) { [self] in
            let look = looks.withLock { looks in
                looks += 1
                return looks
            }
            return start.advanced(by: .seconds(look))
        }
    }
}

@Suite("Native frames in fragments: Encapsulated Uncompressed and Deflated Image Frame")
struct NativeFragmentTests {
    private static let syntaxes = [TransferSyntax.encapsulatedUncompressed, .deflatedImageFrame]

    private func samples(_ bytes: [UInt8], _ syntax: TransferSyntax) throws -> [FrameSamples] {
        let file = try TemporaryFile(bytes)
        let dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: syntax)
        let reader = try FrameReader(dataSet, #require(PixelModule.all(in: dataSet.view()).first), transferSyntax: syntax)
        return try (0..<reader.frameCount).map { try reader.samples(ofFrame: $0, in: dataSet) }
    }

    /// The same frame as an image of its own in Explicit VR Little Endian.
    private func native(_ kind: Kind, _ number: Int) -> ImageFile {
        var image = kind.image(.explicitLittleEndian, frames: 1)
        let frame = kind.frame(number)
        image.pixels = [frame.count % 2 == 0 ? frame : frame + [0]]
        return image
    }

    @Test("frames are read as what they are natively, and leave byte for byte", arguments: syntaxes, Kind.all)
    private func read(syntax: TransferSyntax, kind: Kind) throws {
        let image = try kind.encapsulated(syntax, frames: 3)
        let expected = try (0..<3).map { try samples(native(kind, $0).dataSet(), .explicitLittleEndian)[0] }
        #expect(try samples(image.dataSet(), syntax) == expected)
        let cleaned = try clean(image.dataSet(), syntax, isSearched: true)
        #expect(cleaned.bytes == image.dataSet() && cleaned.report.changed.isEmpty)
    }

    @Test("boxes are covered as natively; other frames leave byte for byte", arguments: syntaxes, Kind.all)
    private func covered(syntax: TransferSyntax, kind: Kind) throws {
        let image = try kind.encapsulated(syntax, frames: 3)
        func mask(_ frames: Range<Int>) -> PixelMask {
            PixelMask(boxes: [PixelBox(x: 1, y: 2, width: 3, height: 4, frames: frames, reason: .device("test"))], fill: .black)
        }
        let cleaned = try clean(image.dataSet(), syntax, mask: mask(1..<2))
        let covered = try clean(native(kind, 1).dataSet(), .explicitLittleEndian, mask: mask(0..<1))
        let found = try samples(cleaned.bytes, syntax)
        #expect(found[1] == (try samples(covered.bytes, .explicitLittleEndian)[0]))
        #expect(found[1] != (try samples(image.dataSet(), syntax)[1]))
        var expected = image
        let frame = Array(try #require(covered.value(.pixelData)).prefix(kind.length))
        expected.pixels[2] = try Kind.fragment(frame, syntax)
        let table = expected.pixels[1].count + 8
        expected.pixels[0] = little32(0) + little32(table) + little32(table + expected.pixels[2].count + 8)
        #expect(cleaned.bytes == expected.dataSet())
    }

    @Test(
        "an archive that takes neither gets the same frames natively", arguments: syntaxes, Kind.all)
    private func converted(syntax: TransferSyntax, kind: Kind) throws {
        #expect(syntax.isLosslesslyConvertible)
        for target in [TransferSyntax.explicitLittleEndian, .implicitLittleEndian] {
            let image = try kind.encapsulated(syntax, frames: 3)
            let (input, output) = (try TemporaryFile(image.dataSet()), try TemporaryFile())
            try Conversion.convert(path: input.path, offset: 0, from: syntax, to: target, output: output.path)
            try ConvertedPixels.check(original: input.path, syntax, converted: output.path, as: target)
            #expect(try samples(output.bytes(), target) == samples(image.dataSet(), syntax))
        }
    }

    @Test("bits that no sample uses go, only where there are some", arguments: syntaxes)
    func unusedBits(syntax: TransferSyntax) throws {
        let kind = Kind(allocated: 16, stored: 12)
        var image = try kind.encapsulated(syntax, frames: 2)
        var frame = kind.frame(1)
        frame[21] |= 0x50
        let before = image.pixels[2]
        image.pixels[2] = try Kind.fragment(frame, syntax)
        image.pixels[0] = []
        let cleaned = try clean(image.dataSet(), syntax)
        image.pixels[2] = before
        #expect(cleaned.bytes == image.dataSet() && cleaned.report.clearedBits == 1)
    }

    private typealias SurplusCase = (
        syntax: TransferSyntax, change: @Sendable ([UInt8]) throws -> [UInt8], hold: PixelHold.Reason?
    )

    /// What stands in a fragment beside its frame, and what becomes of it: nil, it goes.
    private static let surplusCases: [SurplusCase] = [
        (.deflatedImageFrame, { try Kind.fragment($0, .deflatedImageFrame) + Array("Doe^Jane".utf8) }, nil),
        (.encapsulatedUncompressed, { $0 + Array("Doe^Jane".utf8) }, nil),
        (.encapsulatedUncompressed, { $0 + $0 }, .length),
        (.deflatedImageFrame, { try Kind.fragment($0 + $0, .deflatedImageFrame) }, .length),
        (.deflatedImageFrame, { try Kind.fragment($0 + [7], .deflatedImageFrame) }, .length),
        (.deflatedImageFrame, { try DeflatedFrame.deflate($0) + DeflatedFrame.deflate($0) }, .length),
        (.deflatedImageFrame, { try DeflatedFrame.deflate([UInt8](repeating: 0, count: 3_000_000 + $0.count)) }, .length),
        (.deflatedImageFrame, { try Array(DeflatedFrame.deflate($0).dropLast(20)) }, .streamMalformed),
        (.deflatedImageFrame, { Array($0.prefix(64)).map { $0 | 0x07 } }, .streamMalformed),
    ]

    @Test(
        "what stands beside a frame goes; as much as a frame, and what cannot be unfolded, is held",
        arguments: surplusCases.indices)
    func surplus(index: Int) throws {
        let (syntax, change, reason) = Self.surplusCases[index]
        let kind = Kind(allocated: 8, stored: 8)
        var image = kind.image(syntax, frames: 1)
        image.pixels = try [[], change(kind.frame(0))]
        #expect(try hold(image) == reason)
        guard reason == nil else { return }
        let cleaned = try clean(image.dataSet(), syntax)
        image.pixels[1] = try Kind.fragment(kind.frame(0), syntax)
        #expect(cleaned.bytes == image.dataSet())
    }

    @Test("zeros behind a frame are padding", arguments: syntaxes)
    func padding(syntax: TransferSyntax) throws {
        let kind = Kind(allocated: 8, stored: 8)
        var image = try kind.encapsulated(syntax, frames: 1)
        image.pixels[1] += [0, 0, 0, 0]
        #expect(try clean(image.dataSet(), syntax).bytes == image.dataSet())
    }

    @Test(
        "work on frames ends when the time of the instance is spent",
        arguments: syntaxes + [.explicitLittleEndian], [true, false])
    func timeBudget(syntax: TransferSyntax, covers: Bool) throws {
        let box = PixelBox(x: 1, y: 1, width: 2, height: 2, reason: .device("test"))
        let mask = covers ? PixelMask(boxes: [box], fill: .black) : nil
        // Natively there is work only where something is covered or cleared.
        let kind = Kind(allocated: 16, stored: 12)
        var image = try kind.encapsulated(syntax, frames: 30)
        if syntax == .explicitLittleEndian { image.pixels = [(0..<30).flatMap(kind.frame)] }
        let clock = TickingClock()
        _ = try clean(image.dataSet(), syntax, mask: mask, budget: clock.budget(1000))
        if syntax == .explicitLittleEndian && mask == nil { return }
        #expect(clock.count > 20)
        #expect(throws: PixelHold(.instanceTime, "pixels")) {
            try clean(image.dataSet(), syntax, mask: mask, budget: TickingClock().budget(10))
        }
    }

    @Test("every transfer syntax that is read has a coding; fragmentable video is that of its twin")
    func codings() {
        for syntax in TransferSyntax.readable { #expect(PixelCoding(syntax) != nil, "\(syntax.uid)") }
        for number in 100...106 {
            let twin = PixelCoding(TransferSyntax(uid: "1.2.840.10008.1.2.4.\(number)"))
            #expect(PixelCoding(TransferSyntax(uid: "1.2.840.10008.1.2.4.\(number).1")) == twin && twin != nil)
        }
        for number in [94, 95, 204, 205] {
            #expect(PixelCoding(TransferSyntax(uid: "1.2.840.10008.1.2.4.\(number)")) == nil)
        }
    }
}
