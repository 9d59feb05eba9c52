/// Whether a text is in a value, as MIDI-B's validator compares: as a whole, as a number, or by its words.
enum TextComparison {
    /// The text is in the value: `retain` asks for that, and otherwise for the opposite, of every word.
    static func passes(value: String, text: String, retain: Bool) -> Bool {
        let (value, text) = (plain(value), plain(text))
        if let one = number(value), let other = number(text) { return (one == other) == retain }
        if contains(value, text) { return retain }
        let words = Words.of(text)
        return retain ? words.allSatisfy { contains(value, $0) } : !words.contains { contains(value, $0) }
    }

    /// Bytes of one text in another, so that a letter is not taken for part of a letter with an accent.
    static func contains(_ value: String, _ text: String) -> Bool {
        var (value, text) = (value, text)
        return value.withUTF8 { value in
            text.withUTF8 { text in
                guard let first = text.first else { return true }
                guard value.count >= text.count else { return false }
                for start in 0...(value.count - text.count) where value[start] == first {
                    if value[start..<(start + text.count)].elementsEqual(text) { return true }
                }
                return false
            }
        }
    }

    static func isSame(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }

    private static func plain(_ text: String) -> String {
        var kept = text.lowercased()
        kept.unicodeScalars.removeAll { $0 == "<" || $0 == ">" }
        return kept
    }

    /// Digits with at most one point among them.
    private static func number(_ text: String) -> Double? {
        var (digits, points) = (0, 0)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39: digits += 1
            case UInt8(ascii: "."): points += 1
            default: return nil
            }
        }
        return digits > 0 && points <= 1 ? Double(text.hasPrefix(".") ? "0" + text : text) : nil
    }
}
