/// What looks like a name, a date or a number of somebody and is none: eponyms, scanners, views, drugs, doses, levels of the
/// spine, stages, versions, codes, markers of pathology.
enum KeepRule {
    /// By token: whether it is part of such a phrase.
    static func scan(_ text: TextTokens) -> [Bool] {
        var kept = [Bool](repeating: false, count: text.count)
        for index in text.tokens.indices where !kept[index] {
            switch text.tokens[index].kind {
            case .letters: word(text, index, &kept)
            case .digits: number(text, index, &kept)
            case .wide: wide(text, index, &kept)
            case .mark: break
            }
        }
        MeasureRule.scan(text, &kept)
        SideRule.scan(text, &kept)
        MarkerRule.scan(text, &kept)
        return kept
    }

    private static let named: WordFlags = [.eponym, .view]

    /// Two words of which one is also a name, by the hashes of both.
    private static let phrases = Set(
        """
        grace period/rose bengal/frank pus/frank blood/frank hematuria/frank hemorrhage/frank rupture/frank perforation
        frank invasion/will follow/will need/will be/will return/will repeat/will call/may be/may represent/may reflect
        crystal deposition/crystal arthropathy/amber fluid/amber urine/rich blood/pearl necklace/summer camp/hope to
        mark placed/mark on/grant number/art line/bill to/pat dry/sue for/drew blood/drew back/dawn phenomenon/ivy sign
        iris repair/iris prolapse/page kidney/guy rope/jack knife/miller lite/young adult/long bone/short stature
        """.split { $0 == "/" || $0 == "\n" }.map { pair($0.split(separator: " ").map { LetterFolding.letters($0) }) })

    private static func pair(_ words: [[UInt16]]) -> UInt64 {
        words.reduce(0) { pair($0, LetterFolding.hash($1)) }
    }

    private static func pair(_ first: UInt64, _ second: UInt64) -> UInt64 { first &* 31 ^ second }

    private static func word(_ text: TextTokens, _ index: Int, _ kept: inout [Bool]) {
        let flags = text.flags(index)
        if text.tokens[index].isSmall || text.isAllCapitals, text.kind(index + 1) == .letters,
            phrases.contains(pair(pair(0, text.tokens[index].hash), text.tokens[index + 1].hash))
        {
            kept[index] = true
            kept[index + 1] = true
        }
        if flags.contains(.catalog) { return catalog(text, index, &kept) }
        if !flags.isDisjoint(with: [.device, .drug, .imaging]), !isAddressed(text, index) { kept[index] = true }
        guard !flags.isDisjoint(with: named), !isAddressed(text, index) else { return }
        // `Parkinson's disease`, `Hill-Sachs lesion`, `syndrome de Cushing`, `M. Hodgkin`.
        var last = index
        while last + 1 < text.count, last - index < 6 {
            let next = last + 1
            let isJoint =
                text.isMark(next, "-") || text.isMark(next, "/") || text.isMark(next, "'") || text.isMark(next, "’")
                || text.isMark(next, "_")
            let isPossessive = text.kind(next) == .letters && text.tokens[next].count == 1
            guard isJoint || isPossessive || !text.flags(next).isDisjoint(with: named) else { break }
            last = next
        }
        let after = text.flags(last + 1)
        let before = text.flags(text.word(before: index, marks: 1))
        let further = text.word(before: index, marks: 1)
        let beyond = further > 0 && text.flags(further).contains(.particle) ? text.flags(further - 1) : []
        guard
            after.contains(.eponymHead) || before.contains(.eponymHead) || beyond.contains(.eponymHead)
                || flags.contains(.view)
                || last > index + 1 && !after.contains(.credential)
        else { return }
        for position in index...last { kept[position] = true }
        if after.contains(.eponymHead) { kept[last + 1] = true }
    }

    /// `头部平扫`: ideographs or syllables without a blank that are words of medicine from end to end; a name among them
    /// would leave some over.
    private static func wide(_ text: TextTokens, _ first: Int, _ kept: inout [Bool]) {
        guard first == 0 || text.kind(first - 1) != .wide || !text.isGlued(first) else { return }
        var end = first + 1
        while text.kind(end) == .wide, text.isGlued(end), end - first < 24 { end += 1 }
        // Whether the rest from here on is words, from the end backwards.
        var isWords = [Bool](repeating: false, count: end - first) + [true]
        var hasLong = isWords
        hasLong[end - first] = false
        for start in (first..<end).reversed() {
            for length in (1...min(6, end - start)).reversed() where isWords[start + length - first] {
                let codes = (start..<(start + length)).flatMap { text.key(text.tokens[$0]) }
                guard !WordList.shared[LetterFolding.hash(codes)].isDisjoint(with: [.clinical, .imaging]) else { continue }
                isWords[start - first] = true
                hasLong[start - first] = length > 1 || hasLong[start + length - first]
                break
            }
        }
        guard hasLong[0] else { return }
        for index in first..<end { kept[index] = true }
    }

    /// `Dr. Baker`, `Baker, John`: a person.
    private static func isAddressed(_ text: TextTokens, _ index: Int) -> Bool {
        let before = text.word(before: index, marks: 1)
        if before >= 0, text.flags(before).contains(.title),
            text.isMark(before + 1, ".") || text.tokens[before].count > 2 || !text.tokens[before].isAllCapitals
        {
            return text.key(text.tokens[before]).count > 1
        }
        if text.isMark(index + 1, "^") || text.isMark(index - 1, "^") { return true }
        return before >= 0 && text.flags(before).contains(.nameLabel)
    }

    /// `CPT 71260`, `ver 11.0.3`, `REF 10-4475`.
    private static func catalog(_ text: TextTokens, _ index: Int, _ kept: inout [Bool]) {
        var last = index
        var next = index + 1
        while next < text.count, next - index <= 3,
            text.isMark(next, "#") || text.isMark(next, ":") || text.isMark(next, ".")
                || text.flags(next).contains(.numberWord)
                || text.flags(next).contains(.catalog)
        {
            next += 1
        }
        guard next < text.count, text.kind(next) != .mark, text.tokens[next].start - text.tokens[next - 1].end <= 1
        else { return }
        var hasDigits = text.kind(next) == .digits
        last = next
        while last + 1 < text.count, text.isGlued(last + 1) {
            last += 1
            hasDigits = hasDigits || text.kind(last) == .digits
        }
        guard hasDigits else { return }
        for position in index...last { kept[position] = true }
    }

    private static func number(_ text: TextTokens, _ index: Int, _ kept: inout [Bool]) {
        let next = index + 1
        if text.kind(next) == .letters, text.tokens[next].start - text.tokens[index].end <= 1,
            !text.flags(next).isDisjoint(with: [.unit, .timeUnit])
        {
            kept[index] = true
            kept[next] = true
        }
        // `L4-L5`, `Th11/12`, `C3-4`.
        guard index > 0, text.isGlued(index), text.kind(index - 1) == .letters, text.tokens[index].count <= 2,
            isSpine(text, index - 1)
        else { return }
        kept[index - 1] = true
        kept[index] = true
        guard text.isMark(next, "-") || text.isMark(next, "/"), text.isGlued(next) else { return }
        if text.kind(next + 1) == .digits, text.tokens[next + 1].count <= 2 {
            for position in index...(next + 1) { kept[position] = true }
        } else if text.kind(next + 1) == .letters, text.kind(next + 2) == .digits, isSpine(text, next + 1) {
            for position in index...(next + 2) { kept[position] = true }
        }
    }

    private static func isSpine(_ text: TextTokens, _ index: Int) -> Bool {
        let key = Array(text.key(text.tokens[index]))
        return key.count == 1 && [0x63, 0x74, 0x6C, 0x73].contains(key[0]) || key == [0x74, 0x68]
            || key == [0x62, 0x77, 0x6B]
    }
}
