import Dicom
import Testing

@testable import Deid

@Suite("Values that are not of their VR")
struct ValueFormTests {
    typealias Element = MemoryDataSet.Element

    private func form(_ value: String, _ vr: VR) -> ValueForm {
        Array(value.utf8).withUnsafeBytes { ValueForm($0, vr) }
    }

    @Test(
        "what is usual in real data is a value of its VR",
        arguments: [
            (VR.DS, " 1.5 \\-2\\.5\\+3.\\1e-5\\12.3456789012345678901\\"), (.IS, "007 \\+12\\-1\\\0"),
            (.IS, "8812345678901"), (.IS, ""), (.TM, "10:20:30"), (.TM, "10\\1020\\102030.123456 "),
            (.DA, "20120524"), (.DA, "2012.05.24 "), (.DA, "20120101-20120201\\"), (.DT, "2012"), (.DT, "201205"),
            (.DT, "20120524101112.5+0100"), (.AS, "024Y"), (.AS, "24Y "), (.UI, "1.2.840.10008.1\0"), (.UI, "1.2\\1.3 "),
            (.CS, "M"), (.CS, "ORIGINAL\\PRIMARY_1"), (.LO, "Kunigunde"), (.UN, "Kunigunde"),
        ])
    func proper(vr: VR, value: String) {
        #expect(form(value, vr) == .proper)
    }

    @Test(
        "what is malformed and no text may stay, and is searched",
        arguments: [
            (VR.DS, "5 mm"), (.DS, "1,5"), (.DS, "NaN"), (.DS, "-nan(ind)"), (.DS, "1.5\\N/A"), (.IS, "1-2"),
            (.IS, "unknown"), (.TM, "95000"), (.TM, "10:20 AM"), (.TM, "240000"), (.TM, "102030."), (.DA, "2012"),
            (.DA, "00000000"), (.DA, "20120231"), (.DA, "2012-05-24"), (.DA, "24MAY2012"), (.DT, "2012-05-24 10:11"),
            (.AS, "24 Y"), (.AS, "024y"), (.UI, "1.2.3.4A"), (.UI, "1.2 .3"), (.CS, "Female"), (.IS, "12345/AB"),
        ])
    func odd(vr: VR, value: String) {
        #expect(form(value, vr) == .odd)
    }

    @Test(
        "a text, and a day that stands for a number or a time, is something else",
        arguments: [
            (VR.IS, "MRN8812345"), (.DS, "Kunigunde"), (.DS, "1.5\\Kunigunde"), (.IS, "12 Kunigunde"), (.DS, "K"),
            (.TM, "19610312"), (.TM, "12031961"), (.TM, "03/12/1961"), (.DS, "12.03.1961"), (.IS, "1961-03-12"),
            (.DA, "Zwetschg"), (.DT, "Zwetschgenbaum"), (.AS, "Doe"), (.UI, "Kunigunde.8812345"), (.UI, "\u{FC}1.2"),
            (.TM, "\u{5C71}"),
        ])
    func foreign(vr: VR, value: String) {
        #expect(form(value, vr) == .foreign)
    }

    private static let all: [[ProfileOption]] = [
        [], [.retainLongitudinalFullDates, .retainPatientCharacteristics, .retainUIDs, .retainDeviceIdentity],
        [.retainLongitudinalModifiedDates, .retainPatientCharacteristics, .cleanDescriptors, .retainSafePrivate],
    ]

    @Test("a text does not stay where a number, a date, a time or a UID belongs, whatever is retained", arguments: all)
    func texts(options: [ProfileOption]) throws {
        let marker = "Zwetschg"
        let before = PlanFixture.instance(
            Element(0x0008_001A, .UI, "\(marker).8812345"), Element(0x0008_0020, .DA, marker),
            Element(0x0008_002A, .DT, marker), Element(0x0008_0030, .TM, marker), Element(0x0010_0040, .LO, marker),
            Element(0x0010_1020, .DS, marker), Element(0x0010_1030, .DS, "70\\\(marker)"),
            Element(0x0014_0103, .TM, marker), Element(0x0020_0012, .IS, marker), Element(0x0020_0013, .IS, "7"),
            Element(0x0020_1041, .DS, marker), Element(0x0018_9074, .DT, marker), Element(0x0018_0050, .DS, "1.25"))
        let after = try PlanFixture.clean(before, PlanFixture.ruleSet(options: Set(options)))
        let left = after.all.filter { String(decoding: $0.bytes, as: UTF8.self).contains(marker) }
        #expect(left.map(\.tag) == [])
        #expect(after[0x0020_0013]?.text == "7" && after[0x0018_0050]?.text == "1.25")
    }

    @Test("a day in the place of a time goes too, where dates are retained", arguments: all)
    func days(options: [ProfileOption]) throws {
        let before = PlanFixture.instance(
            Element(0x0008_0030, .TM, "19610312"), Element(0x0008_0031, .TM, "10:20:30"),
            Element(0x0014_0103, .TM, "19610312"))
        let after = try PlanFixture.clean(before, PlanFixture.ruleSet(options: Set(options)))
        #expect(!after.contains("19610312"))
        #expect((after[0x0008_0031]?.text == "10:20:30") == !options.isEmpty)
    }

    @Test("odd numbers stay as they are")
    func oddStays() throws {
        let values: [Element] = [
            Element(0x0018_0050, .DS, "5 mm"), Element(0x0018_0080, .DS, "NaN"), Element(0x0020_0012, .IS, "1-2"),
            Element(0x0010_1030, .DS, "70,5"), Element(0x0014_0103, .TM, "95000"), Element(0x0020_1041, .DS, "-12.50 "),
            Element(0x0008_0020, .DA, "201205"),
        ]
        let options: Set<ProfileOption> = [.retainPatientCharacteristics, .retainLongitudinalFullDates]
        let after = try PlanFixture.clean(PlanFixture.instance(values), PlanFixture.ruleSet(options: options))
        for value in values { #expect(after[value.tag.rawValue]?.bytes == value.bytes, "\(value.tag)") }
    }

    @Test("what an option keeps is known only in a VR of its row")
    func otherVR() throws {
        let rules = try PlanFixture.ruleSet(options: [.retainPatientCharacteristics])
        func sex(_ vr: VR, _ value: String) throws -> String? {
            try PlanFixture.clean(PlanFixture.instance(Element(0x0010_0040, vr, value)), rules)[0x0010_0040]?.text
        }
        #expect(try sex(.CS, "F") == "F")
        #expect(try sex(.LO, "F") == "F")
        #expect(try sex(.LO, "Zwetschgenbaum") != "Zwetschgenbaum")
        #expect(try sex(.PN, "F") != "F")
        let plan = try PlanFixture.plan(PlanFixture.instance(Element(0x0010_0040, .LO, "F")), rules)
        #expect(plan.remains.filter(\.isOnPurpose).isEmpty)
    }

    @Test(
        "the self-check reads what is not of its VR as text",
        arguments: [
            (Element(0x0020_0013, .IS, "MRN-00471183"), "identifier"), (Element(0x0018_0050, .DS, "Quentin"), "patientName"),
            (Element(0x0018_0050, .DS, "1.5\\00471183 A"), "identifier"), (Element(0x0014_0103, .TM, "19610312"), "birthDate"),
            (Element(0x0010_1010, .AS, "A77"), "identifier"), (Element(0x0018_9074, .DT, "Li Quentin"), "patientName"),
            (Element(0x0020_9161, .UI, "Abernathy.1"), "staffName"), (Element(0x0018_0050, .DS, "471183.5"), nil),
            (Element(0x0020_1041, .DS, "19610312"), nil),
            (Element(0x0020_0013, .IS, "00471183"), nil), (Element(0x0014_0103, .TM, "070419"), nil),
        ] as [(Element, String?)])
    func searched(element: Element, kind: String?) throws {
        let rules = try SelfCheckRules.leavingTexts()
        #expect(try SelfCheckFixture.finding(element, rules: rules)?.kind == kind)
        // Also where the value is so long that it stayed in the file.
        #expect(try SelfCheckFixture.finding(element, rules: rules, inlineLimit: 2)?.kind == kind)
    }
}
