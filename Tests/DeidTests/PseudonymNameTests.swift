import Testing

@testable import Deid

@Suite("Names")
struct PseudonymNameTests {
    @Test("the lists are long, free of repetitions and plain ASCII letters")
    func lists() {
        #expect(SyntheticNames.family.count >= 400 && SyntheticNames.given.count >= 200)
        for list in [SyntheticNames.family, SyntheticNames.given] {
            #expect(Set(list).count == list.count)
            #expect(list.allSatisfy { $0.utf8.count <= 16 && $0.wholeMatch(of: /[A-Z][a-z]+/) != nil })
        }
    }

    @Test(
        "the same person has the same name however it is written",
        arguments: [
            "DOE^JOHN", "Doe^John ", "doe^john^^^", "DOE^JOHN^^^=", "Doe ^ John", "DOE^JOHN\0",
        ])
    func sameOriginal(original: String) throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        #expect(pseudonymizer.name(original, form: .personName) == pseudonymizer.name("Doe^John", form: .personName))
    }

    @Test("different originals spread over the lists, and another key names them otherwise")
    func spread() throws {
        let one = try PseudonymFixture.pseudonymizer()
        let other = try PseudonymFixture.pseudonymizer(key: PseudonymFixture.otherKey())
        let originals = (0..<400).map { "Doe^John\($0)" }
        let names = originals.map { one.name($0, form: .personName) }
        #expect(Set(names).count > 390)
        #expect(zip(names, originals).filter { $0 == other.name($1, form: .personName) }.count < 5)
    }

    @Test("the form for PN is Family^Given, for LO Given Family, of the same person")
    func forms() throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        for original in ["Doe^John", "山田^太郎", ""] {
            let parts = pseudonymizer.name(original, form: .personName).split(separator: "^").map(String.init)
            try #require(parts.count == 2)
            #expect(SyntheticNames.family.contains(parts[0]) && SyntheticNames.given.contains(parts[1]))
            #expect(pseudonymizer.name(original, form: .text) == "\(parts[1]) \(parts[0])")
        }
    }

    @Test("no word of an original is in the name that stands for it")
    func ownWords() throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        for (family, given) in zip(SyntheticNames.family, SyntheticNames.given + SyntheticNames.given) {
            for original in ["\(family)^\(given)", "\(given.uppercased())^\(family)^Ann", "Dr. \(family)-\(given)"] {
                let words = pseudonymizer.name(original, form: .text).split(separator: " ").map(String.init)
                #expect(!words.contains(family) && !words.contains(given), "\(original)")
            }
        }
    }
}
