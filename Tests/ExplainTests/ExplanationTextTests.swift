import Dicom
import Testing

@testable import Explain

@Suite("Values in explanations") struct ExplanationTextTests {
    /// A view of one element.
    private func shown(_ vr: VR, _ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { value in
            ExplanationText.old(
                0,
                DataSetView(
                    elements: [DataElement(tag: Tag(0x0010, 0x4000), vr: vr, length: bytes.count, value: value)],
                    transferSyntax: .explicitLittleEndian))
        }
    }

    @Test(
        "characters that do something are shown as characters that do nothing",
        arguments: [
            ("a\u{1B}[31mred", "a␛[31mred"), ("bell\u{07}", "bell␇"), ("one\r\ntwo", "one \ntwo"), ("tab\there", "tab\there"),
            ("user\u{202E}gnp.exe", "user\u{FFFD}gnp.exe"), ("\u{2066}x\u{2069}", "\u{FFFD}x\u{FFFD}"), ("\u{7F}x", "␡x"),
        ])
    func controls(value: String, expected: String) {
        #expect(shown(.LT, Array(value.utf8)) == expected)
        // One scalar for one, so that what was found in a text is marked in the right place.
        #expect(ExplanationText.text([value]).unicodeScalars.count == value.unicodeScalars.count)
    }

    @Test(
        "numbers are numbers, longer runs and bytes are sizes",
        arguments: [
            (VR.US, [UInt8](arrayLiteral: 1, 0, 255, 255), "1\\65535"), (.SS, [255, 255], "-1"), (.UL, [0, 0, 1, 0], "65536"),
            (.SL, [254, 255, 255, 255], "-2"), (.FL, [0, 0, 0xC0, 0x3F], "1.5"),
            (.FD, [0, 0, 0, 0, 0, 0, 0xE0, 0x3F], "0.5"), (.AT, [0x10, 0, 0x20, 0], "(0010,0020)"), (.US, [1], "1 byte"),
            (.OB, [1, 2, 3], "3 bytes"), (.US, [UInt8](repeating: 0, count: 100), "100 bytes"),
            (.LO, Array("A\\B ".utf8), "A\\B"),
        ])
    func numbers(vr: VR, bytes: [UInt8], expected: String) {
        #expect(shown(vr, bytes) == expected)
    }

    @Test("a long text is cut and says how long it was")
    func long() {
        let text = ExplanationText.text([String(repeating: "é", count: 5000)])
        #expect(text.hasSuffix("… (5000 characters)"))
        #expect(text.unicodeScalars.count < ExplanationText.limit + 40)
    }

    @Test("values that are not loaded show their size")
    func notLoaded() {
        let element = DataElement(tag: .pixelData, vr: .OW, length: 524_288, value: nil)
        let view = DataSetView(elements: [element], transferSyntax: .explicitLittleEndian)
        #expect(ExplanationText.old(0, view) == "524288 bytes")
    }
}
