import Dicom
import Foundation
import Testing

@testable import Deid

@Suite("Encapsulated documents")
struct ContentDocumentTests {
    typealias Element = MemoryDataSet.Element

    private func instance(_ mimeType: String?, sopClass: String) -> MemoryDataSet {
        PlanFixture.instance(
            [
                Element(0x0040_E001, .ST, "1.2.3^4711"),
                Element(0x0042_0010, .ST, "Report on Jane Doe"),
                Element(Tag(0x0042, 0x0011), .OB, bytes: Array("Jane Doe's document".utf8), isLoaded: false),
                Element(Tag(0x0042, 0x0015), .UL, bytes: [19, 0, 0, 0]),
            ] + (mimeType.map { [Element(0x0042_0012, .LO, $0)] } ?? []), sopClass: sopClass)
    }

    private func rules(_ documents: StrategySource.Documents, _ profile: StrategySource.Profile = .basic) throws -> RuleSet {
        try RuleSet.compile(
            StrategySource(name: "test", profile: profile, unlisted: .keep, documents: documents)
        ).ruleSet
    }

    @Test(
        "with documents: replace an empty one of the same kind takes their place",
        arguments: [
            ("application/pdf", "104.1", "%PDF-1.4\n"), ("text/XML", "104.2", "<?xml version=\"1.0\""),
            ("model/stl", "104.3", "\0\0"), ("model/obj", "104.4", "#"), ("model/mtl", "104.5", "#"),
        ])
    func replaced(mimeType: String, sopClass: String, start: String) throws {
        let instance = instance(mimeType, sopClass: "1.2.840.10008.5.1.4.1.1.\(sopClass)")
        let result = try PlanFixture.clean(instance, rules(.replace))
        let document = try #require(result[0x0042_0011])
        let text = String(decoding: document.bytes, as: UTF8.self)
        #expect(text.hasPrefix(start))
        #expect(!text.contains("Doe"))
        let length = try #require(result[0x0042_0015]?.bytes)
        let count = Int(length[0]) + Int(length[1]) << 8
        #expect(document.bytes.count - count == count % 2)
        #expect(result[0x0042_0012]?.text == mimeType)
        #expect(result[0x0042_0010]?.text == "")
        #expect(result[0x0040_E001]?.text.hasPrefix("2.25.") == true)
        #expect(!result.contains("Doe"))
    }

    @Test("a clinical document has the identifier that the instance and those which refer to it tell")
    func cda() throws {
        let result = try PlanFixture.clean(
            instance("text/XML", sopClass: "1.2.840.10008.5.1.4.1.1.104.2"), rules(.replace))
        let identifier = try #require(result[0x0040_E001]?.text)
        let text = String(decoding: try #require(result[0x0042_0011]).bytes, as: UTF8.self)
        #expect(text.contains("<id root=\"\(identifier)\"/>"))
        let reference = PlanFixture.instance(
            Element(0x0040_A390, items: [[Element(0x0040_E001, .ST, "1.2.3^4711")]]),
            sopClass: ContentFixture.comprehensiveSR)
        let referring = try PlanFixture.clean(reference, PlanFixture.ruleSet())
        #expect(referring[0x0040_A390, 0x0040_E001]?.text == identifier)
    }

    @Test("the blank page's cross-reference table leads to its objects")
    func pdf() throws {
        let bytes = try #require(EmptyDocument.bytes(mimeType: "application/pdf", identifier: ""))
        let text = String(decoding: bytes, as: UTF8.self)
        let start = try #require(text.range(of: "startxref\n"))
        let table = try #require(Int(text[start.upperBound...].prefix { $0.isNumber }))
        #expect(text.utf8.dropFirst(table).starts(with: "xref\n0 4\n".utf8))
        let entries = text.split(separator: "\n").filter { $0.hasSuffix(" n ") }
        #expect(entries.count == 3)
        for (number, entry) in entries.enumerated() {
            let offset = try #require(Int(entry.prefix(10)))
            #expect(text.utf8.dropFirst(offset).starts(with: "\(number + 1) 0 obj\n".utf8))
        }
    }

    private static let document: [Element] = [
        Element(0x0042_0010, .ST, "Report on Jane Doe"),
        Element(Tag(0x0042, 0x0011), .OB, bytes: Array("Jane Doe's document".utf8), isLoaded: false),
        Element(Tag(0x0042, 0x0015), .UL, bytes: [19, 0, 0, 0]),
    ]

    @Test(
        "a report that carries a document as well keeps its content; one of a kind that nobody can write goes, others are replaced",
        arguments: [("application/pdf", true), ("application/msword", false), (nil, false), ("", false)])
    func report(mimeType: String?, isReplaced: Bool) throws {
        var report = ContentFixture.report([ContentFixture.item("TEXT"), ContentFixture.item("PNAME")])
        let type = mimeType.map { [Element(0x0042_0012, .LO, $0)] } ?? []
        report.elements = (report.elements + Self.document + type).sorted { $0.tag < $1.tag }
        for options: Set<ProfileOption> in [[.cleanStructuredContent], []] {
            let source = StrategySource(name: "test", profile: .basic, options: options, documents: .replace)
            let result = try PlanFixture.clean(report, RuleSet.compile(source).ruleSet)
            #expect(result[0x0040_A730]?.items.count == (options.isEmpty ? 1 : 2))
            #expect(!result.contains("Doe") && !result.contains("Roe"))
            let document = result[0x0042_0011].map { String(decoding: $0.bytes, as: UTF8.self) }
            #expect(document?.hasPrefix("%PDF-1.4\n") == (isReplaced ? true : nil))
            #expect((result[0x0042_0015] != nil) == isReplaced && (result[0x0042_0012] != nil) == isReplaced)
            let held = StrategySource(name: "test", profile: .basic, options: options, documents: .hold)
            #expect(try PlanFixture.hold(report, RuleSet.compile(held).ruleSet) == .documentNotCleaned)
        }
    }

    @Test(
        "without a MIME Type the SOP Class says what a document is",
        arguments: [("104.1", "%PDF"), ("104.2", "<?xml"), ("104.3", "\0\0"), ("104.4", "#"), ("104.5", "#")])
    func kindOfClass(sopClass: String, start: String) throws {
        for type in [nil, ""] {
            let result = try PlanFixture.clean(
                instance(type, sopClass: "1.2.840.10008.5.1.4.1.1.\(sopClass)"), rules(.replace))
            let document = try #require(result[0x0042_0011])
            #expect(String(decoding: document.bytes, as: UTF8.self).hasPrefix(start))
            #expect(!result.contains("Doe"))
        }
    }

    @Test("they are held otherwise: by default, and of a kind that nobody can write")
    func held() throws {
        let pdf = "1.2.840.10008.5.1.4.1.1.104.1"
        #expect(try PlanFixture.hold(instance("application/pdf", sopClass: pdf), rules(.hold)) == .documentNotCleaned)
        #expect(
            try PlanFixture.hold(instance("application/pdf", sopClass: pdf), rules(.hold, .none)) == .documentNotCleaned)
        // Of a class that nobody knows.
        #expect(try PlanFixture.hold(instance(nil, sopClass: "1.2.3.4"), rules(.replace)) == .documentNotCleaned)
        #expect(try PlanFixture.hold(instance("model/u3d", sopClass: pdf), rules(.replace)) == .documentNotCleaned)
    }
}
