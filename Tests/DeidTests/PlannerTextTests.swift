import Dicom
import Foundation
import Testing

@testable import Deid

@Suite("Free text in a plan")
struct PlannerTextTests {
    typealias Element = MemoryDataSet.Element

    private func clean(
        _ element: Element, _ options: Set<ProfileOption> = [.cleanDescriptors], patient: String = "QUENTZLER^JANE"
    ) throws -> MemoryDataSet {
        let instance = PlanFixture.instance(
            [Element(0x0010_0010, .PN, patient), element].sorted { $0.tag < $1.tag })
        return try PlanFixture.clean(instance, PlanFixture.ruleSet(options: options))
    }

    @Test("what identifies goes, the rest stays byte for byte")
    func partly() throws {
        let text = try #require(try clean(.init(0x0008_1030, .LO, "CT chest, Quentzler, nodule"))[0x0008_1030]?.text)
        #expect(text.hasPrefix("CT chest, ") && text.hasSuffix(", nodule") && !text.lowercased().contains("quentzler"))
        let untouched = Element(0x0008_1030, .LO, " T2* ax 3 mm ")
        #expect(try clean(untouched)[0x0008_1030] == untouched)
        let values = try #require(try clean(.init(0x0010_2000, .LO, "Diabetes\\Quentzler\\Asthma"))[0x0010_2000])
        let parts = values.text.split(separator: "\\", omittingEmptySubsequences: false)
        #expect(parts.count == 3 && parts[0] == "Diabetes" && parts[2] == "Asthma" && parts[1] != "Quentzler")
    }

    @Test("where only the header counts, nothing but what it tells goes")
    func headerOnly() throws {
        let text = "VB17 Quentzler 2019-05-01, Dr. Abernathy"
        for options: Set<ProfileOption> in [[], [.cleanDescriptors], [.retainLongitudinalModifiedDates, .cleanDescriptors]] {
            let found = try #require(try clean(.init(0x0018_1023, .LO, text), options)[0x0018_1023]?.text)
            #expect(found.hasPrefix("VB17 ") && found.hasSuffix(" 2019-05-01, Dr. Abernathy"))
            #expect(!found.lowercased().contains("quentzler"))
        }
    }

    @Test("where nothing is left, or nothing can be cut out, the Type decides")
    func nothingLeft() throws {
        // Type 3; Type 1 in RT plans.
        #expect(try clean(.init(0x0008_0054, .AE, "QUENTZLER"), [.retainDeviceIdentity])[0x0008_0054]?.text == "<NAME>")
        #expect(try clean(.init(0x0008_0054, .AE, "CT_SCANNER_1"), [.retainDeviceIdentity])[0x0008_0054]?.text == "CT_SCANNER_1")
        let plan = PlanFixture.instance(
            .init(0x0010_0010, .PN, "QUENTZLER^JANE"), .init(0x300A_0002, .SH, "QUENTZLER"),
            sopClass: "1.2.840.10008.5.1.4.1.1.481.5")
        let result = try PlanFixture.clean(plan, PlanFixture.ruleSet(options: [.cleanDescriptors]))
        #expect(result[0x300A_0002].map { !$0.text.isEmpty && !$0.text.contains("QUENTZLER") } == true)
    }

    @Test("text that the table does not name is looked through: all of it with clean_descriptors, else for the header's own")
    func unlisted() throws {
        for (tag, vr): (UInt32, VR) in [
            (0x0070_0081, .LO), (0x0062_0006, .ST), (0x0070_0068, .LO), (0x0040_A160, .UT), (0x0008_0070, .LO),
            (0x0018_9901, .UT), (0x0018_2045, .SH), (0x0014_0046, .LT), (0x0018_9908, .UC),
        ] {
            for options: Set<ProfileOption> in [[], [.cleanDescriptors]] {
                let found = try clean(.init(tag, vr, "ax QUENTZLER"), options)
                #expect(!found.contains("QUENTZLER"), "\(Tag(rawValue: tag))")
                let kept = Element(tag, vr, "axial plane")
                #expect(try clean(kept, options)[tag] == kept, "\(Tag(rawValue: tag))")
            }
        }
        // Nobody of the header: only the option looks for it.
        let stranger = Element(0x0070_0081, .LO, "call (872) 555-2993 at once")
        #expect(try clean(stranger, [])[0x0070_0081] == stranger)
        #expect(try !clean(stranger).contains("2993"))
    }

    @Test("names, addresses and identifiers that the table does not name go; UIDs, dates and ages follow their kind")
    func unlistedKinds() throws {
        for element: Element in [
            .init(0x0014_2006, .PN, "Somebody^Else"), .init(0x0008_1190, .UR, "http://pacs.example/wado?x=1"),
            .init(0x0010_0033, .LO, "S37.08.13"), .init(0x0040_2006, .SH, "ORD-1"),
            .init(0x0014_1020, .DA, "20120813"), .init(0x0008_0404, .DT, "20120813101112"),
        ] {
            #expect(try clean(element, [])[element.tag.rawValue] == nil, "\(element.tag)")
        }
        let code = Element(0x0008_0120, .UR, "urn:oid:1.2.3")
        #expect(try clean(code, [])[0x0008_0120] == code)
    }

    @Test("coded terms of public schemes stay whatever they are called; those of a site are text")
    func codes() throws {
        func term(_ scheme: String) -> Element {
            Element(
                0x0008_1084,
                items: [
                    [
                        .init(0x0008_0100, .SH, "X1"), .init(0x0008_0102, .SH, scheme),
                        .init(0x0008_0104, .LO, "Quentzler disease"),
                    ]
                ])
        }
        for scheme in ["SCT", "DCM", "SRT", "LN", "UCUM"] {
            #expect(try clean(term(scheme))[0x0008_1084, 0x0008_0104]?.text == "Quentzler disease")
        }
        for scheme in ["99LOCAL", "L", ""] {
            #expect(try !clean(term(scheme)).contains("Quentzler"))
            #expect(try clean(term(scheme))[0x0008_1084, 0x0008_0100]?.text == "X1")
        }
    }

    @Test(
        "an age of 90 and more becomes 090Y where ages stay",
        arguments: [("095Y", "090Y"), ("090Y", "090Y"), ("089Y", "089Y"), ("018M", "018M"), ("101Y", "090Y")])
    func ages(_ old: String, _ new: String) throws {
        #expect(try clean(.init(0x0010_1010, .AS, old), [.retainPatientCharacteristics])[0x0010_1010]?.text == new)
        #expect(try clean(.init(0x0010_1010, .AS, "ninety"), [.retainPatientCharacteristics])[0x0010_1010] == nil)
    }

    @Test("styles of cleanTag", arguments: ["deid", "mask", "remove", "empty", "replace"])
    func styles(_ style: String) throws {
        let rules = try PlanFixture.rows(#""(0008,1030)",LO,,,cleanTag,\#(style)"#)
        let instance = PlanFixture.instance(
            .init(0x0008_1030, .LO, "CT chest Quentzler"), .init(0x0010_0010, .PN, "QUENTZLER^JANE"))
        let result = try PlanFixture.clean(instance, rules)[0x0008_1030]?.text
        #expect(result?.contains("Quentzler") != true)
        #expect(style == "empty" ? result == nil : result?.hasPrefix("CT chest") == true)
        #expect(style != "remove" || result == "CT chest")
    }

    @Test("the graphics option: geometry stays, words do not")
    func graphics() throws {
        let annotation = Element(
            0x0070_0001,
            items: [
                [
                    .init(
                        0x0070_0008,
                        items: [[.init(0x0070_0006, .ST, "QUENTZLER nodule"), .init(0x0070_0014, .FL, "abcdefgh")]]),
                    .init(0x0070_0009, items: [[.init(0x0070_0022, .FL, "abcdefgh")]]),
                ]
            ])
        let without = try clean(annotation, [])
        #expect(!without.contains("QUENTZLER"))
        let graphics = try clean(annotation, [.cleanGraphics])
        #expect(!graphics.contains("QUENTZLER") && graphics.contains("nodule"))
        #expect(graphics[0x0070_0001, 0x0070_0009, 0x0070_0022]?.text == "abcdefgh")
    }
}

@Suite("Texts in their own character set")
struct EncodedTextTests {
    /// Foundation's converters in the place of DCMTK's.
    private final class Decoder: CharacterDecoder {
        func text(of bytes: UnsafeRawBufferPointer, characterSet: String, isPersonName: Bool) -> String? {
            let data = Data(bytes)
            if characterSet.contains("IR 87") { return String(data: data, encoding: .iso2022JP) }
            if characterSet == "ISO_IR 192" { return String(data: data, encoding: .utf8) }
            return String(data: data, encoding: .isoLatin1)
        }
    }

    private func values(_ bytes: [UInt8], _ characterSet: String, _ vr: VR = .LO) -> [EncodedText]? {
        let set = Array(characterSet.utf8)
        let all = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + set.count + 1, alignment: 8)
        defer { all.deallocate() }
        all.copyBytes(from: set + bytes)
        let view = DataSetView(
            elements: [
                DataElement(
                    tag: .specificCharacterSet, vr: .CS, length: set.count,
                    value: UnsafeRawBufferPointer(rebasing: all[..<set.count])),
                DataElement(
                    tag: Tag(0x0008, 0x1030), vr: vr, length: bytes.count,
                    value: UnsafeRawBufferPointer(rebasing: all[set.count..<(set.count + bytes.count)])),
            ], transferSyntax: .explicitLittleEndian, decoder: Decoder())
        return EncodedText.values(1, of: view, as: vr)
    }

    private let span = TextSpan(start: 0, end: 0, kind: .name, source: .header, confidence: 1)

    @Test("single bytes: pieces keep theirs")
    func latin() throws {
        let value = try #require(values([0xC4, 0x70, 0x66, 0x65, 0x6C, 0x20, 0x4D, 0xFC, 0x6C, 0x20], "ISO_IR 100")?.first)
        #expect(value.text == "Äpfel Mül")
        #expect(
            value.bytes(of: [.kept(0..<6), .replaced("<N>", span)]) == [0xC4, 0x70, 0x66, 0x65, 0x6C, 0x20] + Array("<N>".utf8))
    }

    @Test("UTF-8: each character has its bytes, values are split at backslashes and lose their padding")
    func utf8() throws {
        let found = try #require(values(Array("Čas \\ 東京 x ".utf8), "ISO_IR 192"))
        #expect(found.map(\.text) == ["Čas", "東京 x"])
        #expect(found[1].bytes(of: [.kept(0..<1), .replaced("-", span), .kept(3..<4)]) == Array("東-x".utf8))
        // One value whatever stands in it.
        #expect(values(Array("a\\b é".utf8), "ISO_IR 192", .LT)?.map(\.text) == ["a\\b é"])
    }

    @Test("code extensions: what is put between stands in ASCII, and what follows in its own set again")
    func japanese() throws {
        let (kanji, ascii): ([UInt8], [UInt8]) = ([0x1B, 0x24, 0x42], [0x1B, 0x28, 0x42])
        // 東京 (456C 357E), blank, CT
        let bytes = kanji + [0x45, 0x6C, 0x35, 0x7E] + ascii + Array(" CT".utf8)
        let value = try #require(values(bytes, "\\ISO 2022 IR 87")?.first)
        #expect(value.text == "東京 CT")
        #expect(value.bytes(of: [.kept(0..<5)]) == bytes)
        #expect(
            value.bytes(of: [.kept(0..<1), .replaced("<N>", span), .kept(1..<2)])
                == kanji + [0x45, 0x6C] + ascii + Array("<N>".utf8) + kanji + [0x35, 0x7E] + ascii)
        #expect(value.bytes(of: [.replaced("X", span), .kept(2..<5)]) == Array("X CT".utf8))
    }

    @Test("what cannot be told apart is no text")
    func unreadable() {
        #expect(values([0x1B, 0x24], "\\ISO 2022 IR 87") == nil || values([0x1B, 0x24], "\\ISO 2022 IR 87")?.count == 1)
        #expect(values([], "ISO_IR 100")?.map(\.text) == [""])
    }
}
