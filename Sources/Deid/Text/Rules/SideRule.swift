/// Letters that say where: a side before or behind what is shown, directions in pairs; and phrases with a letter in them.
///
/// `L CC`, `R Knee AP`, `Knee (R)`, `I to S`, `R>L`, `H&E`, `Oil Red O`: initials and names look the same.
enum SideRule {
    /// Marks the tokens of all of them in `kept`.
    static func scan(_ text: TextTokens, _ kept: inout [Bool]) {
        for index in text.tokens.indices where text.kind(index) == .letters {
            if sides.contains(text.tokens[index].hash), isWritten(text, index) { side(text, index, &kept) }
            if text.tokens[index].count == 1 { direction(text, index, &kept) }
            phrase(text, index, &kept)
        }
    }

    /// A side letter is a capital, or small where everything is.
    private static func isWritten(_ text: TextTokens, _ index: Int) -> Bool {
        let token = text.tokens[index]
        if text.isMark(index - 1, ".") || text.isMark(index + 1, ".") || text.isMark(index + 1, "^") { return false }
        return token.isCapitalized || text.isAllSmall
    }

    private static func side(_ text: TextTokens, _ index: Int, _ kept: inout [Bool]) {
        // Before what is shown: in one piece (`L_CC`, `R-Knee`) or behind a blank.
        var next = index + 1
        if joints.contains(text.mark(next)) { next += 1 }
        if isShown(text, next) {
            kept[index] = true
            kept[next] = true
            return
        }
        // `R L DECUB`
        if text.kind(next) == .letters, sides.contains(text.tokens[next].hash), isShown(text, next + 1) {
            kept[index] = true
            return
        }
        // Behind it: `Knee (R)`, `Hand L`, `femur_lt`.
        var before = index - 1
        while before >= index - 2, text.kind(before) == .mark, brackets.contains(text.mark(before)) { before -= 1 }
        let isLast = index + 1 == text.count || text.kind(index + 1) != .letters || isShown(text, index + 1)
        if isLast, isShown(text, before) { kept[index] = true }
    }

    /// A word of anatomy, a view, a vessel, or one that is kept for itself.
    private static func isShown(_ text: TextTokens, _ index: Int) -> Bool {
        guard text.kind(index) == .letters else { return text.kind(index) == .wide }
        // Extremities: `L UE`, `R LE`.
        let isExtremity = text.tokens[index].isAllCapitals && extremities.contains(text.tokens[index].hash)
        return isExtremity || !text.flags(index).isDisjoint(with: shown)
    }

    /// `I to S`, `R>L`, `A-P`, `S -> I`.
    private static func direction(_ text: TextTokens, _ index: Int, _ kept: inout [Bool]) {
        guard let one = text.key(text.tokens[index]).first, text.tokens[index].isCapitalized else { return }
        var next = index + 1
        while next <= index + 2, text.isMark(next, ">") || text.isMark(next, "-") || text.isMark(next, "→") { next += 1 }
        if next == index + 1, text.kind(next) == .letters, text.tokens[next].hash == to { next += 1 }
        guard next > index + 1, text.kind(next) == .letters, text.tokens[next].count == 1,
            let other = text.key(text.tokens[next]).first, opposites[one] == other, !text.isMark(next + 1, "."),
            !text.flags(text.word(before: index, marks: 1)).contains(.title)
        else { return }
        for position in index...next { kept[position] = true }
    }

    /// Words of which one is a letter or a name, and a name as a whole.
    private static func phrase(_ text: TextTokens, _ index: Int, _ kept: inout [Bool]) {
        if text.tokens[index].count == 1, text.isMark(index + 1, "&"), text.kind(index + 2) == .letters,
            letters.contains(text.tokens[index].hash), letters.contains(text.tokens[index + 2].hash)
        {
            for position in index...(index + 2) { kept[position] = true }
        }
        for words in phrases where text.tokens[index].hash == words[0] && index + words.count <= text.count {
            guard
                words.indices.allSatisfy({
                    text.kind(index + $0) == .letters && text.tokens[index + $0].hash == words[$0]
                })
            else { continue }
            for position in index..<(index + words.count) { kept[position] = true }
        }
    }

    private static let shown: WordFlags = [.clinical, .view, .meaning, .imaging]
    private static let sides = WordList.hashes("l r lt rt li re b bl bil lft rgt")
    private static let extremities = WordList.hashes("ue le")
    private static let joints: Set<UInt32> = [0x5F, 0x2D, 0x2F]
    private static let brackets: Set<UInt32> = [0x28, 0x5F, 0x2D, 0x5B, 0x2C, 0x2F]
    private static let to = LetterFolding.hash(LetterFolding.letters("to"))
    /// Right and left, anterior and posterior, superior and inferior, head and feet.
    private static let opposites: [UInt16: UInt16] = [
        0x72: 0x6C, 0x6C: 0x72, 0x61: 0x70, 0x70: 0x61, 0x73: 0x69, 0x69: 0x73, 0x68: 0x66, 0x66: 0x68,
    ]
    /// Hematoxylin and eosin.
    private static let letters = WordList.hashes("h e")
    private static let phrases = [
        "oil red o", "congo red", "alcian blue", "prussian blue", "toluidine blue", "fast blue", "jones silver",
        "methenamine silver", "wright giemsa", "ziehl neelsen", "ue art", "le art", "ue ven", "le ven", "shoulder y",
        "scapular y", "scapula y",
    ].map { words in
        words.split(separator: " ").map { LetterFolding.hash(LetterFolding.letters($0)) }
    }
}
