import Dicom
import Testing

@testable import Deid

@Suite("The output is what was planned")
struct OutputCheckTests {
    private typealias Fixture = OutputCheckFixture

    /// What came: group lengths, items, an element of odd length, private ones.
    private static let original: [Node] = [
        .value(Tag(0x0008, 0x0000), .UL, [9, 0, 0, 0]), .text(0x0008_0018, .UI, "1.2.345\0"),
        .sequence(
            Tag(0x0008, 0x1140),
            [
                [.text(0x0008_1150, .UI, "1.2.9\0"), .text(0x0008_1155, .UI, "1.2.10")], [.text(0x0008_1155, .UI, "1.2.11")],
                [.number(0x0028_0010, 258), .text(0x0040_A160, .UT, "text")],
            ]),
        .text(0x0010_0010, .PN, "Doe^Jane"), .text(0x0010_0020, .LO, "ID 1"), .text(0x0010_0040, .CS, "F"),
        .text(0x0011_0010, .LO, "ACME"), .value(Tag(0x0011, 0x1001), .UN, [1, 2, 3, 4]),
        .value(Tag(0x0018, 0x9087), .FD, [1, 2, 3, 4, 5, 6, 7, 8]),
        .sequence(Tag(0x0040, 0x0275), [[.text(0x0040_0007, .LO, "step")]]),
        .number(0x0028_0010, 2), .number(0x0028_0011, 3), .number(0x0028_0100, 16),
        .value(.pixelData, .OW, (0..<12).map { UInt8($0) }),
    ].sorted { $0.tag < $1.tag }

    private static func index(_ tag: UInt32, _ item: Int = -1) -> Int {
        Fixture.elements(original).firstIndex { $0.tag.rawValue == tag && $0.item == item } ?? -1
    }

    /// One of each kind of edit.
    private static let edits: [Edit] = [
        .delete(index: index(0x0011_1001)), .replace(index: index(0x0010_0010), value: .bytes(Array("T-1".utf8))),
        .deleteItem(index: index(0x0008_1140), item: 1), .delete(index: index(0x0008_1150, 0)),
        .insert(parent: index(0x0008_1140), item: 2, element: NewElement(Tag(0x0028, 0x0011), .US, bytes: [7, 0])),
        .replace(
            index: index(0x0040_0275),
            value: .items([
                [NewElement(Tag(0x0040, 0x0009), .SH, text: "X"), NewElement(Tag(0x0040, 0x0007), .LO, text: "new step")], [],
            ])),
        .insert(parent: -1, item: -1, element: NewElement(Tag(0x0012, 0x0062), .CS, text: "YES")),
        .insert(
            parent: -1, item: -1,
            element: NewElement(Tag(0x0012, 0x0064), items: [[NewElement(Tag(0x0008, 0x0100), .SH, text: "113100")]])),
        .insert(parent: -1, item: -1, element: NewElement(Tag(0x0010, 0x0020), .LO, text: "T-1")),
    ]

    private static let planned: [Node] = [
        .text(0x0008_0018, .UI, "1.2.345\0"),
        .sequence(
            Tag(0x0008, 0x1140),
            [
                [.text(0x0008_1155, .UI, "1.2.10")],
                [.number(0x0028_0010, 258), .number(0x0028_0011, 7), .text(0x0040_A160, .UT, "text")],
            ]),
        .text(0x0010_0010, .PN, "T-1 "), .text(0x0010_0020, .LO, "T-1 "), .text(0x0010_0040, .CS, "F "),
        .text(0x0011_0010, .LO, "ACME"), .text(0x0012_0062, .CS, "YES "),
        .sequence(Tag(0x0012, 0x0064), [[.text(0x0008_0100, .SH, "113100")]]),
        .value(Tag(0x0018, 0x9087), .FD, [1, 2, 3, 4, 5, 6, 7, 8]),
        .number(0x0028_0010, 2), .number(0x0028_0011, 3), .number(0x0028_0100, 16),
        .sequence(Tag(0x0040, 0x0275), [[.text(0x0040_0007, .LO, "new step"), .text(0x0040_0009, .SH, "X ")], []]),
        .value(.pixelData, .OW, (0..<12).map { UInt8($0) }),
    ]

    static let syntaxes: [TransferSyntax] = [.explicitLittleEndian, .implicitLittleEndian, .explicitBigEndian]

    @Test("what the edits leave passes; whatever else becomes of an element or an item is found", arguments: syntaxes)
    func damages(syntax: TransferSyntax) throws {
        let fixture = Fixture(syntax: syntax, edits: Self.edits)
        #expect(try fixture.finding(Self.original, Self.planned) == nil)
        let damages = OutputDamage.all(Self.planned)
        #expect(damages.count > 150)
        for damage in damages {
            #expect(try fixture.finding(Self.original, damage.nodes) != nil, "\(damage.name)")
        }
    }

    @Test("each edit that was not made is found", arguments: edits.indices)
    func forgotten(edit: Int) throws {
        var edits = Self.edits
        edits.remove(at: edit)
        #expect(try Fixture(edits: edits).finding(Self.original, Self.planned) != nil)
    }

    @Test("a finding names the place and no value")
    func description() throws {
        let fixture = Fixture(edits: Self.edits)
        var output = Self.planned
        output[1] = .sequence(Tag(0x0008, 0x1140), [[.text(0x0008_1155, .UI, "1.2.10")], [.number(0x0028_0010, 258)]])
        #expect(try fixture.finding(Self.original, output)?.description == "(0008,1140)[1]/(0028,0011): missing")
        output = Self.planned
        output[2] = .text(0x0010_0010, .PN, "Doe^Jane")
        #expect(try fixture.finding(Self.original, output)?.description == "(0010,0010): another value than planned")
    }

    @Test("an element that came twice, out of order or lost on reading is found, whoever lost it")
    func reading() throws {
        let fixture = Fixture()
        let original: [Node] = [.text(0x0008_0018, .UI, "1.2.34"), .number(0x0028_0010, 2), .value(.pixelData, .OB, [1, 2])]
        let bytes = fixture.encode(original)
        #expect(try fixture.finding(original, original) == nil)
        // The plan was made from a reading without Pixel Data, and what leaves has none either.
        let lost = original.filter { $0.tag != .pixelData }
        let without = fixture.encode(lost)
        let finding = try fixture.finding(bytes, lost, EncodedDataSet(bytes: without, segments: [.own(0..<without.count)]))
        #expect(finding?.description == "(7FE0,0010): was not read from the original")
    }

    @Test("elements that a sender put out of order, and what follows the pixels, are no finding")
    func disordered() throws {
        let fixture = Fixture()
        let nodes: [Node] = [
            .text(0x0008_0018, .UI, "1.2.34"), .text(0x0010_0020, .LO, "ID 1"), .text(0x0010_0010, .PN, "Doe^Jane"),
            .sequence(Tag(0x0040, 0x0275), [[.text(0x0040_0009, .SH, "XY"), .text(0x0040_0007, .LO, "step")]]),
            .number(0x0028_0010, 2), .value(.pixelData, .OB, [1, 2]),
        ]
        let sorted: [Node] = [
            nodes[0], nodes[2], nodes[1], nodes[4],
            .sequence(Tag(0x0040, 0x0275), [[.text(0x0040_0007, .LO, "step"), .text(0x0040_0009, .SH, "XY")]]), nodes[5],
        ]
        let bytes = fixture.encode(sorted)
        let output = EncodedDataSet(bytes: bytes, segments: [.own(0..<bytes.count)])
        for rest in [[], [0, 0, 0, 0], [9, 9, 9], [0x08, 0x00, 0x18, 0x00, 0x55, 0x49, 2, 0, 1, 1]] as [[UInt8]] {
            #expect(try fixture.finding(fixture.encode(nodes) + rest, nodes, output) == nil)
        }
        #expect(try fixture.finding(nodes, nodes) != nil)
    }

    @Test("ranges of the received file pass where they are the element's own, and only there")
    func ranges() throws {
        let fixture = Fixture()
        let nodes: [Node] = [
            .text(0x0008_0018, .UI, "1.2.34"), .value(Tag(0x0042, 0x0011), .OB, [UInt8](repeating: 7, count: 40)),
            .value(Tag(0x0066, 0x0023), .OB, [UInt8](repeating: 7, count: 40).dropLast() + [8]),
        ]
        let bytes = fixture.encode(nodes)
        // Two values of 40 bytes, each behind a header of 12.
        let (first, second) = (UInt64(bytes.count - 104 + 12), UInt64(bytes.count - 40))
        func output(_ a: UInt64, _ b: UInt64) -> EncodedDataSet {
            let own = Array(bytes[..<(bytes.count - 104 + 12)]) + bytes[(bytes.count - 52)..<(bytes.count - 40)]
            return EncodedDataSet(
                bytes: own,
                segments: [
                    .own(0..<own.count - 12), .original(offset: a, length: 40), .own(own.count - 12..<own.count),
                    .original(offset: b, length: 40),
                ])
        }
        #expect(try fixture.finding(bytes, nodes, output(first, second)) == nil)
        #expect(try fixture.finding(bytes, nodes, output(first, first)) != nil)
        #expect(try fixture.finding(bytes, nodes, output(second, second)) != nil)
        #expect(try fixture.finding(bytes, nodes, output(first, second + 1)) != nil)
    }

    private static func image(_ pixels: Node, frames: String = "3 ", _ others: [Node] = []) -> [Node] {
        ([
            .number(0x0028_0002, 1), .text(0x0028_0008, .IS, frames), .number(0x0028_0010, 2), .number(0x0028_0011, 2),
            .number(0x0028_0100, 8), pixels,
        ] + others).sorted { $0.tag < $1.tag }
    }

    private static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0) } }
    private static func offsets(_ numbers: [UInt8], width: Int = 4) -> [UInt8] {
        numbers.flatMap { [$0] + [UInt8](repeating: 0, count: width - 1) }
    }

    /// What came, what pixels that were made anew are now, and whether they may leave.
    static let pixels: [(name: String, before: [Node], after: [Node], passes: Bool)] = {
        let native = image(.value(.pixelData, .OB, bytes(12)))
        let four: [[UInt8]] = [[], bytes(4), bytes(4), bytes(4)]
        let tabled: [[UInt8]] = [offsets([0, 12, 24]), bytes(4), bytes(4), bytes(4)]
        let long = Node.value(Tag(0x7FE0, 0x0001), .OV, offsets([0, 12, 24], width: 8))
        return [
            ("native, as long", native, image(.value(.pixelData, .OB, bytes(12).reversed())), true),
            ("native, cut", native, image(.value(.pixelData, .OB, bytes(8))), false),
            ("native, longer", native, image(.value(.pixelData, .OB, bytes(16))), false),
            (
                "native that came too short", image(.value(.pixelData, .OB, bytes(8))), image(.value(.pixelData, .OB, bytes(6))),
                true
            ),
            ("native that came too long and is cut to size", image(.value(.pixelData, .OB, bytes(20))), native, true),
            (
                "native that came too long and is cut further", image(.value(.pixelData, .OB, bytes(20))),
                image(.value(.pixelData, .OB, bytes(10))), false
            ),
            ("fragments, one a frame", image(.fragments(four)), image(.fragments([[], bytes(2), bytes(6), bytes(4)])), true),
            ("fragments, one less", image(.fragments(four)), image(.fragments([[], bytes(2), bytes(6)])), false),
            ("fragments, one for all frames", image(.fragments([[], bytes(8)])), image(.fragments([[], bytes(6)])), true),
            (
                "table that fits", image(.fragments(tabled)),
                image(.fragments([offsets([0, 10, 22]), bytes(2), bytes(4), bytes(4)])), true
            ),
            (
                "table of before", image(.fragments(tabled)),
                image(.fragments([offsets([0, 12, 24]), bytes(2), bytes(4), bytes(4)])), false
            ),
            (
                "table too short", image(.fragments(tabled)),
                image(.fragments([offsets([0, 12]), bytes(4), bytes(4), bytes(4)])), false
            ),
            (
                "extended table of before", image(.fragments(four), [long]),
                image(.fragments([[], bytes(2), bytes(4), bytes(4)]), [long]), false
            ),
            (
                "extended table that fits", image(.fragments(four), [long]),
                image(.fragments([[], bytes(4), bytes(4), bytes(8)]), [long]), true
            ),
            (
                "a table that did not fit when it came",
                image(.fragments([offsets([0, 13, 24]), bytes(4), bytes(4), bytes(4)])),
                image(.fragments([offsets([0, 13, 24]), bytes(2), bytes(4), bytes(4)])), true
            ),
        ]
    }()

    @Test("pixels that were made anew add up as they did when they came", arguments: pixels.indices)
    func pixelAccount(index: Int) throws {
        let (name, before, after, passes) = Self.pixels[index]
        let position = Fixture.elements(before).firstIndex { $0.tag == .pixelData } ?? -1
        let finding = try Fixture(remade: [position]).finding(before, after)
        #expect((finding == nil) == passes, "\(name): \(finding?.description ?? "passes")")
    }
}
