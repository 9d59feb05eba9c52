internal import TextModels

/// What is known of a line that was read off pixels.
public enum LineProof: Hashable, Sendable {
    /// Every word and number of it is known and identifies nobody.
    case safe
    /// It names what stands beside it: `Name:`, `ID`.
    case label
    /// It tells who somebody is.
    case identifying(TextClass)
    /// Nothing says that it identifies somebody, and nothing that it does not.
    case unproven
}

extension TextCleaner {
    /// Whether a line of burned-in text can stay. Errors of OCR are reckoned with, and count against it.
    public func proof(ofLine line: String) -> LineProof {
        var scalars = line.unicodeScalars.map { LineCheck.misread[$0] ?? $0 }
        // Behind a number of years it is a Y that OCR takes for a currency.
        for (index, scalar) in line.unicodeScalars.enumerated() where scalar == "¥" && index > 0 {
            if ("0"..."9").contains(scalars[index - 1]) { scalars[index] = "Y" }
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        var isSafe = false, isLabel = false
        for reading in [scalars, OCRText.letters(scalars), OCRText.digits(scalars)].compactMap({ $0 }) {
            if let kind = headerValues.values.kind(in: TextTokens(reading)) { return .identifying(kind) }
            var check = LineCheck(reading)
            switch check.run() {
            case .identifying(let kind): return .identifying(kind)
            case .label: isLabel = true
            // Three letters out of two and a digit are no word yet.
            case .safe: isSafe = isSafe || reading == scalars || reading.count > 3
            case .unproven: break
            }
        }
        // Terms of scanners look like names to what knows sentences; what the header tells and what has a form does not.
        let isTerms = isSafe && LineCheck(scalars).hasTermsOnly
        let found = spans(in: String(text), context: .ocrLine).filter { span in
            !isTerms || span.source == .header || [.date, .phone, .email, .url, .ip].contains(span.kind)
        }
        if let worst = found.max(by: { $0.confidence < $1.confidence }) { return .identifying(worst.kind) }
        return isLabel ? .label : isSafe ? .safe : .unproven
    }
}

/// Goes through the tokens of a line and looks for what each of them is.
private struct LineCheck {
    let text: TextTokens
    private var looseNumbers = 0
    private var words = 0

    init(_ scalars: [Unicode.Scalar]) { text = TextTokens(scalars) }

    mutating func run() -> LineProof {
        guard text.count > 0 else { return .unproven }
        if text.tokens.indices.contains(where: { isTime($0) }) { return .identifying(.date) }
        if isSexAndAge || text.tokens.indices.contains(where: { isAge($0) }) { return .identifying(.other) }
        if text.tokens.indices.contains(where: { isLabelled($0) }) { return .identifying(.other) }
        if text.tokens.indices.contains(where: { isPerson($0) }) { return .identifying(.name) }
        if let label = label() { return label }
        // `Age a1`: the value was misread, if it is one.
        if text.tokens.indices.contains(where: { isCue($0) }) { return .unproven }
        for index in text.tokens.indices {
            switch text.tokens[index].kind {
            case .wide: return .unproven
            case .mark: guard isHarmlessMark(index) else { return .unproven }
            case .letters:
                words += 1
                guard isKnownWord(index) else { return .unproven }
            case .digits: guard isKnownNumber(index) else { return .unproven }
            }
        }
        // `or`, `by`: what is left of a line, or of a name.
        if text.tokens.allSatisfy({ $0.kind != .digits && ($0.kind != .letters || isFunctionOnly($0)) }) { return .unproven }
        // Numbers without words may be half of a date, a telephone number, an identifier.
        return looseNumbers > 1 || (words == 0 && text.tokens.count { $0.kind == .digits } > 2) ? .unproven : .safe
    }

    /// `06:49`, `6.49.12`, `06:49 PM`.
    private func isTime(_ index: Int) -> Bool {
        guard let hour = text.number(index), text.tokens[index].count <= 2, hour < 25, text.isMark(index + 1, ":"),
            let minute = text.number(index + 2), text.tokens[index + 2].count == 2
        else { return false }
        return minute < 60 && text.isGlued(index + 1) && text.isGlued(index + 2)
    }

    private func isFunctionOnly(_ token: TextToken) -> Bool {
        token.flags.contains(.function) && token.count > 1
    }

    /// `M/53`, `45 M`, `F, 44`, `8m F`: a sex, a number, and nothing else but the letter of a unit of time.
    private var isSexAndAge: Bool {
        let letters = text.tokens.filter { $0.kind == .letters }
        let numbers = text.tokens.indices.filter { text.kind($0) == .digits }
        guard numbers.count == 1, let years = text.number(numbers[0]), years < 130, letters.count <= 2,
            letters.allSatisfy({ $0.count == 1 }), text.tokens.count <= numbers.count + letters.count + 1
        else { return false }
        let sexes = letters.filter { text.key($0).first == 0x66 || text.key($0).first == 0x6D }
        return sexes.contains { $0.isCapitalized } && (letters.count == 2 || years > 9)
    }

    /// `45Y`, `045 Y`, `67 yrs`, `Age 38`.
    private func isAge(_ index: Int) -> Bool {
        guard let years = text.number(index), years < 130 else { return false }
        let before = text.word(before: index)
        if before >= 0, text.flags(before).contains(.ageCue), text.kind(index + 1) != .letters || !isUnit(index + 1) {
            return true
        }
        guard text.kind(index + 1) == .letters else { return false }
        guard text.tokens[index + 1].start - text.tokens[index].end <= 1 else { return false }
        let unit = text.tokens[index + 1]
        let spelled = text.key(unit)
        return spelled.first == 0x79 && unit.count <= 5 || text.flags(index + 1).contains(.ageUnit) && unit.count > 2
    }

    private static let labels: WordFlags = [
        .nameLabel, .idLabel, .idOnly, .born, .dated, .phoneLabel, .userLabel, .ageCue, .staff,
    ]

    /// What stands beside it is somebody's, whatever it says.
    private func isCue(_ index: Int) -> Bool {
        text.kind(index) == .letters && !Self.terms.contains(text.tokens[index].hash)
            && !text.flags(index).isDisjoint(with: [.ageCue, .born, .idOnly, .phoneLabel, .userLabel])
    }

    /// `Pt: Li`: whatever it is, it is somebody's.
    private func isLabelled(_ index: Int) -> Bool {
        guard index + 1 < text.count, text.isMark(index, ":"), index > 0 else { return false }
        return !text.flags(index - 1).isDisjoint(with: [.nameLabel, .idOnly, .born, .phoneLabel, .userLabel])
            && !Self.terms.contains(text.tokens[index - 1].hash)
    }

    /// `Dr. Foot`, `N. Ng`.
    private func isPerson(_ index: Int) -> Bool {
        guard text.kind(index) == .letters else { return false }
        let next = text.isMark(index + 1, ".") ? index + 2 : index + 1
        guard text.kind(next) == .letters, text.tokens[next].isCapitalized else { return false }
        let token = text.tokens[index]
        let isTitle = text.flags(index).contains(.title) && token.count > 1 && token.isCapitalized
        return isTitle && !Self.terms.contains(token.hash)
            || next == index + 2 && token.count == 1 && token.isCapitalized && text.tokens[next].count > 1
            || token.count == 2 && text.key(token).elementsEqual([0x64, 0x72])
    }

    /// A word for what stands beside it, and nothing else.
    private func label() -> LineProof? {
        guard text.tokens.allSatisfy({ $0.kind == .letters || $0.kind == .mark }) else { return nil }
        let last = text.tokens.lastIndex { $0.kind == .letters }
        guard let last else { return nil }
        let flags = text.flags(last)
        return flags.isDisjoint(with: Self.labels) || hasTermsOnly ? nil : .label
    }

    private func isHarmlessMark(_ index: Int) -> Bool {
        switch text.mark(index) {
        case 0x5E, 0x40, 0x23, 0x5C, 0x7E, 0x7B, 0x7D, 0x24, 0x26: return false
        case 0x2C:
            // `Long, Peter`; `12,5` is a number.
            return text.kind(index - 1) == .digits && text.kind(index + 1) == .digits
        default: return true
        }
    }

    private func isKnownWord(_ index: Int) -> Bool {
        let token = text.tokens[index]
        if token.count == 1 { return isKnownLetter(index) }
        if Self.terms.contains(token.hash) { return true }
        // `mg`, with nothing to measure, may be anything.
        if isUnit(index) { return text.tokens.contains { $0.kind == .digits } }
        if isKnown(token.hash, token.flags) { return true }
        return token.count >= 7 && isNearlyKnown(token)
    }

    /// A side, an axis, or what a number follows; not an initial behind a name.
    private func isKnownLetter(_ index: Int) -> Bool {
        guard Self.terms.contains(text.tokens[index].hash) || isUnit(index) else { return false }
        if text.kind(index + 1) == .digits || text.kind(index - 1) == .digits || text.mark(index + 1) == 0x3A {
            return true
        }
        let before = text.word(before: index)
        return before < 0 || text.kind(before) != .letters || text.tokens[before].count == 1
            || text.kind(index - 1) == .mark && text.isGlued(index)
    }

    /// A word of medicine that is hardly anybody's name.
    private func isKnown(_ hash: UInt64, _ flags: WordFlags) -> Bool {
        guard flags.isDisjoint(with: [.title, .credential, .monthWord]), flags.month == 0 else { return false }
        if !flags.isDisjoint(with: [.clinical, .drug, .eponymHead, .unit]) { return true }
        guard flags.contains(.meaning) || flags.contains(.function) else { return false }
        let entry = Lexicon.shared[Lexicon.mixed(hash)]
        return entry.family == 0 && entry.given == 0 || flags.contains(.function)
    }

    /// One letter is wrong, missing or too many.
    private func isNearlyKnown(_ token: TextToken) -> Bool {
        let key = Array(text.key(token))
        func knows(_ variant: [UInt16]) -> Bool {
            let hash = LetterFolding.hash(variant)
            return Self.terms.contains(hash) || WordList.shared[hash].contains(.clinical)
        }
        for position in key.indices {
            var variant = key
            for letter in UInt16(0x61)...0x7A {
                variant[position] = letter
                if knows(variant) { return true }
            }
            variant = key
            variant.remove(at: position)
            if knows(variant) { return true }
            for letter in UInt16(0x61)...0x7A {
                variant = key
                variant.insert(letter, at: position)
                if knows(variant) { return true }
            }
        }
        return false
    }

    /// Every word is one that scanners write.
    var hasTermsOnly: Bool {
        text.tokens.allSatisfy { token in
            token.kind != .letters || Self.terms.contains(token.hash) || Self.units.contains(token.hash)
        }
    }

    /// What OCR makes of letters of narrow fonts.
    static let misread: [Unicode.Scalar: Unicode.Scalar] = [
        "¥": "V", "¢": "c", "€": "C", "$": "S", "|": "I", "£": "E", "©": "C", "®": "R", "’": "'", "‘": "'", "—": "-", "_": " ",
    ]

    private func isUnit(_ index: Int) -> Bool {
        guard text.kind(index) == .letters else { return false }
        return Self.units.contains(text.tokens[index].hash) || text.flags(index).contains(.unit)
    }

    private mutating func isKnownNumber(_ index: Int) -> Bool {
        let count = text.tokens[index].count
        // Digits that belong together: `12.5`, `256x256`, `45/120`.
        var (first, last) = (index, index)
        while first >= 2, isJoint(first - 1), text.kind(first - 2) == .digits { first -= 2 }
        while isJoint(last + 1), text.kind(last + 2) == .digits { last += 2 }
        guard (last - first) / 2 <= 2, count <= 6 else { return false }
        // `99-1`: a code, unless a word says of what.
        if (first..<last).contains(where: { text.mark($0) == 0x2D }), text.word(before: first, marks: 2) < 0 { return false }
        // `B773597`, `7/3597`: half of an identifier, or of a date.
        let isGluedToLetter = first > 0 && text.kind(first - 1) == .letters && text.isGlued(first)
        if isGluedToLetter, text.tokens[first - 1].count == 1, count > 2 {
            return count <= 4 && isRound(index)
        }
        // `78F78`: a code, and of what nobody knows; `3cm3cm` are two lengths.
        if isGluedToLetter, first > 1, text.kind(first - 2) == .digits, text.isGlued(first - 1),
            text.tokens[first - 1].count == 1 || !isUnit(first - 1)
        {
            return false
        }
        if (first..<last).contains(where: { text.mark($0) == 0x2F }) { return count <= 3 && follows(first) }
        if count <= 4, text.kind(last + 1) == .letters, isUnit(last + 1) {
            if text.tokens[last + 1].start - text.tokens[last].end <= 1 { return true }
        }
        if text.mark(last + 1) == 0x25 || text.mark(last + 1) == 0xB0 { return true }
        if count <= 4, follows(first) { return true }
        // `2D`, `4CH`.
        if count == 1, first == last, text.kind(last + 1) == .letters, text.isGlued(last + 1), isKnownWord(last + 1) {
            return true
        }
        if index == first { looseNumbers += 1 }
        // `04` may be what is left of a time.
        return count <= 3 && !(count > 1 && text.key(text.tokens[index]).first == 0x30 && index == first)
    }

    /// `b1000`, `b1500`, `S400`.
    private func isRound(_ index: Int) -> Bool { (text.number(index) ?? 1) % 50 == 0 }

    /// A known word before it, which may be a parameter's name.
    private func follows(_ first: Int) -> Bool {
        let before = text.word(before: first, marks: 2)
        guard before >= 0 else { return false }
        if text.kind(before) == .digits {
            return text.tokens[first].start - text.tokens[before].end > 1 && follows(before)
        }
        return isKnownWord(before)
    }

    private func isJoint(_ index: Int) -> Bool {
        guard text.isGlued(index), text.isGlued(index + 1) else { return false }
        let mark = text.mark(index)
        if mark == 0x2E || mark == 0x2C || mark == 0x2F || mark == 0xD7 || mark == 0x2D { return true }
        return text.kind(index) == .letters && text.key(text.tokens[index]).elementsEqual([0x78])
    }

    private static let terms = list("term")
    private static let units = list("unit")

    private static func list(_ name: String) -> Set<UInt64> {
        let table = text_model_text_line_words()
        let text = String(decoding: UnsafeBufferPointer(start: table.bytes, count: table.count), as: UTF8.self)
        var isInList = false
        var words: Set<UInt64> = []
        for line in text.split(separator: "\n") where !line.hasPrefix("# ") {
            if line.hasPrefix("[") {
                isInList = line == "[\(name)]"
            } else if isInList {
                words.formUnion(WordList.hashes(String(line)))
            }
        }
        return words
    }
}
