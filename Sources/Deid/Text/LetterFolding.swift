/// Letters as they count when words are compared: without case, accents and the ways to write them.
///
/// `Müller`, `MUELLER` and `Muller` are one word; so are `Sørensen` and `Soerensen`, `ПЕТРОВ` and `Петров`. Scripts
/// without such forms are compared as they are.
enum LetterFolding {
    /// Appends what `scalar` counts as; nothing for accents that stand alone.
    ///
    /// - Parameter start: where the word begins: `ae`, `oe`, `ue` count as `a`, `o`, `u` there, which is how `ä`, `ö`,
    /// `ü`
    ///   are written without accents.
    static func append(_ scalar: Unicode.Scalar, to key: inout [UInt16], from start: Int) {
        if scalar == "e" || scalar == "E", key.count > start, let last = key.last {
            if last == 0x61 || last == 0x6F || last == 0x75 { return }
        }
        append(scalar, to: &key)
    }

    /// Appends what `scalar` counts as by itself; nothing for accents that stand alone.
    static func append(_ scalar: Unicode.Scalar, to key: inout [UInt16]) {
        let code = scalar.value
        switch code {
        case 0x61...0x7A: key.append(UInt16(code))
        case 0x41...0x5A: key.append(UInt16(code + 32))
        case 0xC0...0x24F:
            let letters = latin[Int(code - 0xC0)]
            if letters == 0 {
                key.append(UInt16(code))
            } else {
                key.append(letters & 0xFF)
                if letters > 0xFF { key.append(letters >> 8) }
            }
        case 0x300...0x36F, 0x3099, 0x309A, 0xAD, 0x200B...0x200F: break
        case 0x391...0x3A9: key.append(UInt16(code + 32))
        case 0x386, 0x3AC: key.append(0x3B1)
        case 0x388, 0x3AD: key.append(0x3B5)
        case 0x389, 0x3AE: key.append(0x3B7)
        case 0x38A, 0x3AF: key.append(0x3B9)
        case 0x38C, 0x3CC: key.append(0x3BF)
        case 0x38E, 0x3CD: key.append(0x3C5)
        case 0x38F, 0x3CE: key.append(0x3C9)
        case 0x3C2: key.append(0x3C3)
        case 0x410...0x42F: key.append(UInt16(code + 32))
        case 0x401, 0x451: key.append(0x435)
        case 0x400...0x40F: key.append(UInt16(code + 80))
        case 0x1E00...0x1EFF: key.append(UInt16(vietnamese(code)))
        // Kana without size, voice and shape, so that a reading is one whatever it is written in.
        case 0x3041...0x3096: key.append(kana(UInt16(code)))
        case 0x30A1...0x30F6: key.append(kana(UInt16(code - 0x60)))
        case 0xFF66...0xFF9D: key.append(kana(halfWidth[Int(code - 0xFF66)]))
        case 0xFF9E, 0xFF9F: break
        case 0xFF10...0xFF19, 0xFF41...0xFF5A: key.append(UInt16(code - 0xFEE0))
        case 0xFF21...0xFF3A: key.append(UInt16(code - 0xFEC0))
        default: key.append(UInt16(truncatingIfNeeded: code))
        }
    }

    /// The letters of a whole word, one by one.
    static func letters(_ text: some StringProtocol) -> [UInt16] {
        var key: [UInt16] = []
        for scalar in text.unicodeScalars { append(scalar, to: &key) }
        return key
    }

    /// The key of a whole word, with `ae` as `a`.
    static func key(_ text: some StringProtocol) -> [UInt16] {
        var key: [UInt16] = []
        for scalar in text.unicodeScalars { append(scalar, to: &key, from: 0) }
        return key
    }

    /// Marks that OCR takes for each other get one code: O and 0, I and l and 1, S and 5, B and 8, Z and 2.
    static func confusable(_ code: UInt16) -> UInt16 {
        switch code {
        case 0x30: 0x6F
        case 0x31, 0x6C, 0x7C, 0x21: 0x69
        case 0x35: 0x73
        case 0x38: 0x62
        case 0x32: 0x7A
        case 0x36: 0x67
        default: code
        }
    }

    /// FNV-1a.
    static func hash(_ key: some Sequence<UInt16>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for code in key { hash = (hash ^ UInt64(code)) &* 0x0000_0100_0000_01B3 }
        return hash
    }

    /// Hiragana: `が` and `ぱ` as `か` and `は`, `っ` as `つ`.
    private static func kana(_ code: UInt16) -> UInt16 {
        switch code {
        case 0x3041, 0x3043, 0x3045, 0x3047, 0x3049, 0x3083, 0x3085, 0x3087, 0x308E: code + 1
        case 0x304C...0x3062: code & 1 == 0 ? code - 1 : code
        case 0x3063, 0x3065: 0x3064
        case 0x3067, 0x3069: code - 1
        case 0x306F...0x307D: 0x306F + (code - 0x306F) / 3 * 3
        case 0x3094: 0x3046
        default: code
        }
    }

    /// U+FF66 to U+FF9D as Hiragana.
    private static let halfWidth: [UInt16] = "をぁぃぅぇぉゃゅょっーあいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん"
        .unicodeScalars.map { UInt16($0.value) }

    /// Latin letters with a mark below or two marks (U+1E00 to U+1EFF) by the vowel they are built on.
    private static func vietnamese(_ code: UInt32) -> UInt32 {
        switch code {
        case 0x1EA0...0x1EB7: 0x61
        case 0x1EB8...0x1EC7: 0x65
        case 0x1EC8...0x1ECB: 0x69
        case 0x1ECC...0x1EE3: 0x6F
        case 0x1EE4...0x1EF1: 0x75
        case 0x1EF2...0x1EF9: 0x79
        case 0x1E9E: 0x73
        default: code
        }
    }

    /// U+00C0 to U+024F: one plain letter, or two with the first in the low byte; 0 where there is none.
    private static let latin: [UInt16] = {
        var table = [UInt16](repeating: 0, count: 0x190)
        for (letters, variants) in folds {
            let codes = Array(letters.utf8)
            let value = UInt16(codes[0]) | (codes.count > 1 ? UInt16(codes[1]) << 8 : 0)
            for scalar in variants.unicodeScalars { table[Int(scalar.value) - 0xC0] = value }
        }
        return table
    }()

    private static let folds: [(String, String)] = [
        ("a", "ÀÁÂÃÄÅàáâãäåĀāĂăĄąǍǎÆæ"), ("c", "ÇçĆćĈĉĊċČč"), ("d", "ÐðĎďĐđ"), ("e", "ÈÉÊËèéêëĒēĔĕĖėĘęĚě"),
        ("g", "ĜĝĞğĠġĢģǦǧ"), ("h", "ĤĥĦħ"), ("i", "ÌÍÎÏìíîïĨĩĪīĬĭĮįİıǏǐ"), ("j", "Ĵĵ"), ("k", "Ķķ"),
        ("l", "ĹĺĻļĽľĿŀŁł"),
        ("n", "ÑñŃńŅņŇňŊŋ"), ("o", "ÒÓÔÕÖØòóôõöøŌōŎŏŐőǑǒŒœƠơ"), ("r", "ŔŕŖŗŘř"), ("s", "ŚśŜŝŞşŠšȘș"), ("t", "ŢţŤťŦŧȚț"),
        ("u", "ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųǓǔƯư"), ("w", "Ŵŵ"), ("y", "ÝýÿŶŷŸ"), ("z", "ŹźŻżŽž"), ("ss", "ß"), ("th", "Þþ"),
    ]
}
