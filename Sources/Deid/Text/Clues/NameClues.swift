/// The names of people that the header tells, made ready to be looked for.
struct NameClues: Sendable {
    /// One word of a name.
    struct Word: Sendable {
        var key: [UInt16]
        var script: Transliteration.Script
        /// With what OCR confuses as one.
        var shape: [UInt16]
        var person: Int
        /// The position among the words of the person; families come first.
        var position: Int
        /// A word of medicine, a month, or the like: no name without something that says so.
        var isCommon: Bool
        var isEponym: Bool
    }

    /// What is looked for as one piece.
    struct Joint: Sendable {
        var key: [UInt16]
        var person: Int
        /// With one letter wrong as well.
        var isLong: Bool
    }

    /// Words that are no names without something that says so.
    static let common = WordFlags.plain.subtracting([.meaning, .kin, .staff]).union(.monthWord)
    /// Words that are no names beside what tells that they are none.
    static let eponyms: WordFlags = [.eponym, .view]

    private(set) var words: [Word] = []
    private(set) var joints: [Joint] = []
    /// Two to four initials.
    private(set) var initials: [(codes: [UInt16], person: Int)] = []
    /// By person: first letters of all words, and the particles of the name.
    private(set) var letters: [Set<UInt16>] = []
    private(set) var particles: [Set<UInt64>] = []
    /// Names of scripts without blanks: whole, and the parts that are long enough.
    private(set) var wide: [[UInt16]] = []

    /// A name as PN has it, or as people write it: `Miller^John`, `Miller, John`, `John Miller`.
    mutating func add(_ value: String) {
        let groups = value.split(separator: "=")
        let person = letters.count
        letters.append([])
        particles.append([])
        var seen: Set<[UInt16]> = []
        for group in groups.isEmpty ? [Substring(value)] : groups { add(group, person, &seen) }
    }

    private mutating func add(_ group: Substring, _ person: Int, _ seen: inout Set<[UInt16]>) {
        let components = group.split(separator: "^", omittingEmptySubsequences: false)
        var parts: [[[UInt16]]] = []
        var wides: [[UInt16]] = []
        var prefix: UInt16?
        // Prefix and suffix (`DR`, `JR`) tell nobody.
        for (position, component) in components.prefix(3).enumerated() {
            let text = TextTokens(String(component))
            var own: [[UInt16]] = []
            for token in text.tokens where token.kind == .letters {
                let key = Array(text.key(token))
                if let first = key.first { letters[person].insert(first) }
                if token.count == 1 {
                    own.append(key)
                    // The `'t` of `van 't Hof`.
                    if position == 0 { particles[person].insert(token.hash) }
                } else if token.flags.contains(.particle), key.count <= 4, text.tokens.count > 1,
                    position == 0 || !own.isEmpty
                {
                    particles[person].insert(token.hash)
                    if position == 0 { prefix = key.first }
                } else if !(token.flags.contains(.title) && key.count <= 4 && components.count == 1) {
                    own.append(key)
                    if key.count >= 2, seen.insert(key).inserted { insert(token, in: text, person) }
                }
            }
            parts.append(own)
            let ideographs = text.tokens.filter { $0.kind == .wide }.flatMap { text.key($0) }
            if !ideographs.isEmpty { wides.append(ideographs) }
        }
        addWide(wides)
        addJoints(parts, prefix, person)
    }

    private mutating func insert(_ token: TextToken, in text: TextTokens, _ person: Int) {
        let isCommon = !token.flags.isDisjoint(with: Self.common) || token.flags.month > 0
        let isEponym = !token.flags.isDisjoint(with: Self.eponyms)
        let position = words.count
        for key in Self.spellings(text.scalars[token.start..<token.end]) {
            words.append(
                Word(
                    key: key, script: key.first.map(Transliteration.Script.init) ?? .other,
                    shape: key.map(LetterFolding.confusable), person: person, position: position,
                    isCommon: isCommon, isEponym: isEponym))
        }
    }

    /// With `ü` as `u` and as `ue`, with `ue` as `u`.
    private static func spellings(_ scalars: ArraySlice<Unicode.Scalar>) -> [[UInt16]] {
        var plain: [UInt16] = []
        plain.reserveCapacity(scalars.count + 2)
        for scalar in scalars { LetterFolding.append(scalar, to: &plain) }
        let hasPair = zip(plain, plain.dropFirst()).contains { $1 == 0x65 && ($0 == 0x61 || $0 == 0x6F || $0 == 0x75) }
        if !hasPair, scalars.allSatisfy({ $0.value < 0x80 }) { return [plain] }
        var (short, long): ([UInt16], [UInt16]) = ([], [])
        for scalar in scalars {
            LetterFolding.append(scalar, to: &short, from: 0)
            LetterFolding.append(scalar, to: &long)
            if umlauts.contains(scalar) { long.append(0x65) }
        }
        return [plain, short, long].reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private static let umlauts: Set<Unicode.Scalar> = ["ä", "ö", "ü", "Ä", "Ö", "Ü", "æ", "Æ", "ø", "Ø", "å", "Å"]

    private mutating func addWide(_ parts: [[UInt16]]) {
        guard let family = parts.first else { return }
        var all = [family]
        if parts.count > 1 {
            all = [family + parts[1], parts[1] + family, family, parts[1]]
        }
        for codes in all where codes.count >= 2 && !wide.contains(codes) { wide.append(codes) }
    }

    /// Families and given names without blanks, user names, initials.
    private mutating func addJoints(_ parts: [[[UInt16]]], _ prefix: UInt16?, _ person: Int) {
        guard let family = parts.first, let given = parts.dropFirst().first, let name = given.first, !family.isEmpty
        else { return }
        let whole = family.flatMap { $0 }
        var forms: [[UInt16]] = [
            whole + name, name + whole, [name[0]] + whole, whole + [name[0]], name + [whole[0]],
        ]
        if given.count > 1 { forms += [whole + given.flatMap { $0 }, given.flatMap { $0 } + whole] }
        for (index, form) in forms.enumerated() where form.count >= 5 {
            joints.append(Joint(key: form, person: person, isLong: (index < 2 || index > 4) && form.count >= 8))
        }
        let middle = (given.dropFirst() + parts.dropFirst(2).flatMap { $0 }).compactMap(\.first)
        let (f, g) = (whole[0], name[0])
        var short: [[UInt16]] = [[g, f], [f, g]]
        if let m = middle.first { short += [[g, m, f], [f, g, m]] }
        if let prefix { short += [[g, prefix, f], [prefix, f, g]] }
        if family.count > 1 {
            let all = family.compactMap(\.first)
            short += [[g] + all, all + [g]]
            if let m = middle.first { short += [[g, m] + all] }
        }
        for codes in short where codes.count <= 4 { initials.append((codes, person)) }
    }
}

/// Letters that differ in one place at most.
enum EditDistance {
    /// One letter more, less or other, or two that changed places.
    static func isAtMostOne(_ a: ArraySlice<UInt16>, _ b: ArraySlice<UInt16>) -> Bool {
        if abs(a.count - b.count) > 1 { return false }
        var (i, j) = (a.startIndex, b.startIndex)
        while i < a.endIndex, j < b.endIndex, a[i] == b[j] {
            i += 1
            j += 1
        }
        if i == a.endIndex || j == b.endIndex { return true }
        let (restA, restB) = (a[(i + 1)...], b[(j + 1)...])
        if a.count == b.count {
            if restA.elementsEqual(restB) { return true }
            return i + 1 < a.endIndex && a[i] == b[j + 1] && a[i + 1] == b[j]
                && a[(i + 2)...].elementsEqual(b[(j + 2)...])
        }
        return a.count > b.count ? restA.elementsEqual(b[j...]) : a[i...].elementsEqual(restB)
    }
}
