/// What the model is told of one token, as small numbers.
struct TokenFacts {
    /// Letters, digits, mark or wide; capitals, length, what a number may be.
    var shape: UInt32 = 0
    /// Of the folded letters, or the mark itself; digits have none.
    var word: UInt32 = 0
    var isLetters = false
    var entry = Lexicon.Entry()
    /// What the cue lists say, months aside.
    var flags: WordFlags = []
    /// The header tells it, as which class and how surely; 0: no.
    var header: UInt32 = 0
    /// A rule takes it, as which class and how surely; 0: no.
    var rule: UInt32 = 0
    /// A word of medicine, no name by itself, part of a phrase that is kept.
    var clinical: UInt32 = 0
    /// No blank before it.
    var isGlued = false
    /// The shape of what stands between two blanks, the token's place in it included; 0 for single tokens and long chunks.
    var chunk: UInt32 = 0
    /// Last three letters of a word that no list has.
    var suffix: UInt32 = 0

    /// How much of a name, how much of a word.
    var names: UInt32 { UInt32(entry.given | entry.family << 2) | words << 4 }
    /// 0 to 3: not known, seldom, known, common.
    var words: UInt32 { (UInt32(entry.word) + 2) / 3 }
    var places: UInt32 { UInt32(entry.place) | words << 2 }
    var languages: UInt32 { UInt32(entry.foreign | max(entry.given, entry.family) << 2) }
}

extension TokenFacts {
    /// Of every token of a text.
    static func of(_ text: TextTokens, _ hits: [TokenHits]) -> [TokenFacts] {
        var facts = [TokenFacts](repeating: TokenFacts(), count: text.count)
        for index in facts.indices {
            facts[index].take(text.tokens[index], text)
            facts[index].take(hits[index])
            facts[index].isGlued = text.isGlued(index)
        }
        lookUpPairs(&facts)
        lookUpWide(&facts, text)
        shapeChunks(&facts, text)
        return facts
    }

    private mutating func take(_ token: TextToken, _ text: TextTokens) {
        flags = WordFlags(rawValue: token.flags.rawValue & WordFlags.learned.rawValue & ~0xF)
        let isPlain = !token.flags.isDisjoint(with: .plain)
        clinical = (token.flags.isDisjoint(with: .medical) ? 0 : 1) | (isPlain ? 2 : 0)
        switch token.kind {
        case .letters:
            isLetters = true
            word = Lexicon.mixed(token.hash)
            entry = Lexicon.shared[word]
            let letters = LetterCase(text.scalars, token.start..<token.end)
            if let split = letters.hump {
                // SmithJohn: two words without a blank.
                for half in [token.start..<split, split..<token.end] {
                    var key: [UInt16] = []
                    for scalar in text.scalars[half] { LetterFolding.append(scalar, to: &key, from: 0) }
                    entry = entry.union(Lexicon.shared[Lexicon.mixed(LetterFolding.hash(key))])
                }
            }
            shape = 1 << 8 | letters.code << 4 | Self.lengthCode(token.count)
            if entry.bits == 0, token.count > 4, flags.isEmpty {
                suffix = Lexicon.mixed(LetterFolding.hash(text.key(token).suffix(3)))
            }
        case .digits:
            shape = 2 << 8 | NumberShape.code(text.key(token))
        case .mark:
            word = text.scalars[token.start].value
            shape = 3 << 8
        case .wide:
            word = text.scalars[token.start].value
            shape = 4 << 8 | Self.script(word)
        }
    }

    private mutating func take(_ hits: TokenHits) {
        header = hits.header.map { $0.number | UInt32(hits.headerLevel) << 4 } ?? 0
        rule = hits.rule.map { $0.number | UInt32(hits.ruleLevel) << 4 } ?? 0
        clinical |= hits.isKept ? 4 : 0
    }

    /// Towns of two words.
    private static func lookUpPairs(_ facts: inout [TokenFacts]) {
        for index in facts.indices.dropLast() where facts[index].isLetters && facts[index + 1].isLetters {
            let entry = Lexicon.shared[Lexicon.pair(facts[index].word, facts[index + 1].word)].placeOnly
            guard entry.bits != 0 else { continue }
            facts[index].entry = facts[index].entry.union(entry)
            facts[index + 1].entry = facts[index + 1].entry.union(entry)
        }
    }

    /// Ideographs are looked up as runs of up to three.
    private static func lookUpWide(_ facts: inout [TokenFacts], _ text: TextTokens) {
        for index in facts.indices where text.tokens[index].kind == .wide {
            for last in index..<min(index + 3, facts.count) {
                if last > index, text.tokens[last].kind != .wide || !text.isGlued(last) { break }
                let key = text.keys[text.tokens[index].keyStart..<text.tokens[last].keyEnd]
                let entry = Lexicon.shared[Lexicon.mixed(LetterFolding.hash(key))]
                guard entry.bits != 0 else { continue }
                for covered in index...last { facts[covered].entry = facts[covered].entry.union(entry) }
            }
        }
    }

    private static func shapeChunks(_ facts: inout [TokenFacts], _ text: TextTokens) {
        var start = 0
        while start < facts.count {
            var end = start + 1
            while end < facts.count, facts[end].isGlued { end += 1 }
            // Longer ones are paths and sentences without blanks: their whole shape says nothing.
            if end - start <= 9, end - start > 1 {
                var hash: UInt64 = 0
                for index in start..<end {
                    let fact = facts[index]
                    let part: UInt32 =
                        switch text.tokens[index].kind {
                        case .mark: fact.word
                        case .digits: 0x1_0000 | fact.shape & 0xF
                        case .letters: 0x2_0000 | fact.shape & 0xF0
                        case .wide: 0x3_0000
                        }
                    hash = (hash ^ UInt64(part)) &* 0x9E37_79B9_7F4A_7C15
                }
                for index in start..<end { facts[index].chunk = Lexicon.mixed(hash) &+ UInt32(index - start) }
            }
            start = end
        }
    }

    private static func lengthCode(_ count: Int) -> UInt32 {
        switch count {
        case ...4: UInt32(count)
        case ...6: 5
        case ...9: 6
        default: 7
        }
    }

    private static func script(_ code: UInt32) -> UInt32 {
        switch code {
        case 0x3040...0x309F: 1
        case 0x30A0...0x30FF, 0xFF66...0xFF9F: 2
        case 0xAC00...0xD7AF, 0x1100...0x11FF: 3
        default: 0
        }
    }
}
