import Dicom
import Testing

@testable import Deid

@Suite("What the self-check finds goes where something may go")
struct SelfCheckRemovalTests {
    typealias Element = MemoryDataSet.Element

    private static let research: Set<ProfileOption> = [
        .retainLongitudinalModifiedDates, .retainPatientCharacteristics, .retainSafePrivate, .cleanDescriptors,
        .cleanStructuredContent,
    ]

    @Test(
        "a text loses what is found in it, as its VR allows",
        arguments: [
            (0x0020_4000, VR.LT, "seen by Abernathy, ok", "seen by <NAME>, ok"),
            (0x0020_4000, .LT, "MRN-00471183 and 926-71-8476", "<ID> and <ID>"),
            (0x0008_103E, .LO, "ax\\Oakridge Valley Clinic\\sag", "ax\\<INSTITUTION>\\sag"),
            (0x0018_9005, .SH, "OAKCT027", "<OTHER>"), (0x0028_4000, .LT, "on 12.03.1961.", "on <DATE>."),
            (0x0010_21C0, .PN, "Abernathy^Cornelius", ""), (0x0054_0400, .SH, "4711", "<ID>"),
            (0x0018_A003, .ST, "M\u{FC}ller-Smith", "<NAME>"), (0x0008_0120, .UR, "https://x.example/MRN-00471183", ""),
        ])
    func cut(tag: UInt32, vr: VR, text: String, expected: String) throws {
        let rules = try SelfCheckRules.leavingTexts()
        let utf8 = Element(0x0008_0005, .CS, "ISO_IR 192")
        let instance = SelfCheckFixture.patient([utf8, Element(tag, vr, text)])
        #expect(try SelfCheckFixture.run(instance, rules).finding == nil)
        let plan = try PlanFixture.plan(instance, rules, explain: true)
        let name = Tag(rawValue: tag).description
        #expect(plan.removed.map(\.path) == [name] && plan.removed.map(\.rule) == ["unlisted"])
        let decision = try #require(plan.decisions.first { $0.path == name })
        #expect(decision.rule.hasPrefix("self-check: ") && decision.rule.contains("left by: unlisted"))
        let clean = try instance.applying(plan.edits)[tag]
        #expect((clean?.text ?? "") == expected)
    }

    @Test("private values go as a whole where they are no texts")
    func privates() throws {
        let noise = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 37) & 0x1F }
        let instance = SelfCheckFixture.patient([
            Element(0x0029_0010, .LO, "ACME 1.0"), Element(0x0029_1010, .LO, "for Abernathy"),
            Element(Tag(0x0029, 0x1011), .OB, bytes: noise + Array("Abernathy".utf8) + noise),
            Element(0x0029_1012, .CS, "OAKCT027"), Element(0x0029_1013, .LO, "harmless"),
        ])
        let rules = try SelfCheckRules.leavingTexts()
        #expect(try SelfCheckFixture.run(instance, rules).finding == nil)
        let clean = try PlanFixture.clean(instance, rules)
        #expect(clean[0x0029_1010]?.text == "for <NAME>" && clean[0x0029_1013]?.text == "harmless")
        #expect(clean[0x0029_1011] == nil && clean[0x0029_1012] == nil)
    }

    @Test(
        "where nothing may go the instance is held",
        arguments: [
            (Element(0x0018_0015, .CS, "OAKCT027"), "(0018,0015)"),
            (
                Element(
                    0x0008_2218,
                    items: [
                        [
                            Element(0x0008_0100, .SH, "T-1"), Element(0x0008_0102, .SH, "SCT"),
                            Element(0x0008_0104, .LO, "of Cornelius Abernathy"),
                        ]
                    ]), "(0008,2218)[0]/(0008,0104)"
            ),
        ])
    func held(element: Element, path: String) throws {
        let outcome = try SelfCheckFixture.run(
            SelfCheckFixture.patient([element]), SelfCheckRules.leavingTexts())
        #expect(outcome.finding?.path == path && outcome.removed.isEmpty)
    }

    @Test("what is found in two texts leaves both, and what stands around stays")
    func rounds() throws {
        let instance = SelfCheckFixture.patient([
            Element(0x0032_1033, .LO, "Quillbrook unit of Abernathy"),
            Element(0x0020_4000, .LT, "from Quillbrook unit of Abernathy today"),
        ])
        let rules = try SelfCheckRules.leavingTexts()
        let outcome = try SelfCheckFixture.run(instance, rules)
        #expect(outcome.finding == nil && outcome.removed.count == 2)
        let text = try PlanFixture.clean(instance, rules)[0x0020_4000]?.text
        #expect(text?.contains("Abernathy") == false && text?.contains("Quillbrook unit") == true)
    }

    @Test(
        "departments, stations and staff that are words of the trade hold nothing, and stay in descriptions",
        arguments: [
            (0x0008_1040, "Radiology", "Interventional Radiology TACE"), (0x0008_1040, "Radiologie", "Radiologie Thorax"),
            (0x0008_1040, "Neuroradiology", "Neuroradiology CT head"), (0x0008_1040, "Orthopedics", "Orthopedics knee ap"),
            (0x0008_1040, "Vascular Surgery", "Vascular surgery follow up"), (0x0008_1040, "Emergency 2", "Emergency CT head"),
            (0x0008_1040, "Kardiologieambulanz", "Kardiologieambulanz Echo"), (0x0008_1040, "Urologie", "Urologie IVP"),
            (0x0008_1040, "Radiologia", "Radiologia torace"), (0x0008_1040, "Imagerie Médicale", "Imagerie médicale genou"),
            (0x0008_1040, "Рентген", "Рентген кисти"), (0x0008_1040, "放射線科", "放射線科 胸部"),
            (0x0008_1010, "CT1", "CT1 thorax"), (0x0008_1040, "CT1", "CT1 thorax"), (0x0008_1010, "MR 2", "MR 2 knee"),
            (0x0008_1010, "US-3", "US-3 abdomen"), (0x0008_1010, "Scanner 1", "Scanner 1 test"),
            (0x0008_1010, "XRAY02", "XRAY02 chest"),
            (0x0008_1010, "ULTRASOUND", "Ultrasound abdomen"),
            (0x0008_1010, "Fluoroscopy Room", "fluoroscopy room images"), (0x0008_0090, "no value", "no value given"),
            (0x0008_0090, "UNKNOWN", "unknown lesion"), (0x0008_1070, "Radiology^Staff", "radiology staff only"),
            (0x0008_1070, "Radiology^Staff", "Radiology report"), (0x0008_1070, "CT^Technologist", "CT thorax"),
            (0x0008_1070, "MRI^Operator", "MRI operator test"), (0x0008_1050, "Physician^Radiology", "radiology physician"),
            (0x0040_1001, "CHEST", "CHEST PA"), (0x0020_0010, "ABDOMEN", "Abdomen native"),
        ] as [(UInt32, String, String)])
    func trade(tag: UInt32, value: String, text: String) throws {
        let vr: VR = tag == 0x0008_0090 || tag == 0x0008_1070 ? .PN : tag == 0x0008_1040 ? .LO : .SH
        let instance = SelfCheckFixture.patient([
            Element(0x0008_0005, .CS, "ISO_IR 192"), Element(tag, vr, value), Element(0x0008_1030, .LO, text),
        ])
        let rules = try PlanFixture.ruleSet(options: Self.research)
        let outcome = try SelfCheckFixture.run(instance, rules)
        #expect(outcome.finding == nil && outcome.removed.isEmpty)
        #expect(try PlanFixture.clean(instance, rules)[0x0008_1030]?.text == text)
    }

    @Test(
        "tests and phantoms hold nothing, whatever they are called",
        arguments: [
            ("Test^Chest", "CHEST PA"), ("Phantom^Head", "Head phantom"), ("QA", "QA daily"),
            ("Lung^Cancer", "Lung cancer screening"),
            ("VE11C", "phantom"), ("Daily^QC", "daily QC water"), ("Cardiac^Phantom", "cardiac phantom"), ("N/A", "n/a"),
            ("^^^^", "-"), ("Knee", "Knee MR"), ("PHANTOM^VE11C", "VE11C"), ("VE11C^PHANTOM", "test of VE11C"),
            ("Contrast^Test", "with contrast"),
        ])
    func phantoms(name: String, text: String) throws {
        let instance = SelfCheckFixture.patient([
            Element(0x0010_0010, .PN, name), Element(0x0018_1020, .LO, "VE11C"), Element(0x0008_1030, .LO, text),
            Element(0x0018_0015, .CS, "CHEST"), Element(0x0010_0020, .LO, "1"),
            Element(
                0x0008_2218,
                items: [
                    [
                        Element(0x0008_0100, .SH, "363358000"), Element(0x0008_0102, .SH, "SCT"),
                        Element(0x0008_0104, .LO, "Lung cancer"),
                    ]
                ]),
        ])
        for rules in [try PlanFixture.ruleSet(options: Self.research), try PlanFixture.ruleSet()] {
            #expect(try SelfCheckFixture.run(instance, rules).finding == nil)
        }
        let clean = try PlanFixture.clean(instance, PlanFixture.ruleSet(options: Self.research))
        #expect(clean[0x0018_1020]?.text == "VE11C" && clean[0x0008_1030]?.text == text)
    }

    @Test("a procedure that is called by its code holds nothing", arguments: ["CTCHEST01", "P5-B3000", "36643-5"])
    func procedures(code: String) throws {
        func instance(_ scheme: String) -> MemoryDataSet {
            SelfCheckFixture.patient([
                Element(0x0040_1001, .SH, code), Element(0x0020_0010, .SH, code),
                Element(
                    0x0008_1032,
                    items: [
                        [
                            Element(0x0008_0100, .SH, code), Element(0x0008_0102, .SH, scheme),
                            Element(0x0008_0104, .LO, "CT chest"),
                        ]
                    ]),
            ])
        }
        let rules = try PlanFixture.ruleSet(options: Self.research)
        #expect(try SelfCheckFixture.run(instance("LN"), rules).finding == nil)
        #expect(try PlanFixture.clean(instance("LN"), rules)[0x0008_1032, 0x0008_0100]?.text == code)
        #expect(try SelfCheckFixture.run(instance("99SITE"), rules).finding == nil)
        #expect(try PlanFixture.clean(instance("99SITE"), rules)[0x0008_1032, 0x0008_0104]?.text == "CT chest")
    }

    @Test(
        "what the search takes out does not depend on where else it stands",
        arguments: ["MRN-00471183", "Abernathy", "Oakridge Valley Clinic", "926-71-8476", "17 Peregrine Terrace", "OAKCT027"])
    func everywhere(text: String) throws {
        let places: [UInt32] = [0x0008_103E, 0x0018_1030, 0x0040_0254, 0x0008_2111, 0x0018_9919]
        let elements = places.map { Element($0, .LO, "x \(text) y") }
        for options in [[], Self.research, [.retainInstitutionIdentity]] as [Set<ProfileOption>] {
            let instance = SelfCheckFixture.patient(elements)
            let outcome = try SelfCheckFixture.run(instance, PlanFixture.ruleSet(options: options))
            #expect(outcome.finding == nil)
        }
    }
}
