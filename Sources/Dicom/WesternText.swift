/// Whether bytes can be text of Western Europe in ISO 8859-1 or Windows-1252.
///
/// ISO_IR 100 calls nearly every byte a letter, and so it is what Japanese, Chinese, Korean, Cyrillic, Greek, Hebrew,
/// Arabic and Thai code pages are taken for. Languages of Western Europe set few of their letters beside each other: where
/// more of them stand together than German, French, Spanish, Portuguese, Icelandic or Finnish have, it is another script.
enum WesternText {
    static func isPlausible(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                // Escape sequences belong to other sets.
                if byte == 0x1B { return false }
                index += 1
            } else if isLetter(byte) {
                var end = index + 1
                while end < bytes.count, isLetter(bytes[end]) { end += 1 }
                guard isRun(bytes[index..<end]) else { return false }
                index = end
            } else {
                guard isMark(byte, before(bytes, index), after(bytes, index)) else { return false }
                index += 1
            }
        }
        return true
    }

    private static func before(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> UInt8 { index > 0 ? bytes[index - 1] : 0x20 }

    private static func after(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> UInt8 {
        index + 1 < bytes.count ? bytes[index + 1] : 0x20
    }

    /// Letters of ISO 8859-1, and those that Windows-1252 has in the place of control characters: Š Œ Ž š œ ž Ÿ.
    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0xC0 && byte != 0xD7 && byte != 0xF7 || windowsLetters.contains(byte)
    }

    private static func isASCIILetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) && byte < 0x80 }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// One letter, a pair that words have, or Finnish and Estonian ones in any number.
    private static func isRun(_ letters: Slice<UnsafeRawBufferPointer>) -> Bool {
        if letters.count == 1 { return true }
        let small = letters.map(small)
        if small.allSatisfy({ doubled.contains($0) }) { return small.count <= 4 }
        // Up to four in Icelandic: `blóðæð`.
        guard small.count <= 4 else { return false }
        return zip(small, small.dropFirst()).allSatisfy { one, other in
            pairs.contains { one == $0.0 && $0.1.contains(other) || $0.2 && other == $0.0 && $0.1.contains(one) }
        }
    }

    private static func small(_ byte: UInt8) -> UInt8 { (0xC0...0xDE).contains(byte) ? byte | 0x20 : byte }

    /// Marks where such texts have them: `38 °C`, `5 µm`, `cm²`, `¿Cómo`, `«été»`, `n° 3`, `1ª`, `NºCol`, `l’œil`.
    private static func isMark(_ byte: UInt8, _ before: UInt8, _ after: UInt8) -> Bool {
        let isWordBefore = isASCIILetter(before) || isLetter(before)
        let isWordAfter = isASCIILetter(after) || isLetter(after)
        switch byte {
        // No-break space; middle dot; soft hyphen.
        case 0xA0: return true
        case 0xB7: return before < 0x80 && after < 0x80
        case 0xAD: return isASCIILetter(before) && isASCIILetter(after)
        case 0xB0: return before < 0x80 && (after < 0x80 || after == 0xB1)
        case 0xB1, 0xD7, 0xF7: return !isLetter(before) && !isLetter(after)
        case 0xB5: return !isWordBefore && isASCIILetter(after)
        case 0xB2, 0xB3, 0xB9: return before < 0x80 && !isWordAfter
        case 0xBC, 0xBD, 0xBE: return !isWordBefore && after < 0x80 && !isWordAfter
        case 0xA7, 0xA3, 0xA9, 0xAE, 0x80, 0x99: return !isWordAfter && before < 0x80
        case 0xA1, 0xBF: return !isWordBefore && isWordAfter
        // `NºCol`, `38 ºC`
        case 0xBA where before < 0x80 && after < 0x80: return true
        case 0xAA, 0xBA: return (isDigit(before) || isASCIILetter(before) || before == 0x2E) && !isWordAfter
        case 0xAB, 0x93, 0x84: return !isWordBefore && after != 0x20
        case 0xBB, 0x94: return before != 0x20 && !isWordAfter
        case 0xB4, 0x91, 0x92: return isWordBefore && isWordAfter || isDigit(before) || isWordBefore && after < 0x40
        // Ellipsis, dashes, bullet.
        case 0x85, 0x96, 0x97, 0x95: return !isLetter(after) && !isLetter(before) && (before <= 0x40 || after <= 0x40)
        default: return false
        }
    }

    private static let windowsLetters: Set<UInt8> = [0x8A, 0x8C, 0x8E, 0x9A, 0x9C, 0x9E, 0x9F]
    /// ä å ö õ ü ø æ
    private static let doubled: Set<UInt8> = [0xE4, 0xE5, 0xF6, 0xF5, 0xFC, 0xF8, 0xE6]
    /// A letter, those that stand behind it, and whether they stand before it as well.
    private static let pairs: [(UInt8, Set<UInt8>, Bool)] = [
        (0xE9, [0xE9, 0xEF], false),  // créée
        (0xE7, [0xE3, 0xF5, 0xE2, 0xE1, 0xE0, 0xFA, 0xF3], false),  // região, funções
        (0xF1, [0xE1, 0xE9, 0xED, 0xF3, 0xFA], true),  // riñón, compañía, Núñez
        (0xDF, [0xE4, 0xF6, 0xFC], true),  // Größe, Füße
        (0xF0, [0xE1, 0xE9, 0xED, 0xF3, 0xFA, 0xFD, 0xF6, 0xE6], true),  // blóð, æð
        (0xFE, [0xE1, 0xE9, 0xED, 0xF3, 0xFA, 0xFD, 0xF6, 0xE6, 0xFE], false),  // þú, þó
    ]
}
