import Testing

@testable import Deid

@Suite("Ages from 90 on in texts")
struct TextAgeTests {
    private static let age = "<AGE_OVER_89>"

    @Test(
        "they go in every form that people write",
        arguments: [
            ("Aged 93. 93yo F.", "Aged Ayo F."), ("Age 93, 93yo F", "Age Ayo F"), ("94 y/o, 94F", "A y/o, AF"),
            ("Alter 93. 93-jährige Patientin", "Alter A-jährige Patientin"),
            ("Pacjentka 93-letnia, upadek", "Pacjentka A-letnia, upadek"),
            ("92-letni mężczyzna", "A-letni mężczyzna"), ("91-åring med fall", "A-åring med fall"),
            ("95-årig kvinna", "A-årig kvinna"),
            ("97-летняя пациентка", "A-летняя пациентка"), ("93 года", "A года"), ("93 ans", "A ans"), ("93 años", "A años"),
            ("93 anni", "A anni"), ("93 jaar", "A jaar"), ("93 tuổi", "A tuổi"), ("96 ετών", "A ετών"), ("93 éves", "A éves"),
            ("94-vuotias", "A-vuotias"), ("93 yaşında", "A yaşında"), ("93歳", "A歳"), ("93세", "A세"), ("93岁", "A岁"), ("九十三歳", "A歳"),
            ("一百零二岁", "A岁"), ("年齢 93", "年齢 A"),
            ("F/93 cough", "F/A cough"), ("M93 fall", "MA fall"), ("93F", "AF"), ("93/F", "A/F"), ("H/94 ans", "H/A ans"),
            ("F, 95, dyspnea", "F, A, dyspnea"), ("male 93", "male A"), ("93 male", "A male"), ("Frau, 93", "Frau, A"),
            ("female (94)", "female (A)"),
            ("Hx: 93 F w/ SOB", "Hx: A F w/ SOB"), ("Age/Sex: 93/F", "Age/Sex: A/F"), ("Age: 93Y", "Age: AY"), ("093Y", "AY"),
            ("90-95 y", "A y"), ("91 to 93 years old", "A to A years old"), ("Age 90-95", "Age A"),
            ("aged 91 and 92", "aged A and A"),
            ("Age >90", "Age >A"), (">90 years", ">A years"), ("aged over 93", "aged over A"),
            ("age at scan: 94", "age at scan: A"),
            ("Age (years): 93", "Age (years): A"), ("Alter: 93", "Alter: A"),
            ("Alter bei Untersuchung 93", "Alter bei Untersuchung A"),
            ("Edad: 93", "Edad: A"), ("Возраст: 93", "Возраст: A"), ("93+ yo", "A+ yo"),
            ("at 93 years of age", "at A years of age"),
            ("ninety-three", "A"), ("ninety three year old", "A year old"), ("dreiundneunzigjährige Frau", "A Frau"),
            ("drieënnegentig jaar", "A jaar"), ("novantatré anni", "A anni"), ("noventa y dos años", "A años"),
            ("quatre-vingt-treize ans", "A ans"), ("quatre-vingt-dix-sept ans", "A ans"), ("девяносто три года", "A года"),
        ])
    func found(_ text: String, _ expected: String) {
        let ages = TextFixture.found(text).filter { $0.hasPrefix("AGE_OVER_89") }
        var left = text
        for age in ages { left = left.replacingFirst(String(age.dropFirst("AGE_OVER_89 ".count)), with: "A") }
        #expect(left == expected)
    }

    @Test(
        "other numbers of that size stay",
        arguments: [
            "93 mm", "93 %", "SpO2 93%", "T93", "L93", "IJG quality factor 90", "ratio 93", "kV 93", "kV 120", "90 kV", "M93.0",
            "F98.1", "ICD M93",
            "EF >90", "HR 100", "ALT 93", "93 ml", "512 x 93", "93 x 60", "TE 93", "TR 100 TE 93", "93 slices", "flip angle 90",
            "90°", "90 degrees",
            "ninety degrees", "ninety-five percent", "temp 101 F", "T: 101 F", "RESOLUTION 95", "120 images", "Br98", "Hr98",
            "NW-93", "Panorama M-100",
            "age 89", "89 yo", "F/45", "M45", "45F", "85-89 y", "bone age 93 months", "gestational age 93 days", "for 92 years",
            "x 95 yrs",
            "smoker x 92 weeks", "quatre-vingts ans", "quatre-vingt-deux ans", "series 93", "Se 93 Im 101", "No. 93", "96 h",
            "93 days", "C 93",
            "DLP 93", "pain 10/10", "WBC 93", "slice 93/120", "93-120 keV", "bvalue 100", "phase 90-95%", "八十九歳", "九十度",
        ])
    func kept(_ text: String) {
        #expect(TextFixture.found(text).filter { $0.hasPrefix("AGE_OVER_89") } == [])
    }
}

extension String {
    fileprivate func replacingFirst(_ part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
