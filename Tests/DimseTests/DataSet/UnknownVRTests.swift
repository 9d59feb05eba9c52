@testable import DataSets
import Dicom
import Testing

@Suite("Elements of VR UN")
struct UnknownVRTests {
    private func un(_ group: UInt16, _ element: UInt16, _ value: [UInt8]) -> TestElement {
        .value(Tag(group, element), "UN", value)
    }

    @Test(
        "known attributes get the dictionary's VR if the value can be of it",
        arguments: [Coding.explicitLittle, .explicitBig])
    func resolved(coding: Coding) throws {
        let items = Encoder.encode(
            [.sequence(Tag(0x0008, 0x1140), [[.text(0x0008, 0x1155, "UI", "1.2.9\0")]], undefined: true)],
            .implicitLittle)
        let bytes = Encoder.encode(
            [
                un(0x0008, 0x0018, Array("1.2.3\0".utf8)), un(0x0008, 0x1140, Array(items.dropFirst(8).dropLast(8))),
                un(0x0010, 0x0010, Array("Doe^Jane".utf8)), un(0x0010, 0x0040, []),
                un(0x0010, 0x4000, Array(String(repeating: "abcd", count: 2000).utf8)),
                un(0x0020, 0x0013, [0x31, 0x01]), un(0x0028, 0x0010, [0x34, 0x12]), un(0x0028, 0x0011, [1, 2, 3, 4]),
                un(0x0028, 0x0030, [1, 2, 3]), un(0x0011, 0x1001, [1, 2]), un(0x0010, 0xFF02, [1, 2]),
            ].sorted { DataSetReadingTests.tag($0) < DataSetReadingTests.tag($1) }, coding)
        let outcome = try run(bytes, coding.transferSyntax)
        func vr(_ group: UInt16, _ element: UInt16) -> VR? { outcome.first(group, element)?.vr }
        #expect(vr(0x0008, 0x0018) == .UI)
        #expect(vr(0x0008, 0x1140) == .SQ)
        #expect(outcome.first(0x0008, 0x1155)?.value == Array("1.2.9\0".utf8))
        #expect(vr(0x0010, 0x0010) == .PN)
        #expect(vr(0x0010, 0x0040) == .CS)
        #expect(vr(0x0010, 0x4000) == .LT)
        #expect(outcome.first(0x0010, 0x4000)?.value?.count == 8000)
        #expect(vr(0x0020, 0x0013) == .UN)
        #expect(vr(0x0028, 0x0010) == .US)
        #expect(outcome.first(0x0028, 0x0010)?.value == [0x34, 0x12])
        #expect(vr(0x0028, 0x0030) == .UN)
        #expect(vr(0x0011, 0x1001) == .UN)
        #expect(vr(0x0010, 0xFF02) == .UN)
        // It is written with those VRs, and then needs no resolving.
        let again = try run(outcome.bytes, coding.transferSyntax)
        #expect(again.seen.map(\.vr) == outcome.seen.map(\.vr))
        #expect(again.first(0x0028, 0x0010)?.value == [0x34, 0x12])
        #expect(again.first(0x0008, 0x1155)?.value == Array("1.2.9\0".utf8))
    }

    @Test("long values keep their bytes and still stay in the file", arguments: [Coding.explicitLittle, .explicitBig])
    func longPixels(coding: Coding) throws {
        let pixels = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 3) }
        let outcome = try run(Encoder.encode([un(0x7FE0, 0x0010, pixels)], coding), coding.transferSyntax)
        #expect(outcome.seen[0].vr == .OW)
        #expect(outcome.elements[0].length == 20_000)
        let file = try TemporaryFile(outcome.bytes)
        let again = try DataSet(path: file.path, offset: 0, transferSyntax: coding.transferSyntax)
        #expect(try again.load(0) == pixels)
    }

    @Test("groups that no data set may have are read inside private sequences, and only there")
    func foreignGroups() throws {
        let inside: [TestElement] = [
            .text(0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1\0"), .text(0x0008, 0x0018, "UI", "1.2.3\0"),
        ]
        let creator = TestElement.text(0x0009, 0x0010, "LO", "ACME")
        let items = Encoder.encode([.sequence(Tag(0x0009, 0x1001), [inside], undefined: false)], .implicitLittle).dropFirst(8)
        for coding in Coding.allCases {
            let private_ = TestElement.sequence(Tag(0x0009, 0x1001), [inside], undefined: true)
            let deeper = TestElement.sequence(
                Tag(0x0009, 0x1001), [[.sequence(Tag(0x0008, 0x1140), [inside], undefined: true)]], undefined: true)
            for element in [private_, deeper, un(0x0009, 0x1001, Array(items))] {
                let outcome = try run(Encoder.encode([creator, element], coding), coding.transferSyntax)
                #expect(outcome.first(0x0002, 0x0010)?.value == Array("1.2.840.10008.1.2.1\0".utf8))
                #expect(try run(outcome.bytes, coding.transferSyntax).seen == outcome.seen)
            }
            let public_ = TestElement.sequence(Tag(0x0008, 0x1140), [inside], undefined: true)
            #expect(try failure(Encoder.encode([public_], coding), coding.transferSyntax) == .unreadable)
        }
    }

    @Test("sequences in UN, however long, are looked into, and what they hold keeps its bytes", arguments: [false, true])
    func longSequence(undefined: Bool) throws {
        let contour = (0..<9000).map { "\($0).25" }.joined(separator: "\\") + " "
        let inside: [[TestElement]] = (0..<3).map { _ in
            [.text(0x3006, 0x0050, "DS", contour), .text(0x3006, 0x0084, "IS", "1 ")]
        }
        let items = Encoder.encode(
            [.sequence(Tag(0x3006, 0x0040), inside, undefined: true)], .implicitLittle)
        let outer: TestElement =
            undefined
            ? .unknownSequence(Tag(0x3006, 0x0040), inside)
            : un(0x3006, 0x0040, Array(items.dropFirst(8).dropLast(8)))
        for coding in [Coding.explicitLittle, .explicitBig] {
            let outcome = try run(Encoder.encode([outer], coding), coding.transferSyntax)
            #expect(outcome.seen.map(\.vr) == [.SQ, .DS, .IS, .DS, .IS, .DS, .IS])
            let areWhole = outcome.seen.filter { $0.vr == .DS }.allSatisfy { $0.value == Array(contour.utf8) }
            let isSame = try run(outcome.bytes, coding.transferSyntax).seen == outcome.seen
            #expect(areWhole && isSame)
        }
    }

    @Test(
        "UN of undefined length is a sequence in Implicit VR Little Endian",
        arguments: [Coding.explicitLittle, .explicitBig])
    func undefinedLength(coding: Coding) throws {
        let bytes = Encoder.encode(
            [
                .text(0x0009, 0x0010, "LO", "ACME"),
                .unknownSequence(
                    Tag(0x0009, 0x1001), [[.text(0x0010, 0x0010, "PN", "Doe^Jane"), .uint16(0x0028, 0x0010, 258)]]),
                .text(0x0010, 0x0020, "LO", "ID"),
            ], coding)
        let outcome = try run(bytes, coding.transferSyntax)
        #expect(outcome.seen.map(\.vr) == [.LO, .SQ, .PN, .US, .LO])
        #expect(outcome.seen[3].value == [2, 1])
        #expect(try run(outcome.bytes, coding.transferSyntax).seen == outcome.seen)
    }

    @Test("private values that are items all through are sequences, in Implicit VR too; others stay bytes")
    func privateSequence() throws {
        func items(_ elements: [TestElement]) -> [UInt8] {
            Array(
                Encoder.encode([.sequence(Tag(0x0009, 0x1001), [elements], undefined: true)], .implicitLittle)
                    .dropFirst(8).dropLast(8))
        }
        let inner = items([.text(0x0010, 0x0010, "PN", "Doe^Jane"), .text(0x0010, 0x0020, "LO", "ID")])
        let outer = items([.text(0x0009, 0x0010, "LO", "ACME"), un(0x0009, 0x1002, inner)])
        for coding in [Coding.explicitLittle, .explicitBig, .implicitLittle] {
            let bytes = Encoder.encode(
                [
                    .text(0x0009, 0x0010, "LO", "ACME"), un(0x0009, 0x1001, outer),
                    un(0x0009, 0x1003, Array(outer.dropLast(2))), un(0x0009, 0x1004, [0xFE, 0xFF, 0x00, 0xE0]),
                ], coding)
            let outcome = try run(bytes, coding.transferSyntax)
            #expect(outcome.first(0x0009, 0x1001)?.vr == .SQ && outcome.first(0x0009, 0x1002)?.vr == .SQ)
            #expect(outcome.first(0x0010, 0x0010)?.vr == .PN)
            #expect(outcome.first(0x0009, 0x1003)?.vr == .UN && outcome.first(0x0009, 0x1004)?.vr == .UN)
            #expect(try run(outcome.bytes, coding.transferSyntax).seen == outcome.seen)
        }
    }

    @Test("sequences in UN count for the depth limit")
    func depth() throws {
        let items = Encoder.encode(
            [.sequence(Tag(0x0008, 0x1140), [[.text(0x0008, 0x1155, "UI", "1.2.9\0")]], undefined: true)],
            .implicitLittle)
        let outer: TestElement = .sequence(
            Tag(0x0008, 0x1140), [[un(0x0008, 0x2112, Array(items.dropFirst(8).dropLast(8)))]], undefined: false)
        let bytes = Encoder.encode([outer], .explicitLittle)
        #expect(try failure(bytes, .explicitLittleEndian, limits: .init(maximumDepth: 2)) == nil)
        #expect(try failure(bytes, .explicitLittleEndian, limits: .init(maximumDepth: 1)) == .tooDeep)
    }

    @Test("a VR of the future has a 32-bit length and counts as UN")
    func futureVR() throws {
        let bytes = Encoder.encode(
            [.value(Tag(0x0011, 0x1001), "ZZ", [1, 2]), .text(0x0020, 0x0010, "SH", "S1")], .explicitLittle)
        let outcome = try run(bytes, .explicitLittleEndian)
        #expect(outcome.seen.map(\.vr) == [.UN, .SH])
        #expect(try run(outcome.bytes, .explicitLittleEndian).seen == outcome.seen)
    }
}
