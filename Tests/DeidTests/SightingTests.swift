import Dicom
import Testing

@testable import Deid

@Suite("What one text of an instance tells is a clue for the others")
struct SightingTests {
    typealias Element = MemoryDataSet.Element

    private func cleaned(_ texts: [String]) throws -> [String] {
        let tags: [UInt32] = [0x0008_1030, 0x0008_103E, 0x0018_1030, 0x0020_4000, 0x0040_0254]
        let rules = try PlanFixture.ruleSet(options: [.cleanDescriptors])
        let elements = zip(tags, texts).map { Element($0, $0 == 0x0020_4000 ? .LT : .LO, $1) }
        let clean = try PlanFixture.clean(PlanFixture.instance(elements), rules)
        return zip(tags, texts).map { tag, _ in clean[tag]?.text ?? "" }
    }

    @Test("a name behind a title goes everywhere, in small letters and by halves too, in any order")
    func names() throws {
        let texts = ["CT chest", "wexelblatt series", "Rqst Dr. Ottoline Wexelblatt", "WEXELBLATT, see ottoline", "axial"]
        let one = try cleaned(texts)
        #expect(one[0] == "CT chest" && one[4] == "axial")
        #expect(one[1] == "<NAME> series")
        #expect(!one.joined().lowercased().contains("wexelblatt") && !one.joined().lowercased().contains("ottoline"))
        let other = try cleaned(texts.reversed())
        #expect(!other.joined().lowercased().contains("wexelblatt") && !other.joined().lowercased().contains("ottoline"))
    }

    @Test("a number behind a label goes where nothing labels it")
    func numbers() throws {
        let texts = ["CT MRN: 8820417", "scan 8820417 b", "8820417_axial"]
        #expect(!(try cleaned(texts)).joined().contains("8820417"))
    }

    @Test(
        "a word of the lists never spreads, whatever stood before it",
        arguments: ["Dr. Chest", "Dr. White", "Dr. Long", "Dr. Contrast", "Dr. May", "Dr. Parkinson", "Dr. Head"])
    func words(text: String) throws {
        let word = text.dropFirst(4).lowercased()
        let rest = "\(word) protocol, axial"
        #expect(try cleaned([text, rest])[1] == rest)
    }

    @Test("explain says which text told it")
    func explained() throws {
        let rules = try PlanFixture.ruleSet(options: [.cleanDescriptors])
        let instance = PlanFixture.instance(
            Element(0x0008_1030, .LO, "for Dr. Wexelblatt"), Element(0x0008_103E, .LO, "axial wexelblatt"))
        let plan = try PlanFixture.plan(instance, rules, explain: true)
        let decision = try #require(plan.decisions.first { $0.path == "(0008,103E)" })
        // The recogniser may see it too; then nothing else has to tell.
        let sources = decision.spans.flatMap { $0 }.map(\.source)
        #expect(sources == [.ner] || sources == [.instance] && decision.rule == "clean_descriptors, what (0008,1030) tells")
    }
}
