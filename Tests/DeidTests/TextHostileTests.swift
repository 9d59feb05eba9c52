import Dicom
import Testing

@testable import Deid

@Suite("Texts that nobody expects")
struct TextHostileTests {
    @Test(
        "a name in the middle of 10,000 characters is found, and nothing else goes",
        arguments: ["no acute finding ", "lung ", "x ", "- ", "a.b.c.", "1 2 3 ", "胸部 ", "((((", "////", "A^"])
    func long(_ filler: String) {
        let half = String(repeating: filler, count: 5000 / filler.count)
        let text = half + " Miller " + half
        let result = TextFixture.clean(text, ["PatientName": "Miller^John"], context: .reportSentence)
        #expect(!result.contains("Miller"))
        #expect(filler == "A^" || filler == "1 2 3 " || result.contains("<NAME>"))
    }

    @Test(
        "no pattern makes work grow faster than the text",
        arguments: [
            "1", "1-", "1.", "1 ", "a@", "a.", "Dr. ", "St. ", "MRN ", "of ", "von ", "John ", "J.", "12/", "(",
            "2015-", "年", "1月", "山",
        ])
    func growth(_ filler: String) {
        let text = String(repeating: filler, count: 4000 / filler.count)
        #expect(TextFixture.clean(text).unicodeScalars.count <= text.unicodeScalars.count * 8)
    }

    @Test(
        "every script of the standard's character sets is read",
        arguments: [
            ("Äneas^Jürgen", "Äneas, Jürgen CT"), ("Dvořák^Jiří", "DVOŘÁK JIŘÍ CT"), ("Ħamid^Ġorġ", "Ħamid Ġorġ CT"),
            ("Ķēniņš^Jānis", "Ķēniņš Jānis CT"), ("Люкceмбypг^Иван", "ЛЮКCEМБYPГ ИВАН CT"),
            ("قباني^لنزار", "قباني لنزار CT"),
            ("Διονυσιος^Νικος", "ΔΙΟΝΥΣΙΟΣ ΝΙΚΟΣ CT"), ("שרון^דבורה", "שרון דבורה CT"),
            ("Çavuşoğlu^Işıl", "ÇAVUŞOĞLU IŞIL CT"),
            ("สมชาย^ใจดี", "สมชาย ใจดี CT"), ("Yamada^Tarou=山田^太郎=やまだ^たろう", "山田太郎 CT"), ("ﾔﾏﾀﾞ^ﾀﾛｳ", "ヤマダ タロウ CT"),
            ("Hong^Gildong=洪^吉洞=홍^길동", "홍길동 CT"), ("Zhang^XiaoDong=张^小东=", "张小东 CT"), ("Wang^XiaoDong=王^小東=", "王小東 CT"),
        ])
    func scripts(_ name: String, _ text: String) {
        #expect(TextFixture.clean(text, ["PatientName": name]) == "<NAME> CT")
    }

    @Test(
        "marks, controls and broken scalars harm nothing",
        arguments: [
            "", " ", "\u{0}", "\u{301}", "^^^", "====", "\\\\", "\u{FFFD}", "\u{1F469}\u{200D}\u{2695}", "\u{202E}abc",
            "\r\n\t",
        ])
    func strange(_ text: String) {
        for context in TextContext.allCases { #expect(TextFixture.clean(text, context: context) == text) }
    }

    @Test("any mixture of words and marks gives ordered spans inside of the text", arguments: 0..<40)
    func mixtures(_ seed: Int) {
        let parts = [
            "Dr.", "Miller", "MRN", "00451827", "12/03", "2015", "^", "-", ".", "/", "@", "St.", "Hospital", "of",
            "von", "1.2.840.10008.",
            "http://", "J.", "(", "月", "年", "山田", "様", "Box", "PO", "12", "Lane", "ext", "x", "99", "yo", "RAD", "\\",
            "user", "\u{301}",
        ]
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<50 {
            let text = (0..<next(14)).map { _ in parts[next(parts.count)] + (next(2) == 0 ? " " : "") }.joined()
            var end = 0
            for span in TextCleaner(clues: HeaderClues(keywords: TextFixture.header)).spans(in: text, context: .ocrLine) {
                #expect(span.start >= end && span.end > span.start, "\(text)")
                end = span.end
            }
            #expect(end <= text.unicodeScalars.count)
        }
    }
}
