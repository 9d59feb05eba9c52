import Crypto
import CryptoExtras

/// FF1 format-preserving encryption with AES (NIST SP 800-38G Rev. 1, algorithms 7 and 8).
///
/// A permutation of all strings of `length` numerals below `radix`, chosen by the key and the tweak. Names in the code
/// are the publication's.
struct FF1 {
    /// The smallest domain that Rev. 1 §5.1 allows; below it a Feistel network can be attacked.
    static let smallestDomain: UInt32 = 1_000_000

    private let key: SymmetricKey
    private let radix: UInt32
    private let n: Int
    private let u: Int
    private let v: Int
    private let b: Int
    private let d: Int
    /// CBC-MAC after all whole blocks of P and T, the same in each round.
    private let prefix: [UInt8]
    /// What is left of T after those blocks.
    private let tail: [UInt8]
    /// Zeros between T and the number of the round.
    private let padding: Int

    /// The permutation for `length` numerals; `key` must be an AES key, `radix` 2 to 65,536, `length` at least 2.
    init(key: SymmetricKey, tweak: [UInt8], radix: Int, length: Int) {
        precondition([128, 192, 256].contains(key.bitCount) && (2...65_536).contains(radix) && length >= 2)
        self.key = key
        self.radix = UInt32(radix)
        n = length
        u = length / 2
        v = length - u
        b = (Self.number(Array(repeating: UInt16(radix - 1), count: v)[...], radix: UInt32(radix)).bitWidth + 7) / 8
        d = 4 * ((b + 3) / 4) + 4
        padding = (16 - (tweak.count + b + 1) % 16) % 16
        var p: [UInt8] = [1, 2, 1]
        p.append(contentsOf: Self.bigEndian(radix, 3))
        p.append(10)
        p.append(UInt8(truncatingIfNeeded: u))
        p.append(contentsOf: Self.bigEndian(length, 4))
        p.append(contentsOf: Self.bigEndian(tweak.count, 4))
        let whole = tweak.count / 16 * 16
        var state = [UInt8](repeating: 0, count: 16)
        Self.absorb(p + tweak[..<whole], into: &state, key: key)
        prefix = state
        tail = Array(tweak[whole...])
    }

    /// The string that stands for `numerals`.
    func encrypt(_ numerals: [UInt16]) -> [UInt16] {
        precondition(numerals.count == n)
        var a = numerals[..<u]
        var b = numerals[u...]
        for round in 0..<10 {
            let c = add(a, roundValue(UInt8(round), b))
            a = b
            b = c[...]
        }
        return Array(a + b)
    }

    /// The string that `numerals` stands for.
    func decrypt(_ numerals: [UInt16]) -> [UInt16] {
        precondition(numerals.count == n)
        var a = numerals[..<u]
        var b = numerals[u...]
        for round in (0..<10).reversed() {
            let c = subtract(roundValue(UInt8(round), a), from: b)
            b = a
            a = c[...]
        }
        return Array(a + b)
    }

    /// y of round `i`, steps 6 i to 6 iv.
    private func roundValue(_ i: UInt8, _ half: ArraySlice<UInt16>) -> WideInteger {
        let value = Self.number(half, radix: radix)
        var q = tail
        q.reserveCapacity(tail.count + padding + 1 + b)
        q.append(contentsOf: repeatElement(0, count: padding))
        q.append(i)
        for index in (0..<b).reversed() { q.append(value.byte(index)) }
        var r = prefix
        Self.absorb(q, into: &r, key: key)
        var s = r
        var counter = 1
        while s.count < d {
            var block = r
            for (index, byte) in Self.bigEndian(counter, 8).enumerated() { block[8 + index] ^= byte }
            Self.permute(&block, key: key)
            s.append(contentsOf: block)
            counter += 1
        }
        return WideInteger(bigEndian: s[..<d])
    }

    /// (NUM(`half`) + y) mod radix^m as numerals: y gives up its lowest m numerals, which are added with carry.
    private func add(_ half: ArraySlice<UInt16>, _ y: WideInteger) -> [UInt16] {
        var (sum, y, carry) = (Array(half), y, UInt32(0))
        for index in sum.indices.reversed() {
            let numeral = UInt32(sum[index]) + y.divide(by: radix) + carry
            carry = numeral >= radix ? 1 : 0
            sum[index] = UInt16(numeral - carry * radix)
        }
        return sum
    }

    /// (NUM(`half`) - y) mod radix^m as numerals.
    private func subtract(_ y: WideInteger, from half: ArraySlice<UInt16>) -> [UInt16] {
        var (difference, y, borrow) = (Array(half), y, UInt32(0))
        for index in difference.indices.reversed() {
            let taken = y.divide(by: radix) + borrow
            borrow = UInt32(difference[index]) < taken ? 1 : 0
            difference[index] = UInt16(UInt32(difference[index]) + borrow * radix - taken)
        }
        return difference
    }

    private static func number(_ numerals: ArraySlice<UInt16>, radix: UInt32) -> WideInteger {
        var number = WideInteger()
        for numeral in numerals { number.multiply(by: radix, adding: UInt32(numeral)) }
        return number
    }

    private static func bigEndian(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// PRF, algorithm 6, continued from `state`; whole blocks only.
    private static func absorb(_ bytes: [UInt8], into state: inout [UInt8], key: SymmetricKey) {
        precondition(bytes.count % 16 == 0)
        for start in stride(from: 0, to: bytes.count, by: 16) {
            for index in 0..<16 { state[index] ^= bytes[start + index] }
            permute(&state, key: key)
        }
    }

    private static func permute(_ block: inout [UInt8], key: SymmetricKey) {
        do { try AES.permute(&block, key: key) } catch { preconditionFailure("AES key and block sizes are checked") }
    }
}
