@testable import DataSets
import Dicom
import Testing

@Suite("What the edits leave")
struct EditedViewTests {
    private static let elements: [TestElement] = [
        .text(0x0008, 0x0060, "CS", "CT"),
        .sequence(
            Tag(0x0008, 0x1140),
            [
                [.text(0x0008, 0x1150, "UI", "1.2\0"), .text(0x0008, 0x1155, "UI", "1.3\0")],
                [.text(0x0008, 0x1150, "UI", "1.4\0"), .text(0x0008, 0x1155, "UI", "1.5\0")],
            ], undefined: false),
        .text(0x0010, 0x0010, "PN", "Doe^Jane"), .text(0x0010, 0x0020, "LO", "4711"),
        .text(0x0011, 0x0010, "LO", "ACME"), .text(0x0011, 0x1001, "LO", "text"),
    ]

    private func edited(
        _ edits: [Edit], _ coding: Coding = .explicitLittle
    ) throws -> [(seen: Seen, from: ElementOrigin)] {
        let file = try TemporaryFile(Encoder.encode(Self.elements, coding))
        var dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: coding.transferSyntax)
        _ = try dataSet.view()
        try dataSet.apply(edits)
        let (view, origins) = try dataSet.edited()
        let encoded = try dataSet.encoded()
        // What was looked at is what is written.
        let again = try TemporaryFile(encoded.bytes)
        let written = try DataSet(path: again.path, offset: 0, transferSyntax: coding.transferSyntax).view()
        #expect(written.elements.map { Seen($0) } == view.elements.map { Seen($0) })
        return zip(view.elements, origins).map { (Seen($0), $1) }
    }

    @Test("without edits everything is as it was received", arguments: Coding.allCases)
    func nothing(coding: Coding) throws {
        #expect(try edited([], coding).map(\.from) == (0..<10).map { .kept($0) })
    }

    @Test("what is gone is not there, what is replaced or inserted says so", arguments: Coding.allCases)
    func edits(coding: Coding) throws {
        let new = NewElement(Tag(0x0012, 0x0062), .CS, text: "YES")
        let left = try edited(
            [
                .delete(index: 0), .delete(index: 3), .replace(index: 6, value: .bytes(Array("X".utf8))),
                .insert(parent: -1, item: -1, element: new), .insert(parent: 1, item: 1, element: new),
            ], coding)
        #expect(
            left.map(\.from) == [
                .kept(1), .kept(2), .kept(4), .kept(5), .new, .changed(6), .kept(7), .kept(8), .kept(9), .new,
            ])
        #expect(left.first { $0.from == .changed(6) }?.seen.value == Array("X ".utf8))
        #expect(left.filter { $0.from == .new }.map(\.seen.tag) == [new.tag, new.tag])
    }

    @Test("items of a replaced sequence are new; those behind a deleted one move up")
    func items() throws {
        let replaced = try edited([
            .replace(index: 1, value: .items([[NewElement(Tag(0x0008, 0x1150), .UI, text: "1.9")]]))
        ])
        #expect(replaced.prefix(3).map(\.from) == [.kept(0), .changed(1), .new])
        let shorter = try edited([.deleteItem(index: 1, item: 0)])
        #expect(shorter.map(\.from) == [.kept(0), .kept(1), .kept(4), .kept(5), .kept(6), .kept(7), .kept(8), .kept(9)])
        #expect(shorter[2].seen.item == 0)
    }
}
