@testable import DataSets
import Dicom
import Testing

@Suite("DataSet editing")
struct DataSetEditTests {
    static let sample: [TestElement] = [
        .text(0x0008, 0x0018, "UI", "1.2.3.4\0"),
        .sequence(
            Tag(0x0008, 0x1140),
            [
                [.text(0x0008, 0x1150, "UI", "1.2.3\0"), .text(0x0008, 0x1155, "UI", "1.2.4\0")],
                [.text(0x0008, 0x1155, "UI", "1.2.5\0")],
            ], undefined: false),
        .text(0x0010, 0x0010, "PN", "Doe^Jane"),
        .text(0x0010, 0x0020, "LO", "ID 1"),
        .uint16(0x0028, 0x0010, 512),
        .value(.pixelData, "OW", [UInt8](repeating: 1, count: 5000)),
    ]

    private func edited(_ coding: Coding, _ edits: ([Seen]) -> [Edit]) throws -> Outcome {
        let bytes = try run(Encoder.encode(Self.sample, coding), coding.transferSyntax, edits: edits).bytes
        return try run(bytes, coding.transferSyntax)
    }

    private func index(_ seen: [Seen], _ tag: Tag, _ item: Int = -1) -> Int {
        seen.firstIndex { $0.tag == tag && $0.item == item } ?? -1
    }

    @Test("deleted elements are gone with all they hold, others keep their places", arguments: Coding.allCases)
    func delete(coding: Coding) throws {
        let outcome = try edited(coding) { seen in
            [
                .delete(index: index(seen, Tag(0x0008, 0x1155), 0)), .delete(index: index(seen, Tag(0x0010, 0x0020))),
                .delete(index: index(seen, .pixelData)),
            ]
        }
        #expect(
            outcome.seen.map(\.tag) == [
                Tag(0x0008, 0x0018), Tag(0x0008, 0x1140), Tag(0x0008, 0x1150), Tag(0x0008, 0x1155), Tag(0x0010, 0x0010),
                Tag(0x0028, 0x0010),
            ])
        #expect(outcome.seen[3].item == 1)
        let without = try edited(coding) { [.delete(index: index($0, Tag(0x0008, 0x1140)))] }
        #expect(without.seen.allSatisfy { $0.parent == -1 })
    }

    @Test("a deleted item is gone with all it holds, also where the sequence goes later", arguments: Coding.allCases)
    func deleteItem(coding: Coding) throws {
        let first = try edited(coding) { [.deleteItem(index: index($0, Tag(0x0008, 0x1140)), item: 0)] }
        #expect(first.seen.map(\.tag.element).prefix(3) == [0x0018, 0x1140, 0x1155])
        #expect(first.seen[1].itemCount == 1)
        #expect(first.seen[2].value == Array("1.2.5\0".utf8))
        let both = try edited(coding) { seen in
            let parent = index(seen, Tag(0x0008, 0x1140))
            return [
                .delete(index: parent + 1), .deleteItem(index: parent, item: 1), .deleteItem(index: parent, item: 0),
            ]
        }
        #expect(both.seen[1].itemCount == 0)
        #expect(both.seen.count == 6)
        let after = try edited(coding) { seen in
            let parent = index(seen, Tag(0x0008, 0x1140))
            let new = NewElement(Tag(0x0008, 0x1155), .UI, text: "2.25.7")
            return [.deleteItem(index: parent, item: 1), .replace(index: parent, value: .items([[new]]))]
        }
        #expect(after.seen[2].value == Array("2.25.7".utf8))
        let without = try edited(coding) { seen in
            let parent = index(seen, Tag(0x0008, 0x1140))
            return [.deleteItem(index: parent, item: 1), .delete(index: parent)]
        }
        #expect(without.seen.allSatisfy { $0.parent == -1 })
    }

    @Test(
        "what is in a deleted item, and items that are not there, cannot be named",
        arguments: [
            Edit.delete(index: 2), .insert(parent: 1, item: 0, element: NewElement(Tag(0x0010, 0x0020), .LO, text: "")),
            .deleteItem(index: 1, item: 2), .deleteItem(index: 1, item: -1), .deleteItem(index: 5, item: 0),
        ])
    func goneWithItem(edit: Edit) throws {
        let bytes = Encoder.encode(Self.sample, .explicitLittle)
        #expect(
            try failure(bytes, .explicitLittleEndian) { _ in [.deleteItem(index: 1, item: 0), edit] } == .argument)
    }

    @Test("replaced values are padded by their VR", arguments: Coding.allCases)
    func replace(coding: Coding) throws {
        let outcome = try edited(coding) { seen in
            [
                .replace(index: index(seen, Tag(0x0010, 0x0010)), value: .bytes(Array("Roe".utf8))),
                .replace(index: index(seen, Tag(0x0008, 0x0018)), value: .bytes(Array("=CTImageStorage".utf8))),
                .replace(index: index(seen, Tag(0x0008, 0x1155), 1), value: .bytes(Array("2.25.1".utf8))),
                .replace(index: index(seen, Tag(0x0010, 0x0020)), value: .bytes([])),
                .replace(index: index(seen, Tag(0x0028, 0x0010)), value: .bytes([0x34, 0x12])),
                .replace(index: index(seen, .pixelData), value: .bytes([1, 2, 3, 4])),
            ]
        }
        #expect(outcome.first(0x0010, 0x0010)?.value == Array("Roe ".utf8))
        #expect(outcome.first(0x0008, 0x0018)?.value == Array("=CTImageStorage\0".utf8))
        #expect(outcome.seen[4].value == Array("2.25.1".utf8))
        #expect(outcome.first(0x0010, 0x0020)?.value == [])
        #expect(outcome.first(0x0028, 0x0010)?.value == [0x34, 0x12])
        #expect(outcome.first(0x7FE0, 0x0010)?.value == [1, 2, 3, 4])
    }

    @Test("a private creator that was read can be replaced")
    func replaceCreator() throws {
        let bytes = Encoder.encode(
            [.text(0x0009, 0x0010, "LO", "ACME"), .text(0x0009, 0x1001, "LO", "value ")], .implicitLittle)
        let outcome = try run(bytes, .implicitLittleEndian) { _ in
            [.replace(index: 0, value: .bytes(Array("OTHER NAME".utf8)))]
        }
        #expect(try run(outcome.bytes, .implicitLittleEndian).seen[0].value == Array("OTHER NAME".utf8))
    }

    @Test("sequences take new items, or none", arguments: Coding.allCases)
    func replaceItems(coding: Coding) throws {
        let items: [[NewElement]] = [
            [
                NewElement(Tag(0x0008, 0x1155), .UI, text: "2.25.7"), NewElement(Tag(0x0008, 0x0100), .SH, text: "ABC"),
                NewElement(Tag(0x0028, 0x0010), .US, bytes: [0x34, 0x12]),
                NewElement(Tag(0x0040, 0xA170), items: [[NewElement(Tag(0x0008, 0x0104), .LO, text: "odd")]]),
            ], [],
        ]
        let outcome = try edited(coding) {
            [
                .delete(index: index($0, Tag(0x0008, 0x1155), 0)),
                .replace(index: index($0, Tag(0x0008, 0x1140)), value: .items(items)),
            ]
        }
        #expect(
            outcome.seen.map(\.tag).prefix(7) == [
                Tag(0x0008, 0x0018), Tag(0x0008, 0x1140), Tag(0x0008, 0x0100), Tag(0x0008, 0x1155), Tag(0x0028, 0x0010),
                Tag(0x0040, 0xA170), Tag(0x0008, 0x0104),
            ])
        #expect(outcome.seen[1].itemCount == 2)
        #expect(outcome.seen[2].value == Array("ABC ".utf8))
        #expect(outcome.seen[4].value == [0x34, 0x12])
        #expect(outcome.seen[6].value == Array("odd ".utf8))
        let empty = try edited(coding) { [.replace(index: index($0, Tag(0x0008, 0x1140)), value: .items([]))] }
        #expect(empty.seen[1].itemCount == 0)
        #expect(empty.seen.count == 6)
    }

    @Test("inserted elements stand in order, at top level and in items", arguments: Coding.allCases)
    func insert(coding: Coding) throws {
        let outcome = try edited(coding) { seen in
            let parent = index(seen, Tag(0x0008, 0x1140))
            return [
                .insert(parent: -1, item: -1, element: NewElement(Tag(0x0012, 0x0062), .CS, text: "YES")),
                .insert(parent: parent, item: 1, element: NewElement(Tag(0x0008, 0x1150), .UI, text: "1.2.9")),
                .insert(
                    parent: -1, item: -1,
                    element: NewElement(
                        Tag(0x0012, 0x0064),
                        items: [[NewElement(Tag(0x0008, 0x0100), .SH, text: "113100")]])),
                .insert(parent: -1, item: -1, element: NewElement(Tag(0x0010, 0x0010), .PN, text: "A^B")),
                .insert(parent: -1, item: -1, element: NewElement(Tag(0x0010, 0x0010), .PN, text: "C^D")),
            ]
        }
        #expect(
            outcome.seen.map(\.tag) == [
                Tag(0x0008, 0x0018), Tag(0x0008, 0x1140), Tag(0x0008, 0x1150), Tag(0x0008, 0x1155), Tag(0x0008, 0x1150),
                Tag(0x0008, 0x1155), Tag(0x0010, 0x0010), Tag(0x0010, 0x0020), Tag(0x0012, 0x0062), Tag(0x0012, 0x0064),
                Tag(0x0008, 0x0100), Tag(0x0028, 0x0010), Tag(0x7FE0, 0x0010),
            ])
        #expect(outcome.first(0x0010, 0x0010)?.value == Array("C^D ".utf8))
        #expect(outcome.seen[4].value == Array("1.2.9\0".utf8))
    }

    @Test("an element may be deleted and inserted anew, and a sequence replaced by insertion")
    func replaceByInsertion() throws {
        let outcome = try edited(.explicitLittle) { seen in
            [
                .delete(index: index(seen, Tag(0x0008, 0x1155), 0)),
                .delete(index: index(seen, Tag(0x0010, 0x0020))),
                .insert(parent: -1, item: -1, element: NewElement(Tag(0x0010, 0x0020), .LO, text: "NEW")),
                .insert(parent: -1, item: -1, element: NewElement(Tag(0x0008, 0x1140), items: [])),
            ]
        }
        #expect(outcome.first(0x0010, 0x0020)?.value == Array("NEW ".utf8))
        #expect(outcome.first(0x0008, 0x1140)?.itemCount == 0)
    }

    @Test(
        "edits that cannot be made are a caller's mistake",
        arguments: [
            Edit.delete(index: 99), .delete(index: -1), .replace(index: 99, value: .bytes([])),
            .replace(index: 1, value: .bytes([1, 2, 3])),
            .replace(index: 7, value: .bytes([1, 2, 3])),
            .insert(parent: 0, item: 0, element: NewElement(Tag(0x0010, 0x0020), .LO, text: "")),
            .insert(parent: 1, item: 2, element: NewElement(Tag(0x0010, 0x0020), .LO, text: "")),
            .insert(parent: 1, item: -1, element: NewElement(Tag(0x0010, 0x0020), .LO, text: "")),
            .insert(parent: -1, item: -1, element: NewElement(Tag(0x0010, 0x0000), .UL, bytes: [0, 0, 0, 0])),
            .insert(parent: -1, item: -1, element: NewElement(Tag(0xFFFE, 0xE000), .UL, bytes: [0, 0, 0, 0])),
            .insert(parent: -1, item: -1, element: NewElement(Tag(0x0002, 0x0010), .UI, text: "1.2")),
            .insert(parent: -1, item: -1, element: NewElement(Tag(0x0010, 0x0020), VR(rawValue: 0x3F3F), text: "")),
        ])
    func mistakes(edit: Edit) throws {
        let bytes = Encoder.encode(Self.sample, .explicitLittle)
        #expect(try failure(bytes, .explicitLittleEndian) { _ in [edit] } == .argument)
    }

    @Test("what is inside something deleted cannot be named any more")
    func goneWithParent() throws {
        let bytes = Encoder.encode(Self.sample, .explicitLittle)
        let code = try failure(bytes, .explicitLittleEndian) { _ in [.delete(index: 1), .delete(index: 2)] }
        #expect(code == .argument)
    }

    @Test("encapsulated pixel data can go, but not be replaced by native")
    func encapsulated() throws {
        let bytes = Encoder.encode(
            [.text(0x0008, 0x0018, "UI", "1.2\0"), .fragments(.pixelData, [[], [1, 2]])], .explicitLittle)
        #expect(try failure(bytes, .jpegBaseline) { _ in [.replace(index: 1, value: .bytes([1, 2]))] } == .argument)
        let insert = Edit.insert(parent: -1, item: -1, element: NewElement(.pixelData, .OB, bytes: [1, 2]))
        #expect(try failure(bytes, .jpegBaseline) { _ in [insert] } == .argument)
        #expect(try run(bytes, .jpegBaseline) { _ in [.delete(index: 1)] }.bytes.count == 12)
    }

    @Test("group lengths never come out, at any level", arguments: Coding.allCases)
    func groupLengths(coding: Coding) throws {
        let length = TestElement.value(Tag(0x0008, 0x0000), "UL", [9, 0, 0, 0])
        let bytes = Encoder.encode(
            [
                length, .text(0x0008, 0x0018, "UI", "1.2.3.4\0"),
                .sequence(Tag(0x0008, 0x1140), [[length, .text(0x0008, 0x1155, "UI", "1.2.4\0")]], undefined: true),
            ], coding)
        let outcome = try run(bytes, coding.transferSyntax)
        #expect(outcome.seen.map(\.tag.element) == [0, 0x18, 0x1140, 0, 0x1155])
        #expect(try run(outcome.bytes, coding.transferSyntax).seen.map(\.tag.element) == [0x18, 0x1140, 0x1155])
    }

    @Test("values of odd length come out padded, short and long, at every level", arguments: Coding.allCases)
    func oddLengths(coding: Coding) throws {
        let long = [UInt8](repeating: 7, count: 5001)
        let elements: [TestElement] = [
            .text(0x0008, 0x0018, "UI", "1.2.345"),
            .sequence(Tag(0x0008, 0x1140), [[.text(0x0008, 0x1155, "UI", "1.2.345")]], undefined: true),
            .text(0x0010, 0x0010, "PN", "Doe"), .value(Tag(0x0042, 0x0011), "OB", long),
            .value(Tag(0x0066, 0x0023), "OW", [1, 2, 3]),
        ]
        let outcome = try run(Encoder.encode(elements, coding), coding.transferSyntax)
        #expect(outcome.seen[0].value?.count == 7)
        let again = try run(outcome.bytes, coding.transferSyntax)
        #expect(again.seen[0].value == Array("1.2.345\0".utf8))
        #expect(again.seen[2].value == Array("1.2.345\0".utf8))
        #expect(again.seen[3].value == Array("Doe ".utf8))
        #expect(again.elements[4].length == 5002)
        #expect(again.elements[5].length == 4)
        #expect(again.bytes == outcome.bytes)
    }

    @Test("values are good as long as the view is, also without the data set")
    func viewOutlives() throws {
        let file = try TemporaryFile(Encoder.encode(Self.sample, .explicitLittle))
        let view = try DataSet(path: file.path, offset: 0, transferSyntax: .explicitLittleEndian).view()
        let names = view.elements.filter { $0.tag == .patientName }.map { $0.value.map { Array($0) } }
        #expect(names == [Array("Doe^Jane".utf8)])
    }
}
