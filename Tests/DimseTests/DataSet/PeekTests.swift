@testable import DataSets
import Dicom
import Testing

@Suite("SOP Class and Instance UID out of a prefix")
struct PeekTests {
    private func peek(_ bytes: [UInt8], _ syntax: TransferSyntax) -> [String]? {
        bytes.withUnsafeBytes { DataSet.peekIdentity(prefix: $0, transferSyntax: syntax) }
            .map { [$0.sopClassUID, $0.sopInstanceUID] }
    }

    @Test("both are found, with odd things before them and nothing needed after", arguments: Coding.allCases)
    func found(coding: Coding) throws {
        let before: [TestElement] = [
            .value(Tag(0x0008, 0x0000), "UL", [1, 0, 0, 0]), .text(0x0008, 0x0005, "CS", "ISO_IR 100"),
            .sequence(
                Tag(0x0008, 0x0006),
                [[.text(0x0008, 0x0016, "UI", "9.9.9\0"), .text(0x0008, 0x0018, "UI", "9.9.9\0")]], undefined: true),
        ]
        let bytes = Encoder.encode(before + HostileDataSetTests.head, coding)
        #expect(peek(bytes, coding.transferSyntax) == ["1.2.840.10008.5.1.4.1.1.7", "1.2.3.4"])
        #expect(peek(bytes + [1, 2, 3], coding.transferSyntax) == ["1.2.840.10008.5.1.4.1.1.7", "1.2.3.4"])
        for count in 0..<bytes.count { #expect(peek(Array(bytes.prefix(count)), coding.transferSyntax) == nil) }
    }

    @Test("in a deflated data set too, from a prefix of it")
    func deflated() throws {
        let noise = (0..<200_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }
        let elements = HostileDataSetTests.head + [.value(.pixelData, "OB", noise)]
        let bytes = try Deflate.raw(Encoder.encode(elements, .explicitLittle))
        let expected = ["1.2.840.10008.5.1.4.1.1.7", "1.2.3.4"]
        #expect(peek(Array(bytes.prefix(10_000)), .deflatedExplicitLittleEndian) == expected)
        #expect(peek(bytes, .deflatedExplicitLittleEndian) == expected)
        #expect(peek([0xFF, 0xFF, 0xFF], .deflatedExplicitLittleEndian) == nil)
    }

    @Test("padding goes, in whatever form", arguments: ["1.2.3.4", "1.2.3.4\0", "1.2.3.4 ", " 1.2.3.4\0\0 "])
    func padding(value: String) {
        let bytes = Encoder.encode(
            [.text(0x0008, 0x0016, "UI", "1.2\0"), .text(0x0008, 0x0018, "UI", value)], .explicitLittle)
        #expect(peek(bytes, .explicitLittleEndian) == ["1.2", "1.2.3.4"])
    }

    @Test(
        "missing, empty, over-long and illegible UIDs are not found",
        arguments: [
            "", "\0\0", String(repeating: "1", count: 65), String(repeating: "1", count: 1000), "1.2\u{1}3", "1.2\0.3",
        ])
    func notFound(value: String) {
        let bytes = Encoder.encode(
            [
                .text(0x0008, 0x0016, "UI", "1.2\0"), .text(0x0008, 0x0018, "UI", value),
                .text(0x0008, 0x0060, "CS", "CT"),
            ],
            .explicitLittle)
        #expect(peek(bytes, .explicitLittleEndian) == nil)
        #expect(
            peek(Encoder.encode([.text(0x0008, 0x0016, "UI", "1.2\0")], .explicitLittle), .explicitLittleEndian) == nil)
    }

    @Test("64 characters are a UID")
    func longest() {
        let uid = "1." + String(repeating: "2", count: 62)
        let bytes = Encoder.encode(
            [.text(0x0008, 0x0016, "UI", "1.2\0"), .text(0x0008, 0x0018, "UI", uid)], .explicitLittle)
        #expect(peek(bytes, .explicitLittleEndian) == ["1.2", uid])
    }

    @Test("noise, deep nesting and unknown syntaxes have none")
    func noise() {
        var random = SeededGenerator(state: 5)
        for _ in 0..<500 {
            let bytes = (0..<300).map { _ in UInt8.random(in: 0...255, using: &random) }
            for syntax in Coding.allCases.map(\.transferSyntax) + [.deflatedExplicitLittleEndian] {
                #expect(peek(bytes, syntax) == nil)
            }
        }
        var encoder = Encoder(coding: .explicitLittle)
        for _ in 0..<10_000 {
            encoder.header(Tag(0x0008, 0x0006), "SQ", .max)
            encoder.item(.max, .explicitLittle)
        }
        #expect(peek(encoder.bytes, .explicitLittleEndian) == nil)
        #expect(peek(Encoder.encode(HostileDataSetTests.head, .explicitLittle), TransferSyntax(uid: "1.2.3")) == nil)
    }
}
