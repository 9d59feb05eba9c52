import Dicom
import Testing

@testable import Deid

@Suite("UIDs")
struct PseudonymUIDTests {
    static let original = "1.2.840.113619.2.55.3.4.5"

    @Test("an independent implementation gives the same")
    func knownAnswer() throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        #expect(pseudonymizer.uid(Self.original) == "2.25.126657030038776089767769650533916403597")
    }

    @Test("padding does not count", arguments: ["\(original)\0", "\(original) ", " \(original)  ", "\(original)\0\0"])
    func padding(padded: String) throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        #expect(pseudonymizer.uid(padded) == pseudonymizer.uid(Self.original))
    }

    @Test(
        "every result is a valid UID under the root",
        arguments: ["2.25", "1.2.826.0.1.3680043.9", "1.2.3456789.1234567.8901"])
    func valid(root: String) throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer(uidRoot: root)
        var results: Set<String> = []
        for index in 0..<500 {
            let uid = pseudonymizer.uid("1.2.3.\(index)")
            #expect(UID.isValid(uid) && uid.hasPrefix(root + "."))
            results.insert(uid)
        }
        #expect(results.count == 500)
    }

    @Test(
        "what the standard assigns stays",
        arguments: [
            "1.2.840.10008.1.2.4.90", "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.4.1.1", "1.2.840.10008.6.1.1361",
            "1.2.840.10008.5.1.4.1.1.2\0",
        ])
    func standard(uid: String) throws {
        #expect(try PseudonymFixture.pseudonymizer().uid(uid) == UID.trimmed(uid))
    }

    @Test(
        "what only looks like the standard's is replaced",
        arguments: [
            "1.2.840.10008.5.1.4.1.1.2.20120524.101530", "1.2.840.10008.JOHN", "1.2.840.100081.2", "1.2.840.10008.",
            "1.2.840.10008.01", "1.2.840.10008",
        ])
    func notStandard(uid: String) throws {
        let result = try PseudonymFixture.pseudonymizer().uid(uid)
        #expect(result.hasPrefix("2.25.") && UID.isValid(result))
    }

    @Test(
        "broken and over-long originals get valid UIDs",
        arguments: [
            "not a uid", "../../etc/passwd", "1..2", "1.2.3.", String(repeating: "1.2", count: 100), "1.2.3 4.5", "患者",
        ])
    func broken(original: String) throws {
        #expect(UID.isValid(try PseudonymFixture.pseudonymizer().uid(original)))
    }

    @Test("nothing stays nothing", arguments: ["", "\0", "  "])
    func nothing(original: String) throws {
        #expect(try PseudonymFixture.pseudonymizer().uid(original).isEmpty)
    }

    @Test("another key shares no result")
    func otherKey() throws {
        let other = try PseudonymFixture.pseudonymizer(key: PseudonymFixture.otherKey())
        #expect(try PseudonymFixture.pseudonymizer().uid(Self.original) != other.uid(Self.original))
    }

    @Test(
        "roots that leave no room or are not ours are refused",
        arguments: [
            "", "2.25.", "1.02", "a.b", "1.2.840.10008", "1.2.840.10008.5", "1.2.345678901.12345678901", " 2.25",
        ])
    func badRoot(root: String) throws {
        let error = #expect(throws: PseudonymError.self) { try PseudonymFixture.pseudonymizer(uidRoot: root) }
        #expect(error?.code == .uidRootInvalid)
        #expect(error?.code.holdsInstance == false)
    }

    @Test(
        "128 bits in decimal, at every width",
        arguments: [
            (UInt128(0), "x0"), (7, "x7"), (9_999_999_999_999_999_999, "x9999999999999999999"),
            (10_000_000_000_000_000_000, "x10000000000000000000"), (1 << 64, "x18446744073709551616"),
            (UInt128.max, "x340282366920938463463374607431768211455"),
            (100_000_000_000_000_000_000_000_000_000_000_000_000, "x100000000000000000000000000000000000000"),
        ])
    func decimal(number: UInt128, text: String) {
        #expect(Decimal.text("x", number) == text)
    }
}
