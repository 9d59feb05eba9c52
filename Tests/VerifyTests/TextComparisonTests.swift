import Testing

@testable import Verify

@Suite("Texts in values")
struct TextComparisonTests {
    @Test(
        "words are split at blanks and punctuation, not inside of numbers, names and addresses",
        arguments: [
            ("no interval change", ["no", "interval", "change"]),
            ("seen at 10:15, on 3.5.2012.", ["seen", "at", "10:15", ",", "on", "3.5.2012", "."]),
            (
                "dr. o'neil (ward 7): see http://pacs.example/x?id=4",
                [
                    "dr.", "o'neil", "(", "ward", "7", ")", ":", "see", "http", ":", "//pacs.example/x", "?", "id=4",
                ]
            ),
            ("brief … \"quoted\" end", ["brief", "…", "``", "quoted", "''", "end"]),
            ("a--b... c", ["a", "--", "b", "...", "c"]),
            ("the patients' scans", ["the", "patients", "'", "scans"]),
            ("['original', 'primary']", ["[", "'original", "'", ",", "'primary'", "]"]),
            ("50%&60#", ["50", "%", "&", "60", "#"]),
            ("", []),
        ] as [(String, [String])])
    func split(text: String, words: [String]) { #expect(Words.split(text) == words) }

    @Test("function words and punctuation are not looked for")
    func carriers() {
        #expect(Words.of("this is the scan of mr. smith, at his home") == ["scan", "mr.", "smith", "home"])
        #expect(Words.of("(as it was)") == [])
    }

    @Test(
        "a text is retained if it or every word of it is there, removed if no word of it is",
        arguments: [
            ("Chest of Jane Roe", "Jane Roe", true, false),
            ("Roe, Jane", "Jane Roe", true, false),
            ("Chest of Jane", "Jane Roe", false, false),
            ("Chest", "Jane Roe", false, true),
            // Substrings count: half of a name is a trace of it.
            ("Janet", "Jane", true, false),
            ("ROE^JANE", "roe", true, false),
            ("5", "5.0", true, false),
            ("5.00", "5.0", true, false),
            ("15.0", "5.0", false, true),
            (".5", "0.5", true, false),
            // Not numbers: compared as text.
            ("-5", "5", true, false),
            ("1.2.3", "1.2", true, false),
            ("<b>", "B", true, false),
            // Nothing to look for is in everything.
            ("x", "", true, false),
            // A letter is not part of the same letter with an accent.
            ("e\u{301}", "e", true, false),
        ])
    func comparison(value: String, text: String, isRetained: Bool, isRemoved: Bool) {
        #expect(TextComparison.passes(value: value, text: text, retain: true) == isRetained)
        #expect(TextComparison.passes(value: value, text: text, retain: false) == isRemoved)
    }
}
