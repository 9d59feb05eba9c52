/// What of an identifier is kept, and the value as its place among all values of the same format.
///
/// The format is the length, the fixed characters, and for each place whether a digit, an upper-case or a lower-case
/// letter stands there. The values of one format are numbered without gaps, so that a permutation of the numbers is a
/// permutation of the values.
struct IdentifierFormat {
    /// One byte a place: the character if it is fixed, else one of `classes`, which ASCII does not have.
    let pattern: [UInt8]
    /// How many values have this format.
    let size: WideInteger
    /// The place of the value among them, from 0.
    let rank: WideInteger

    private enum Class: UInt8 {
        case digit = 0x80
        case upper, lower

        var radix: UInt32 { self == .digit ? 10 : 26 }

        var first: UInt8 {
            switch self {
            case .digit: UInt8(ascii: "0")
            case .upper: UInt8(ascii: "A")
            case .lower: UInt8(ascii: "a")
            }
        }

        init?(_ character: UInt8) {
            switch character {
            case 0x30...0x39: self = .digit
            case 0x41...0x5A: self = .upper
            case 0x61...0x7A: self = .lower
            default: return nil
            }
        }
    }

    /// The format and rank of `value`; nil if a byte is not ASCII.
    init?(_ value: some Collection<UInt8>) {
        var pattern: [UInt8] = []
        pattern.reserveCapacity(value.count)
        var (size, rank) = (WideInteger(1), WideInteger())
        for character in value {
            guard character < 0x80 else { return nil }
            guard let place = Class(character) else {
                pattern.append(character)
                continue
            }
            pattern.append(place.rawValue)
            size.multiply(by: place.radix, adding: 0)
            rank.multiply(by: place.radix, adding: UInt32(character - place.first))
        }
        (self.pattern, self.size, self.rank) = (pattern, size, rank)
    }

    /// The value of this format at `rank`, which must be below `size`.
    func value(at rank: WideInteger) -> String {
        var (value, rest) = (pattern, rank)
        for index in pattern.indices.reversed() {
            guard let place = Class(rawValue: pattern[index]) else { continue }
            value[index] = place.first + UInt8(rest.divide(by: place.radix))
        }
        precondition(rest.isZero)
        return String(decoding: value, as: UTF8.self)
    }
}
