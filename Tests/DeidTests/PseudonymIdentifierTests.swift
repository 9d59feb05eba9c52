import Crypto
import Testing

@testable import Deid

@Suite("Identifiers in their own format")
struct PseudonymIdentifierTests {
    @Test(
        "an independent implementation gives the same",
        arguments: [
            ("MRN-001", Pseudonymizer.IdentifierDomain.patient, "", "KCG-269"),
            ("MRN-001", .identifier, "", "FMQ-240"),
            ("MRN-001", .patient, "HOSP", "OHC-172"),
            ("20120524.123", .identifier, "", "55453706.114"),
            ("PAT0012345", .patient, "", "HQQ0422726"),
            ("A1", .identifier, "", "X5"),
            (
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", .identifier, "",
                "TWKAXTFXOLQXZIWWYRHWHVCHTNawymgntbyhpzqtteiilybpigbc0388197758-_"
            ),
        ])
    func knownAnswers(
        original: String, domain: Pseudonymizer.IdentifierDomain, issuer: String, expected: String
    ) throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        #expect(try pseudonymizer.formatPreserving(original, domain: domain, issuer: issuer) == expected)
    }

    /// Every pattern of one and two places, and those of three that are not too many for a debug build.
    static let patterns: [String] = {
        let one = ["0", "A", "a"]
        let two = one.flatMap { first in one.map { first + $0 } }
        return one + two + ["000", "0-0", "-a-", "0A0", "a00", "A.0 0"]
    }()

    @Test("each small format is permuted, placeholders aside, and nothing stands for itself", arguments: patterns)
    func bijectionWithoutFixedPoints(pattern: String) throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        let originals = Self.values(of: pattern).filter { !Placeholder.isMissing($0) }
        var replacements: Set<String> = []
        for original in originals {
            let replacement = try pseudonymizer.formatPreserving(original, domain: .identifier)
            #expect(replacement != original)
            replacements.insert(replacement)
        }
        #expect(replacements == Set(originals))
    }

    @Test("a permutation of every size is undone by its inverse", arguments: Array(1...40) + [255, 256, 257, 999_999])
    func swapOrNot(size: Int) {
        let permutation = SwapOrNot(key: SymmetricKey(data: Array(repeating: 3, count: 32)), size: UInt32(size))
        let numbers = size < 300 ? Array(0..<UInt32(size)) : [0, 1, 499_999, 999_998]
        let images = numbers.map(permutation.encrypt)
        #expect(images.allSatisfy { $0 < size })
        #expect(Set(images).count == numbers.count)
        #expect(images.map(permutation.decrypt) == numbers)
    }

    @Test("values of large formats stay different, change, and keep their format", arguments: [6, 7, 10, 16, 33, 64])
    func largeFormats(length: Int) throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        var random = SplitMix(seed: UInt64(length))
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-./_ ")
        var seen: [String: String] = [:]
        for _ in 0..<30 {
            var original = "0"
            for _ in 1..<length - 1 { original.append(alphabet.randomElement(using: &random) ?? "x") }
            original += "9"
            let replacement = try pseudonymizer.formatPreserving(original, domain: .identifier)
            #expect(Self.format(replacement) == Self.format(original))
            #expect(replacement != original)
            #expect(seen.updateValue(original, forKey: replacement) ?? original == original)
        }
    }

    @Test("neighbours just below and above the limit of FF1 are all different", arguments: ["99999", "999999", "AAAA"])
    func aroundTheLimit(start: String) throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        let format = try #require(IdentifierFormat(start.utf8))
        let originals = (0..<60).map { format.value(at: WideInteger($0)) }.filter { !Placeholder.isMissing($0) }
        let replacements = try originals.map { try pseudonymizer.formatPreserving($0, domain: .patient) }
        #expect(Set(replacements).count == originals.count)
        #expect(zip(originals, replacements).allSatisfy { $0 != $1 })
    }

    @Test("another key, another domain and another issuer each map differently")
    func separation() throws {
        let one = try PseudonymFixture.pseudonymizer()
        let other = try PseudonymFixture.pseudonymizer(key: PseudonymFixture.otherKey())
        let original = "PAT0012345"
        let results = [
            try one.formatPreserving(original, domain: .patient),
            try one.formatPreserving(original, domain: .identifier),
            try one.formatPreserving(original, domain: .patient, issuer: "A"),
            try one.formatPreserving(original, domain: .patient, issuer: "B"),
            try other.formatPreserving(original, domain: .patient),
        ]
        #expect(Set(results).count == results.count)
    }

    @Test("padding does not count", arguments: [" MRN-001", "MRN-001 ", "MRN-001\0", "  MRN-001\0\0"])
    func padding(original: String) throws {
        #expect(try PseudonymFixture.pseudonymizer().formatPreserving(original, domain: .patient) == "KCG-269")
    }

    @Test("nothing stays nothing", arguments: ["", " ", "\0", "    "])
    func nothing(original: String) throws {
        #expect(try PseudonymFixture.pseudonymizer().formatPreserving(original, domain: .identifier).isEmpty)
    }

    @Test(
        "what cannot be mapped is held, with the reason",
        arguments: [
            (String(repeating: "7", count: 257), PseudonymError.Code.identifierTooLong),
            (String(repeating: "Ü", count: 129), .identifierTooLong),
        ])
    func held(original: String, code: PseudonymError.Code) throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        let error = #expect(throws: PseudonymError.self) {
            try pseudonymizer.formatPreserving(original, domain: .identifier)
        }
        #expect(error?.code == code)
        #expect(code.holdsInstance)
        #expect(error.map { "\($0)" } == code.rawValue)
    }

    @Test("what has no format in ASCII gets characters of its own", arguments: ["MÜLLER1", "患者12", "Ü-12", "АБ-7"])
    func beyondASCII(original: String) throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        let replacement = try pseudonymizer.formatPreserving(original, domain: .identifier)
        #expect(replacement.utf8.count == 16 && replacement.utf8.allSatisfy { Base32.alphabet.contains($0) })
        #expect(try pseudonymizer.formatPreserving(" \(original)", domain: .identifier) == replacement)
        let others = try [original + "1", "X" + original].map { try pseudonymizer.formatPreserving($0, domain: .identifier) }
        #expect(Set(others + [replacement]).count == 3)
        #expect(try pseudonymizer.formatPreserving(original, domain: .patient) != replacement)
    }

    @Test(
        "a placeholder stands for itself, and for nothing else",
        arguments: ["---", ".", "0", "00", "N/A", "x", "NONE", "нет", "k.A.", " - "])
    func placeholder(original: String) throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        #expect(try pseudonymizer.formatPreserving(original, domain: .identifier) == Unpadded.text(original))
    }

    @Test("control and punctuation characters stay in their places")
    func fixedCharacters() throws {
        let original = "a\u{1}B\u{7F}1\u{2}~"
        let replacement = try PseudonymFixture.pseudonymizer().formatPreserving(original, domain: .identifier)
        #expect(Self.format(replacement) == Self.format(original))
    }

    private static func format(_ value: String) -> [Unicode.Scalar] {
        value.unicodeScalars.map {
            switch $0 {
            case "0"..."9": "0"
            case "A"..."Z": "A"
            case "a"..."z": "a"
            default: $0
            }
        }
    }

    private static func values(of pattern: String) -> [String] {
        pattern.reduce([""]) { beginnings, place in
            let characters: [Character]
            switch place {
            case "0": characters = Array("0123456789")
            case "A": characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            case "a": characters = Array("abcdefghijklmnopqrstuvwxyz")
            default: characters = [place]
            }
            return beginnings.flatMap { beginning in characters.map { beginning + String($0) } }
        }
    }
}
