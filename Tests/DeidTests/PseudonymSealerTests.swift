import Testing

@testable import Deid

@Suite("Originals in the ledger")
struct PseudonymSealerTests {
    static let originals = [
        "", "a", "MRN-001", "Doe^John=山田^太郎", String(repeating: "x", count: 31),
        String(repeating: "x", count: 32),
        String(repeating: "\u{80}", count: 40), "1.2.840.113619.2.55.3.4.5",
    ]

    @Test("what was sealed can be opened with the key", arguments: originals, PseudonymKind.allCases)
    func roundTrip(original: String, kind: PseudonymKind) throws {
        let sealer = OriginalSealer(key: try PseudonymFixture.key())
        let sealed = sealer.seal(original, as: kind)
        #expect(try sealer.open(sealed, as: kind) == original)
        #expect((sealed.count - 29) % 32 == 0)
        #expect(sealer.seal(original, as: kind) == sealed)
    }

    @Test("another key, another kind, a changed or a short blob opens nothing")
    func refused() throws {
        let sealer = OriginalSealer(key: try PseudonymFixture.key())
        let sealed = sealer.seal("MRN-001", as: .patientID)
        let invalid = PseudonymError(.sealedValueInvalid)
        #expect(throws: invalid) { try sealer.open(sealed, as: .accession) }
        let other = OriginalSealer(key: try PseudonymFixture.otherKey())
        #expect(throws: invalid) { try other.open(sealed, as: .patientID) }
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: invalid) { try sealer.open(changed, as: .patientID) }
            #expect(throws: invalid) { try sealer.open(Array(sealed[..<index]), as: .patientID) }
        }
    }

    @Test("different originals and kinds give nothing in common")
    func different() throws {
        let sealer = OriginalSealer(key: try PseudonymFixture.key())
        let blobs = ["1", "2"].flatMap { value in PseudonymKind.allCases.map { sealer.seal(value, as: $0) } }
        #expect(Set(blobs.map { Array($0[1..<13]) }).count == blobs.count)
    }

    @Test("hashes are what an independent implementation computes")
    func knownAnswers() throws {
        let sealer = OriginalSealer(key: try PseudonymFixture.key())
        #expect(
            Hexadecimal.text(sealer.lookupHash("MRN-001", as: .patientID))
                == "d14c281d4aaa42756a9d5a7a40f10748a8478867abf21717907edf4857612b9b")
        #expect(
            Hexadecimal.text(sealer.contentHash(sha256: Array(repeating: 0, count: 32)))
                == "6b2266d76417d2860a6dfc9cea21770f83b5bb8eafc34e638f9a6e6339320cf9")
        #expect(
            Hexadecimal.text(sealer.instanceHash(sopInstanceUID: "1.2.840.113619.2.55.3.4.5\0"))
                == "fd2532c22d0d2ba473a616b5de70a4e9c0d793b7d25c6f0e9d1ba9a3b5c46b80")
    }

    @Test("a patient is found by ID as typed, and by issuer where issuers count")
    func lookup() throws {
        let sealer = OriginalSealer(key: try PseudonymFixture.key())
        let ignoring = try PseudonymFixture.pseudonymizer()
        let patient = try ignoring.patient(id: "MRN-001 ", issuer: "A", studyInstanceUID: "")
        #expect(sealer.lookupHash(patient) == sealer.lookupHash(" MRN-001", as: .patientID))
        let distinguishing = try PseudonymFixture.pseudonymizer(issuer: .distinguish)
        let issued = try distinguishing.patient(id: "MRN-001 ", issuer: "A", studyInstanceUID: "")
        #expect(sealer.lookupHash(issued) == sealer.lookupHash("MRN-001", issuer: "A", as: .patientID))
        #expect(sealer.lookupHash(issued) != sealer.lookupHash(patient))
    }
}
