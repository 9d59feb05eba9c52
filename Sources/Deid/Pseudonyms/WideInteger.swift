/// A natural number of any size, for the ranks of identifiers of more than 64 bits.
///
/// Only what counting in mixed radix and FF1 need: small factors, small divisors, adding 1, comparing.
struct WideInteger: Hashable, Comparable {
    /// Base 2^32, least significant first, without zeros at the end.
    private(set) var limbs: [UInt32]

    init(_ value: UInt32 = 0) { limbs = value == 0 ? [] : [value] }

    /// The number that `bytes` are in big endian.
    init(bigEndian bytes: some BidirectionalCollection<UInt8>) {
        limbs = []
        limbs.reserveCapacity(bytes.count / 4 + 1)
        var limb: UInt32 = 0
        var shift: UInt32 = 0
        for byte in bytes.reversed() {
            limb |= UInt32(byte) << shift
            shift += 8
            if shift == 32 {
                limbs.append(limb)
                limb = 0
                shift = 0
            }
        }
        if shift > 0 { limbs.append(limb) }
        normalize()
    }

    var isZero: Bool { limbs.isEmpty }

    /// How many bits the number needs; 0 for zero.
    var bitWidth: Int { limbs.last.map { limbs.count * 32 - $0.leadingZeroBitCount } ?? 0 }

    /// The number as a machine word; nil if it does not fit 32 bits.
    var word: UInt32? { limbs.count > 1 ? nil : limbs.first ?? 0 }

    /// The lowest byte but `index`.
    func byte(_ index: Int) -> UInt8 {
        index / 4 < limbs.count ? UInt8(truncatingIfNeeded: limbs[index / 4] >> UInt32(index % 4 * 8)) : 0
    }

    /// Turns x into x * `factor` + `summand`.
    mutating func multiply(by factor: UInt32, adding summand: UInt32) {
        var carry = UInt64(summand)
        for index in limbs.indices {
            carry += UInt64(limbs[index]) * UInt64(factor)
            limbs[index] = UInt32(truncatingIfNeeded: carry)
            carry >>= 32
        }
        if carry > 0 { limbs.append(UInt32(carry)) }
        normalize()
    }

    /// Turns x into x / `divisor` and returns the remainder.
    mutating func divide(by divisor: UInt32) -> UInt32 {
        var remainder: UInt64 = 0
        for index in limbs.indices.reversed() {
            let dividend = remainder << 32 | UInt64(limbs[index])
            limbs[index] = UInt32(dividend / UInt64(divisor))
            remainder = dividend % UInt64(divisor)
        }
        normalize()
        return UInt32(remainder)
    }

    /// Turns x into x - 1; x must not be zero.
    mutating func decrement() {
        precondition(!isZero)
        for index in limbs.indices {
            let borrow = limbs[index] == 0
            limbs[index] &-= 1
            if !borrow { break }
        }
        normalize()
    }

    static func < (one: WideInteger, other: WideInteger) -> Bool {
        if one.limbs.count != other.limbs.count { return one.limbs.count < other.limbs.count }
        for index in one.limbs.indices.reversed() where one.limbs[index] != other.limbs[index] {
            return one.limbs[index] < other.limbs[index]
        }
        return false
    }

    private mutating func normalize() {
        while limbs.last == 0 { limbs.removeLast() }
    }
}
