@testable import BridgeErrors
@testable import DataSets
import Dicom
import Testing

@Suite("Hostile and broken data sets")
struct HostileDataSetTests {
    static let head: [TestElement] = [
        .text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.7\0"), .text(0x0008, 0x0018, "UI", "1.2.3.4\0"),
    ]

    private func code(_ elements: [TestElement], _ coding: Coding = .explicitLittle, limits: DataSet.Limits = .standard)
        throws
        -> DimseError.Code?
    {
        try failure(Encoder.encode(Self.head + elements, coding), coding.transferSyntax, limits: limits)
    }

    @Test(
        "cut at any byte, a data set is truncated or a shorter one, and never anything else", arguments: Coding.allCases
    )
    func truncation(coding: Coding) throws {
        let elements =
            Self.head + [
                .sequence(Tag(0x0008, 0x1140), [[.text(0x0008, 0x1155, "UI", "1.2.4\0")]], undefined: true),
                .sequence(Tag(0x0040, 0xA170), [[.text(0x0008, 0x0100, "SH", "C1")], []], undefined: false),
                .value(.pixelData, "OW", [1, 2, 3, 4]),
            ]
        let bytes = Encoder.encode(elements, coding)
        let ends = Set((1...elements.count).map { Encoder.encode(Array(elements.prefix($0)), coding).count })
        for count in 0..<bytes.count {
            let code = try failure(Array(bytes.prefix(count)), coding.transferSyntax)
            #expect(code == (ends.contains(count) ? nil : .truncated), "cut at \(count)")
        }
    }

    @Test("cut at any byte, encapsulated pixel data is truncated")
    func truncatedFragments() throws {
        let bytes = Encoder.encode(Self.head + [.fragments(.pixelData, [[], [1, 2, 3, 4]])], .explicitLittle)
        let start = Encoder.encode(Self.head, .explicitLittle).count
        for count in (start + 1)..<bytes.count {
            #expect(try failure(Array(bytes.prefix(count)), .jpegBaseline) == .truncated, "cut at \(count)")
        }
    }

    @Test("cut at any byte, a deflated data set is truncated")
    func truncatedDeflated() throws {
        let bytes = try Deflate.raw(Encoder.encode(DataSetReadingTests.everyVR, .explicitLittle))
        for count in 0..<bytes.count {
            #expect(try failure(Array(bytes.prefix(count)), .deflatedExplicitLittleEndian) == .truncated)
        }
    }

    @Test("nesting beyond the limit never reaches the parser", arguments: [false, true], [17, 200, 100_000])
    func depth(defined: Bool, levels: Int) throws {
        var encoder = Encoder(coding: .explicitLittle)
        for level in 0..<levels {
            // Defined lengths that would hold all that follows.
            let left = UInt32((levels - level) * 20 - 12)
            encoder.header(Tag(0x0040, 0xA730), "SQ", defined ? left : .max)
            encoder.item(defined ? left - 8 : .max, .explicitLittle)
        }
        #expect(try code([.raw(encoder.bytes)], limits: .init(maximumDepth: 16)) == .tooDeep)
    }

    @Test("the deepest nesting that is allowed fits a small stack")
    func allowedDepth() throws {
        var inner: [TestElement] = [.text(0x0008, 0x0100, "SH", "C1")]
        for _ in 0..<128 { inner = [.sequence(Tag(0x0040, 0xA730), [inner], undefined: false)] }
        #expect(try code(inner) == nil)
        #expect(try code([.sequence(Tag(0x0040, 0xA730), [inner], undefined: false)]) == .tooDeep)
    }

    @Test("elements and items beyond the limit are refused")
    func count() throws {
        let empty = [[TestElement]](repeating: [], count: 50)
        let limits = DataSet.Limits(maximumMemory: 50 * 512 + 400)
        #expect(try code([.sequence(Tag(0x0008, 0x1140), empty, undefined: false)], limits: limits) == .tooLarge)
        let many = (0..<50).map { TestElement.value(Tag(0x0009, 0x1000 + $0), "UN", []) }
        #expect(try code(many, limits: limits) == .tooLarge)
        #expect(try code(Array(many.prefix(48)), limits: limits) == nil)
    }

    @Test("a deflated data set may not unfold to more than the limit")
    func bomb() throws {
        let zeros = [UInt8](repeating: 0, count: 3_000_000)
        let bytes = try Deflate.raw(Encoder.encode(Self.head + [.value(.pixelData, "OB", zeros)], .explicitLittle))
        #expect(bytes.count < 10_000)
        let limits = DataSet.Limits(maximumInflated: 1_000_000)
        #expect(try failure(bytes, .deflatedExplicitLittleEndian, limits: limits) == .tooLarge)
        #expect(try failure(bytes, .deflatedExplicitLittleEndian) == nil)
    }

    @Test("lengths that promise gigabytes are refused before anything is allocated", arguments: Coding.allCases)
    func promises(coding: Coding) throws {
        var encoder = Encoder(coding: coding)
        encoder.header(Tag(0x0040, 0xA160), "UT", 0xFFFF_FFF0)
        #expect(try code([.raw(encoder.bytes + [1, 2, 3, 4])], coding) == .truncated)
    }

    static let malformed: [(String, [UInt8])] = {
        func bytes(_ build: (inout Encoder) -> Void) -> [UInt8] {
            var encoder = Encoder(coding: .explicitLittle)
            build(&encoder)
            return encoder.bytes + [UInt8](repeating: 0x20, count: 40)
        }
        let inner = Encoder.encode([.text(0x0008, 0x0100, "SH", "C1")], .explicitLittle)
        return [
            ("no VR", bytes { $0.header(Tag(0x0010, 0x0010), "  ", 0) }),
            ("lower case VR", bytes { $0.header(Tag(0x0010, 0x0010), "ox", 0) }),
            ("undefined length on text", bytes { $0.header(Tag(0x0040, 0xA160), "UT", .max) }),
            ("undefined length on OB", bytes { $0.header(Tag(0x0042, 0x0011), "OB", .max) }),
            ("item at top level", bytes { $0.item(0, .explicitLittle) }),
            ("delimiter at top level", bytes { $0.delimiter(0xE00D, .explicitLittle) }),
            ("group 0002", bytes { $0.append(.text(0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1\0")) }),
            ("group 0004", bytes { $0.header(Tag(0x0004, 0x1220), "SQ", 0) }),
            ("group 0000", bytes { $0.append(.uint16(0x0000, 0x0100, 1)) }),
            (
                "element in a sequence",
                bytes {
                    $0.header(Tag(0x0008, 0x1140), "SQ", .max)
                    $0.bytes += inner
                }
            ),
            (
                "item longer than its sequence",
                bytes {
                    $0.header(Tag(0x0008, 0x1140), "SQ", UInt32(inner.count + 8))
                    $0.item(UInt32(inner.count + 2), .explicitLittle)
                    $0.bytes += inner
                }
            ),
            (
                "element longer than its item",
                bytes {
                    $0.header(Tag(0x0008, 0x1140), "SQ", UInt32(inner.count + 6))
                    $0.item(UInt32(inner.count - 2), .explicitLittle)
                    $0.bytes += inner
                }
            ),
            (
                "delimiter in the middle of an item",
                bytes {
                    $0.header(Tag(0x0008, 0x1140), "SQ", UInt32(inner.count + 24))
                    $0.item(UInt32(inner.count + 16), .explicitLittle)
                    $0.bytes += inner
                    $0.delimiter(0xE00D, .explicitLittle)
                    $0.delimiter(0xE00D, .explicitLittle)
                }
            ),
            (
                "sequence delimiter for an item's",
                bytes {
                    $0.header(Tag(0x0008, 0x1140), "SQ", .max)
                    $0.item(.max, .explicitLittle)
                    $0.bytes += inner
                    $0.delimiter(0xE0DD, .explicitLittle)
                }
            ),
            ("encapsulated pixels in a native syntax", bytes { $0.append(.fragments(.pixelData, [[], [1, 2]])) }),
        ]
    }()

    @Test("what breaks the grammar is unreadable", arguments: malformed.indices)
    func grammar(index: Int) throws {
        let (name, bytes) = Self.malformed[index]
        #expect(try code([.raw(bytes)]) == .unreadable, "\(name)")
    }

    @Test("native pixels in an encapsulated syntax are unreadable, not misread")
    func nativeInEncapsulated() throws {
        let bytes = Encoder.encode(Self.head + [.value(.pixelData, "OW", [1, 2])], .explicitLittle)
        #expect(try failure(bytes, .jpegBaseline) == .unreadable)
    }

    @Test(
        "the wrong transfer syntax is noticed",
        arguments: [
            (Coding.explicitLittle, Coding.explicitBig), (.explicitBig, .explicitLittle),
            (.implicitLittle, .explicitLittle),
            (.implicitLittle, .explicitBig), (.explicitLittle, .implicitLittle),
        ])
    func wrongSyntax(written: Coding, read: Coding) throws {
        let bytes = Encoder.encode(DataSetReadingTests.everyVR, written)
        let code = try failure(bytes, read.transferSyntax)
        #expect(code == .unreadable || code == .truncated)
    }

    @Test(
        "a layout that is not known is refused",
        arguments: [
            "1.2.840.10008.1.2.4.94", "1.2.840.10008.1.2.4.5", "1.2.840.10008.1.2.4.050", "1.2.840.113619.5.2", "",
            "1.2.3",
            "1.2.840.10008.1.2.4.", "1.2.840.10008.1.2.4.204", "1.2.840.10008.1.2.4.205", "1.2.840.10008.1.2.4.50.1",
            "1.2.840.10008.1.2.4.100.2", "1.2.840.10008.1.2.4.100.1.1", "1.2.840.10008.1.2.8",
        ])
    func syntax(uid: String) throws {
        #expect(try failure(Encoder.encode(Self.head, .explicitLittle), TransferSyntax(uid: uid)) == .transferSyntax)
    }

    @Test("the bridge knows the layouts that TransferSyntax knows, and no others")
    func layouts() throws {
        let numbers =
            (0...260).map { "1.2.840.10008.1.2.4.\($0)" } + (0...110).map { "1.2.840.10008.1.2.1.\($0)" }
            + (0...120).map { "1.2.840.10008.1.2.4.\($0).1" } + (0...9).map { "1.2.840.10008.1.2.8.\($0)" }
        for uid in numbers + ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.5"] {
            let syntax = TransferSyntax(uid: uid)
            let code = try failure([0], syntax)
            #expect((code == .transferSyntax) == (syntax.encoding == nil), "\(uid)")
        }
    }

    @Test("an element twice is unreadable, unless both are the same byte for byte")
    func twice() throws {
        let name = TestElement.text(0x0010, 0x0010, "PN", "Doe^Jane")
        #expect(try code([name, .text(0x0010, 0x0010, "PN", "Roe^Anne")]) == .unreadable)
        #expect(try code([name, .text(0x0010, 0x0020, "LO", "ID"), name]) == .unreadable)
        #expect(try code([name, name]) == nil)
    }

    @Test("elements out of order are sorted, if it takes no forever")
    func order() throws {
        let elements = Self.head + [.text(0x0020, 0x0010, "SH", "S1"), .text(0x0010, 0x0020, "LO", "ID")]
        let outcome = try run(Encoder.encode(elements, .explicitLittle), .explicitLittleEndian)
        #expect(outcome.seen.map(\.tag.group) == [8, 8, 0x10, 0x20])
        #expect(try run(outcome.bytes, .explicitLittleEndian).seen == outcome.seen)
        let backwards = (0..<0xF000).reversed().map { TestElement.value(Tag(0x0009, 0x1000 + $0), "UN", []) }
        #expect(try code(backwards) == .unreadable)
    }

    @Test("needless delimiters and delimiters with a length lose nothing")
    func leniency() throws {
        let inner = Encoder.encode([.text(0x0008, 0x0100, "SH", "C1")], .explicitLittle)
        var encoder = Encoder(coding: .explicitLittle)
        encoder.header(Tag(0x0008, 0x1140), "SQ", UInt32(inner.count + 24))
        encoder.item(UInt32(inner.count + 8), .explicitLittle)
        encoder.bytes += inner
        encoder.delimiter(0xE00D, .explicitLittle)
        encoder.delimiter(0xE0DD, .explicitLittle)
        encoder.header(Tag(0x0040, 0xA170), "SQ", .max)
        encoder.item(.max, .explicitLittle)
        encoder.bytes += inner + [0xFE, 0xFF, 0x0D, 0xE0, 4, 0, 0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 1, 0, 0, 0]
        encoder.append(.text(0x0040, 0xA730, "SQ", ""))
        let outcome = try run(Encoder.encode(Self.head, .explicitLittle) + encoder.bytes, .explicitLittleEndian)
        #expect(outcome.seen.map(\.tag.element) == [0x16, 0x18, 0x1140, 0x100, 0xA170, 0x100, 0xA730])
        #expect(try run(outcome.bytes, .explicitLittleEndian).seen == outcome.seen)
    }

    static let leftOver: [[UInt8]] = [
        [0], [UInt8](repeating: 0, count: 7), [UInt8](repeating: 0, count: 5000), Array("PATIENT^NAME and more".utf8),
        [0x42],
        [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0], [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + [2, 0, 0, 0],
    ]

    @Test("bytes behind the pixels belong to nothing and do not come out", arguments: leftOver)
    func trailing(rest: [UInt8]) throws {
        let native = Encoder.encode(Self.head + [.value(.pixelData, "OW", [1, 2, 3, 4])], .explicitLittle)
        let outcome = try run(native + rest, .explicitLittleEndian)
        #expect(outcome.trailing == UInt64(rest.count))
        #expect(outcome.bytes == native)
        let compressed = Encoder.encode(Self.head + [.fragments(.pixelData, [[], [1, 2]])], .explicitLittle)
        #expect(try run(compressed + rest, .jpegBaseline).trailing == UInt64(rest.count))
        #expect(try run(compressed + rest, .jpegBaseline).bytes == compressed)
    }

    @Test("without pixels, zeros to the end are padding, and anything else is unreadable")
    func trailingWithoutPixels() throws {
        let bytes = Encoder.encode(Self.head, .explicitLittle)
        #expect(try run(bytes + [UInt8](repeating: 0, count: 512), .explicitLittleEndian).trailing == 512)
        #expect(try failure(bytes + Array("PATIENT^NAME and more".utf8), .explicitLittleEndian) != nil)
    }

    @Test("bytes behind a deflated stream are counted, its padding is not")
    func trailingDeflated() throws {
        var bytes = try Deflate.raw(Encoder.encode(DataSetReadingTests.everyVR, .explicitLittle))
        if bytes.count % 2 == 1 { bytes.append(0) }
        #expect(try run(bytes, .deflatedExplicitLittleEndian).trailing == 0)
        #expect(try run(bytes + Array("NAME".utf8), .deflatedExplicitLittleEndian).trailing == 4)
    }

    @Test("no file, a folder, a pipe: an I/O error", arguments: ["/nonexistent", "/tmp", "/dev/null"])
    func noFile(path: String) throws {
        #expect(throws: DimseError(.io)) {
            _ = try DataSet(path: path, offset: 0, transferSyntax: .explicitLittleEndian)
        }
    }

    @Test("random damage is survived, and what still opens comes out as it was seen", arguments: 0..<20)
    func damage(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed) &* 7919 &+ 1)
        let whole = Encoder.encode(
            DataSetReadingTests.everyVR.prefix(20) + [
                .sequence(Tag(0x0040, 0xA730), [[.text(0x0008, 0x0100, "SH", "C1")], []], undefined: seed % 2 == 0)
            ], .explicitLittle)
        for _ in 0..<100 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let outcome = try? run(bytes, .explicitLittleEndian) else { continue }  // refused is fine
            let again = try run(outcome.bytes, .explicitLittleEndian)
            #expect(again.bytes == outcome.bytes)
        }
    }
}

/// SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
