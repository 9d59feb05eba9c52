@testable import BridgeErrors
@testable import DataSets
import Dicom
import Testing

@Suite("FileProbe")
struct FileProbeTests {
    private func probe(_ bytes: [UInt8]) throws -> FileProbe {
        let file = try TemporaryFile(bytes)
        return try FileProbe.probe(path: file.path)
    }

    @Test(
        "a Part 10 file tells its offset and transfer syntax, with or without preamble",
        arguments: [
            TransferSyntax.implicitLittleEndian, .explicitLittleEndian, .explicitBigEndian,
            .deflatedExplicitLittleEndian,
            .jpegBaseline, TransferSyntax(uid: "1.2.840.10008.1.2.4.203"), TransferSyntax(uid: "1.2.3.4.5"),
        ], [true, false])
    func part10(syntax: TransferSyntax, preamble: Bool) throws {
        let header = Part10.header(syntax, preamble: preamble)
        let found = try probe(header + Encoder.encode(HostileDataSetTests.head, .explicitLittle))
        #expect((found.offset, found.transferSyntax, found.hasMeta) == (UInt64(header.count), syntax, true))
    }

    @Test("a bare data set tells its layout", arguments: Coding.allCases)
    func bare(coding: Coding) throws {
        let found = try probe(Encoder.encode(DataSetReadingTests.everyVR, coding))
        #expect((found.offset, found.transferSyntax, found.hasMeta) == (0, coding.transferSyntax, false))
        let short = try probe(Encoder.encode(HostileDataSetTests.head, coding))
        #expect(short.transferSyntax == coding.transferSyntax)
    }

    @Test("a preamble without meta header is looked through", arguments: Coding.allCases)
    func noMeta(coding: Coding) throws {
        let bytes =
            [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + Encoder.encode(DataSetReadingTests.everyVR, coding)
        let found = try probe(bytes)
        #expect((found.offset, found.transferSyntax, found.hasMeta) == (132, coding.transferSyntax, false))
    }

    static let others: [[UInt8]] = [
        [], [0], Array("Just some text, longer than a header could be, and then some more of it.".utf8),
        [UInt8](repeating: 0, count: 4000), [UInt8](repeating: 0xFF, count: 4000),
        Array("\u{7F}ELF".utf8) + (0...255).map { $0 },
        Array("%PDF-1.7\n%".utf8) + [UInt8](repeating: 0xE2, count: 200), [0x08, 0x00, 0x05, 0x00, 0x43],
        Array("{\"00080005\":{\"vr\":\"CS\"}}".utf8),
        [UInt8](repeating: 0, count: 128) + Array("DICM".utf8), Part10.header(.explicitLittleEndian).dropLast(30) + [],
    ]

    @Test("other files are not DICOM", arguments: others.indices)
    func noDicom(index: Int) throws {
        #expect(throws: DimseError(.unreadable)) { _ = try probe(Self.others[index]) }
    }

    @Test("lengths in the meta header that lie are no trouble", arguments: [UInt32.max, 0x7FFF_FFFF, 5000])
    func lies(length: UInt32) throws {
        var encoder = Encoder(coding: .explicitLittle, bytes: [UInt8](repeating: 0, count: 128) + Array("DICM".utf8))
        encoder.header(Tag(0x0002, 0x0001), "OB", length)
        #expect(throws: DimseError(.unreadable)) { _ = try probe(encoder.bytes + [0, 1]) }
    }

    @Test("what cannot be opened is an I/O error")
    func noFile() {
        #expect(throws: DimseError(.io)) { _ = try FileProbe.probe(path: "/nonexistent") }
    }

    @Test("data sets of files count their ranges from the file's first byte")
    func offsets() throws {
        let header = Part10.header(.explicitLittleEndian)
        let pixels = [UInt8](repeating: 3, count: 9000)
        let head = Encoder.encode(HostileDataSetTests.head, .explicitLittle)
        let file = try TemporaryFile(
            header + head + Encoder.encode([.value(.pixelData, "OW", pixels)], .explicitLittle))
        let found = try FileProbe.probe(path: file.path)
        let dataSet = try DataSet(path: file.path, offset: found.offset, transferSyntax: found.transferSyntax)
        #expect(
            try dataSet.encoded().segments == [
                .own(0..<head.count), .original(offset: UInt64(header.count + head.count), length: 9012),
            ])
    }
}
