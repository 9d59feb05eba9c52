/// A number for a word that does not tell capitals and accents apart: what the lexicon and the model know words by.
///
/// FNV-1a over folded scalars, mixed at the end. No String is made on the way.
struct WordHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Of `scalars[range]`.
    static func of(_ scalars: [Unicode.Scalar], _ range: Range<Int>) -> UInt32 {
        var hash = WordHash()
        for index in range { hash.append(scalars[index]) }
        return hash.value
    }

    /// Of two words in a row.
    static func pair(_ first: UInt32, _ second: UInt32) -> UInt32 {
        mixed(UInt64(first) << 32 | UInt64(second))
    }

    mutating func append(_ scalar: Unicode.Scalar) {
        let code = scalar.value
        switch code {
        case 0x61...0x7A, 0x30...0x39: add(code)
        case 0x41...0x5A: add(code | 0x20)
        case 0xC0...0x24F: fold(Int(code - 0xC0))
        case 0x300...0x36F: break
        case 0x391...0x3A9, 0x410...0x42F: add(code + 32)
        case 0x400...0x40F: add(code + 80)
        case 0x451: add(0x435)
        case 0xFF10...0xFF19, 0xFF41...0xFF5A: add(code - 0xFEE0)
        case 0xFF21...0xFF3A: add(code - 0xFEC0)
        default: add(code)
        }
    }

    var value: UInt32 { Self.mixed(state) }

    private mutating func add(_ code: UInt32) {
        state = (state ^ UInt64(code)) &* 0x0000_0100_0000_01B3
    }

    private mutating func fold(_ index: Int) {
        let letters = Self.latin[index]
        if letters == 0 { return add(UInt32(index) + 0xC0) }
        add(UInt32(letters & 0xFF))
        if letters > 0xFF { add(UInt32(letters >> 8)) }
    }

    private static func mixed(_ value: UInt64) -> UInt32 {
        var mixed = value
        mixed ^= mixed >> 33
        mixed = mixed &* 0xFF51_AFD7_ED55_8CCD
        mixed ^= mixed >> 33
        mixed = mixed &* 0xC4CE_B9FE_1A85_EC53
        mixed ^= mixed >> 33
        return UInt32(truncatingIfNeeded: mixed)
    }

    /// U+00C0 to U+024F: one or two plain letters each, the first in the low byte; 0 where there are none.
    private static let latin: [UInt16] = {
        var table = [UInt16](repeating: 0, count: 0x190)
        for (letter, variants) in plain {
            for scalar in variants.unicodeScalars { table[Int(scalar.value) - 0xC0] = UInt16(letter.value) }
        }
        for (first, second, variants) in double {
            for scalar in variants.unicodeScalars {
                table[Int(scalar.value) - 0xC0] = UInt16(first.value) | UInt16(second.value) << 8
            }
        }
        return table
    }()

    private static let plain: [(Unicode.Scalar, String)] = [
        ("a", "ÀÁÂÃÄÅàáâãäåĀāĂăĄąǍǎ"), ("c", "ÇçĆćĈĉĊċČč"), ("d", "ÐðĎďĐđ"), ("e", "ÈÉÊËèéêëĒēĔĕĖėĘęĚě"),
        ("g", "ĜĝĞğĠġĢģǦǧ"), ("h", "ĤĥĦħ"), ("i", "ÌÍÎÏìíîïĨĩĪīĬĭĮįİıǏǐ"), ("j", "Ĵĵ"), ("k", "Ķķ"), ("l", "ĹĺĻļĽľĿŀŁł"),
        ("n", "ÑñŃńŅņŇňŊŋ"), ("o", "ÒÓÔÕÖØòóôõöøŌōŎŏŐőǑǒ"), ("r", "ŔŕŖŗŘř"), ("s", "ŚśŜŝŞşŠšȘș"), ("t", "ŢţŤťŦŧȚț"),
        ("u", "ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųǓǔ"), ("w", "Ŵŵ"), ("y", "ÝýÿŶŷŸ"), ("z", "ŹźŻżŽž"),
    ]
    private static let double: [(Unicode.Scalar, Unicode.Scalar, String)] = [
        ("a", "e", "Ææ"), ("o", "e", "Œœ"), ("s", "s", "ß"), ("t", "h", "Þþ"),
    ]
}
