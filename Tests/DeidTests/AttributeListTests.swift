import DataSets
import Dicom
import Testing

@testable import Deid

@Suite("Lists of attributes") struct AttributeListTests {
    @Test("each list is there, and each of its attributes is one of the standard's", arguments: AttributeLists.Name.allCases)
    func complete(_ name: AttributeLists.Name) {
        let rows = AttributeLists.rows(name)
        #expect(!rows.isEmpty && Set(rows).count == rows.count)
        for tag in rows.flatMap({ [$0.tag] + ($0.other.map { [$0] } ?? []) }) {
            #expect(DataDictionary.vr(of: tag) != nil, "\(tag)")
        }
    }

    @Test("pairs and descriptions name two attributes; a time stands beside a date")
    func pairs() {
        for row in AttributeLists.rows(.timeOfDate) {
            #expect(DataDictionary.vr(of: row.tag) == .DA)
            #expect(row.other.flatMap(DataDictionary.vr) == .TM)
        }
        #expect(AttributeLists.rows(.describes).allSatisfy { $0.other != nil })
        #expect(AttributeLists.tags(.uidOfAKind).allSatisfy { DataDictionary.vr(of: $0) == .UI })
        #expect(DependentAttributes.described(by: Tag(0x0010, 0x0035)) == [Tag(0x0010, 0x0033), Tag(0x0010, 0x0034)])
    }
}
