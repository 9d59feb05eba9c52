import Foundation
import Testing

@testable import Deid

@Suite("Recogniser of names in free text")
struct RecognizerTests {
    /// What goes of `text` by all sources, in its own words.
    private func removed(
        _ text: String, _ context: TextContext, header: [String: String] = [:]
    ) -> [String] {
        let analysis = TextAnalysis(text, context: context, matcher: ClueMatcher(HeaderClues(keywords: header)))
        return SpanMerge.merged(NameDecision.spans(analysis), in: analysis.text.scalars).map { span in
            String(String.UnicodeScalarView(analysis.text.scalars[span.range]))
        }
    }

    @Test(
        "names that no header tells are found in many phrasings and languages",
        arguments: [
            ("CT chest requested by Dr. Ramakrishnan, r/o PE", TextContext.request, "Ramakrishnan"),
            ("Pt Oyelaran refused contrast", .imageComments, "Oyelaran"),
            ("tech: Brzezinski, motion artifact", .imageComments, "Brzezinski"),
            ("MRT LWS, überwiesen von Dr. Hinterseer", .request, "Hinterseer"),
            ("Paciente Aurelia Echeverría, 45 años, control", .history, "Aurelia Echeverría"),
            ("Opisał: dr n. med. Zdzisław Korczak", .reportSentence, "Zdzisław Korczak"),
            ("担当技師:高橋健太", .imageComments, "高橋健太"),
            ("Направил врач Селиверстов", .request, "Селиверстов"),
        ])
    func findsNames(text: String, context: TextContext, name: String) {
        let found = removed(text, context).joined(separator: " ")
        for part in name.split(separator: " ") { #expect(found.contains(part), "in: \(text)") }
    }

    @Test(
        "medicine that looks like names stays",
        arguments: [
            ("Known Parkinson's disease, Baker cyst, Judkins left 4", TextContext.history),
            ("Swan-Ganz catheter in place, May-Thurner suspected", .reportSentence),
            ("AX T2* FLAIR 5mm L4-L5", .seriesDescription),
            ("Findings may represent early pneumonia", .reportSentence),
            ("Siemens Somatom Definition 120 kV 200 mAs", .deviceText),
            ("V.a. Morbus Crohn, Verlaufskontrolle", .history),
            ("MRT LWS nativ", .studyDescription),
            ("BI-RADS 4A, left breast", .structuredReport),
            ("胸部CT検査 肺炎疑い", .studyDescription),
        ])
    func keepsMedicine(text: String, context: TextContext) {
        #expect(removed(text, context).isEmpty, "in: \(text)")
    }

    @Test(
        "a name that is a word goes where it is a name and stays where it is a word",
        arguments: [
            ("Report called to Dr. May at 10:15", "May"), ("Seen by Dr. Baker for follow up", "Baker"),
            ("Patient: Rose, Angel", "Rose"),
        ])
    func namesThatAreWords(text: String, name: String) {
        #expect(removed(text, .reportSentence).contains { $0.contains(name) }, "in: \(text)")
        #expect(removed("Findings may represent a Baker cyst.", .reportSentence).isEmpty)
    }

    @Test("no text is too long, too odd or too empty")
    func anyText() {
        let odd = [
            "", " ", "\u{0301}", "^^^^", String(repeating: "a", count: 10_000), String(repeating: "1-", count: 5_000),
        ]
        for text in odd { _ = removed(text, .ocrLine) }
        let long = String(repeating: "Seen by Dr. Quillfeather on the ward. ", count: 270)
        #expect(removed(long, .reportSentence).count >= 270)
    }

    @Test("every class has its number, from 1 on, and the number finds the class")
    func numbers() {
        #expect(TextClass.numbered.map(\.number) == Array(1...UInt32(TextClass.allCases.count)))
    }
}
