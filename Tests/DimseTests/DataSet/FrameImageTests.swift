@testable import BridgeErrors
import Dicom
import Foundation
@testable import Frames
import Testing

@Suite("Frames as pictures")
struct FrameImageTests {
    /// An image of one row a frame.
    private static func image(
        _ samples: [UInt8], columns: UInt16, rows: UInt16 = 1, frames: Int = 1, photometric: String = "MONOCHROME2",
        samplesPerPixel: UInt16 = 1, more: [TestElement] = []
    ) -> [TestElement] {
        HostileDataSetTests.head + [
            .uint16(0x0028, 0x0002, samplesPerPixel),
            .text(0x0028, 0x0004, "CS", photometric.utf8.count % 2 == 1 ? photometric + " " : photometric),
        ] + (samplesPerPixel > 1 ? [.uint16(0x0028, 0x0006, 0)] : []) + [
            .text(0x0028, 0x0008, "IS", frames < 10 ? "\(frames) " : "\(frames)"),
            .uint16(0x0028, 0x0010, rows), .uint16(0x0028, 0x0011, columns), .uint16(0x0028, 0x0100, 8),
            .uint16(0x0028, 0x0101, 8), .uint16(0x0028, 0x0102, 7), .uint16(0x0028, 0x0103, 0),
        ] + more + [.value(.pixelData, "OB", samples.count % 2 == 1 ? samples + [0] : samples)]
    }

    private static func render(
        _ elements: [TestElement], frame: Int = 0, maximumSide: Int = 1024,
        _ syntax: TransferSyntax = .explicitLittleEndian
    ) throws -> FrameImage {
        let file = try TemporaryFile(try ConversionTests.encode(elements, syntax))
        return try FrameImage(
            path: file.path, offset: 0, transferSyntax: syntax, frame: frame, maximumSide: maximumSide)
    }

    /// Width, height, channels and samples of a PNG file, by another program.
    private static func decode(_ png: [UInt8]) throws -> [Int] {
        let file = try TemporaryFile(png)
        let program = """
            import struct, sys, zlib
            d = open(sys.argv[1], 'rb').read()
            assert d[:8] == b'\\x89PNG\\r\\n\\x1a\\n'
            p, z, names = 8, b'', []
            while p < len(d):
                n, = struct.unpack('>I', d[p:p+4]); t = d[p+4:p+8]; c = d[p+8:p+8+n]; p += 12 + n
                names.append(t)
                if t == b'IHDR': w, h, bits, kind = struct.unpack('>IIBB', c[:10])
                if t == b'IDAT': z += c
            assert names[-1] == b'IEND' and bits == 8 and b'tEXt' not in names and b'tIME' not in names
            k = {0: 1, 2: 3}[kind]; r = zlib.decompress(z); out = []; last = [0] * (w * k); s = w * k + 1
            for y in range(h):
                f, line = r[y*s], list(r[y*s+1:(y+1)*s])
                for i in range(w * k):
                    a = line[i-k] if i >= k else 0; b = last[i]; c = last[i-k] if i >= k else 0
                    pa, pb, pc = abs(b-c), abs(a-c), abs(a+b-2*c)
                    e = a if pa <= pb and pa <= pc else b if pb <= pc else c
                    line[i] = (line[i] + [0, a, b, (a+b)//2, e][f]) & 255
                out += line; last = line
            print(w, h, k, *out)
            """
        let result = try Command.run("python3", ["-c", program, file.path])
        return result.output.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    }

    @Test(
        "grey values are spread over what can be seen, in the sense that the photometric interpretation gives them",
        arguments: [("MONOCHROME2", [0, 85, 170, 255]), ("MONOCHROME1", [255, 170, 85, 0])])
    func grey(photometric: String, expected: [Int]) throws {
        let image = try Self.render(Self.image([10, 11, 12, 13], columns: 4, photometric: photometric))
        #expect(image.columns == 4 && image.rows == 1 && image.frameCount == 1)
        let decoded = try Self.decode(image.png)
        #expect(decoded.prefix(3) == [4, 1, 1])
        // The ends are exact, the middle may be rounded either way.
        #expect(decoded.count == 7 && zip(decoded.dropFirst(3), expected).allSatisfy { abs($0 - $1) <= 1 }, "\(decoded)")
    }

    @Test("a window of the instance is applied")
    func window() throws {
        let window: [TestElement] = [.text(0x0028, 0x1050, "DS", "100 "), .text(0x0028, 0x1051, "DS", "2 ")]
        let image = try Self.render(Self.image([0, 98, 102, 255], columns: 4, more: window))
        #expect(try Self.decode(image.png) == [4, 1, 1, 0, 0, 255, 255])
    }

    @Test(
        "every native syntax gives the same picture",
        arguments: [
            TransferSyntax.implicitLittleEndian, .explicitLittleEndian, .explicitBigEndian, .deflatedExplicitLittleEndian,
        ])
    func syntaxes(syntax: TransferSyntax) throws {
        let image = try Self.render(Self.image([0, 100, 200, 255], columns: 4), syntax)
        #expect(try Self.decode(image.png) == [4, 1, 1, 0, 100, 200, 255])
    }

    @Test(
        "colour comes out as RGB, from RGB and from YBR",
        arguments: [
            ("RGB", [UInt8](arrayLiteral: 255, 0, 0, 10, 20, 30), [255, 0, 0, 10, 20, 30]),
            ("YBR_FULL", [76, 85, 255, 128, 128, 128], [254, 0, 0, 128, 128, 128]),
        ])
    func colour(photometric: String, samples: [UInt8], expected: [Int]) throws {
        let image = try Self.render(
            Self.image(samples, columns: 2, photometric: photometric, samplesPerPixel: 3))
        let decoded = try Self.decode(image.png)
        #expect(decoded.prefix(3) == [2, 1, 3])
        for (found, wanted) in zip(decoded.dropFirst(3), expected) { #expect(abs(found - wanted) <= 1, "\(decoded)") }
    }

    @Test("a palette is applied")
    func palette() throws {
        func table(_ element: UInt16, _ entries: [UInt8]) -> TestElement {
            .value(Tag(0x0028, element), "OW", entries.flatMap { [0, $0] })
        }
        let palette: [TestElement] =
            [0x1101, 0x1102, 0x1103].map { .uint16(0x0028, $0, 2, 0, 16) } + [
                table(0x1201, [255, 1]), table(0x1202, [0, 2]), table(0x1203, [0, 3]),
            ]
        let image = try Self.render(
            Self.image([0, 1], columns: 2, photometric: "PALETTE COLOR", more: palette))
        #expect(try Self.decode(image.png) == [2, 1, 3, 255, 0, 0, 1, 2, 3])
    }

    @Test("the frame that was asked for is drawn, and there are no others")
    func frames() throws {
        let elements = Self.image([0, 255, 255, 0, 0, 0], columns: 2, frames: 3)
        #expect(try Self.decode(Self.render(elements, frame: 0).png) == [2, 1, 1, 0, 255])
        let second = try Self.render(elements, frame: 1)
        #expect(try Self.decode(second.png) == [2, 1, 1, 255, 0])
        #expect(second.frameCount == 3)
        #expect(throws: DimseError(.argument)) { try Self.render(elements, frame: 3) }
        #expect(throws: DimseError(.argument)) { try Self.render(elements, frame: -1) }
    }

    @Test("a large frame is made smaller in proportion, and says how large it was")
    func scaled() throws {
        let samples = (0..<400 * 100).map { UInt8(truncatingIfNeeded: $0) }
        let image = try Self.render(Self.image(samples, columns: 400, rows: 100), maximumSide: 100)
        #expect(try Self.decode(image.png).prefix(3) == [100, 25, 1])
        #expect(image.columns == 400 && image.rows == 100)
    }

    @Test("what cannot be drawn is an error and no crash")
    func impossible() throws {
        let noPixels = HostileDataSetTests.head + [.uint16(0x0028, 0x0010, 1), .uint16(0x0028, 0x0011, 1)]
        #expect(throws: DimseError(.argument)) { try Self.render(noPixels) }
        let huge = Self.image([0, 0], columns: 65535, rows: 65535)
        #expect(throws: DimseError(.tooLarge)) { try Self.render(huge) }
        let wrong = Self.image([1, 2, 3, 4], columns: 2, photometric: "NONSENSE", samplesPerPixel: 2)
        #expect(throws: DimseError(.transferSyntax)) { try Self.render(wrong) }
        // Fragments that are not what the syntax says, and a syntax without a decoder.
        let encapsulated = Self.image([], columns: 2, rows: 2).dropLast() + [.fragments(.pixelData, [[], [1, 2, 3, 4]])]
        for (number, code) in [
            (90, DimseError.Code.unreadable), (201, .unreadable), (50, .transferSyntax), (102, .transferSyntax),
        ] {
            let syntax = TransferSyntax(uid: "1.2.840.10008.1.2.4.\(number)")
            #expect(throws: DimseError(code), "\(number)") { try Self.render(Array(encapsulated), syntax) }
        }
    }
}
