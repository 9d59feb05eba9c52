import Dicom
import Testing

@testable import Deid

@Suite("What is written in place of what goes")
struct TextReplacementTests {
    private static func cleaner(_ header: [String: String], dateOffset: Int? = nil) throws -> TextCleaner {
        let project = try PseudonymFixture.pseudonymizer()
        let patient = try project.patient(id: header["PatientID"] ?? "", issuer: "", studyInstanceUID: "1.2.3")
        return TextCleaner(
            clues: HeaderClues(keywords: header), project: project, patient: patient, dateOffset: dateOffset)
    }

    @Test(
        "each style does its own",
        arguments: [
            (CleanStyle.deid, "seen by Dr. <NAME>"), (.mask, "seen by Dr. ****"), (.remove, "seen by Dr."), (.empty, ""),
            (.replace, "seen by Dr. <NAME>"),
        ])
    func styles(_ style: CleanStyle, _ expected: String) {
        #expect(TextFixture.clean("seen by Dr. Okonkwo", [:], style: style) == expected)
    }

    @Test("without anything that identifies a value stays whole in every style", arguments: CleanStyle.allCases)
    func untouched(_ style: CleanStyle) {
        #expect(TextFixture.clean("CT THORAX", [:], style: style) == "CT THORAX")
    }

    @Test("one person has one pseudonym, however the name is written; the Patient ID has its own")
    func pseudonyms() throws {
        let cleaner = try Self.cleaner(["PatientName": "Miller^John", "PatientID": "451827"])
        let project = try PseudonymFixture.pseudonymizer()
        let name = project.name("Miller^John", form: .text)
        for text in ["Miller", "JOHN MILLER", "Miller, John"] {
            #expect(cleaner.clean("for \(text)", style: .replace, context: .history) == "for \(name)")
        }
        let patient = try project.patient(id: "451827", issuer: "", studyInstanceUID: "")
        let id = try project.patientID(for: patient)
        #expect(cleaner.clean("MRN 0451827", style: .replace, context: .history) == "MRN \(id)")
        #expect(
            cleaner.clean("acc 99887766", style: .replace, context: .history)
                == "acc \(try project.formatPreserving("99887766", domain: .identifier))")
    }

    @Test(
        "a label that the VR cannot hold becomes nothing",
        arguments: [(VR.CS, "CT"), (.LO, "CT <NAME>"), (.SH, "CT <NAME>"), (.DS, "CT")])
    func legality(_ vr: VR, _ expected: String) {
        let cleaner = TextCleaner(clues: HeaderClues(keywords: ["PatientName": "MILLER^JOHN"]))
        #expect(cleaner.clean("CT MILLER", style: .deid, context: .studyDescription, vr: vr) == expected)
    }

    @Test(
        "where a span is dropped the gap closes",
        arguments: [
            ("CT chest QUENTZLER axial", "CT chest axial"), ("QUENTZLER, axial", "axial"), ("axial, QUENTZLER", "axial"),
            ("CT (QUENTZLER), axial", "CT, axial"), ("head_QUENTZLER_T1", "head_T1"), ("head/QUENTZLER/T1", "head/T1"),
            ("knee QUENTZLER: left", "knee: left"), ("QUENTZLER QUENTZLER", ""), ("two\nQUENTZLER\nlines", "two\n\nlines"),
            ("axial  QUENTZLER", "axial"), ("[QUENTZLER]", ""),
        ])
    func gaps(_ text: String, _ expected: String) {
        let cleaner = TextCleaner(clues: HeaderClues(keywords: ["PatientName": "QUENTZLER^JANE"]))
        #expect(cleaner.clean(text, style: .remove, context: .studyDescription) == expected)
    }

    @Test("asterisks are as many as the label has letters", arguments: TextClass.allCases)
    func mask(_ kind: TextClass) {
        let cleaner = TextCleaner(clues: HeaderClues())
        let span = TextSpan(start: 3, end: 9, kind: kind, source: .analyzer, confidence: 1)
        let pieces = cleaner.pieces(of: "CT Quillo x", without: [span], style: .mask, vr: .LO, limit: 64)
        let asterisks = String(repeating: "*", count: kind.rawValue.count)
        #expect(pieces == [.kept(0..<3), .replaced(asterisks, span), .kept(9..<11)])
    }

    @Test("a result fits its limit: replacements go before kept words do", arguments: [64, 16, 12, 9, 4])
    func limits(_ limit: Int) {
        let cleaner = TextCleaner(clues: HeaderClues(keywords: ["PatientName": "Li^Bo"]))
        let result = cleaner.clean("CT Li Bo hip", style: .deid, context: .studyDescription, limit: limit)
        #expect(result.unicodeScalars.count <= limit)
        #expect(limit < 9 || result.hasPrefix("CT ") && result.hasSuffix(" hip"))
    }

    @Test(
        "pieces cover the text in order; only ASCII is put between",
        arguments: ["Größe: Müller^Jörg, Köln", "山田太郎 の CT 2015年3月1日"])
    func pieces(_ text: String) {
        let cleaner = TextCleaner(clues: HeaderClues(keywords: ["PatientName": "Müller^Jörg=山田^太郎"]))
        var position = 0
        for piece in cleaner.pieces(of: text, style: .deid, context: .history) {
            switch piece {
            case .kept(let range):
                #expect(range.lowerBound == position)
                position = range.upperBound
            case .replaced(let replacement, let span):
                #expect(span.start == position)
                #expect(replacement.utf8.allSatisfy { $0 < 0x80 && $0 != 0x5C })
                position = span.end
            }
        }
        #expect(position == text.unicodeScalars.count)
    }

    @Test("spans of an analyzer count as another source")
    func external() {
        let cleaner = TextCleaner(clues: HeaderClues())
        let span = TextSpan(start: 3, end: 9, kind: .name, source: .analyzer, confidence: 0.85)
        #expect(cleaner.spans(in: "CT Quillo", context: .history, external: [span]).map(\.source) == [.analyzer])
    }
}
