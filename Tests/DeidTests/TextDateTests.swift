import Testing

@testable import Deid

@Suite("Dates in texts")
struct TextDateTests {
    @Test(
        "dates finer than a year are found in every form and language",
        arguments: [
            "2015-03-12", "03/12/2015", "12.03.2015", "12.3.15", "20150312", "2015/3/12", "12 Mar 2015", "12MAR2015",
            "12-MAR-15",
            "March 12, 2015", "Mar. 12th, 2015", "12th of March 2015", "12. März 2015", "12 mars 2015", "1er mars 2015",
            "12 de marzo de 2015", "12 marzo 2015", "12 maart 2015", "12 de março de 2015", "12 marca 2015",
            "12. mars 2015",
            "12 mars 2015", "12 Mart 2015", "12 марта 2015", "2015年3月12日", "平成27年3月12日", "令和3年4月", "2015년 3월 12일",
            "二〇一五年三月十二日", "March 2015", "03/2015", "2015-03", "Mar '15", "20150312101500",
        ])
    func found(_ date: String) {
        #expect(TextFixture.found("CT \(date)") == ["DATE \(date)"])
    }

    @Test(
        "day and month alone need a word that announces a date",
        arguments: [
            ("chemo since 10/29", "chemo since <DATE>"), ("last chemo 10/29", "last chemo <DATE>"),
            ("vom 3. Mai", "vom <DATE>"),
            ("le 3 mars", "le <DATE>"), ("seen on Aug 26", "seen on <DATE>"), ("4/5 strength", "4/5 strength"),
            ("grade 2/4", "grade 2/4"), ("image 4/16", "image 4/16"), ("1/2 dose", "1/2 dose"),
            ("june 2 protocol", "june 2 protocol"),
        ])
    func announced(_ text: String, _ expected: String) {
        #expect(TextFixture.ruled(text) == expected)
    }

    @Test(
        "what only looks like a date stays",
        arguments: [
            "2015", "in 2014", "14:30", "10:22:31", "ver 11.0.3", "release 5.6.1", "5 x 3 x 2 mm", "11-12 mm", "T12-L1",
            "L4/5",
            "1.3 x 2.4 x 3.5 cm", "3/4", "may 5 mm", "may reflect edema", "3 days", "x 4 yrs", "REF 10-4475", "DLP 715",
            "Gleason 3+4", "10/10 pain", "120/80", "2-3 cm", "5-10-15 min",
        ])
    func kept(_ text: String) {
        #expect(TextFixture.ruled(text) == text)
    }

    @Test(
        "dates move by the patient's days in their own form",
        arguments: [
            ("20150312", "20150302"), ("2015-03-12", "2015-03-02"), ("13.03.2015", "03.03.2015"),
            ("3/13/2015", "3/03/2015"),
            ("March 12, 2015", "2015-03-02"), ("12MAR2015", "2015-03-02"), ("2015/1/3", "2014/12/24"),
            // Third of December or twelfth of March: a guess would be a wrong date.
            ("03/12/2015", "<DATE>"), ("March 2015", "<DATE>"), ("12.03.15", "<DATE>"),
        ])
    func shifted(_ text: String, _ expected: String) {
        let cleaner = TextCleaner(clues: HeaderClues(), dateOffset: -10)
        #expect(cleaner.clean("prior " + text, style: .deid, context: .history) == "prior " + expected)
    }

    @Test("the header says which of two readings a date has")
    func ambiguous() {
        let cleaner = TextCleaner(clues: HeaderClues(keywords: ["StudyDate": "20151203"]), dateOffset: -1)
        #expect(cleaner.clean("CT 03/12/2015", style: .deid, context: .history) == "CT 02/12/2015")
    }
}
