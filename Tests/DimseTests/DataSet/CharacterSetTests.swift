@testable import DataSets
import Dicom
import Testing

@Suite("Values by their Specific Character Set")
struct CharacterSetTests {
    /// The text of every element of `elements` by tag order, as the view reads it.
    private func texts(_ elements: [TestElement], _ coding: Coding = .explicitLittle) throws -> [[String]?] {
        let file = try TemporaryFile(Encoder.encode(elements, coding))
        let dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: coding.transferSyntax)
        let view = try dataSet.view()
        return view.elements.indices.map { view.text(of: $0) }
    }

    private func even(_ bytes: [UInt8]) -> [UInt8] { bytes.count % 2 == 0 ? bytes : bytes + [0x20] }

    /// ESC and the rest.
    private static let esc = "\u{1B}"

    /// A value written with Latin-1 escapes for its bytes.
    private static func bytes(_ latin1: String) -> [UInt8] { latin1.unicodeScalars.map { UInt8($0.value) } }

    struct Sample: Sendable, CustomTestStringConvertible {
        var set: String
        var bytes: [UInt8]
        var text: [String]
        init(_ set: String, _ latin1: String, _ text: String...) {
            self.set = set
            bytes = CharacterSetTests.bytes(latin1)
            self.text = text
        }
        var testDescription: String { "\(set): \(text)" }
    }

    @Test(
        "names in each of the standard's character sets",
        arguments: [
            Sample("ISO_IR 100", "\u{C4}neas^R\u{FC}diger", "Äneas^Rüdiger"),
            Sample("ISO_IR 101", "Wa\u{B3}\u{EA}sa", "Wałęsa"), Sample("ISO_IR 109", "\u{A1}al", "Ħal"),
            Sample("ISO_IR 110", "\u{D9}emaitis", "Ųemaitis"),
            Sample("ISO_IR 144", "\u{BB}\u{EE}\u{DA}\u{63}eP\u{D3}", "ЛюкcePг"),
            Sample("ISO_IR 127", "\u{E2}\u{C8}\u{C7}\u{E6}\u{EA}", "قباني"),
            Sample("ISO_IR 126", "\u{C4}\u{E9}\u{EF}\u{ED}\u{F5}\u{F3}\u{E9}\u{EF}\u{F2}", "Διονυσιος"),
            Sample("ISO_IR 138", "\u{F9}\u{F8}\u{E5}\u{EF}^\u{E3}\u{E1}\u{E5}\u{F8}\u{E4}", "שרון^דבורה"),
            Sample("ISO_IR 148", "\u{C7}avu\u{FE}o\u{F0}lu", "Çavuşoğlu"),
            Sample("ISO_IR 203", "B\u{BC}uf \u{A4}", "BŒuf €"),
            Sample("ISO_IR 166", "\u{B9}\u{D2}\u{C2}", "นาย"),
            Sample("ISO_IR 13", "\u{D4}\u{CF}\u{C0}\u{DE}^\u{C0}\u{DB}\u{B3}", "ﾔﾏﾀﾞ^ﾀﾛｳ"),
            Sample("ISO_IR 192", "Wang=\u{E7}\u{8E}\u{8B}", "Wang=王"),
            Sample("GB18030", "Wang^XiaoDong=\u{CD}\u{F5}^\u{D0}\u{A1}\u{B6}\u{AB}", "Wang^XiaoDong=王^小东"),
            Sample("GB18030", "\u{81}\u{30}\u{89}\u{37}", "Þ"),
            Sample("GBK", "Wang=\u{CD}\u{F5}", "Wang=王"),
            // PS3.5 annexes H, I and K.
            Sample(
                "\\ISO 2022 IR 87",
                "Yamada^Tarou=\(esc)$B;3ED\(esc)(B^\(esc)$BB@O:\(esc)(B=\(esc)$B$d$^$@\(esc)(B^\(esc)$B$?$m$&\(esc)(B",
                "Yamada^Tarou=山田^太郎=やまだ^たろう"),
            Sample(
                "ISO 2022 IR 13\\ISO 2022 IR 87",
                "\u{D4}\u{CF}\u{C0}\u{DE}^\u{C0}\u{DB}\u{B3}=\(esc)$B;3ED\(esc)(J^\(esc)$BB@O:\(esc)(J",
                "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎"),
            Sample("\\ISO 2022 IR 159", "X=\(esc)$(D0!\(esc)(B", "X=丂"),
            Sample(
                "\\ISO 2022 IR 149",
                "Hong^Gildong=\(esc)$)C\u{FB}\u{F3}^\(esc)$)C\u{D1}\u{CE}\u{D4}\u{D7}=\(esc)$)C\u{C8}\u{AB}",
                "Hong^Gildong=洪^吉洞=홍"),
            Sample(
                "\\ISO 2022 IR 58", "Zhang^XiaoDong=\(esc)$)A\u{D5}\u{C5}^\(esc)$)A\u{D0}\u{A1}\u{B6}\u{AB}=",
                "Zhang^XiaoDong=张^小东="),
            // An escape sequence holds until the next delimiter.
            Sample(
                "ISO 2022 IR 100\\ISO 2022 IR 126", "\u{C4}neas^\(esc)-F\u{C4}\u{E9}\u{EF}^\u{C4}", "Äneas^Διο^Ä"),
        ])
    func names(sample: Sample) throws {
        let found = try texts([
            .text(0x0008, 0x0005, "CS", sample.set), .value(Tag(0x0010, 0x0010), "PN", even(sample.bytes)),
        ])
        #expect(found[1] == sample.text)
    }

    @Test(
        "a backslash inside of a character separates nothing; one between characters does",
        arguments: [
            Sample("GBK", "\u{81}\u{5C}a\\b", "乗a", "b"), Sample("GB18030", "\u{81}\u{5C}\\b", "乗", "b"),
            Sample("\\ISO 2022 IR 87", "\(esc)$B%\\\(esc)(B\\x", "ボ", "x"),
            Sample("ISO_IR 13", "\u{D4}\\\u{CF}", "ﾔ", "ﾏ"), Sample("ISO_IR 100", " \u{C4} \\ b ", "Ä", "b"),
        ])
    func backslashes(sample: Sample) throws {
        let found = try texts([
            .text(0x0008, 0x0005, "CS", sample.set), .value(Tag(0x0008, 0x1080), "LO", even(sample.bytes)),
        ])
        #expect(found[1] == sample.text)
    }

    @Test(
        "what is declared rightly is readable, whatever its letters; what is not is not",
        arguments: [
            (Sample("ISO_IR 101", "\u{A3}\u{F3}d\u{BC} \u{B6}ruba"), true),
            (Sample("ISO_IR 144", "\u{BF}\u{D5}\u{E0}\u{D5}\u{DB}\u{DE}\u{DC}"), true),
            (Sample("ISO_IR 126", "\u{C8}\u{FE}\u{F1}\u{E1}\u{EA}\u{E1}\u{F2}"), true),
            (Sample("ISO_IR 138", "\u{F8}\u{E0}\u{F9}"), true),
            (Sample("ISO_IR 127", "\u{D1}\u{C3}\u{D3}"), true),
            (Sample("ISO_IR 166", "\u{B7}\u{C3}\u{C7}\u{A7}\u{CD}\u{A1}"), true),
            (Sample("ISO_IR 148", "a\u{F0}r\u{FD} \u{FE}i\u{FE}lik \u{FD}\u{FE}\u{FD}k"), true),
            (Sample("ISO_IR 13", "\u{D4}\u{CF}\u{C0}"), true),
            (Sample("ISO_IR 192", "\u{E5}\u{B1}\u{B1}"), true), (Sample("GB18030", "\u{CD}\u{F5}"), true),
            (Sample("GBK", "\u{CD}\u{F5}"), true),
            (Sample("\\ISO 2022 IR 149", "\(esc)$)C\u{C8}\u{AB}"), true),
            (Sample("\\ISO 2022 IR 87", "\(esc)$B;3ED\(esc)(B CT"), true),
            (Sample("ISO_IR 100", "R\u{F6}ntgen"), true), (Sample("", "R\u{F6}ntgen"), true),
            // UTF-8 where another set is declared.
            (Sample("ISO_IR 100", "R\u{C3}\u{B6}ntgen"), true), (Sample("ISO_IR 101", "R\u{C3}\u{B6}ntgen \u{C5}\u{82}"), true),
            // Shift-JIS, EUC-KR, Windows-1251 where they are not.
            (Sample("ISO_IR 100", "\u{8E}R\u{93}c"), false), (Sample("", "\u{C8}\u{AB}\u{B1}\u{E6}"), false),
            (Sample("ISO_IR 192", "\u{CD}\u{F5}\u{D0}\u{A1}"), false), (Sample("ISO_IR 144", "\u{93}\u{EE}\u{94}"), false),
            (Sample("\\ISO 2022 IR 87", "\u{8E}R\u{93}c"), false),
            (Sample("ISO_IR 100", "\u{C3}\u{F0}\u{F3}\u{E4}\u{FC}"), false),
            (Sample("GB18030", "\u{CD}\u{F5}\u{D0}"), false),
        ] as [(Sample, Bool)])
    func readable(sample: Sample, isReadable: Bool) throws {
        let elements = [
            TestElement.value(Tag(0x0008, 0x0005), "CS", even(Array(sample.set.utf8))),
            TestElement.value(Tag(0x0008, 0x1030), "LO", even(sample.bytes)),
        ]
        let file = try TemporaryFile(Encoder.encode(elements, .explicitLittle))
        let dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: .explicitLittleEndian)
        #expect(try dataSet.view().isReadable(1) == isReadable)
    }

    @Test(
        "missing, unknown and wrong character sets lose no byte",
        arguments: [
            Sample("", "M\u{C3}\u{BC}ller", "Müller"), Sample("", "M\u{FC}ller", "Müller"),
            Sample("ISO_IR 6", "M\u{FC}ller", "Müller"), Sample("ISO_IR 999", "M\u{FC}ller", "Müller"),
            Sample("ISO_IR 192", "M\u{FC}ller", "Müller"), Sample("GB18030", "M\u{FC}", "Mü"),
            // Another set's escape sequences, and what is left of one.
            Sample("", "\(esc)$B;3ED\(esc)(B", "山田"), Sample("\\ISO 2022 IR 149", "\(esc)$B;3ED\(esc)(B", "山田"),
            Sample("ISO 2022 IR 100", "\u{C4}\(esc)$B;3\(esc)(B", "Ä山"),
            Sample("\\ISO 2022 IR 87", "a\(esc)", "a\(esc)"), Sample("\\ISO 2022 IR 87", "\(esc)$B;", ";"),
            Sample("\\ISO 2022 IR 87", "\(esc)$Q\u{FC}", "\(esc)$Qü"),
            // No escape sequence where there should be one.
            Sample("\\ISO 2022 IR 149", "\u{C8}\u{AB}", "홍"), Sample("ISO_IR 166", "\u{FF}a", "ÿa"),
        ])
    func wrong(sample: Sample) throws {
        let found = try texts([
            .text(0x0008, 0x0005, "CS", sample.set + (sample.set.utf8.count % 2 == 1 ? " " : "")),
            .value(Tag(0x0010, 0x4000), "LT", even(sample.bytes)),
        ])
        #expect(found[1] == sample.text)
    }

    @Test("an item has its own character set, or that of what is around it", arguments: Coding.allCases)
    func nested(coding: Coding) throws {
        let inner: [TestElement] = [
            .text(0x0008, 0x0005, "CS", "ISO_IR 144"), .value(Tag(0x0010, 0x0010), "PN", [0xBB, 0xEE]),
            .sequence(Tag(0x0040, 0x0275), [[.value(Tag(0x0040, 0x0007), "LO", [0xDA, 0xEE])]], undefined: true),
        ]
        let found = try texts(
            [
                .text(0x0008, 0x0005, "CS", "ISO_IR 100"),
                .sequence(
                    Tag(0x0008, 0x1140), [inner, [.value(Tag(0x0010, 0x0010), "PN", [0xC4, 0xD6])]], undefined: false),
                .value(Tag(0x0010, 0x0010), "PN", [0xC4, 0xFC]),
            ], coding)
        #expect(
            found == [
                ["ISO_IR 100"], nil, ["ISO_IR 144"], ["Лю"], nil, ["кю"], ["ÄÖ"], ["Äü"],
            ])
    }

    @Test("padding is removed, single values are not split, empty ones have no value, numbers no text")
    func forms() throws {
        let found = try texts([
            .text(0x0008, 0x0060, "CS", "CT"), .text(0x0008, 0x0070, "LO", " a \\b\\ "),
            .text(0x0008, 0x0080, "LO", ""), .text(0x0010, 0x4000, "LT", "a\\b "), .uint16(0x0028, 0x0010, 512),
        ])
        #expect(found == [["CT"], ["a", "b", ""], [], ["a\\b"], nil])
    }

    @Test("no bytes at all end a conversion", arguments: ["ISO_IR 13", "\\ISO 2022 IR 87\\ISO 2022 IR 159", "GBK", ""])
    func hostile(set: String) {
        var state: UInt64 = 42
        for length in 0..<400 {
            let bytes = (0..<length).map { position -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                // Escape sequences of all kinds, whole and broken.
                let letters: [UInt8] = [
                    0x1B, 0x24, 0x28, 0x29, 0x2D, 0x42, 0x43, 0x44, 0x49, 0x21, 0x7E, 0xA1, 0xFE, 0x80,
                ]
                return position % 2 == 0
                    ? UInt8(truncatingIfNeeded: state >> 56) : letters[Int(state >> 40) % letters.count]
            }
            let text = bytes.withUnsafeBytes {
                CharacterSets.shared.text(of: $0, characterSet: set, isPersonName: length % 2 == 0)
            }
            #expect((text?.unicodeScalars.count ?? 0) <= bytes.count)
        }
    }
}
