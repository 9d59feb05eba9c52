import Dicom
import Testing

@testable import Deid

@Suite("Which row wins")
struct PlannerPrecedenceTests {
    typealias Element = MemoryDataSet.Element

    /// Rows that write their own name, weakest first; each beats those before it.
    private static let ladder = [
        #""(0029,)",GROUP,,,delete,"#,
        #""(0029,xx10)",LO,,,replaceWithLiteral,PATTERN"#,
        #""(0029,"ACME",10)",LO,,,replaceWithLiteral,CREATOR"#,
        #""(0029,1010)",LO,,,replaceWithLiteral,EXACT"#,
        #""(0008,1140)/(0029,"ACME",10)",LO,,,replaceWithLiteral,PATH"#,
    ]
    private static let names: [String?] = [nil, "PATTERN", "CREATOR", "EXACT", "PATH"]

    private func nested(_ files: [[String]]) throws -> String? {
        let rules = try PlanFixture.ruleSet(files, profile: .none, unlisted: .keep, removesPrivate: false)
        let item: [Element] = [.init(0x0029_0010, .LO, "ACME"), .init(0x0029_1010, .LO, "original")]
        let instance = PlanFixture.instance(.init(0x0008_1140, items: [item]))
        return try PlanFixture.clean(instance, rules)[0x0008_1140, 0x0029_1010]?.text
    }

    @Test("path, exact tag, Private Creator, pattern, GROUP: in this order wherever the rows stand")
    func ladder() throws {
        for count in 1...Self.ladder.count {
            let rows = Array(Self.ladder.prefix(count))
            let expected = Self.names[count - 1]
            #expect(try nested([rows]) == expected)
            #expect(try nested([rows.reversed()]) == expected)
            // A weaker row in a later file stays weaker.
            #expect(try nested([[rows[count - 1]], Array(rows.dropLast())]) == expected)
        }
    }

    @Test("a path is for that place only")
    func path() throws {
        let rules = try PlanFixture.rows(
            #""(0008,1030)",LO,,,replaceWithLiteral,ALL"#, #""(0008,1140)/(0008,1030)",LO,,,replaceWithLiteral,PLACE"#)
        let text = Element(0x0008_1030, .LO, "x")
        let clean = try PlanFixture.clean(
            PlanFixture.instance(
                text, .init(0x0008_1140, items: [[text, .init(0x0008_1140, items: [[text]])]]),
                .init(0x0040_0275, items: [[text]])),
            rules)
        #expect(clean[0x0008_1030]?.text == "ALL" && clean[0x0040_0275, 0x0008_1030]?.text == "ALL")
        #expect(clean[0x0008_1140, 0x0008_1030]?.text == "PLACE")
        #expect(clean[0x0008_1140, 0x0008_1140, 0x0008_1030]?.text == "ALL")
    }

    @Test("a later file beats an earlier one; within a file the row that names the VR beats the one for any")
    func files() throws {
        func text(_ files: [[String]]) throws -> String? {
            let rules = try PlanFixture.ruleSet(files, profile: .none, unlisted: .keep)
            return try PlanFixture.clean(PlanFixture.instance(.init(0x0008_1030, .LO, "x")), rules)[0x0008_1030]?.text
        }
        func row(_ vr: String, _ text: String) -> String { #""(0008,1030)",\#(vr),,,replaceWithLiteral,\#(text)"# }
        #expect(try text([[row("LO", "A")], [row("LO", "B")]]) == "B")
        #expect(try text([[row("LO", "A")], [row("*", "B")]]) == "B")
        #expect(try text([[row("*", "A")], [row("LO", "B")]]) == "B")
        #expect(try text([[row("*", "A"), row("LO", "B")]]) == "B")
        #expect(try text([[row("LO", "A"), row("", "B")]]) == "A")
        #expect(try text([[row("LO", "A")], [row("SH", "B")]]) == "A")
    }

    @Test("a row beats the profile, also on a Type 1 attribute")
    func profile() throws {
        let rules = try PlanFixture.ruleSet(
            [
                [
                    #""(0008,0020)",DA,,,keep,"#, #""(0010,0010)",PN,,,replaceWithLiteral,X^Y"#,
                    #""(0020,000D)",UI,,,delete,"#,
                    #""(0018,0050)",DS,,,delete,"#,
                ]
            ], options: [.retainLongitudinalModifiedDates])
        let clean = try PlanFixture.clean(
            PlanFixture.instance(.init(0x0008_0020, .DA, "20120101"), .init(0x0018_0050, .DS, "1")), rules)
        #expect(clean[0x0008_0020]?.text == "20120101" && clean[0x0010_0010]?.text == "X^Y")
        #expect(clean[0x0020_000D] == nil && clean[0x0018_0050] == nil)
    }

    @Test("a row does not fall through to a weaker one when its VR does not fit")
    func noFallThrough() throws {
        let rules = try PlanFixture.ruleSet([
            [#""(0008,1030)",SH,,,keep,"#, #""(0008,10xx)",LO,,,delete,"#, #""(0008,)",GROUP,,,remove,"#].dropLast()
                .map(\.self)
        ])
        let instance = PlanFixture.instance(.init(0x0008_1030, .LO, "x"))
        #expect(try PlanFixture.hold(instance, rules) == .ruleVRMismatch)
    }

    @Test("what a row keeps inside of a sequence that goes does not bring the sequence back")
    func removedParent() throws {
        let rules = try PlanFixture.ruleSet([[#""(0040,0007)",LO,,,keep,"#]])
        let instance = PlanFixture.instance(.init(0x0040_0275, items: [[.init(0x0040_0007, .LO, "x")]]))
        #expect(try PlanFixture.clean(instance, rules)[0x0040_0275] == nil)
        let both = try PlanFixture.ruleSet([[#""(0040,0007)",LO,,,keep,"#, #""(0040,0275)",SQ,,,keep,"#]])
        #expect(try PlanFixture.clean(instance, both)[0x0040_0275, 0x0040_0007]?.text == "x")
    }

    @Test("every decision names its place and its rule when asked")
    func explained() throws {
        let rules = try PlanFixture.ruleSet([[#""(0018,0050)",DS,,,keep,"#]])
        let instance = PlanFixture.instance(
            .init(0x0018_0050, .DS, "1"), .init(0x0010_2297, .PN, "Doe"), .init(0x0010_2298, .CS, "OWNER"),
            .init(0x0008_1140, items: [[], [.init(0x0008_1155, .UI, "1.2.3")]]))
        let decisions = try PlanFixture.plan(instance, rules, explain: true).decisions
        func rule(_ path: String) -> [String] {
            decisions.filter { $0.path == path }.map { "\($0.action.rawValue): \($0.rule)" }
        }
        #expect(rule("(0018,0050)").first?.hasSuffix("rows0.csv:2") == true)
        #expect(rule("(0008,1140)[1]/(0008,1155)") == ["replace_uid: Basic Profile U, Type 1"])
        #expect(rule("(0010,0020)").first?.hasPrefix("pseudonym: Basic Profile Z/D, Type 2") == true)
        #expect(rule("(0010,2298)") == ["delete: what it describes has no value any more"])
        #expect(decisions.first { $0.path == "(0018,0050)" }?.old == decisions.first { $0.path == "(0018,0050)" }?.new)
    }
}
