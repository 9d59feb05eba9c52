/// Where the header's names stand in one text.
struct NameMatch {
    private struct Hit {
        /// Bits of the persons; those beyond the 63rd share one.
        var persons: UInt64 = 0
        /// By person's word, to tell two words of one name from one word twice.
        var word = -1
        var isExact = false
        var isCommon = false
        /// A digit before it, or digits after it, were read for letters.
        var isMixed = false
    }

    let text: TextTokens
    let clues: NameClues
    let isOCR: Bool
    private var hits: [Hit]

    init(_ text: TextTokens, _ clues: NameClues, isOCR: Bool) {
        self.text = text
        self.clues = clues
        self.isOCR = isOCR
        hits = Array(repeating: Hit(), count: text.count)
    }

    /// Calls `found` with the tokens of every name.
    mutating func scan(_ found: (ClosedRange<Int>, TextClass, _ isExact: Bool) -> Void) {
        for codes in clues.wide { WideText.scan(text, for: codes) { found($0, .name, true) } }
        guard !clues.words.isEmpty else { return }
        for index in text.tokens.indices where text.kind(index) == .letters { look(at: index) }
        var index = 0
        while index < text.count {
            guard hits[index].persons != 0, isBelieved(index) else {
                if let last = initials(at: index) {
                    found(index...last, .name, false)
                    index = last
                }
                index += 1
                continue
            }
            let range = extended(index)
            found(range, .name, range.allSatisfy { hits[$0].persons == 0 || hits[$0].isExact })
            index = range.upperBound + 1
        }
    }

    private static let doctor = LetterFolding.hash(LetterFolding.letters("dr"))

    private func bit(_ person: Int) -> UInt64 { 1 << UInt64(min(person, 63)) }

    // MARK: one token

    private mutating func look(at index: Int) {
        let token = text.tokens[index]
        var key = text.key(token)
        var isMixed = false
        // `SM1TH`: digits among letters.
        if isOCR, let mixed = mixedKey(index) {
            key = mixed[...]
            isMixed = true
        }
        guard key.count >= 2 else { return }
        var hit = Hit()
        let script = key.first.map(Transliteration.Script.init) ?? .other
        for word in clues.words {
            if word.script != script {
                look(at: index, for: word, key, &hit)
                continue
            }
            guard abs(word.key.count - key.count) <= 4,
                let isExact = matches(word, key, token, isMixed, isLast: index == text.count - 1),
                isExact || script == .latin || !isWordOfItsLanguage(index)
            else { continue }
            if hit.persons == 0 || isExact && !hit.isExact {
                hit = Hit(
                    persons: bit(word.person), word: word.position, isExact: isExact,
                    isCommon: word.isCommon || isEponymHere(word, index))
            } else if isExact == hit.isExact {
                hit.persons |= bit(word.person)
                hit.isCommon = hit.isCommon && (word.isCommon || isEponymHere(word, index))
            }
        }
        if hit.persons == 0, key.count >= 5 {
            for joint in clues.joints
            where key.elementsEqual(joint.key) || joint.isLong && EditDistance.isAtMostOne(key, joint.key[...]) {
                hit = Hit(persons: bit(joint.person), word: 1000 + joint.person, isExact: true)
            }
        }
        hit.isMixed = isMixed
        hits[index] = hit
    }

    /// `Kovalchuk`, `Koval'čuk` for `Ковальчук`. A word that is known needs something beside it that says that it is a name.
    private func look(at index: Int, for word: NameClues.Word, _ key: ArraySlice<UInt16>, _ hit: inout Hit) {
        guard let fit = Transliteration.fit(word.key[...], key) ?? fitAroundApostrophe(index, word) else { return }
        let isKnown =
            !text.tokens[index].flags.isDisjoint(with: Self.nearKnown) || OrdinaryWords.contains(Array(key))
            || isWordOfItsLanguage(index)
        if fit == .withEnding, isKnown { return }
        let isCommon = word.isCommon || isKnown
        if hit.persons == 0 {
            hit = Hit(persons: bit(word.person), word: word.position, isExact: fit == .whole, isCommon: isCommon)
        } else {
            hit.persons |= bit(word.person)
            hit.isCommon = hit.isCommon && isCommon
        }
    }

    /// The apostrophe of a soft sign, with a part of the name on both sides: `Koval'cuk`.
    private func fitAroundApostrophe(_ index: Int, _ word: NameClues.Word) -> Transliteration.Fit? {
        let parts = [(index, index + 2), (index - 2, index)]
        for (first, last) in parts where text.kind(first) == .letters && text.kind(last) == .letters {
            guard Self.apostrophes.contains(text.mark(first + 1)), text.isGlued(first + 1), text.isGlued(last) else { continue }
            let key = Array(text.key(text.tokens[first])) + text.key(text.tokens[last])
            if let fit = Transliteration.fit(word.key[...], key[...]) { return fit }
        }
        return nil
    }

    private static let apostrophes: Set<UInt32> = [0x27, 0x2019, 0x02BC, 0x60, 0xB4]

    /// A word of English or of a language of another script, as far as the lexicon and its capitals tell, and no name:
    /// `cost`, `ребро`.
    private func isWordOfItsLanguage(_ index: Int) -> Bool {
        let token = text.tokens[index]
        let entry = Lexicon.shared[Lexicon.mixed(token.hash)]
        let isNobody = entry.given == 0 && entry.family <= 1
        if entry.word >= Self.oftenWord { return isNobody || token.isSmall && !text.isAllSmall }
        let isLatin = text.key(token).first.map(Transliteration.Script.init) == .latin
        return !isLatin && token.isSmall && entry.foreign > 0 && isNobody && entry.family == 0
    }

    /// Level of the lexicon from which a word stands in many English texts.
    private static let oftenWord: UInt16 = 5
    /// Words that nothing but the name letter by letter is read into.
    private static let nearKnown = known.union(.imaging)
    private static let known = WordFlags.plain.union([.eponym, .monthWord, .hospitalPart, .street, .title])

    /// True: as it is, or as OCR reads it; false: nearly; nil: not at all.
    private func matches(
        _ word: NameClues.Word, _ key: ArraySlice<UInt16>, _ token: TextToken, _ isMixed: Bool, isLast: Bool
    ) -> Bool? {
        if key.elementsEqual(word.key) { return true }
        if key.count == word.shape.count, key.count >= 3, isMixed || isOCR || key.count >= 5,
            zip(key, word.shape).allSatisfy({ LetterFolding.confusable($0) == $1 })
        {
            return true
        }
        let isKnown = !token.flags.isDisjoint(with: Self.nearKnown)
        if isKnown && !isMixed { return nil }
        // Cut at 64 characters.
        if isLast, text.scalars.count >= 60, key.count >= 3, key.count < word.key.count, word.key.starts(with: key) {
            return false
        }
        guard key.count >= 5 || key.count == 4 && word.key.count == 5, word.key.count >= 5 else { return nil }
        if EditDistance.isAtMostOne(key, word.key[...]) { return false }
        if isMixed || isOCR, EditDistance.isAtMostOne(key.map(LetterFolding.confusable)[...], word.shape[...]) {
            return false
        }
        // `Иванова`, `Ивановой`: the name in another case.
        if Transliteration.areForms(word.key[...], key, isName: token.isCapitalized) { return false }
        // `Kowalskiego`, `Smithson`: the name with an ending, or with something before it.
        if word.key.count >= 6, key.count > word.key.count,
            key.starts(with: word.key) || key.suffix(word.key.count).elementsEqual(word.key)
        {
            return false
        }
        return nil
    }

    private func mixedKey(_ index: Int) -> [UInt16]? {
        guard
            text.kind(index + 1) == .digits && text.isGlued(index + 1)
                || index > 0 && text.kind(index - 1) == .digits && text.isGlued(index)
        else {
            return nil
        }
        var (first, last) = (index, index)
        while first > 0, text.isGlued(first), text.kind(first - 1) == .digits || text.kind(first - 1) == .letters {
            first -= 1
        }
        while text.isGlued(last + 1), last + 1 < text.count,
            text.kind(last + 1) == .digits || text.kind(last + 1) == .letters
        { last += 1 }
        guard first == index || text.kind(first) == .digits && first == index - 1 else { return nil }
        return (first...last).flatMap { text.key(text.tokens[$0]) }
    }

    /// `Parkinson disease`, `morbus Crohn`: the eponym, not the patient.
    private func isEponymHere(_ word: NameClues.Word, _ index: Int) -> Bool {
        guard word.isEponym else { return false }
        var next = index + 1
        if text.isMark(next, "'") || text.isMark(next, "’") { next += 2 }
        return text.flags(next).contains(.eponymHead)
            || text.flags(text.word(before: index, marks: 1)).contains(.eponymHead)
    }

    // MARK: what stands around

    /// A hit by itself, or with what stands around it.
    private func isBelieved(_ index: Int) -> Bool {
        let hit = hits[index]
        if !hit.isCommon, hit.isExact || text.tokens[index].count >= 4 {
            // Two letters are too little by themselves.
            if text.tokens[index].count > 2 || hit.isMixed || !hit.isExact { return true }
            if text.tokens[index].isCapitalized, !text.isAllCapitals, text.tokens[index].flags.isEmpty { return true }
        }
        for next in neighbours(index) {
            if hits[next].persons & hit.persons != 0, hits[next].word != hit.word { return true }
            if text.tokens[next].count == 1, hit.isExact, isInitial(next, hit.persons),
                text.isMark(next + 1, ".") || text.tokens[next].isCapitalized && !isOCR && !hit.isCommon
            {
                return true
            }
        }
        guard hit.isExact else { return false }
        if text.isMark(index - 1, "^") || text.isMark(index + 1, "^") { return true }
        let before = text.word(before: index, marks: 2)
        guard before >= 0 else { return false }
        if text.tokens[before].hash == Self.doctor,
            text.flags(index).contains(.monthWord) || text.tokens[index].isCapitalized && !text.isAllCapitals
        {
            return true
        }
        if text.flags(before).contains(.title),
            text.isMark(before + 1, ".") || !text.tokens[before].isAllCapitals || text.isAllCapitals
        {
            return true
        }
        if !text.flags(before).isDisjoint(with: [.strongStaff, .nameLabel, .kin]), text.tokens[index].isCapitalized {
            return true
        }
        return text.flags(before).contains(.staff) && text.tokens[index].isCapitalized && !text.isAllCapitals
    }

    /// An initial that belongs to the name beside it: not the word `a`, not the `r` of `r/o`, not `M. Parkinson`.
    private func isJoined(_ index: Int, _ persons: UInt64) -> Bool {
        let token = text.tokens[index]
        let isPointed = text.isMark(index + 1, ".")
        guard token.isCapitalized || text.isAllSmall, isInitial(index, persons) else { return false }
        if text.isMark(index + 1, "/") || text.isMark(index + 1, ":") || text.isMark(index - 1, ":")
            || text.isMark(index - 1, "/")
        {
            return false
        }
        if token.flags.contains(.function), text.isAllCapitals || text.isAllSmall, !isPointed { return false }
        let next = index + (isPointed ? 2 : 1)
        if text.isMark(index + 1, "."), text.kind(next) == .letters, text.tokens[next].count == 1,
            hits[next].persons == 0, !isInitial(next, persons)
        {
            return false
        }
        return text.flags(next).isDisjoint(with: [.eponym, .eponymHead])
            || hits.indices.contains(next) && hits[next].persons != 0
    }

    private func isInitial(_ index: Int, _ persons: UInt64) -> Bool {
        guard let letter = text.key(text.tokens[index]).first else { return false }
        return clues.letters.indices.contains { persons & bit($0) != 0 && clues.letters[$0].contains(letter) }
    }

    /// The nearest words on both sides, over marks and particles.
    private func neighbours(_ index: Int) -> [Int] {
        var found: [Int] = []
        for step in [-1, 1] {
            var (position, steps) = (index + step, 0)
            while position >= 0, position < text.count, steps < 4 {
                if text.kind(position) == .letters,
                    !text.flags(position).contains(.particle) || text.tokens[position].count == 1
                        || hits[position].persons != 0
                {
                    found.append(position)
                    // Over an initial: `John Q Miller`.
                    if text.tokens[position].count > 1 { break }
                } else if text.kind(position) == .digits || text.kind(position) == .wide {
                    break
                }
                position += step
                steps += 1
            }
        }
        return found
    }

    /// From the first to the last word of the name around `index`: initials, particles, hyphens, credentials after it.
    private func extended(_ index: Int) -> ClosedRange<Int> {
        let persons = hits[index].persons
        var (first, last) = (index, index)
        var position = index + 1
        while position < text.count, position - last <= 4 {
            let token = text.tokens[position]
            if token.start - text.tokens[position - 1].end > 1 { break }
            if token.kind == .letters {
                if hits[position].persons != 0, isBelieved(position) || hits[position].persons & persons != 0 {
                    last = position
                } else if token.count == 1, isJoined(position, persons) {
                    last = text.isMark(position + 1, ".") && text.isGlued(position + 1) ? position + 1 : position
                } else if text.isMark(position - 1, "-"), text.isGlued(position), text.isGlued(position - 1),
                    last == position - 2,
                    token.flags.isDisjoint(with: .plain), token.count > 1
                {
                    last = position
                } else if token.flags.isDisjoint(with: [.particle, .title, .credential]) {
                    break
                }
            } else if token.kind != .mark {
                // `jsmith4`
                if token.kind == .digits, text.isGlued(position), last == position - 1, hits[last].word >= 1000 {
                    last = position
                }
                break
            }
            position += 1
        }
        position = index - 1
        while position >= 0, first - position <= 6 {
            let token = text.tokens[position]
            if text.tokens[position + 1].start - token.end > 1 { break }
            if token.kind == .letters {
                if hits[position].persons & persons != 0
                    || token.count == 1 && isJoined(position, persons)
                    || isParticle(position, persons)
                {
                    first = position
                } else if text.isMark(position + 1, "-"), text.isGlued(position + 1), text.isGlued(position + 2),
                    first == position + 2,
                    token.flags.isDisjoint(with: .plain), token.count > 1
                {
                    first = position
                } else if token.flags.isDisjoint(with: .particle) {
                    break
                }
            } else if token.kind != .mark {
                break
            }
            position -= 1
        }
        if hits[first].isMixed, first > 0, text.isGlued(first), text.kind(first - 1) == .digits { first -= 1 }
        while hits[last].isMixed || last > index && text.kind(last) == .digits, text.isGlued(last + 1),
            text.kind(last + 1) != .mark,
            hits.indices.contains(last + 1)
        {
            last += 1
        }
        return first...last
    }

    private func isParticle(_ index: Int, _ persons: UInt64) -> Bool {
        clues.particles.indices.contains {
            persons & bit($0) != 0 && clues.particles[$0].contains(text.tokens[index].hash)
        }
    }

    /// `K.P.S.`, `GS` after a word for staff, three initials of somebody that are no abbreviation.
    private func initials(at index: Int) -> Int? {
        let token = text.tokens[index]
        guard token.kind == .letters, token.count <= 4 else { return nil }
        let before = text.word(before: index, marks: 2)
        let isCued = before >= 0 && !text.flags(before).isDisjoint(with: [.staff, .strongStaff])
        guard token.isCapitalized || isCued && text.isAllSmall else { return nil }
        if token.count == 1 {
            var codes: [UInt16] = []
            var position = index
            var last = index
            while text.kind(position) == .letters, text.tokens[position].count == 1, text.isMark(position + 1, "."),
                codes.count < 4
            {
                codes += text.key(text.tokens[position])
                last = position + 1
                position += 2
            }
            guard codes.count >= 2, clues.initials.contains(where: { $0.codes == codes }) else { return nil }
            return isCued || WordList.shared[LetterFolding.hash(codes)].isDisjoint(with: .plain) ? last : nil
        }
        guard token.isAllCapitals || isCued else { return nil }
        let key = text.key(token)
        guard clues.initials.contains(where: { key.elementsEqual($0.codes) }) else { return nil }
        if isCued, token.flags.isDisjoint(with: [.unit, .device, .function]) { return index }
        // Three letters that are somebody's and nothing else.
        return token.count >= 3 && token.flags.isEmpty ? index : nil
    }
}
