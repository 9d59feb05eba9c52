import Dicom
import Testing

@testable import Deid

@Suite("Private attributes that rows create")
struct EnsurePrivateTests {
    typealias Element = MemoryDataSet.Element

    private static let rows = [
        #""(0013,""CTP"",10)",LO,,,ensureTagExists,LIDC"#, #""(0013,xx11)",,,,ensureTagExists,TRIAL"#,
    ]

    private func clean(_ elements: [Element], _ rows: [String] = rows) throws -> MemoryDataSet {
        try PlanFixture.clean(PlanFixture.instance(elements), PlanFixture.ruleSet([rows]))
    }

    private func tags(_ dataSet: MemoryDataSet) -> [UInt32] { dataSet.elements.map(\.tag.rawValue).filter { $0 >> 16 == 0x13 } }

    @Test("creator and attributes are made in one block")
    func made() throws {
        let result = try clean([])
        #expect(tags(result) == [0x0013_0010, 0x0013_1010, 0x0013_1011])
        #expect(result[0x0013_0010] == Element(0x0013_0010, .LO, "CTP"))
        #expect(result[0x0013_1010]?.text == "LIDC" && result[0x0013_1011]?.text == "TRIAL")
    }

    @Test("a block that another creator has, or that nobody has, is left alone")
    func taken() throws {
        let result = try clean([
            .init(0x0013_0010, .LO, "SOMEBODY"), .init(0x0013_1010, .LO, "x"), .init(0x0013_1110, .LO, "orphan"),
        ])
        #expect(tags(result) == [0x0013_0012, 0x0013_1210, 0x0013_1211])
        let kept = try clean(
            [.init(0x0013_0010, .LO, "SOMEBODY"), .init(0x0013_1010, .LO, "x")],
            Self.rows + [#""(0013,""SOMEBODY"",10)",LO,,,keep,"#])
        #expect(tags(kept) == [0x0013_0010, 0x0013_0011, 0x0013_1010, 0x0013_1110, 0x0013_1111])
    }

    @Test("the creator's own block is used; what is there stays, what is empty is filled")
    func there() throws {
        let creator = Element(0x0013_0042, .LO, "CTP ")
        let beside = try clean([creator, .init(0x0013_4212, .LO, "goes")])
        #expect(tags(beside) == [0x0013_0042, 0x0013_4210, 0x0013_4211] && beside[0x0013_0042] == creator)
        let own = try clean([creator, .init(0x0013_4210, .LO, "OTHER"), .init(0x0013_4211, .LO, "")])
        #expect(tags(own) == [0x0013_0042, 0x0013_4210, 0x0013_4211])
        #expect(own[0x0013_4210]?.text == "OTHER" && own[0x0013_4211]?.text == "TRIAL")
    }

    @Test("a path creates in each item, with a creator of its own")
    func items() throws {
        let sequence = Element(0x0008_1140, items: [[.init(0x0008_1155, .UI, "1.2.3")], []])
        let result = try clean([sequence], [#""(0008,1140)/(0013,""CTP"",10)",LO,,,ensureTagExists,LIDC"#])
        #expect(tags(result).isEmpty)
        for item in 0...1 {
            #expect(result[0x0008_1140, 0x0013_0010, item: item]?.text == "CTP")
            #expect(result[0x0008_1140, 0x0013_1010, item: item]?.text == "LIDC")
        }
    }

    @Test("a row that is more exact decides")
    func precedence() throws {
        let result = try clean([], [Self.rows[0], #""(0013,1010)",LO,,,delete,"#])
        #expect(tags(result).isEmpty)
    }
}
