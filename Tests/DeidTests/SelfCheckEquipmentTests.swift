import Dicom
import Testing

@testable import Deid

@Suite("Names of equipment, and terms, beside the names of people")
struct SelfCheckEquipmentTests {
    typealias Element = MemoryDataSet.Element

    private static func instance(_ patient: String, _ elements: [Element]) -> MemoryDataSet {
        SelfCheckFixture.patient([Element(0x0010_0010, .PN, patient)] + elements)
    }

    private static func rules() throws -> [RuleSet] {
        [
            try PlanFixture.ruleSet(options: [.cleanDescriptors]), try PlanFixture.ruleSet(),
            try SelfCheckRules.leavingTexts(),
        ]
    }

    @Test(
        "a patient, a station or a site that is called like the equipment holds nothing and damages nothing",
        arguments: [
            // Patient, institution, station, maker, model.
            ("Galan^Ann", "", "", "Canon", "Vantage Galan 3T"), ("Zimmer^Ann", "", "", "Zimmer", "ZFX 3"),
            ("Prime^Ann", "", "", "TOSHIBA", "Aquilion Prime"), ("Fischer^Ann", "", "", "FISCHER Imaging", "Mammotest"),
            ("Holt^Sophie", "", "", "Planmed", "Planmed Sophie"), ("Villa^Ann", "", "", "Villa Sistemi Medicali", "Visitor"),
            ("Doe^Jane", "", "LIGHTSPEED", "GE MEDICAL SYSTEMS", "Lightspeed VCT"),
            ("Doe^Jane", "", "ARTIS_ZEE", "SIEMENS", "Artis Zee VCT"), ("Doe^Jane", "", "XELMOR", "ACME", "Xelmor 5"),
            ("Doe^Jane", "", "INGENUITY_TF_64", "Philips", "Ingenuity TF 64"),
            ("Doe^Jane", "", "ALLEGRA", "SIEMENS", "ALLEGRA"),
            ("Doe^Jane", "GE MEDICAL SYSTEMS", "", "GE MEDICAL SYSTEMS", "DISCOVERY CT750 HD"),
        ])
    func equipment(patient: String, institution: String, station: String, maker: String, model: String) throws {
        let own = [
            Element(0x0008_0070, .LO, maker), Element(0x0008_0080, .LO, institution), Element(0x0008_1010, .SH, station),
            Element(0x0008_1090, .LO, model), Element(0x0018_1020, .LO, "\(station.lowercased()).12HW03"),
        ]
        for rules in try Self.rules() {
            let instance = Self.instance(patient, own)
            #expect(try SelfCheckFixture.run(instance, rules).finding == nil)
            let clean = try PlanFixture.clean(instance, rules)
            #expect(clean[0x0008_0070]?.text == maker)
            #expect(clean[0x0008_1090]?.text == model)
        }
    }

    @Test(
        "who else stands in the names of equipment is found",
        arguments: [
            "Abernathy", "for Featherstone", "SIEMENS Featherstone Cornelia", "MRN-00471183", "SIEMENS OAKCT027",
            "Oakridge Valley Clinic", "SIEMENS, Oakridge Valley Clinic",
        ])
    func others(model: String) throws {
        let instance = Self.instance("Featherstone^Cornelia", [Element(0x0008_1090, .LO, model)])
        let finding = try SelfCheckFixture.run(instance, SelfCheckRules.leavingTexts()).found
        #expect(finding?.path == "(0008,1090)")
    }

    @Test(
        "terms of the standard that are names hold nothing",
        arguments: [
            "DERIVED", "SECONDARY", "MOSAIC", "MULTI", "ANGIO", "HELICAL", "NORM", "PARENT", "VOLUME", "NEUTRAL", "LEAD",
            "IDENTITY", "TEXT", "BIPED", "MODE", "DIRECT", "MANUAL", "PRODUCT", "RISK", "SYSTEM", "CIRCLE", "CLOSED",
            "START", "CODE", "NOTES", "SINGLE", "PALETTE", "EMISSION", "TREATMENT", "FRACTION", "MONOCHROME", "PRIMARY",
            "ORIGINAL", "RESAMPLED", "SUBTRACTION", "PERFUSION", "DIFFUSION", "MAGNITUDE", "QUANTITY", "COMPOSITE",
        ])
    func terms(word: String) throws {
        for rules in try Self.rules() {
            let instance = Self.instance("\(word)^Featherstone", [Element(0x0008_0008, .CS, "ORIGINAL\\PRIMARY\\\(word)")])
            #expect(try SelfCheckFixture.run(instance, rules).finding == nil)
        }
    }

    @Test(
        "what the cleaner takes for an eponym, a drug or a word of medicine is no finding either",
        arguments: [
            ("Wilson", "Wilson disease"), ("Wilson", "known Wilson's disease"), ("Jones", "Jones fracture"),
            ("Smith", "lesion Smith"), ("Omnipaque", "Omnipaque 300"), ("Gleason", "Gleason score 7"),
        ])
    func eponyms(name: String, text: String) throws {
        for rules in try Self.rules() {
            let instance = Self.instance("\(name)^Featherstone", [Element(0x0020_4000, .LT, text)])
            #expect(try SelfCheckFixture.run(instance, rules).finding == nil)
        }
    }

    @Test(
        "an eponym's name without its disease is the patient's",
        arguments: ["seen with Wilson, ok", "Wilson", "Wilson came with a fracture", "WILSON^X"])
    func patients(text: String) throws {
        let instance = Self.instance("Wilson^Featherstone", [Element(0x0020_4000, .LT, text)])
        #expect(try SelfCheckFixture.run(instance, SelfCheckRules.leavingTexts()).found?.kind == "patientName")
        let clean = try PlanFixture.clean(instance, PlanFixture.ruleSet(options: [.cleanDescriptors]))
        #expect(!clean.contains("Wilson") && !clean.contains("WILSON"))
    }
}
