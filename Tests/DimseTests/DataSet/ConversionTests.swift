@testable import BridgeErrors
@testable import DataSets
import Dicom
import Foundation
import Testing

@Suite("Conversion")
struct ConversionTests {
    static let native: [TransferSyntax] = [
        .implicitLittleEndian, .explicitLittleEndian, .explicitBigEndian, .deflatedExplicitLittleEndian,
    ]

    /// A small colour or grey image with noise in it.
    static func image(samples: UInt16, bits: UInt16, photometric: String, planar: UInt16 = 0, signed: UInt16 = 0)
        -> [TestElement]
    {
        var random = SeededGenerator(state: 11)
        let count = 16 * 12 * Int(samples) * Int(bits / 8)
        let pixels = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        return HostileDataSetTests.head + [
            .text(0x0009, 0x0010, "LO", "ACME"),
            .sequence(Tag(0x0009, 0x1001), [[.text(0x0010, 0x0010, "PN", "Doe^Jane")]], undefined: true),
            .text(0x0010, 0x0010, "PN", "Doe^Jane"), .uint16(0x0028, 0x0002, samples),
            .text(0x0028, 0x0004, "CS", photometric.utf8.count % 2 == 1 ? photometric + " " : photometric),
        ] + (samples > 1 ? [.uint16(0x0028, 0x0006, planar)] : []) + [
            .uint16(0x0028, 0x0010, 16), .uint16(0x0028, 0x0011, 12), .uint16(0x0028, 0x0100, bits),
            .uint16(0x0028, 0x0101, bits), .uint16(0x0028, 0x0102, bits - 1), .uint16(0x0028, 0x0103, signed),
            .value(.pixelData, bits == 8 ? "OB" : "OW", pixels),
        ]
    }

    static func encode(_ elements: [TestElement], _ syntax: TransferSyntax) throws -> [UInt8] {
        switch syntax.encoding {
        case .implicitLittleEndian: Encoder.encode(elements, .implicitLittle)
        case .explicitBigEndian: Encoder.encode(elements, .explicitBig)
        case .deflated: try Deflate.raw(Encoder.encode(elements, .explicitLittle))
        default: Encoder.encode(elements, .explicitLittle)
        }
    }

    private func convert(_ bytes: [UInt8], offset: UInt64 = 0, _ from: TransferSyntax, _ to: TransferSyntax) throws
        -> [UInt8]
    {
        let input = try TemporaryFile(bytes), output = try TemporaryFile()
        try Conversion.convert(path: input.path, offset: offset, from: from, to: to, output: output.path)
        return try output.bytes()
    }

    /// Values by tag and level, whatever VR they are written with.
    private func values(_ bytes: [UInt8], _ syntax: TransferSyntax) throws -> [[UInt8]?] {
        try run(bytes, syntax, limits: .init(inlineLimit: 1 << 20)).seen.map(\.value)
    }

    @Test("uncompressed syntaxes become each other without loss", arguments: native, native)
    func uncompressed(from: TransferSyntax, to: TransferSyntax) throws {
        let elements = Self.image(samples: 1, bits: 16, photometric: "MONOCHROME2", signed: 1)
        let bytes = try Self.encode(elements, from)
        let converted = try convert(bytes, from, to)
        #expect(converted.count % 2 == 0)
        #expect(try values(converted, to) == values(bytes, from))
        #expect(try convert(bytes, from, to) == converted)
    }

    static let images = [
        ("MONOCHROME2", UInt16(1), UInt16(8), UInt16(0)), ("MONOCHROME2", 1, 16, 0), ("MONOCHROME1", 1, 16, 1),
        ("RGB", 3, 8, 0), ("YBR_FULL", 3, 8, 0),
    ]
    static let encoders: [(String, [String])] = [
        ("dcmcrle", []), ("dcmcjpeg", ["+el", "+tl"]), ("dcmcjpeg", ["+e1", "+tl"]), ("dcmcjpls", ["+el"]),
    ]

    @Test(
        "reversibly compressed images become what the encoder was given, in colour and in grey",
        .enabled(
            if: Command.exists("dcmcjpeg") && Command.exists("dcmcjpls") && Command.exists("dcmcrle"), "needs dcmtk"),
        arguments: images.indices, encoders.indices)
    func compressed(image: Int, encoder: Int) throws {
        let (photometric, samples, bits, signed) = Self.images[image]
        let elements = Self.image(samples: samples, bits: bits, photometric: photometric, signed: signed)
        let plain = Encoder.encode(elements, .explicitLittle)
        let input = try TemporaryFile(Part10.header(.explicitLittleEndian) + plain), output = try TemporaryFile()
        let (tool, options) = Self.encoders[encoder]
        try #require(try Command.run(tool, options + [input.path, output.path]).status == 0)
        let found = try FileProbe.probe(path: output.path)
        #expect(found.transferSyntax.encoding == .encapsulated)
        for to in Self.native {
            let converted = try convert(output.bytes(), offset: found.offset, found.transferSyntax, to)
            let after = try run(converted, to, limits: .init(inlineLimit: 1 << 20))
            let before = try run(plain, .explicitLittleEndian, limits: .init(inlineLimit: 1 << 20))
            for tag in [Tag(0x0028, 0x0004), Tag(0x0028, 0x0006), Tag(0x0008, 0x0018), .pixelData] {
                #expect(
                    after.seen.first { $0.tag == tag }?.value == before.seen.first { $0.tag == tag }?.value, "\(tag)")
            }
        }
    }

    @Test(
        "lossy and unknown codecs, and compressing, are refused, and no file is left",
        arguments: [
            ("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.1"), ("1.2.840.10008.1.2.4.81", "1.2.840.10008.1.2.1"),
            ("1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2"), ("1.2.840.10008.1.2.1", "1.2.840.10008.1.2.5"),
            ("1.2.3.4", "1.2.840.10008.1.2.1"), ("1.2.840.10008.1.2.1", "1.2.3.4"),
            ("1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.1"),
        ])
    func refused(from: String, to: String) throws {
        let damaged = Encoder.encode(
            Self.image(samples: 1, bits: 8, photometric: "MONOCHROME2").dropLast() + [
                .fragments(.pixelData, [[], [0xFF, 0xD8, 1, 2]])
            ], .explicitLittle)
        let input = try TemporaryFile(damaged)
        let output = input.path + ".out"
        #expect(throws: DimseError(.transferSyntax)) {
            try Conversion.convert(
                path: input.path, offset: 0, from: TransferSyntax(uid: from), to: TransferSyntax(uid: to),
                output: output)
        }
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test("a data set that cannot be read is not converted")
    func unreadable() throws {
        let bytes = Encoder.encode(HostileDataSetTests.head, .explicitLittle)
        #expect(throws: DimseError(.truncated)) {
            _ = try convert(bytes.dropLast(), .explicitLittleEndian, .implicitLittleEndian)
        }
    }
}
