/// Ages of 90 years and more, in digits and in words.
extension RuleScan {
    mutating func ages() {
        for index in text.tokens.indices where !taken[index] {
            if text.flags(index).contains(.ninety) {
                inWords(index)
            } else if let number = text.number(index), (90...130).contains(number), text.tokens[index].count <= 3,
                isAge(index)
            {
                take(index...index, .ageOver89, 0.93)
            }
        }
    }

    private func isAge(_ index: Int) -> Bool {
        if isPartOfNumber(index) { return false }
        let before = text.word(before: index, marks: 2)
        if before >= 0, text.flags(before).contains(.ageCue), text.tokens[index].start - text.tokens[before].end <= 3 {
            return !isTime(index + 1)
        }
        guard index + 1 < text.count else { return false }
        var next = index + 1
        if text.isMark(next, "-") || text.isMark(next, ".") { next += 1 }
        guard next < text.count, text.tokens[next].start - text.tokens[index].end <= 1 else { return false }
        let token = text.tokens[next]
        if token.kind == .wide { return Self.wideYears.contains(text.scalars[token.start].value) }
        guard token.kind == .letters else { return false }
        if Self.sexes.contains(token.hash) {
            return text.isGlued(next) && token.start == text.tokens[index].end && !isDose(before)
        }
        guard token.flags.contains(.ageUnit) else { return false }
        // `90 a` and `90 l` are ages only where nothing else is measured so.
        if token.count == 1 { return isSingleLetterAge(next, index) }
        if isDuration(next, before) { return false }
        return true
    }

    /// `y`, `j`, `a`: `92y`, `94 J.`, `91a` at a place where an age can stand.
    private func isSingleLetterAge(_ unit: Int, _ index: Int) -> Bool {
        switch text.key(text.tokens[unit]).first {
        case 0x79: return true
        case 0x6A, 0x61, 0x6C: return text.isGlued(unit) || text.isMark(unit + 1, ".")
        default: return false
        }
    }

    private func isPartOfNumber(_ index: Int) -> Bool {
        for (mark, digits) in [(index - 1, index - 2), (index + 1, index + 2)] {
            let scalar = text.mark(mark)
            guard scalar == 0x2E || scalar == 0x2C || scalar == 0x2F || scalar == 0x3A || scalar == 0x78 else {
                continue
            }
            if text.kind(digits) == .digits, abs(mark - digits) == 1,
                text.tokens[max(mark, digits)].start == text.tokens[min(mark, digits)].end
            {
                return true
            }
        }
        return text.isGlued(index) && text.kind(index - 1) == .letters && text.tokens[index - 1].count <= 2
    }

    private func isTime(_ index: Int) -> Bool {
        text.kind(index) == .letters && !text.flags(index).isDisjoint(with: [.timeUnit, .unit])
            && text.flags(index).isDisjoint(with: .ageUnit)
    }

    /// `for 92 years`, `x 95 yrs`, `92 pack years`.
    private func isDuration(_ unit: Int, _ before: Int) -> Bool {
        guard before >= 0, text.kind(before) == .letters else { return false }
        return Self.durations.contains(text.tokens[before].hash)
    }

    private func isDose(_ before: Int) -> Bool { before >= 0 && text.flags(before).contains(.unit) }

    private mutating func inWords(_ index: Int) {
        let key = text.key(text.tokens[index])
        var last = index
        // `ninety-three`, `noventa y dos`.
        while last + 1 < text.count, last - index < 5 {
            var next = last + 1
            if text.isMark(next, "-") { next += 1 }
            guard next < text.count, text.kind(next) == .letters else { break }
            guard Self.ones.contains(text.tokens[next].hash) else { break }
            last = next
        }
        var next = last + 1
        while next < text.count, text.isMark(next, "-") { next += 1 }
        let isYears = next < text.count && text.flags(next).contains(.ageUnit)
        let before = text.word(before: index, marks: 1)
        let isCued = before >= 0 && text.flags(before).contains(.ageCue)
        if isYears || isCued || key.count > 9 { take(index...last, .ageOver89, 0.9) }
    }

    private static let wideYears: Set<UInt32> = [0x6B73, 0x624D, 0x5C81, 0x6B72, 0xC138, 0xC0B4]
    private static let sexes = WordList.hashes("f m w h yof yom")
    private static let durations = WordList.hashes(
        "x for since over past last pack kvp mas pendant seit for durante da per past por depuis przez desde hace")
    private static let ones = WordList.hashes(
        """
        one two three four five six seven eight nine and y e und uno dos tres cuatro cinco seis siete ocho nueve um
        dois quatro sete oito nove due tre quattro cinque sei sette otto jeden dwa trzy cztery pięć sześć siedem
        osiem
        """)
}
