import Dicom
import Testing

@testable import Deid

@Suite("Days of birth and weekdays in texts")
struct TextBirthTests {
    private func shifted(_ text: String, _ header: [String: String] = ["StudyDate": "20240110"]) -> String {
        TextCleaner(clues: HeaderClues(keywords: header), dateOffset: -10).clean(text, style: .deid, context: .imageComments)
    }

    @Test(
        "a day that a word calls one of birth goes, in every language, while others move",
        arguments: [
            "DOB 1931-06-07", "D.O.B.: 07/06/1931", "born 7 June 1931", "born on 07 June 1931", "born in Bergen on 7 June 1931",
            "b. 7 June 1931",
            "Date of birth (1931-06-07)", "birth date 1931-06-07", "geb. 07.06.1931", "geb. am 7.6.1931",
            "geboren in Kiel am 07.06.1931",
            "Geburtsdatum: 07.06.1931", "*07.06.1931", "né le 07/06/1931", "née à Lyon le 7 juin 1931", "né(e) le 07/06/1931",
            "DDN 07/06/1931",
            "Date de naissance : 07/06/1931", "nacida el 7 de junio de 1931", "F. nac. 07/06/1931",
            "Fecha de nacimiento 07/06/1931",
            "nato il 07/06/1931", "data di nascita: 07/06/1931", "nascida em 07/06/1931", "D.N. 07/06/1931", "ur. 07.06.1931",
            "data urodzenia 07.06.1931", "f. 07.06.1931", "född 1931-06-07", "født 07.06.1931", "fødselsdato: 07.06.1931",
            "syntynyt 7.6.1931",
            "geboren op 07-06-1931", "doğum tarihi 07.06.1931", "07.06.1931 doğumlu", "родилась 07.06.1931",
            "дата рождения: 07.06.1931",
            "д.р. 07.06.1931", "07.06.1931 г.р.", "narozen 7.6.1931", "szül. 1931.06.07", "生年月日 1931年6月7日", "1931年6月7日生",
            "昭和6年6月7日生まれ",
            "出生日期:1931-06-07", "생년월일 1931-06-07", "1931-06-07 생", "DOB: 7/6/31", "dob 070631", "born Monday, 7 June 1931",
            "born June 1931", "DOB 06/1931",
        ])
    func words(_ text: String) {
        let result = shifted("\(text); prior 2024-01-08")
        #expect(result.contains("<DATE>") && !result.contains("1931") && !result.contains("/31"), "\(result)")
        #expect(result.hasSuffix("prior 2023-12-29"), "\(result)")
    }

    @Test(
        "the header's own day of birth goes without any word, written with four digits or two, or in part",
        arguments: [
            "1930-05-05", "05.05.1930", "5 May 1930", "05.05.30", "5/5/30", "May 1930", "05/1930", "19300505", "1930年5月5日",
            "昭和5年5月5日",
        ])
    func header(_ date: String) {
        let header = ["StudyDate": "20240110", "PatientBirthDate": "19300505"]
        #expect(shifted("CT chest \(date), prior 2024-01-08", header) == "CT chest <DATE>, prior 2023-12-29")
    }

    @Test(
        "a date that is none of birth moves though such a word stands near",
        arguments: [
            ("birth defect, seen 2024-01-08", "birth defect, seen 2023-12-29"),
            ("born at term, MR 2024-01-08", "born at term, MR 2023-12-29"),
            ("2024-01-08, DOB 1931-06-07", "2023-12-29, DOB <DATE>"),
            ("DOB 1931-06-07 seen 2024-01-08", "DOB <DATE> seen 2023-12-29"),
            ("dn. 23.01.2024", "dn. 13.01.2024"), ("2024-01-08 CT x2", "2023-12-29 CT x2"),
        ])
    func others(_ text: String, _ expected: String) {
        #expect(shifted(text) == expected)
    }

    @Test("a year of birth goes where it makes somebody 90 or older by the header's latest day")
    func years() {
        #expect(shifted("born 1931, fall") == "born <DATE>, fall")
        #expect(shifted("Jahrgang 1931") == "Jahrgang <DATE>")
        #expect(shifted("1931 г.р.") == "<DATE> г.р.")
        #expect(shifted("born 1961, fall") == "born 1961, fall")
        #expect(shifted("surgery 1931, fall") == "surgery 1931, fall")
    }

    @Test(
        "a weekday beside a moved date goes",
        arguments: [
            ("seen Monday, 8 January 2024", "seen 2023-12-29"), ("seen on Monday 22.01.2024", "seen on 12.01.2024"),
            ("2024-01-08 (Mon)", "2023-12-29"), ("2024-01-08, Monday", "2023-12-29"), ("Mon 2024-01-08", "2023-12-29"),
            ("Montag, den 22.01.2024", "12.01.2024"), ("Mo. 22.01.2024", "12.01.2024"), ("lundi 8 janvier 2024", "2023-12-29"),
            ("lunes, 8 de enero de 2024", "2023-12-29"), ("poniedziałek 22.01.2024", "12.01.2024"),
            ("понедельник, 22.01.2024", "12.01.2024"),
            ("2024年1月8日(月)", "2023-12-29"), ("2024年1月8日 月曜日", "2023-12-29"), ("2024年1月8日 星期一", "2023-12-29"),
            ("Monday, 8 January", "<DATE>"),
        ])
    func weekdays(_ text: String, _ expected: String) {
        #expect(shifted(text) == expected)
    }

    @Test("words that are weekdays in some language stay where no date is beside them, or they are written as words")
    func ordinary() {
        for text in ["so far so good", "MR KNEE SA 3 mm", "do not move"] { #expect(shifted(text) == text) }
        #expect(shifted("man 2024-01-08") == "man 2023-12-29")
    }
}

@Suite("Days of birth in other attributes")
struct BirthAttributeTests {
    typealias Element = MemoryDataSet.Element

    private func clean(_ element: Element, study: String = "20240110", _ options: Set<ProfileOption>) throws -> Element? {
        let instance = PlanFixture.instance(
            element, .init(0x0008_0020, .DA, study), .init(0x0010_0030, .DA, "19300505"))
        return try PlanFixture.clean(instance, PlanFixture.ruleSet(options: options))[element.tag.rawValue]
    }

    @Test(
        "a date of another attribute goes where it is the patient's day of birth, and others would move",
        arguments: [(0x0018_1078, VR.DT, "19300505101500"), (0x0040_A13A, .DT, "19300505"), (0x0044_0010, .DT, "19300505")]
            as [(UInt32, VR, String)])
    func other(_ tag: UInt32, _ vr: VR, _ value: String) throws {
        let found = try clean(.init(tag, vr, value), [.retainLongitudinalModifiedDates])
        #expect(found?.text.contains("1930") != true && (found == nil || found?.text.isEmpty == true), "\(found?.text ?? "")")
    }

    @Test("a row that shifts the day of birth shifts it")
    func byRow() throws {
        let rules = try PlanFixture.rows(#""(0010,0030)",DA,Birth,,shiftDateByRandomNbOfDays,"#)
        let instance = PlanFixture.instance(.init(0x0008_0020, .DA, "20240110"), .init(0x0010_0030, .DA, "19300505"))
        let found = try PlanFixture.clean(instance, rules)[0x0010_0030]?.text
        #expect(found?.utf8.count == 8 && found != "19300505")
    }

    @Test("on the day of birth itself the dates of the study move like others")
    func newborn() throws {
        let found = try clean(.init(0x0008_0021, .DA, "19300505"), study: "19300505", [.retainLongitudinalModifiedDates])
        #expect(found.map { $0.text.count == 8 && $0.text != "19300505" } == true)
    }
}
