/// One token: a run of letters, a run of digits, one wide character, or one other mark; blanks are none.
struct TextToken: Sendable {
    enum Kind: UInt8, Sendable {
        case letters, digits, mark
        /// An ideograph, kana or Hangul syllable.
        case wide
    }

    var kind: Kind
    /// Scalars of the text.
    var start: Int
    var end: Int
    /// Its folded letters in ``TextTokens/keys``.
    var keyStart: Int
    var keyEnd: Int
    var hash: UInt64 = 0
    var flags: WordFlags = []
    /// The first letter is a capital; all of them are.
    var isCapitalized = false
    var isAllCapitals = false

    var count: Int { end - start }
    /// Not at all cased, or small letters only.
    var isSmall: Bool { !isCapitalized }
}

/// A text in tokens, with everything that is known of each of them by itself.
struct TextTokens: Sendable {
    let scalars: [Unicode.Scalar]
    private(set) var tokens: [TextToken] = []
    private(set) var keys: [UInt16] = []
    /// Nearly all of its letters are capitals, or small: case tells nothing.
    private(set) var isAllCapitals = false
    private(set) var isAllSmall = false

    init(_ text: String) { self.init(Array(text.unicodeScalars)) }

    init(_ scalars: [Unicode.Scalar]) {
        self.scalars = scalars
        tokens.reserveCapacity(scalars.count / 3 + 4)
        keys.reserveCapacity(scalars.count)
        var position = 0
        var (capitals, small) = (0, 0)
        while position < scalars.count {
            let kind = ScalarKind.of(scalars[position])
            let start = position
            position += 1
            guard kind != .blank else { continue }
            let keyStart = keys.count
            switch kind {
            case .blank: continue
            case .mark:
                tokens.append(TextToken(kind: .mark, start: start, end: position, keyStart: keyStart, keyEnd: keyStart))
            case .wide:
                LetterFolding.append(scalars[start], to: &keys)
                tokens.append(
                    TextToken(kind: .wide, start: start, end: position, keyStart: keyStart, keyEnd: keys.count))
            case .digit:
                while position < scalars.count, ScalarKind.of(scalars[position]) == .digit { position += 1 }
                for index in start..<position { keys.append(UInt16(0x30 + ScalarKind.digit(scalars[index]))) }
                tokens.append(
                    TextToken(kind: .digits, start: start, end: position, keyStart: keyStart, keyEnd: keys.count))
            case .upper, .lower, .combining:
                var (upper, lower) = (0, 0)
                position = start
                while position < scalars.count {
                    let next = ScalarKind.of(scalars[position])
                    guard next == .upper || next == .lower || next == .combining else { break }
                    if next == .upper { upper += 1 } else if next == .lower { lower += 1 }
                    LetterFolding.append(scalars[position], to: &keys)
                    position += 1
                }
                capitals += upper
                small += lower
                var token = TextToken(
                    kind: .letters, start: start, end: position, keyStart: keyStart, keyEnd: keys.count)
                token.hash = LetterFolding.hash(keys[keyStart...])
                token.flags = WordList.shared[token.hash]
                token.isCapitalized = kind == .upper
                token.isAllCapitals = upper > 0 && lower == 0
                tokens.append(token)
            }
        }
        isAllCapitals = capitals > 3 && small * 8 < capitals
        let capitalized = tokens.count { $0.isCapitalized }
        let isFirstOnly = capitalized == 1 && tokens.first?.isCapitalized == true
        isAllSmall = small > 3 && (capitalized == 0 || isFirstOnly && tokens.count { $0.kind == .letters } > 1)
    }

    var count: Int { tokens.count }

    func key(_ token: TextToken) -> ArraySlice<UInt16> { keys[token.keyStart..<token.keyEnd] }

    /// Nothing stands between token `index` and the one before it.
    func isGlued(_ index: Int) -> Bool {
        index > 0 && index < tokens.count && tokens[index - 1].end == tokens[index].start
    }

    /// The scalar of a mark; 0 for other tokens and beyond the ends.
    func mark(_ index: Int) -> UInt32 {
        guard index >= 0, index < tokens.count, tokens[index].kind == .mark else { return 0 }
        return scalars[tokens[index].start].value
    }

    func isMark(_ index: Int, _ mark: Unicode.Scalar) -> Bool { self.mark(index) == mark.value }

    func kind(_ index: Int) -> TextToken.Kind? { tokens.indices.contains(index) ? tokens[index].kind : nil }

    func flags(_ index: Int) -> WordFlags { tokens.indices.contains(index) ? tokens[index].flags : [] }

    /// The number that a digits token spells; nil for others and beyond nine digits.
    func number(_ index: Int) -> Int? {
        guard tokens.indices.contains(index), tokens[index].kind == .digits, tokens[index].count <= 9 else {
            return nil
        }
        var number = 0
        for code in key(tokens[index]) { number = number * 10 + Int(code - 0x30) }
        return number
    }

    /// The number that a digits token of at most nine digits spells.
    func number(tokens token: TextToken) -> Int { key(token).reduce(0) { $0 * 10 + Int($1 - 0x30) } }

    var isASCII: Bool { scalars.allSatisfy { $0.value < 0x80 } }

    /// The letters or digits before token `index`, over at most `marks` marks; -1 if there are none.
    func word(before index: Int, marks: Int = 2) -> Int {
        var position = index - 1
        while position >= 0, tokens[position].kind == .mark, index - position <= marks { position -= 1 }
        return position >= 0 && tokens[position].kind != .mark ? position : -1
    }
}

/// What a scalar is for the tokens.
enum ScalarKind: UInt8 {
    case blank, mark, digit, upper, lower, wide, combining

    static func of(_ scalar: Unicode.Scalar) -> ScalarKind {
        let code = scalar.value
        if code < 0x250 { return table[Int(code)] }
        return other(scalar)
    }

    /// The value of a digit of any script.
    static func digit(_ scalar: Unicode.Scalar) -> UInt32 {
        let code = scalar.value
        if code < 0x3A { return code - 0x30 }
        return UInt32(scalar.properties.numericValue ?? 0)
    }

    private static func other(_ scalar: Unicode.Scalar) -> ScalarKind {
        switch scalar.value {
        case 0x300...0x36F: return .combining
        case 0x391...0x3AB, 0x400...0x42F, 0x531...0x556, 0xFF21...0xFF3A: return .upper
        case 0x3AC...0x3CE, 0x430...0x45F, 0xFF41...0xFF5A: return .lower
        case 0x2000...0x200F, 0x2028...0x202F, 0x205F, 0x3000, 0xFEFF: return .blank
        case 0x2010...0x2027, 0x2030...0x205E, 0x3001...0x3004, 0x3008...0x3020, 0xFF01...0xFF0F: return .mark
        case 0x3005...0x3007, 0x3021...0x30FA, 0x30FC...0x318F, 0x31A0...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF,
            0xFF66...0xFF9F, 0x20000...0x3FFFF:
            return .wide
        case 0x1E00...0x1EFF: return scalar.value & 1 == 0 ? .upper : .lower
        default:
            let properties = scalar.properties
            switch properties.generalCategory {
            case .decimalNumber: return .digit
            case .uppercaseLetter, .titlecaseLetter: return .upper
            case .lowercaseLetter, .otherLetter, .modifierLetter: return .lower
            case .nonspacingMark, .spacingMark, .enclosingMark: return .combining
            case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control: return .blank
            default: return .mark
            }
        }
    }

    /// U+0000 to U+024F.
    private static let table: [ScalarKind] = (0..<0x250).map { code in
        guard let scalar = Unicode.Scalar(UInt32(code)) else { return .mark }
        switch scalar {
        case "0"..."9": return .digit
        case "A"..."Z": return .upper
        case "a"..."z": return .lower
        case "\u{0}"..." ", "\u{7F}"..."\u{A0}": return .blank
        case "ª", "º", "µ": return .mark
        default: break
        }
        if scalar.properties.isUppercase { return .upper }
        return scalar.properties.isAlphabetic ? .lower : .mark
    }
}
