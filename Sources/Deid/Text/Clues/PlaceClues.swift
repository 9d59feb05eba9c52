/// Hospitals, departments and addresses that the header tells: whole, by the words that nobody else has, by initials.
struct PlaceClues: Sendable {
    private struct Place: Sendable {
        var hashes: [UInt64]
        /// Words that tell the place by themselves.
        var rare: [Bool]
        var kind: TextClass
        var wide: [UInt16]
        /// The rare words with their positions.
        var own: [(index: Int, word: [UInt16])]
    }

    private var places: [Place] = []
    private var initials: [(codes: [UInt16], kind: TextClass)] = []
    private var postcodes: [[UInt16]] = []

    private static let common: WordFlags = WordFlags.plain.union([
        .hospital, .hospitalPart, .hospitalBefore, .hospitalTail, .particle, .place, .street, .streetFirst, .streetEnd,
        .lives, .stationLabel,
    ]).subtracting([.unit, .timeUnit])

    /// Whole and in parts; what is all common words counts only as a whole.
    mutating func add(_ value: String, _ kind: TextClass, needsRare: Bool) {
        let text = TextTokens(value)
        var hashes: [UInt64] = []
        var rare: [Bool] = []
        var own: [(index: Int, word: [UInt16])] = []
        for token in text.tokens where token.kind == .letters || token.kind == .digits {
            let isDigits = token.kind == .digits
            hashes.append(isDigits ? LetterFolding.hash(text.key(token)) : token.hash)
            // What departments are called tells of none; the self-check has the same words.
            let isTrade = needsRare && !isDigits && OrdinaryWords.isOfTheTrade(text.key(token))
            rare.append(!isDigits && token.count >= 4 && token.flags.isDisjoint(with: Self.common) && !isTrade)
            if rare[rare.count - 1] { own.append((rare.count - 1, Array(text.key(token)))) }
            if isDigits, kind == .address, token.count >= 5 { postcodes.append(Array(text.key(token))) }
        }
        let wide = text.tokens.filter { $0.kind == .wide }.flatMap { text.key($0) }
        if needsRare, hashes.isEmpty, OrdinaryWords.isOfTheTrade(wide[...]) { return }
        // `Thoracic Oncology Ward 7` is one of its kind as a whole, though each word is of the trade.
        let isNumbered = hashes.count >= 3 && text.tokens.contains { $0.kind == .digits }
        guard !hashes.isEmpty || wide.count >= 2, !needsRare || rare.contains(true) || isNumbered || wide.count >= 4
        else { return }
        places.append(Place(hashes: hashes, rare: rare, kind: kind, wide: wide, own: own))
        guard kind == .institution else { return }
        let words = text.tokens.filter { $0.kind == .letters }
        for letters in [words, words.filter { $0.flags.isDisjoint(with: .function) }] where letters.count >= 3 {
            let codes = letters.compactMap { text.key($0).first }
            if WordList.shared[LetterFolding.hash(codes)].isEmpty, codes.count <= 6,
                !initials.contains(where: { $0.codes == codes })
            {
                initials.append((codes, kind))
            }
        }
    }

    /// Calls `found` with the tokens of every match.
    func scan(_ text: TextTokens, _ found: (ClosedRange<Int>, TextClass, _ isExact: Bool) -> Void) {
        for place in places {
            if !place.hashes.isEmpty { words(place, text, found) }
            if place.wide.count >= 2 { wide(place, text, found) }
        }
        guard !initials.isEmpty || !postcodes.isEmpty else { return }
        for index in text.tokens.indices {
            let token = text.tokens[index]
            if token.kind == .letters, token.isAllCapitals || text.isAllSmall, token.count <= 6,
                let match = initials.first(where: { text.key(token).elementsEqual($0.codes) })
            {
                found(index...index, match.kind, false)
            } else if token.kind == .digits, postcodes.contains(where: { text.key(token).elementsEqual($0) }) {
                found(index...index, .address, true)
            }
        }
    }

    /// Rows of words that the place has, if one of them is its own or all of its words stand there.
    private func words(_ place: Place, _ text: TextTokens, _ found: (ClosedRange<Int>, TextClass, Bool) -> Void) {
        var index = 0
        while index < text.count {
            guard let start = position(in: place, text, index),
                text.flags(index).isDisjoint(with: [.function, .particle])
            else {
                index += 1
                continue
            }
            var seen: Set<Int> = [start]
            var (last, next) = (index, index + 1)
            while next < text.count, next - last <= 3 {
                if let other = position(in: place, text, next) {
                    seen.insert(other)
                    last = next
                } else if text.kind(next) != .mark {
                    break
                }
                next += 1
            }
            // `van Berkel Kliniek`, `van 't Berkel`
            var first = index
            while first > 0 {
                let isJoint = text.isGlued(first) && (text.isMark(first - 1, "'") || text.isMark(first - 1, "’"))
                let candidate = isJoint ? first - 2 : first - 1
                guard candidate >= 0, let before = position(in: place, text, candidate), !seen.contains(before),
                    text.tokens[candidate + 1].start - text.tokens[candidate].end <= 1
                else { break }
                seen.insert(before)
                first = candidate
            }
            let isOwn = seen.contains { place.rare[$0] }
            if isOwn || seen.count == place.hashes.count && seen.count > 1 {
                found(first...last, place.kind, seen.count == place.hashes.count)
            }
            index = last + 1
        }
    }

    private func position(in place: Place, _ text: TextTokens, _ index: Int) -> Int? {
        let token = text.tokens[index]
        switch token.kind {
        case .letters: return place.hashes.firstIndex(of: token.hash) ?? near(place, text.key(token), token.flags)
        case .digits: return place.hashes.firstIndex(of: LetterFolding.hash(text.key(token)))
        default: return nil
        }
    }

    /// A word of the place with one letter wrong, or with the next word glued to it.
    private func near(_ place: Place, _ key: ArraySlice<UInt16>, _ flags: WordFlags) -> Int? {
        guard key.count >= 5, flags.isDisjoint(with: Self.common) else { return nil }
        return place.own.first { index, word in
            word.count >= 6
                && (EditDistance.isAtMostOne(key, word[...]) || key.count > word.count && key.starts(with: word))
        }?.index
    }

    private func wide(_ place: Place, _ text: TextTokens, _ found: (ClosedRange<Int>, TextClass, Bool) -> Void) {
        WideText.scan(text, for: place.wide) { found($0, place.kind, true) }
    }
}

/// Words of scripts without blanks.
enum WideText {
    /// Calls `found` with the tokens of each place where `codes` stand one after the other, a blank between them or
    /// none.
    static func scan(_ text: TextTokens, for codes: [UInt16], _ found: (ClosedRange<Int>) -> Void) {
        var index = 0
        while index < text.count {
            guard text.kind(index) == .wide, text.keys.indices.contains(text.tokens[index].keyStart),
                text.key(text.tokens[index]).first == codes[0],
                let last = match(text, index, codes)
            else {
                index += 1
                continue
            }
            found(index...last)
            index = last + 1
        }
    }

    private static func match(_ text: TextTokens, _ index: Int, _ codes: [UInt16]) -> Int? {
        var position = 0
        var token = index
        var last = index
        while token < text.count, text.kind(token) == .wide,
            token == index || text.tokens[token].start - text.tokens[token - 1].end <= 1
        {
            for code in text.key(text.tokens[token]) {
                guard position < codes.count, code == codes[position] else { return nil }
                position += 1
            }
            last = token
            if position == codes.count { return last }
            token += 1
        }
        return nil
    }
}
