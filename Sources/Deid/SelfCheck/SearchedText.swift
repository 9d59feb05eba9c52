/// A text cut into tokens that are compared without case, accents and the marks between them.
///
/// Read from UTF-8 bytes, so that an ASCII value is searched where it lies. One object is used for many texts: its memory
/// stays.
struct SearchedText {
    enum Kind: UInt8 {
        case letters, digits
        /// One ideograph or Hangul syllable each: scripts without blanks between words.
        case wide
    }

    struct Token {
        var kind: Kind
        /// Bytes.
        var start: Int
        var end: Int
        /// Where its folded letters begin; they end where the next token's begin.
        var code: Int
    }

    private(set) var tokens: [Token] = []
    /// Folded letters and digits of all tokens.
    private(set) var codes: [UInt16] = []

    /// Folded letters of a token.
    func codes(of token: Int) -> ArraySlice<UInt16> {
        codes[tokens[token].code..<(token + 1 < tokens.count ? tokens[token + 1].code : codes.count)]
    }

    /// Folded letters of consecutive tokens.
    func codes(of range: ClosedRange<Int>) -> ArraySlice<UInt16> {
        codes[tokens[range.lowerBound].code..<codes(of: range.upperBound).endIndex]
    }

    /// The number that up to eight digits are; nil for other tokens.
    func number(_ token: Int) -> Int? {
        guard tokens.indices.contains(token), tokens[token].kind == .digits else { return nil }
        let digits = codes(of: token)
        guard digits.count <= 8 else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    mutating func read(_ text: String) {
        var text = text
        text.withUTF8 { read(UnsafeRawBufferPointer($0)) }
    }

    mutating func read(_ bytes: UnsafeRawBufferPointer) {
        tokens.removeAll(keepingCapacity: true)
        codes.removeAll(keepingCapacity: true)
        var (index, open, last) = (0, false, UInt8(0))
        while index < bytes.count {
            let byte = bytes[index]
            let start = index
            switch byte {
            case 0x30...0x39:
                add(.digits, UInt16(byte), start, start + 1, &open)
            case 0x41...0x5A:
                // `SmithJohn` is two words.
                if open, (0x61...0x7A).contains(last) { open = false }
                add(.letters, UInt16(byte | 0x20), start, start + 1, &open)
            case 0x61...0x7A:
                add(.letters, UInt16(byte), start, start + 1, &open)
            case 0..<0x80:
                open = false
            default:
                let (scalar, length) = Self.scalar(bytes, at: index)
                add(scalar, start, start + length, &open)
                index += length - 1
            }
            last = byte
            index += 1
        }
    }

    private mutating func add(_ kind: Kind, _ code: UInt16, _ start: Int, _ end: Int, _ open: inout Bool) {
        if open, let last = tokens.last, last.kind == kind {
            tokens[tokens.count - 1].end = end
            // `Mueller` is `Müller`, as LetterFolding has it.
            if code == 0x65, codes.count > last.code, let before = codes.last,
                before == 0x61 || before == 0x6F || before == 0x75
            {
                return
            }
        } else {
            tokens.append(Token(kind: kind, start: start, end: end, code: codes.count))
            open = true
        }
        codes.append(code)
    }

    private mutating func add(_ scalar: Unicode.Scalar, _ start: Int, _ end: Int, _ open: inout Bool) {
        switch scalar.value {
        // Accents that stand alone, and marks without width.
        case 0x300...0x36F, 0xAD, 0x200B...0x200F, 0xFE00...0xFE0F, 0xFEFF:
            if open { tokens[tokens.count - 1].end = end }
            return
        case 0xFF10...0xFF19:
            return add(.digits, UInt16(scalar.value - 0xFF10 + 0x30), start, end, &open)
        case 0x3400...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            tokens.append(Token(kind: .wide, start: start, end: end, code: codes.count))
            codes.append(UInt16(truncatingIfNeeded: scalar.value))
            open = false
            return
        default:
            guard scalar.properties.isAlphabetic else {
                open = false
                return
            }
        }
        if !open || tokens.last?.kind != .letters {
            tokens.append(Token(kind: .letters, start: start, end: end, code: codes.count))
            open = true
        }
        tokens[tokens.count - 1].end = end
        LetterFolding.append(scalar, to: &codes, from: tokens[tokens.count - 1].code)
    }

    /// The scalar at `index`; bytes that are no UTF-8 count one by one as no letter.
    static func scalar(_ bytes: UnsafeRawBufferPointer, at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
        let first = bytes[index]
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, index + length <= bytes.count else { return ("\u{FFFD}", 1) }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for next in bytes[(index + 1)..<(index + length)] {
            guard next & 0xC0 == 0x80 else { return ("\u{FFFD}", 1) }
            value = value << 6 | UInt32(next & 0x3F)
        }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}
