import Testing

@testable import Routes

@Suite("Nearest names")
struct NearestNameTests {
    @Test(
        "a slip finds its word and a stranger finds none",
        arguments: [
            ("prot", "port"), ("hots", "host"), ("AE_TITLE", "ae_title"), ("ae-title", "ae_title"),
            ("aetitle", "ae_title"),
            ("colour", nil), ("x", nil), ("", nil), (String(repeating: "port", count: 10_000), nil),
        ])
    func nearest(_ name: String, _ expected: String?) {
        #expect(NearestName.of(name, among: ConfigurationKeys.node) == expected)
    }

    @Test(
        "the distance counts insertions, deletions, replacements and swaps",
        arguments: [
            ("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("kitten", "sitting", 3), ("abc", "abc", 0), ("", "abc", 3),
        ])
    func distance(_ one: String, _ other: String, _ expected: Int) {
        #expect(NearestName.editDistance(Array(one.unicodeScalars), Array(other.unicodeScalars)) == expected)
        #expect(NearestName.editDistance(Array(other.unicodeScalars), Array(one.unicodeScalars)) == expected)
    }
}
