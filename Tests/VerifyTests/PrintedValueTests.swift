import Dicom
import Foundation
import Testing

@testable import Verify

@Suite("Values as answer keys print them")
struct PrintedValueTests {
    @Test(
        "one value stands for itself, several in brackets with quotes around words",
        arguments: [
            (NewElement(Tag(0x0008, 0x1030), .LO, text: " Chest "), "Chest"),
            (NewElement(Tag(0x0008, 0x0008), .CS, text: "ORIGINAL\\PRIMARY"), "['ORIGINAL', 'PRIMARY']"),
            (NewElement(Tag(0x0010, 0x1000), .LO, text: "O'Neil\\x\\"), "[\"O'Neil\", 'x', '']"),
            (NewElement(Tag(0x0008, 0x1048), .PN, text: "A^B=\\C^D"), "[A^B, C^D]"),
            (NewElement(Tag(0x0028, 0x0030), .DS, text: "0.50 \\1e-3"), "[0.50, 1e-3]"),
            (NewElement(Tag(0x0028, 0x0030), .DS, text: "0.5\\wide"), "['0.5', 'wide']"),
            (NewElement(Tag(0x0020, 0x0013), .IS, text: " 07 "), "07"),
            (NewElement(Tag(0x0020, 0x4000), .LT, text: "a\\b\r\nc"), "a\\b\r\nc"),
            (NewElement(Tag(0x0028, 0x0010), .US, bytes: [1, 2]), "513"),
            (NewElement(Tag(0x0028, 0x0106), .SS, bytes: [0xFF, 0xFF, 2, 0]), "[-1, 2]"),
            (NewElement(Tag(0x0018, 0x602C), .FD, bytes: Array(repeating: 0, count: 8)), "0.0"),
            (NewElement(Tag(0x0018, 0x9073), .FL, bytes: [0xCD, 0xCC, 0xCC, 0x3D]), "0.10000000149011612"),
            (NewElement(Tag(0x0028, 0x0009), .AT, bytes: [0x18, 0, 0x63, 0x10]), "(0018,1063)"),
            (NewElement(Tag(0x0028, 0x1201), .OW, bytes: Array("a'\n\\".utf8)), #"b"a'\n\\""#),
            (NewElement(Tag(0x0008, 0x1110), items: []), "[]"),
            (NewElement(Tag(0x0008, 0x0050), .SH, text: ""), ""),
            (NewElement(.pixelData, .OB, bytes: [1, 2]), "REMOVED"),
            (NewElement(Tag(0x6002, 0x3000), .OW, bytes: [1, 2]), "REMOVED"),
        ])
    func print(element: NewElement, text: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Instance([NewElement(.modality, .CS, text: "CT"), element]).file, "a.dcm")
        let file = try Reader(path: path)
        let index = try #require(file.view.topLevel(element.tag))
        #expect(PrintedValue(dataSet: file).text(of: index) == text)
    }

    @Test(
        "numbers have the fewest digits that give them again",
        arguments: [
            (1.0, "1.0"), (0.1, "0.1"), (-0.0001, "-0.0001"), (0.00001, "1e-05"), (1.5e-7, "1.5e-07"),
            (123_456_789_012_345.6, "123456789012345.6"), (9_999_999_999_999_998.0, "9999999999999998.0"),
            (1e16, "1e+16"), (100, "100.0"), (0, "0.0"), (-0.0, "-0.0"),
            (12_345_678_901_234_568.0, "1.2345678901234568e+16"), (-1.25e300, "-1.25e+300"), (2.5e-308, "2.5e-308"),
            (.infinity, "inf"), (.nan, "nan"),
        ] as [(Double, String)])
    func numbers(number: Double, text: String) { #expect(NumberValues.shortest(number) == text) }

    @Test("characters that do not print are escaped as Python does")
    func escapes() {
        let text = "a\u{0}\u{85}\u{2028}\u{E000}\u{E0001} é漢"
        #expect(PythonText.literal(text) == #"'a\x00\x85\u2028\ue000\U000e0001 é漢'"#)
        #expect(PythonText.literal([0x00, 0x7F, 0x41, 0x09]) == #"b'\x00\x7fA\t'"#)
    }

    @Test("places name items by number and private attributes by creator")
    func places() throws {
        let folder = try TemporaryFolder()
        let nested = [
            NewElement(Tag(0x0009, 0x0011), .LO, text: "Acme Rays "), NewElement(Tag(0x0009, 0x11AB), .LO, text: "x"),
            NewElement(Tag(0x0009, 0x2001), .LO, text: "y"), NewElement(Tag(0x0040, 0x0007), .LO, text: "z"),
        ]
        let instance = Instance([
            NewElement(.modality, .CS, text: "CT"), NewElement(Tag(0x0040, 0x0275), items: [[], nested]),
        ])
        let view = try Reader(path: folder.write(instance.file, "a.dcm")).view
        var paths = ElementPaths(view)
        #expect(
            paths.index().keys.sorted() == [
                "<(0008,0060)>", "<(0040,0275)>", "<(0040,0275)>[<0001>]<(0009,\"ACME RAYS\",ab)>",
                "<(0040,0275)>[<0001>]<(0009,0011)>", "<(0040,0275)>[<0001>]<(0009,2001)>",
                "<(0040,0275)>[<0001>]<(0040,0007)>",
            ])
    }
}
