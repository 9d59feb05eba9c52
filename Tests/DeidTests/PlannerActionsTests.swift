import Dicom
import Testing

@testable import Deid

@Suite("Actions of strategy files")
struct PlannerActionsTests {
    typealias Element = MemoryDataSet.Element

    private func result(
        _ action: String, _ element: Element, rowVR: String? = nil, others: [Element] = []
    ) throws -> Element? {
        try result(action, "", element, rowVR: rowVR, others: others)
    }

    /// The element after one row on it, everything else kept.
    private func result(
        _ action: String, _ option: String, _ element: Element, rowVR: String? = nil, tables: [String: String] = [:],
        others: [Element] = []
    ) throws -> Element? {
        let row = #""\#(element.tag)",\#(rowVR ?? element.vr.description),,,\#(action),\#(option)"#
        let rules = try PlanFixture.ruleSet(
            [[row]], profile: .none, unlisted: .keep, removesPrivate: false, tables: tables)
        return try PlanFixture.clean(PlanFixture.instance([element] + others), rules)[element.tag.rawValue]
    }

    /// A legal value of each VR.
    private static let samples: [(VR, String)] = [
        (.AE, "STATION1"), (.AS, "051Y"), (.AT, "\u{10}\u{0}\u{20}\u{0}"), (.CS, "CODE"), (.DA, "20120101"),
        (.DS, "1.5"),
        (.DT, "20120101101112"), (.FD, "12345678"), (.FL, "1234"), (.IS, "12"), (.LO, "long string"),
        (.LT, "long text"),
        (.OB, "bytes!"), (.OD, "12345678"), (.OF, "1234"), (.OL, "1234"), (.OV, "12345678"), (.OW, "words!"),
        (.PN, "Doe^Jane"), (.SH, "short"), (.SL, "1234"), (.SS, "12"), (.ST, "short text"), (.SV, "12345678"),
        (.TM, "101112"), (.UC, "unlimited"), (.UI, "1.2.3"), (.UL, "1234"), (.UN, "unknown"), (.UR, "http://a.example"),
        (.US, "12"), (.UT, "text"), (.UV, "12345678"),
    ]

    @Test("keep, delete and remove work on every VR", arguments: samples)
    func everyVR(_ vr: VR, _ value: String) throws {
        let element = Element(0x0018_FF00, vr, value)
        #expect(try result("keep", element) == element)
        #expect(try result("delete", element) == nil)
        #expect(try result("remove", element)?.bytes == [])
        let empty = Element(0x0018_FF00, vr, "")
        #expect(try result("remove", empty) == empty)
        #expect(try result("keep", empty) == empty)
    }

    @Test("sequences: keep goes into the items, remove leaves none, delete takes all")
    func sequences() throws {
        let sequence = Element(0x0018_FF00, items: [[.init(0x0008_0104, .LO, "a")], [.init(0x0008_0104, .LO, "b")]])
        #expect(try result("keep", sequence) == sequence)
        #expect(try result("remove", sequence)?.items.isEmpty == true)
        #expect(try result("delete", sequence) == nil)
        #expect(try result("ensureTagExists", sequence) == sequence)
    }

    @Test(
        "literals are written as the VR wants them",
        arguments: [
            (.LO, "<REMOVED>", Array("<REMOVED>".utf8)), (.PN, "A^B=C", Array("A^B=C".utf8)),
            (.US, "7", [7, 0]), (.SS, "-2", [0xFE, 0xFF]), (.UL, "1\\2", [1, 0, 0, 0, 2, 0, 0, 0]),
            (.SL, "-1", [255, 255, 255, 255]),
            (.FL, "1.5", [0, 0, 0xC0, 0x3F]), (.FD, "1", [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]),
            (.AT, "00100020", [0x10, 0, 0x20, 0]),
            (.OB, "1\\2", [1, 2]), (.UV, "1", [1, 0, 0, 0, 0, 0, 0, 0]), (.SV, "-1", [UInt8](repeating: 255, count: 8)),
            (.DA, "20000101", Array("20000101".utf8)), (.UI, "1.2.3", Array("1.2.3".utf8)),
            (.DS, "1.5\\2", Array("1.5\\2".utf8)),
        ] as [(VR, String, [UInt8])])
    func literals(_ vr: VR, _ text: String, _ bytes: [UInt8]) throws {
        let element = Element(0x0018_FF00, vr, vr == .AT ? "1234" : "12345678")
        #expect(try result("replaceWithLiteral", text, element) == Element(element.tag, vr, bytes: bytes))
    }

    @Test("ensureTagExists fills what is empty, leaves what is not, creates what is missing")
    func ensure() throws {
        #expect(try result("ensureTagExists", "X", .init(0x0018_FF00, .LO, ""))?.text == "X")
        #expect(try result("ensureTagExists", "X", .init(0x0018_FF00, .LO, "  "))?.text == "X")
        #expect(try result("ensureTagExists", "X", .init(0x0018_FF00, .LO, "Y"))?.text == "Y")
        for (vr, value) in Self.samples where vr != .UN {
            let rules = try PlanFixture.rows(#""(0018,FF00)",\#(vr),,,ensureTagExists,"#)
            let made = try PlanFixture.clean(PlanFixture.instance(), rules)[0x0018_FF00]
            #expect(made?.vr == vr && made?.bytes.isEmpty == false, "\(vr) \(value)")
        }
        let sequence = try PlanFixture.rows(#""(0018,FF00)",SQ,,,ensureTagExists,"#)
        #expect(try PlanFixture.clean(PlanFixture.instance(), sequence)[0x0018_FF00]?.items.isEmpty == true)
        let named = try PlanFixture.rows(#""(0008,1030)",,,,ensureTagExists,X"#)
        let made = try PlanFixture.clean(PlanFixture.instance(), named)[0x0008_1030]
        #expect(made?.vr == .LO && made?.text == "X")
    }

    @Test("ensureTagExists on a path reaches each item of that place and no other")
    func ensurePath() throws {
        let rules = try PlanFixture.rows(#""(0040,0275)/(0040,0007)",LO,,,ensureTagExists,X"#)
        let filled: [Element] = [.init(0x0040_0007, .LO, "there")]
        let empty: [Element] = [.init(0x0040_0009, .SH, "1")]
        let nested: [Element] = [.init(0x0040_0275, items: [empty])]
        let clean = try PlanFixture.clean(
            PlanFixture.instance(.init(0x0008_1140, items: [nested]), .init(0x0040_0275, items: [filled, empty, []])),
            rules)
        #expect(
            clean[0x0040_0275]?.items.map { $0.first { $0.tag == Tag(0x0040, 0x0007) }?.text } == ["there", "X", "X"])
        #expect(clean[0x0008_1140, 0x0040_0275, 0x0040_0007] == nil)
        #expect(clean[0x0040_0007] == nil)
    }

    @Test("ensureTagExists yields to a later row about the same tag, and makes a Patient ID of its own")
    func ensureYields() throws {
        let rules = try PlanFixture.ruleSet([
            [#""(0008,1030)",LO,,,ensureTagExists,X"#], [#""(0008,1030)",LO,,,delete,"#],
        ])
        #expect(try PlanFixture.clean(PlanFixture.instance(), rules)[0x0008_1030] == nil)
        let own = try PlanFixture.ruleSet([[#""(0010,0020)",LO,,,ensureTagExists,FIXED"#]])
        let plan = try PlanFixture.plan(PlanFixture.instance(patientID: nil), own)
        #expect(plan.patientID == "FIXED")
        #expect(try PlanFixture.instance(patientID: nil).applying(plan.edits)[0x0010_0020]?.text == "FIXED")
    }

    @Test("names are PN-shaped or plain, the same for the same original, value by value")
    func names() throws {
        let name = try result("replaceWithRandomName", .init(0x0008_0090, .PN, "Doe^John"))?.text
        #expect(name?.split(separator: "^").count == 2 && name != "Doe^John")
        let several = try result("replaceWithRandomName", .init(0x0008_1048, .PN, "Doe^John\\\\DOE^JOHN^^ "))?.text
        #expect(several == name.map { "\($0)\\\\\($0)" })
        let plain = try result("replaceWithRandomName", .init(0x0008_0081, .LO, "Doe^John"))?.text
        #expect(plain?.contains(" ") == true && plain?.contains("^") == false)
        #expect(try result("replaceWithRandomName", .init(0x0008_0090, .PN, ""))?.bytes == [])
    }

    @Test("a two-byte character with a backslash in it does not become two names")
    func wideCharacters() throws {
        let kanji = Element(
            Tag(0x0008, 0x0090), .PN, bytes: [0x1B, 0x24, 0x42, 0x3B, 0x5C, 0x45, 0x44, 0x1B, 0x28, 0x42])
        let japanese = Element(0x0008_0005, .CS, "\\ISO 2022 IR 87")
        #expect(try result("replaceWithRandomName", kanji, others: [japanese])?.text.contains("\\") == false)
        #expect(try result("replaceWithRandomName", kanji)?.text.contains("\\") == true)
    }

    @Test("hashId keeps the form of identifiers value by value, and makes UIDs of UIDs")
    func hashID() throws {
        let id = try result("hashId", .init(0x0008_0050, .SH, "AB-123 "))?.text
        #expect(id?.utf8.count == 6 && id != "AB-123" && id?.utf8.dropFirst(2).first == UInt8(ascii: "-"))
        let values = try result("hashId", .init(0x0010_1000, .LO, "AB-123\\\\99"))?.text.split(
            separator: "\\", omittingEmptySubsequences: false)
        #expect(values?.map(\.utf8.count) == [6, 0, 2] && values?.first.map(String.init) == id)
        #expect(try result("hashId", .init(0x0020_0052, .UI, "1.2.3"))?.text.hasPrefix("2.25.") == true)
        #expect(try result("hashId", .init(0x0008_0050, .SH, ""))?.bytes == [])
    }

    @Test(
        "hashId leaves placeholders, and gives what has no format of its own characters",
        arguments: ["-", "--", ".", "?", "*", "N/A", "n.a.", "NONE", "0", "000", "unknown", "k.A.", "<none>", "不明"])
    func hashIDOfPlaceholder(value: String) throws {
        let element = Element(0x0008_0050, .SH, value)
        let utf8 = Element(0x0008_0005, .CS, "ISO_IR 192")
        let rules = try PlanFixture.rows(#""(0008,0050)",SH,,,hashId,"#)
        let plan = try PlanFixture.plan(PlanFixture.instance(element, utf8), rules)
        #expect(try PlanFixture.instance(element, utf8).applying(plan.edits)[0x0008_0050]?.text == value)
        #expect(!plan.mappings.contains { $0.kind == .accession })
    }

    @Test(
        "an identifier beyond ASCII, or too long for its VR, has one code in every character set",
        arguments: ["Ä-1", "ÄÖÜ/2024/0012345678901234567890", "12345678901234567890"])
    func hashIDWithoutFormat(value: String) throws {
        let rules = try PlanFixture.rows(#""(0008,0050)",SH,,,hashId,"#)
        let bytes = value.unicodeScalars.map { UInt8($0.value) }
        let latin = PlanFixture.instance(
            Element(Tag(0x0008, 0x0050), .SH, bytes: bytes), Element(0x0008_0005, .CS, "ISO_IR 100"))
        let utf8 = PlanFixture.instance(Element(0x0008_0050, .SH, value), Element(0x0008_0005, .CS, "ISO_IR 192"))
        let one = try PlanFixture.clean(latin, rules)[0x0008_0050]?.text
        #expect(one?.utf8.count == Pseudonymizer.charactersBeyondASCII && one != value)
        #expect(try PlanFixture.clean(utf8, rules)[0x0008_0050]?.text == one)
    }

    @Test("patientHashId is one permutation for a patient wherever the ID stands")
    func patientHashID() throws {
        let rules = try PlanFixture.rows(
            #""(0010,0020)",LO,,,patientHashId,"#, #""(0010,1000)",LO,,,patientHashId,"#)
        let instance = PlanFixture.instance(
            .init(0x0010_1000, .LO, "XYZ-0001\\PAT-4711"),
            .init(0x0008_1140, items: [[.init(0x0010_0020, .LO, "PAT-4711")]]))
        let plan = try PlanFixture.plan(instance, rules)
        let clean = try instance.applying(plan.edits)
        let own = try #require(clean[0x0010_0020]?.text)
        #expect(
            own.utf8.count == 8 && own.hasPrefix("PAT-") == false && own.utf8.dropFirst(3).first == UInt8(ascii: "-"))
        #expect(clean[0x0010_1000]?.text.hasSuffix("\\" + own) == true)
        #expect(clean[0x0008_1140, 0x0010_0020]?.text == own)
        #expect(plan.patientID == own)
        let missing = try PlanFixture.clean(PlanFixture.instance(patientID: ""), rules)[0x0010_0020]?.text
        #expect(missing?.hasPrefix("TA-") == true)
    }

    @Test("a mapping table decides for text and numbers; a missing row holds")
    func mapping() throws {
        let tables = ["map.csv": "original,replacement\nLUNG CT,CHEST\nLiver,ABDOMEN\n7,9\n-3,4\n1.5,2.5\n"]
        func mapped(_ element: Element) throws -> Element? {
            try result("replaceWithMapping", "map.csv", element, rowVR: "*", tables: tables)
        }
        #expect(try mapped(.init(0x0008_1030, .LO, "LUNG CT \\\\Liver"))?.text == "CHEST\\\\ABDOMEN")
        #expect(try mapped(.init(0x0018_FF00, .US, "\u{7}\u{0}"))?.bytes == [9, 0])
        #expect(try mapped(.init(Tag(0x0018, 0xFF00), .SL, bytes: [0xFD, 255, 255, 255]))?.bytes == [4, 0, 0, 0])
        #expect(try mapped(.init(Tag(0x0018, 0xFF00), .FL, bytes: [0, 0, 0xC0, 0x3F]))?.bytes == [0, 0, 0x20, 0x40])
        #expect(try mapped(.init(0x0008_1030, .LO, ""))?.bytes == [])
        let rules = try PlanFixture.rows(#""(0008,1030)",,,,replaceWithMapping,map.csv"#, tables: tables)
        func hold(_ element: Element) throws -> PlanHold.Reason? {
            try PlanFixture.hold(PlanFixture.instance(element), rules)
        }
        #expect(try hold(.init(0x0008_1030, .LO, "lung ct")) == .mappingMissing)
        #expect(try hold(.init(0x0008_1030, .CS, "LUNG CT")) == nil)
        #expect(try hold(.init(0x0008_1030, .DA, "LUNG CT")) == .ruleVRMismatch)
        #expect(try hold(.init(0x0008_1030, items: [[.init(0x0008_0104, .LO, "a")]])) == .ruleVRMismatch)
    }

    @Test("dates move by the Option's days or the patient's; what is no date goes by its Type")
    func dates() throws {
        #expect(try result("shiftDateByFixedNbOfDays", "-30", .init(0x0008_0020, .DA, "20120131"))?.text == "20120101")
        #expect(
            try result("shiftDateByFixedNbOfDays", "1", .init(0x0008_002A, .DT, "20111231235959+0000"))?.text
                == "20120101235959+0000")
        #expect(try result("shiftDateByFixedNbOfDays", "1", .init(0x0008_0020, .DA, ""))?.bytes == [])
        #expect(try result("shiftDateByFixedNbOfDays", "1", .init(0x0008_0020, .DA, "2012"))?.bytes == [])
        #expect(try result("shiftDateByFixedNbOfDays", "1", .init(0x0008_0021, .DA, "2012")) == nil)
        let shifted = try result("shiftDateByRandomNbOfDays", "60", .init(0x0008_0020, .DA, "20120131"))?.text
        #expect(shifted.flatMap { DicomDate.day($0) } != nil && shifted != "20120131")
    }

    @Test("times turn around the clock and take the date beside them along")
    func times() throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        let patient = try pseudonymizer.patient(id: "PAT-4711", issuer: "", studyInstanceUID: "")
        let seconds = pseudonymizer.timeOffset(for: patient)
        let rules = try PlanFixture.rows(
            #""(0008,0020)",DA,,,shiftDateByFixedNbOfDays,10"#, #""(0008,0030)",TM,,,shiftTimeByRandom,"#)
        for hour in stride(from: 0, through: 23, by: 1) {
            let time = String(hour + 100).dropFirst() + "3000"
            let carried = hour * 3600 + 1800 + seconds >= 86_400
            func check(_ date: Element?, _ new: Element?) throws {
                #expect(date?.text == (carried ? "20120112" : "20120111"), "\(time)")
                #expect(new?.text == DicomTime.shift(String(time), bySeconds: seconds)?.value)
            }
            let pair: [Element] = [.init(0x0008_0020, .DA, "20120101"), .init(0x0008_0030, .TM, String(time))]
            let clean = try PlanFixture.clean(PlanFixture.instance(pair + [.init(0x0008_1140, items: [pair])]), rules)
            try check(clean[0x0008_0020], clean[0x0008_0030])
            try check(clean[0x0008_1140, 0x0008_0020], clean[0x0008_1140, 0x0008_0030])
        }
        // Values pair by place, empty ones too; a time that is none carries nothing.
        let several = try PlanFixture.clean(
            PlanFixture.instance(.init(0x0008_0020, .DA, "20120101\\20120101"), .init(0x0008_0030, .TM, "\\235959")),
            rules)
        #expect(several[0x0008_0020]?.text == "20120111\\20120112")
        let none = try PlanFixture.clean(
            PlanFixture.instance(.init(0x0008_0020, .DA, "20120101"), .init(0x0008_0030, .TM, "late")), rules)
        #expect(none[0x0008_0020]?.text == "20120111" && none[0x0008_0030]?.bytes == [])
    }

    @Test("ages shift or are capped; what is no age goes by its Type")
    func ages() throws {
        func age(_ action: String, _ value: String) throws -> String? {
            try result(action, .init(0x0010_1010, .AS, value))?.text
        }
        #expect(try age("capAgeAt99IfOver90", "091Y") == "099Y" && age("capAgeAt99IfOver90", "090Y") == "090Y")
        #expect(try age("capAgeAt99IfOver90", "51Y") == "51Y" && age("capAgeAt99IfOver90", "100M") == "100M")
        #expect(try age("shiftAgeByRandom", "095Y") == "090Y")
        let shifted = try age("shiftAgeByRandom", "051Y")
        #expect(shifted != "051Y" && shifted?.hasSuffix("Y") == true && shifted?.utf8.count == 4)
        #expect(try age("shiftAgeByRandom", "old") == nil && age("capAgeAt99IfOver90", "old") == nil)
        #expect(try age("shiftAgeByRandom", "") == "")
    }

    @Test("time stamps move by the patient's days, all values")
    func timestamps() throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        let days = pseudonymizer.dateOffset(
            for: try pseudonymizer.patient(id: "PAT-4711", issuer: "", studyInstanceUID: ""))
        let old: [Int32] = [1_325_376_000, 0]
        let moved = old.flatMap { LiteralValue.littleEndian(Int32(Int($0) + days * 86_400)) }
        let integers = Element(Tag(0x0011, 0x1010), .SL, bytes: old.flatMap { LiteralValue.littleEndian($0) })
        #expect(try result("shiftUnixTimeStampRandom", integers)?.bytes == moved)
        // Implicit VR: nobody knows the VR of a private attribute but the row.
        let unknown = Element(Tag(0x0011, 0x1010), .UN, bytes: integers.bytes)
        #expect(try result("shiftUnixTimeStampRandom", unknown, rowVR: "SL")?.bytes == moved)
        let double = Element(Tag(0x0011, 0x1010), .FD, bytes: LiteralValue.littleEndian((1_325_376_000.25).bitPattern))
        let expected = LiteralValue.littleEndian((1_325_376_000.25 + Double(days * 86_400)).bitPattern)
        #expect(try result("shiftUnixTimeStampRandom", double)?.bytes == expected)
        let rules = try PlanFixture.rows(#""(0011,1010)",SL,,,shiftUnixTimeStampRandom,"#)
        for bytes: [UInt8] in [[1, 2], LiteralValue.littleEndian(Int32.min)] {
            let odd = PlanFixture.instance(.init(Tag(0x0011, 0x1010), .SL, bytes: bytes))
            #expect(try PlanFixture.hold(odd, rules) == .valueNotShiftable)
        }
        #expect(try result("shiftUnixTimeStampRandom", .init(0x0011_1010, .SL, ""))?.bytes == [])
    }

    @Test(
        "cleanTag on what is text and no prose: names go, times stay, UIDs and dates follow their kind",
        arguments: ["", "deid", "mask", "remove", "empty"])
    func cleanOthers(_ style: String) throws {
        #expect(try result("cleanTag", style, .init(0x0018_FF00, .PN, "Somebody^Else")) == nil)
        #expect(try result("cleanTag", style, .init(0x0018_FF00, .TM, "101112.5"))?.text == "101112.5")
        #expect(try result("cleanTag", style, .init(0x0018_FF00, .TM, "soon")) == nil)
        #expect(try result("cleanTag", style, .init(0x0018_FF00, .DA, "20120813")) == nil)
        #expect(try result("cleanTag", style, .init(0x0018_FF00, .AS, "095Y"))?.text == "090Y")
        #expect(try result("cleanTag", style, .init(0x0018_FF00, .UI, "1.2.3"))?.text.hasPrefix("2.25.") == true)
        #expect(try result("cleanTag", style, .init(0x0018_FF00, .UN, "MARKER"), rowVR: "*") == nil)
        // Nothing that the header tells, nothing that looks like somebody.
        #expect(try result("cleanTag", style, .init(0x0018_FF00, .LO, "lumbar spine"))?.text == "lumbar spine")
    }

    @Test("cleanTag with replace writes a name for a name")
    func cleanNames() throws {
        let name = try result("cleanTag", "replace", .init(0x0018_FF00, .PN, "Somebody^Else"))?.text
        #expect(name.map { $0.contains("^") && !$0.contains("Somebody") } == true)
    }

    @Test(
        "a VR that the row does not name, or the action is not for, holds the instance",
        arguments: [
            ("LO", "keep", VR.SH), ("PN", "replaceWithRandomName", .LO), ("", "replaceWithRandomName", .SH),
            ("*", "hashId", .CS),
            ("*", "hashId", .UN), ("", "shiftAgeByRandom", .DS), ("DA", "shiftDateByRandomNbOfDays", .DT),
            ("", "shiftTimeByRandom", .DA), ("", "cleanTag", .FL), ("", "patientHashId", .SH), ("SQ", "delete", .LO),
            ("", "replaceWithLiteral", .SQ),
        ] as [(String, String, VR)])
    func mismatch(_ rowVR: String, _ action: String, _ vr: VR) throws {
        let option = action == "replaceWithLiteral" ? "X" : ""
        let rules = try PlanFixture.rows(#""(0018,FF00)",\#(rowVR),,,\#(action),\#(option)"#)
        let element = vr == .SQ ? Element(0x0018_FF00, items: [[]]) : Element(0x0018_FF00, vr, "20120101")
        #expect(try PlanFixture.hold(PlanFixture.instance(element), rules) == .ruleVRMismatch)
        let nested = PlanFixture.instance(.init(0x0008_1140, items: [[element]]))
        #expect(try PlanFixture.hold(nested, rules) == .ruleVRMismatch)
    }

    @Test("a value that stayed in the file cannot be changed by its text, only as a whole")
    func notLoaded() throws {
        let long = PlanFixture.instance(Element(Tag(0x0018, 0xFF00), .LO, bytes: Array("long".utf8), isLoaded: false))
        for action in ["hashId", "replaceWithRandomName"] {
            #expect(
                try PlanFixture.hold(long, PlanFixture.rows(#""(0018,FF00)",LO,,,\#(action),"#)) == .valueUnreadable)
        }
        for action in ["keep", "delete", "remove", "cleanTag"] {
            #expect(try PlanFixture.hold(long, PlanFixture.rows(#""(0018,FF00)",LO,,,\#(action),"#)) == nil)
        }
    }
}
