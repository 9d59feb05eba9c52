import Dicom
import Testing

@testable import Deid

@Suite("The self-check")
struct SelfCheckTests {
    typealias Element = MemoryDataSet.Element

    @Test(
        "an identifier in a kept text is found in every form that people write",
        arguments: [
            // Names in all orders and cases, staff too.
            ("MULLER-SMITH", "patientName"), ("seen with Mueller, ok", "patientName"), ("Li Quentin", "patientName"),
            ("mri of Smith", "patientName"), ("LI_MÜLLER-SMITH", "patientName"), ("QUENTIN^x", "patientName"),
            ("MuellerSmithLi", "patientName"), ("lmuller-smith", "patientName"), ("Ref. Abernathy", "staffName"),
            ("cornelius abernathy", "staffName"), ("Dr Cornelius", "staffName"), ("for quill bo.", "staffName"),
            ("Bo Quill", "staffName"), ("boquill", "staffName"),
            // Numbers with and without what stands around them.
            ("MRN-00471183", "identifier"), ("mrn00471183", "identifier"), ("id 00471183", "identifier"),
            ("471183", "identifier"), ("A77", "identifier"), ("926718476", "identifier"),
            ("926 71 8476", "identifier"), ("ACC0098231", "identifier"), ("acc.no 0098231/2", "identifier"),
            ("4711", "identifier"), ("SN 99388967", "serial"), ("OAKCT027", "station"),
            // Days.
            ("19610312", "birthDate"), ("12.03.1961", "birthDate"), ("3/12/61", "birthDate"),
            ("12 March 1961", "birthDate"), ("Mar 12, 1961", "birthDate"), ("12. märz 1961", "birthDate"),
            ("1961-03-12", "birthDate"), ("12-MAR-61", "birthDate"), ("1961年3月12日", "birthDate"),
            ("12th of march 1961", "birthDate"), ("120361", "birthDate"), ("12 mars 1961", "birthDate"),
            ("on 07/04/2019 done", "date"), ("20190704101500", "date"), ("04.07.19", "date"),
            // Places and lines.
            ("+19215559770", "phone"), ("(921) 555 9770", "phone"), ("call 555-9770", "phone"),
            ("oakridge valley clinic", "institution"), ("OAKRIDGE_VALLEY_CLINIC", "institution"),
            ("12 Harbour Street", "address"), ("17 peregrine terrace", "address"), ("Lowbridge", "address"),
            ("https://pacs.oakridge.example/x", "other"),
            // UIDs.
            ("1.3.6.1.4.1.99999.9.21474929.1", "uid"), ("of 1.3.6.1.4.1.99999.9.21474929.2.77.", "uid"),
        ])
    func found(text: String, kind: String) throws {
        let finding = try SelfCheckFixture.finding(Element(0x0020_4000, .LT, text), rules: SelfCheckRules.leavingTexts())
        #expect(finding?.kind == kind)
        #expect(finding?.path == "(0020,4000)")
        #expect(finding?.rule == "unlisted")
    }

    @Test(
        "what only looks like an identifier is left alone",
        arguments: [
            "chest CT with contrast, 512 x 512, slice 0.471183", "471183.5 Hz", "1.2.840.10008.5.1.4.1.1.2",
            "Li in serum 4711 ug", "A77 coil", "00471184", "1961", "03/1961", "12.03.1962", "13.3.61 mm", "4711 and more",
            "1.471183.2", "version 3.12.61.4", "quilled borders", "smithy", "551-9770", "Harbour Street",
            "oakridge", "Valley", "12 and 3 and 1961", "Quillivan",
        ])
    func leftAlone(text: String) throws {
        #expect(try SelfCheckFixture.finding(Element(0x0020_4000, .LT, text), rules: SelfCheckRules.leavingTexts()) == nil)
    }

    @Test(
        "a stream that nobody can read is searched for texts",
        arguments: [("Abernathy", "staffName"), ("MRN-00471183", "identifier"), ("Quillivan", nil), ("", nil)]
            as [(String, String?)])
    func stream(text: String, kind: String?) throws {
        let view = SelfCheckFixture.patient([]).view()
        let deidentifier = Deidentifier(
            ruleSet: try SelfCheckRules.leavingTexts(), pseudonymizer: try PseudonymFixture.pseudonymizer())
        var check = SelfCheck(view, try deidentifier.plan(view, explain: false))
        let noise: [UInt8] = [0xFF, 0x4F, 0x80, 0x01, 0xC3, 0x9D, 0x00, 0xFE]
        #expect(check.firstFinding(inStream: noise + Array(text.utf8) + noise, of: .pixelData)?.kind == kind)
    }
}
