@testable import DataSets
import Dicom
import Foundation
import Testing

@Suite("Other toolkits see the same data set before and after", .enabled(if: Command.exists("dcmdump"), "needs dcmtk"))
struct PeerComparisonTests {
    /// Elements as dcmdump prints them, lengths of sequences and items aside.
    private func dump(_ bytes: [UInt8], _ syntax: TransferSyntax) throws -> [Substring] {
        let file = try TemporaryFile(Part10.header(syntax) + bytes)
        let result = try Command.run("dcmdump", ["-M", "+L", "-Un", file.path])
        #expect(result.status == 0)
        return result.output.split(separator: "\n").filter {
            $0.contains("(") && !$0.contains("(fffe,") && !$0.contains("SQ (Seq")
        }
    }

    @Test("dcmdump prints the same elements", arguments: Coding.allCases)
    func dcmdump(coding: Coding) throws {
        let bytes = Encoder.encode(
            DataSetReadingTests.everyVR.dropLast()
                + [
                    .sequence(Tag(0x0088, 0x0200), [[.uint16(0x0028, 0x0010, 1)], []], undefined: true),
                    .value(.pixelData, "OW", [UInt8](repeating: 5, count: 8000)),
                ].sorted { DataSetReadingTests.tag($0) < DataSetReadingTests.tag($1) }, coding)
        let after = try run(bytes, coding.transferSyntax).bytes
        let lines = try dump(bytes, coding.transferSyntax)
        #expect(lines.count > 30)
        #expect(try dump(after, coding.transferSyntax) == lines)
    }

    /// dcmconv cuts padding off and puts one character of it back where needed.
    private func unpadded(_ seen: Seen) -> Seen {
        var copy = seen
        while copy.vr.isText, let last = copy.value?.last, last == 0x20 || last == 0 { copy.value?.removeLast() }
        return copy
    }

    @Test(
        "what dcmconv writes is read as what it was given",
        arguments: [
            ("+te", Coding.explicitLittle), ("+tb", .explicitBig), ("+ti", .implicitLittle),
        ], ["+e", "-e"])
    func dcmconv(option: (String, Coding), lengths: String) throws {
        let bytes = Encoder.encode(DataSetReadingTests.everyVR, .explicitLittle)
        let input = try TemporaryFile(Part10.header(.explicitLittleEndian) + bytes), output = try TemporaryFile()
        #expect(try Command.run("dcmconv", [option.0, lengths, "+g", input.path, output.path]).status == 0)
        let found = try FileProbe.probe(path: output.path)
        #expect(found.transferSyntax == option.1.transferSyntax)
        let converted = Array(try output.bytes().dropFirst(Int(found.offset)))
        let seen = try run(converted, found.transferSyntax).seen.filter { !$0.tag.isGroupLength }
        #expect(seen.map(unpadded) == (try run(bytes, .explicitLittleEndian)).seen.map(unpadded))
    }
}
