import Dicom
import Testing

@testable import Deid

@Suite("An analyzer of the site's own in a plan")
struct TextAnalyzerTests {
    /// Finds every `zebra`; or never answers.
    private struct Stub: TextAnalyzer {
        var isThere = true

        func spans(in text: String) throws(TextAnalyzerUnavailable) -> [TextSpan] {
            guard isThere else { throw TextAnalyzerUnavailable() }
            let scalars = Array(text.unicodeScalars)
            let word = Array("zebra".unicodeScalars)
            return scalars.indices.filter { scalars[$0...].starts(with: word) }.map {
                TextSpan(start: $0, end: $0 + word.count, kind: .name, source: .analyzer, confidence: 0.9)
            }
        }
    }

    private func plan(
        _ element: MemoryDataSet.Element, _ analyzer: Stub, _ options: Set<ProfileOption> = [.cleanDescriptors]
    ) throws -> Plan {
        let deidentifier = Deidentifier(
            ruleSet: try PlanFixture.ruleSet(options: options), pseudonymizer: try PseudonymFixture.pseudonymizer(),
            analyzer: analyzer)
        return try deidentifier.plan(PlanFixture.instance(element).view(), explain: true)
    }

    @Test("what it finds goes like what Veil finds, value by value, and is told by its source")
    func merged() throws {
        let plan = try plan(.init(0x0010_2000, .LO, "Diabetes\\chest zebra 1\\Dr. Okonkwo"), Stub())
        let decision = try #require(plan.decisions.first { $0.action == .cleanText })
        #expect(decision.new.map { String(decoding: $0, as: UTF8.self) } == "Diabetes\\chest <NAME> 1\\Dr. <NAME>")
        #expect(decision.spans.map { $0.map(\.source) } == [[], [.analyzer], [.rules]])
    }

    @Test("without its answer the instance is held, and the reason tells no value")
    func unavailable() throws {
        do {
            _ = try plan(.init(0x0008_1030, .LO, "CT zebra"), Stub(isThere: false))
            Issue.record("not held")
        } catch let hold as PlanHold {
            #expect(hold.reason.rawValue == "text_analyzer_unavailable")
            #expect(!hold.detail.contains("zebra"))
        }
    }

    @Test("nobody asks it where no text is cleaned")
    func notAsked() throws {
        _ = try plan(.init(0x0008_1030, .LO, "CT chest"), Stub(isThere: false), [])
        _ = try plan(.init(0x0008_1030, .LO, ""), Stub(isThere: false))
    }
}
