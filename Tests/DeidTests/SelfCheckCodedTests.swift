import Dicom
import Testing

@testable import Deid

@Suite("Coded terms in the self-check")
struct SelfCheckCodedTests {
    typealias Element = MemoryDataSet.Element

    private static func finding(_ code: String, _ scheme: String, _ meaning: String, version: String = "01") throws -> String? {
        let term = [
            Element(0x0008_0100, .SH, code), Element(0x0008_0102, .SH, scheme), Element(0x0008_0103, .SH, version),
            Element(0x0008_0104, .LO, meaning),
        ]
        return try SelfCheckFixture.finding(
            Element(0x0010_0010, .PN, "Featherstone^Cornelia"), Element(0x0008_1040, .LO, "Nuclear Medicine"),
            Element(0x0008_1032, items: [term]), rules: SelfCheckRules.leavingTexts())?.path
    }

    @Test(
        "whole names, identifiers with letters, longer numbers, places and UIDs count in public terms too",
        arguments: [
            ("113070", "DCM", "Exam of Featherstone Cornelia", "0104"), ("113070", "DCM", "CORNELIA FEATHERSTONE", "0104"),
            ("P5-09051", "SRT", "Exam MRN-00471183", "0104"), ("P5-09051", "SRT", "Exam 00471183", "0104"),
            ("P5-09051", "SRT", "seen at Oakridge Valley Clinic", "0104"), ("P5-09051", "SRT", "born 12.03.1961", "0104"),
            ("MRN-00471183", "SRT", "Exam", "0100"), ("Cornelia Feather", "SRT", "Cornelia Featherstone", "0104"),
            ("P5-09051", "SRT", "1.3.6.1.4.1.99999.9.21474929.1", "0104"),
        ])
    func found(code: String, scheme: String, meaning: String, element: String) throws {
        #expect(try Self.finding(code, scheme, meaning) == "(0008,1032)[0]/(0008,\(element))")
    }

    @Test(
        "words and numbers of medicine do not",
        arguments: [
            ("471183", "SCT", "Featherstone sign"), ("47118-3", "LN", "Cornelia"), ("4711", "SCT", "stage 4711"),
            ("113070", "DCM", "Nuclear Medicine"),
        ])
    func leftAlone(code: String, scheme: String, meaning: String) throws {
        #expect(try Self.finding(code, scheme, meaning, version: "20190704") == nil)
    }

    @Test("a site's own scheme is searched as every text is, its designator too")
    func ownScheme() throws {
        #expect(try Self.finding("X1", "99SITE", "Featherstone") == "(0008,1032)[0]/(0008,0104)")
        #expect(try Self.finding("471183", "99SITE", "x") == "(0008,1032)[0]/(0008,0100)")
        #expect(try Self.finding("X1", "Featherstone", "x") == "(0008,1032)[0]/(0008,0102)")
        #expect(try Self.finding("X1", "99SITE", "x", version: "MRN-00471183") == "(0008,1032)[0]/(0008,0103)")
    }

    @Test("terms and UIDs that came into a new item from the original are searched, Veil's own are not")
    func newItems() throws {
        let uid = "1.3.6.1.4.1.99999.9.21474929.1"
        let original = SelfCheckFixture.patient([]).view()
        let plan = try Deidentifier(
            ruleSet: try SelfCheckRules.leavingTexts(), pseudonymizer: try PseudonymFixture.pseudonymizer()
        ).plan(original, explain: false)
        func finding(_ element: Element) -> String? {
            let view = MemoryDataSet(elements: [
                Element(0x0008_0060, .CS, "OAKCT027"), Element(0x0040_0555, items: [[element]]),
            ]).view()
            var check = SelfCheck(original, plan)
            return check.firstFinding(in: view, view.elements.map { _ in .new }) { _ in [] }?.path
        }
        #expect(finding(Element(0x0040_A040, .CS, "OAKCT027")) == "(0040,0555)[0]/(0040,A040)")
        #expect(finding(Element(0x0008_1150, .UI, uid)) == "(0040,0555)[0]/(0008,1150)")
        #expect(finding(Element(0x0008_1150, .UI, "1.2.840.10008.5.1.4.1.1.2")) == nil)
        #expect(finding(Element(0x0040_A040, .CS, "TEXT")) == nil)
    }
}
