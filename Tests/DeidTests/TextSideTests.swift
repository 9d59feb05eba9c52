import Testing

@testable import Deid

@Suite("Words of the trade that look like names")
struct TextSideTests {
    private func clean(_ text: String, _ context: TextContext = .seriesDescription) -> String {
        TextFixture.clean(text, [:], context: context)
    }

    @Test(
        "side letters beside anatomy and views, and directions, stay",
        arguments: [
            "L CC", "R MLO", "LMLO", "R XCCL", "R SPOT CC", "L Wrist OBL", "B KNEES AP STANDING", "RT Femur", "Knee (R)",
            "Hand L", "Femur_R", "R L DECUB",
            "L UE VEN", "R ICA", "L Shoulder Y", "I to S", "(Interleaved S to I)", "A-P", "R>L", "L to R",
        ])
    func sides(_ text: String) {
        #expect(clean(text) == text)
    }

    @Test(
        "stains, markers, phases and body parts of further languages stay",
        arguments: [
            "H&E", "H&E x40", "Masson Goldner", "Perls", "Papanicolaou", "van Gieson", "Oil Red O", "Congo Red", "Jones silver",
            "CK7", "Ki-67",
            "動脈期", "胸部CT 造影", "腰椎 側面", "骨盤 平掃", "Koleno AP", "Lebka boční", "Térd oldalirányú", "Polvi AP", "Lonkka sivukuva",
        ])
    func words(_ text: String) {
        #expect(clean(text) == text)
    }

    @Test(
        "numbers of compression and contrast agents stay",
        arguments: ["IJG quality factor 90", "Lossy compression ratio 2.1946", "ISOVUE300/100"])
    func numbers(_ text: String) {
        #expect(clean(text) == text)
    }

    @Test(
        "the same words and letters go where they are people",
        arguments: ["Dr. L. Masson", "for Perls, Anna", "L. Knight", "Dr R-L. Vessler"])
    func people(_ text: String) {
        let left = clean(text, .reportSentence)
        for word in ["Masson", "Perls", "Anna", "Knight", "Vessler"] { #expect(!left.contains(word)) }
    }

    @Test(
        "a name that the header tells goes though it is a word of imaging or a stain",
        arguments: ["chest Goldner nodule", "CT Axials chest", "seen Perls today"])
    func own(_ text: String) {
        let left = TextFixture.clean(text, ["PatientName": "Goldner^Axials", "OperatorsName": "Perls"], context: .history)
        for name in ["Goldner", "Axials", "Perls"] { #expect(!left.contains(name)) }
    }
}
