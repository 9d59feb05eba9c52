import Testing

@testable import Deid

@Suite("Names that are no person's") struct NobodysNameTests {
    @Test(
        "people whose names are words of the trade as well are people",
        arguments: [
            "Nakayama^James", "Paget^George", "Todaro^Carlo", "Jenner^Robert", "Nakayama^J", "Paget^J", "Hodgkin^M",
            "Daily^James",
            "Lung^Mei", "Staff^James", "Park^Chin", "Hand^Marco", "Wright^Steiner", "Technologist^White", "Cancer^A",
            "Bazett^James",
        ])
    func people(name: String) {
        #expect(!NobodysName.isOne(name))
    }

    @Test(
        "departments with a role, test patients and quality control are nobody",
        arguments: ["Radiology^Staff", "Lung^Cancer", "Daily^QC", "QA^QC"])
    func nobody(name: String) {
        #expect(NobodysName.isOne(name))
    }
}
