import Crypto
import Testing

@testable import Deid

@Suite("FF1 (NIST SP 800-38G Rev. 1)")
struct FF1Tests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let number: Int
        let keyBytes: Int
        let radix: Int
        let tweak: String
        let plain: String
        let cipher: String

        var testDescription: String { "sample \(number)" }
    }

    /// The key of the samples for AES-256; those for 192 and 128 bits are its beginnings.
    static let key = "2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94"

    /// The samples that NIST publishes with the algorithm.
    static let samples: [Sample] = [
        (16, 10, "", "0123456789", "2433477484"),
        (16, 10, "39383736353433323130", "0123456789", "6124200773"),
        (16, 36, "3737373770717273373737", "0123456789abcdefghi", "a9tv40mll9kdu509eum"),
        (24, 10, "", "0123456789", "2830668132"),
        (24, 10, "39383736353433323130", "0123456789", "2496655549"),
        (24, 36, "3737373770717273373737", "0123456789abcdefghi", "xbj3kv35jrawxv32ysr"),
        (32, 10, "", "0123456789", "6657667009"),
        (32, 10, "39383736353433323130", "0123456789", "1001623463"),
        (32, 36, "3737373770717273373737", "0123456789abcdefghi", "xs8a0azh2avyalyzuwd"),
    ].enumerated().map { index, row in
        Sample(number: index + 1, keyBytes: row.0, radix: row.1, tweak: row.2, plain: row.3, cipher: row.4)
    }

    @Test("NIST's samples encrypt and decrypt as published", arguments: samples)
    func publishedSamples(sample: Sample) throws {
        let key = SymmetricKey(data: try #require(Hexadecimal.bytes(Self.key.utf8)).prefix(sample.keyBytes))
        let tweak = try #require(Hexadecimal.bytes(sample.tweak.utf8))
        let numerals = try numerals(sample.plain)
        let ff1 = FF1(key: key, tweak: tweak, radix: sample.radix, length: numerals.count)
        let expected = try self.numerals(sample.cipher)
        #expect(ff1.encrypt(numerals) == expected)
        #expect(ff1.decrypt(expected) == numerals)
    }

    @Test("decrypting undoes encrypting for any radix, length and tweak", arguments: [2, 10, 26, 36, 62, 65_536])
    func roundTrip(radix: Int) throws {
        var random = SplitMix(seed: UInt64(radix))
        for length in [2, 3, 20, 63, 150] {
            let tweak = (0..<Int(random.next() % 40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let key = SymmetricKey(data: Array(repeating: 7, count: 32))
            let ff1 = FF1(key: key, tweak: tweak, radix: radix, length: length)
            let numerals = (0..<length).map { _ in UInt16(random.next() % UInt64(radix)) }
            let cipher = ff1.encrypt(numerals)
            #expect(cipher.allSatisfy { Int($0) < radix })
            #expect(ff1.decrypt(cipher) == numerals)
        }
    }

    @Test("it is a permutation of its whole domain")
    func permutation() {
        let ff1 = FF1(key: SymmetricKey(data: Array(repeating: 9, count: 16)), tweak: [1], radix: 3, length: 6)
        let images = Set((0..<729).map { ff1.encrypt(base3($0)) })
        #expect(images.count == 729)
    }

    private func base3(_ number: Int) -> [UInt16] {
        var (rest, numerals) = (number, [UInt16](repeating: 0, count: 6))
        for index in numerals.indices.reversed() {
            numerals[index] = UInt16(rest % 3)
            rest /= 3
        }
        return numerals
    }

    private func numerals(_ text: String) throws -> [UInt16] {
        try text.map { try #require(UInt16(String($0), radix: 36)) }
    }
}

/// A small generator with a fixed seed, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
