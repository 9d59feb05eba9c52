/// Lower-case hexadecimal.
enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Two digits for each of `bytes`.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that `digits` of either case spell; nil if one is no digit or their number is odd.
    static func bytes(_ digits: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var upper: UInt8?
        for digit in digits {
            let value: UInt8
            switch digit {
            case 0x30...0x39: value = digit - 0x30
            case 0x41...0x46: value = digit - 0x41 + 10
            case 0x61...0x66: value = digit - 0x61 + 10
            default: return nil
            }
            if let high = upper {
                bytes.append(high << 4 | value)
                upper = nil
            } else {
                upper = value
            }
        }
        return upper == nil ? bytes : nil
    }
}

/// Base 32 without the letters that are misread as others (I, L, O, U), 5 bits a character.
enum Base32 {
    /// The characters for 0 to 31.
    static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// The first `count` characters of `bytes`, most significant bits first; `bytes` must have that many bits.
    static func text(_ bytes: [UInt8], characters count: Int) -> String {
        precondition(bytes.count * 8 >= count * 5)
        return String(unsafeUninitializedCapacity: count) { text in
            for index in 0..<count {
                let bit = index * 5
                let next = bit / 8 + 1 < bytes.count ? bytes[bit / 8 + 1] : 0
                let window = UInt16(bytes[bit / 8]) << 8 | UInt16(next)
                text[index] = alphabet[Int(window >> UInt16(11 - bit % 8)) & 31]
            }
            return count
        }
    }
}

/// Decimal digits of large numbers.
enum Decimal {
    /// The most digits that 128 bits need.
    static let digitsOf128Bits = 39

    /// `prefix` followed by the digits of `number`, without leading zeros.
    static func text(_ prefix: String, _ number: UInt128) -> String {
        let capacity = prefix.utf8.count + digitsOf128Bits
        return String(unsafeUninitializedCapacity: capacity) { text in
            var end = 0
            for byte in prefix.utf8 {
                text[end] = byte
                end += 1
            }
            // Twice 19 digits at a time, as 64-bit numbers: dividing 128 bits digit by digit is several times slower.
            let chunk: UInt128 = 10_000_000_000_000_000_000
            let (upper, low) = number.quotientAndRemainder(dividingBy: chunk)
            let (high, middle) = upper.quotientAndRemainder(dividingBy: chunk)
            let parts = (UInt64(high), UInt64(middle), UInt64(low))
            var started = false
            func append(_ part: UInt64) {
                var rest = part
                var width = 19
                if !started {
                    width = 1
                    var bound: UInt64 = 10
                    while width < 19 && part >= bound {
                        width += 1
                        bound = bound &* 10
                    }
                }
                for position in stride(from: end + width - 1, through: end, by: -1) {
                    text[position] = 0x30 + UInt8(rest % 10)
                    rest /= 10
                }
                end += width
                started = true
            }
            if parts.0 > 0 { append(parts.0) }
            if started || parts.1 > 0 { append(parts.1) }
            append(parts.2)
            return end
        }
    }
}
