import DataSets
import Dicom
import Testing

@testable import Deid

@Suite("Comments that Table E.1-1 does not name")
struct CommentTests {
    typealias Element = MemoryDataSet.Element

    private static let text = "Son: Percival Grimsthorpe, tel 0170 5551234"

    private func element(_ row: ProfileTable.Row) throws -> Element {
        guard case .exact(let tag) = row.tag else { throw PlanHold(.valueUnreadable) }
        return Element(tag.rawValue, try #require(row.vrs.first), Self.text)
    }

    @Test("with the profile alone they go, as Image Comments does", arguments: CommentTable.rows.map(\.keyword))
    func basic(_ keyword: String) throws {
        let row = try #require(CommentTable.rows.first { $0.keyword == keyword })
        let clean = try PlanFixture.clean(PlanFixture.instance(element(row)), PlanFixture.ruleSet())
        #expect(!clean.contains("Grimsthorpe") && !clean.contains("5551234"))
    }

    @Test("with clean_descriptors people and numbers in them go, the rest stays", arguments: CommentTable.rows.map(\.keyword))
    func cleaned(_ keyword: String) throws {
        let row = try #require(CommentTable.rows.first { $0.keyword == keyword })
        let element = try element(row)
        let clean = try PlanFixture.clean(
            PlanFixture.instance(element), PlanFixture.ruleSet(options: [.cleanDescriptors]))
        let text = try #require(clean[element.tag.rawValue]?.text)
        #expect(text.hasPrefix("Son:") && !text.contains("Grimsthorpe") && !text.contains("5551234"))
    }

    @Test("unlisted: keep keeps them, as everything that the profile does not name")
    func kept() throws {
        let element = Element(0x0040_0400, .LT, "seen again")
        let rules = try PlanFixture.ruleSet(unlisted: .keep)
        #expect(try PlanFixture.clean(PlanFixture.instance(element), rules)[0x0040_0400] == element)
    }

    @Test(
        "technical descriptions that the table does not name stay with the profile alone",
        arguments: [
            (0x0062_0006, VR.ST, "left kidney, semi-automatic"), (0x0018_9531, .LO, "FBP, thin slices"),
            (0x300A_0422, .ST, "tray code 7"), (0x0048_0107, .ST, "brightfield, 20x"),
        ] as [(UInt32, VR, String)])
    func technical(_ tag: UInt32, _ vr: VR, _ text: String) throws {
        let element = Element(tag, vr, text)
        #expect(try PlanFixture.clean(PlanFixture.instance(element), PlanFixture.ruleSet())[tag] == element)
    }

    @Test("strategy show has a row for each, with where it stands")
    func shown() throws {
        let rows = try PlanFixture.ruleSet(options: [.cleanDescriptors]).rows
        let row = try #require(rows.first { $0.tag == "(0040,0400)" })
        #expect(row.action == "C" && row.source == "\(CommentTable.edition): clean_descriptors")
        #expect(try PlanFixture.ruleSet(unlisted: .keep).rows.allSatisfy { $0.tag != "(0040,0400)" })
    }

    @Test("every free text of the dictionary is in Table E.1-1 or was decided on")
    func complete() {
        let decided = CommentTable.decided
        #expect(decided.isDisjoint(with: ProfileTable.shared.index.keys))
        for group in Set(decided.map { UInt16($0 >> 16) }) {
            for element in UInt16.min...UInt16.max {
                let tag = Tag(group, element)
                guard let vr = DataDictionary.vr(of: tag), [.LT, .ST, .UT, .UC].contains(vr), !tag.isGroupLength,
                    ProfileTable.shared.row(tag) == nil
                else { continue }
                #expect(decided.contains(tag.rawValue), "\(tag) \(DataDictionary.keyword(of: tag) ?? "")")
            }
        }
    }
}
