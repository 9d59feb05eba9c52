/// Ages of 90 years and more, in digits and in words.
extension RuleScan {
    mutating func ages() {
        for index in text.tokens.indices where !taken[index] {
            switch text.tokens[index].kind {
            case .digits: if isOver89(index), isAge(index) { takeAge(index) }
            case .letters: if isNinety(index) { inWords(index) }
            case .wide: inIdeographs(index)
            case .mark: break
            }
        }
    }

    private func isOver89(_ index: Int) -> Bool {
        guard let number = text.number(index), text.tokens[index].count <= 3 else { return false }
        return (90...130).contains(number)
    }

    private func isAge(_ index: Int) -> Bool {
        if isPartOfNumber(index) || isMeasured(index + 1) { return false }
        return isCued(index) || isBesideSex(index) || isFollowedByYears(index)
    }

    /// The age, and the other end of a range: `90-95 y`, `90 to 95 years`, `91 and 93 yo`.
    private mutating func takeAge(_ index: Int) {
        take(index...index, .ageOver89, 0.93)
        for step in [-1, 1] {
            var other = index + step
            let isJoint =
                Self.rangeMarks.contains(text.mark(other))
                || text.kind(other) == .letters
                    && Self.rangeWords.contains(text.tokens[other].hash)
            guard isJoint else { continue }
            other += step
            guard text.tokens.indices.contains(other), !taken[other], isOver89(other), !isPartOfNumber(other),
                !isMeasured(other + 1)
            else { continue }
            take(other...other, .ageOver89, 0.93)
        }
    }

    // MARK: behind the number

    private func isFollowedByYears(_ index: Int) -> Bool {
        var next = index + 1
        if text.isMark(next, "+") { next += 1 }
        if text.isMark(next, "-") || text.isMark(next, ".") || text.isMark(next, "–") { next += 1 }
        // `90-95 y`
        if next == index + 2, isOver89(next), !text.isMark(next + 1, "-") { return isFollowedByYears(next) }
        guard next < text.count, text.tokens[next].start - text.tokens[next - 1].end <= 1 else { return false }
        let token = text.tokens[next]
        if token.kind == .wide { return Self.wideYears.contains(text.scalars[token.start].value) }
        guard token.kind == .letters, !token.flags.isDisjoint(with: [.ageUnit, .ageForm]) else { return false }
        // `90 a` and `90 l` are ages only where nothing else is measured so.
        if token.count == 1, !isSingleLetterAge(next, index) { return false }
        let after = text.isMark(next + 1, "-") ? next + 2 : next + 1
        if text.kind(after) == .letters, Self.old.contains(text.tokens[after].hash) { return true }
        return !isDuration(text.word(before: index, marks: 2))
    }

    /// `y`, `j`, `a`: `92y`, `94 J.`, `91a` at a place where an age can stand.
    private func isSingleLetterAge(_ unit: Int, _ index: Int) -> Bool {
        switch text.key(text.tokens[unit]).first {
        case 0x79: return true
        case 0x6A, 0x61, 0x6C, 0x76: return text.isGlued(unit) || text.isMark(unit + 1, ".")
        default: return false
        }
    }

    /// `for 92 years`, `x 95 yrs`, `92 pack years`.
    private func isDuration(_ before: Int) -> Bool {
        before >= 0 && text.kind(before) == .letters && Self.durations.contains(text.tokens[before].hash)
    }

    // MARK: before the number

    /// `Age: 93`, `age at scan 93`, `Age (years): 93`, `Alter/Geschlecht: 93`.
    private func isCued(_ index: Int) -> Bool {
        var position = index - 1
        while position >= 0, index - position <= 7 {
            let token = text.tokens[position]
            switch token.kind {
            case .mark: if !Self.cueMarks.contains(text.mark(position)) { return false }
            case .letters:
                if !token.flags.isDisjoint(with: [.ageCue, .ageBefore]) {
                    // ALT is an enzyme; an age of whatever stands before it is none of the patient's.
                    if token.isAllCapitals, token.hash == Self.alt { return false }
                    return !Self.otherAges.contains(text.tokens[max(position - 1, 0)].hash) || position == 0
                }
                guard Self.bridges.contains(token.hash) || !token.flags.isDisjoint(with: [.ageUnit, .sex]) else {
                    return false
                }
            case .wide: return isWideCue(endingAt: position)
            case .digits: return false
            }
            position -= 1
        }
        return false
    }

    private func isWideCue(endingAt position: Int) -> Bool {
        let before = text.scalars[..<text.tokens[position].end]
        return Self.wideCues.contains { before.suffix($0.unicodeScalars.count).elementsEqual($0.unicodeScalars) }
    }

    // MARK: beside a sex

    /// `93F`, `F/93`, `M93`, `93/F`, `female, 93`, `93 male`.
    private func isBesideSex(_ index: Int) -> Bool {
        guard let number = text.number(index), number < 120 else { return false }
        return isBehindSex(index) || isBeforeSex(index)
    }

    private func isBehindSex(_ index: Int) -> Bool {
        let before = Self.sexMarks.contains(text.mark(index - 1)) ? index - 2 : index - 1
        guard text.tokens.indices.contains(before), text.kind(before) != .digits,
            text.tokens[index].start - text.tokens[before].end <= 3
        else { return false }
        let token = text.tokens[before]
        if token.kind == .wide { return Self.wideSexes.contains(text.scalars[token.start].value) }
        guard token.kind == .letters else { return false }
        if token.flags.contains(.sex) { return true }
        guard token.count == 1, !text.isGlued(before) || text.kind(before - 1) == .mark else { return false }
        let isJoined = before == index - 1
        // `F93`, as in a request's shorthand, but no part of a code: `M93.2`, `F93a`.
        if isJoined, text.isGlued(index) {
            return Self.joinedSexes.contains(token.hash) && !text.isGlued(index + 1) && !isCode(before)
        }
        guard Self.sexes.contains(token.hash), text.mark(index - 1) != 0x2D else { return false }
        if text.mark(index - 1) == 0x2F { return !text.isGlued(index + 1) }
        // `F 93` and `F, 93` where a person is introduced.
        return (before == 0 || text.kind(before - 1) == .mark)
            && (index + 1 == text.count || text.kind(index + 1) == .mark
                || !isJoined)
    }

    private func isBeforeSex(_ index: Int) -> Bool {
        let hasMark = Self.sexMarks.contains(text.mark(index + 1))
        let next = hasMark ? index + 2 : index + 1
        guard text.tokens.indices.contains(next), text.tokens[next].start - text.tokens[index].end <= 3 else { return false }
        let token = text.tokens[next]
        if token.kind == .wide { return Self.wideSexes.contains(text.scalars[token.start].value) }
        guard token.kind == .letters else { return false }
        let before = text.word(before: index, marks: 2)
        if token.flags.contains(.sex) || Self.yearsOldSexes.contains(token.hash) { return !isDose(before) }
        guard token.count == 1, Self.sexes.contains(token.hash) else { return false }
        if text.isGlued(next), text.isGlued(index + 1) { return !isDose(before) && !text.isGlued(next + 1) }
        if hasMark { return text.mark(index + 1) == 0x2F || next + 1 == text.count || text.kind(next + 1) == .mark }
        // `Hx: 93 F`, but `T: 101 F`.
        let isIntroduced = index == 0 || text.kind(index - 1) == .mark
        return isIntroduced && token.isCapitalized && (before < 0 || !Self.temperatures.contains(text.tokens[before].hash))
    }

    /// `ICD M93`.
    private func isCode(_ index: Int) -> Bool {
        let before = text.word(before: index, marks: 2)
        return before >= 0 && text.flags(before).contains(.catalog)
    }

    private func isDose(_ before: Int) -> Bool { before >= 0 && text.flags(before).contains(.unit) }

    // MARK: what is no age

    private func isPartOfNumber(_ index: Int) -> Bool {
        for (mark, digits) in [(index - 1, index - 2), (index + 1, index + 2)] {
            let scalar = text.mark(mark)
            guard scalar == 0x2E || scalar == 0x2C || scalar == 0x2F || scalar == 0x3A || scalar == 0x78 else {
                continue
            }
            // `Aged 93. 93yo` are two numbers.
            if text.kind(digits) == .digits, text.isGlued(max(mark, digits)), text.isGlued(max(mark, index)) { return true }
        }
        guard text.isGlued(index), text.kind(index - 1) == .letters, text.tokens[index - 1].count <= 2 else { return false }
        return text.tokens[index - 1].count > 1 || !Self.joinedSexes.contains(text.tokens[index - 1].hash)
    }

    /// A unit that is none of age, a percent sign, degrees, a size: `93 mm`, `93 %`, `93 x 60`.
    private func isMeasured(_ index: Int) -> Bool {
        if Self.measureMarks.contains(text.mark(index)) { return true }
        guard text.kind(index) == .letters else { return false }
        if text.tokens[index].count == 1, text.key(text.tokens[index]).first == 0x78, text.kind(index + 1) == .digits {
            return true
        }
        return !text.flags(index).isDisjoint(with: [.timeUnit, .unit])
            && text.flags(index).isDisjoint(with: [.ageUnit, .ageForm])
    }

    // MARK: words

    /// `ninety`, `dreiundneunzigjährig`, `novantatré`, `девяносто`; `dix` only behind `quatre-vingt`.
    private func isNinety(_ index: Int) -> Bool {
        if text.flags(index).contains(.ninety) { return true }
        let key = text.key(text.tokens[index])
        guard key.count >= 7 else { return isFrenchNinety(index) }
        return Self.firstNineties.contains { key.starts(with: $0) } || Self.innerNineties.contains { Self.contains(key, $0) }
            || isFrenchNinety(index)
    }

    private static func contains(_ key: ArraySlice<UInt16>, _ stem: [UInt16]) -> Bool {
        guard key.count >= stem.count else { return false }
        return (key.startIndex...(key.endIndex - stem.count)).contains { key[$0..<($0 + stem.count)].elementsEqual(stem) }
    }

    /// `quatre-vingt-dix`, `quatre vingt treize`.
    private func isFrenchNinety(_ index: Int) -> Bool {
        guard Self.frenchTens.contains(text.tokens[index].hash) else { return false }
        let vingt = text.word(before: index, marks: 1)
        guard vingt >= 0, text.tokens[vingt].hash == Self.vingt else { return false }
        let quatre = text.word(before: vingt, marks: 1)
        return quatre >= 0 && text.tokens[quatre].hash == Self.quatre
    }

    private mutating func inWords(_ index: Int) {
        let key = text.key(text.tokens[index])
        var first = index
        if isFrenchNinety(index) { first = text.word(before: text.word(before: index, marks: 1), marks: 1) }
        var last = index
        // `ninety-three`, `noventa y dos`.
        while last + 1 < text.count, last - index < 5 {
            var next = last + 1
            if text.isMark(next, "-") { next += 1 }
            guard next < text.count, text.kind(next) == .letters else { break }
            guard Self.ones.contains(text.tokens[next].hash) else { break }
            last = next
        }
        // `ninety and`
        while last > index, Self.joints.contains(text.tokens[last].hash) || text.kind(last) == .mark { last -= 1 }
        var next = last + 1
        while next < text.count, text.isMark(next, "-") { next += 1 }
        if isMeasured(next) || text.kind(next) == .letters && Self.measured.contains(text.tokens[next].hash) { return }
        let isYears = next < text.count && !text.flags(next).isDisjoint(with: [.ageUnit, .ageForm])
        let before = text.word(before: first, marks: 1)
        let isCued = before >= 0 && !text.flags(before).isDisjoint(with: [.ageCue, .ageBefore])
        if isYears || isCued || key.count > 9 || last > index || first < index { take(first...last, .ageOver89, 0.9) }
    }

    /// `九十三歳`, `一百零二岁`.
    private mutating func inIdeographs(_ index: Int) {
        func scalar(_ index: Int) -> UInt32 {
            text.kind(index) == .wide ? text.scalars[text.tokens[index].start].value : 0
        }
        let isNine = scalar(index) == 0x4E5D && scalar(index + 1) == 0x5341
        let isHundred = scalar(index) == 0x767E || scalar(index) == 0x4E00 && scalar(index + 1) == 0x767E
        guard isNine || isHundred, index == 0 || !Self.wideDigits.contains(scalar(index - 1)) else { return }
        var last = index
        while Self.wideDigits.contains(scalar(last + 1)) { last += 1 }
        guard last - index < 6, Self.wideYears.contains(scalar(last + 1)) else { return }
        take(index...last, .ageOver89, 0.9)
    }

    private static let wideYears: Set<UInt32> = [0x6B73, 0x624D, 0x5C81, 0x6B72, 0xC138, 0xC0B4]
    private static let wideSexes: Set<UInt32> = [0x7537, 0x5973, 0xB0A8, 0xC5EC]
    private static let wideDigits: Set<UInt32> = [
        0x3007, 0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341, 0x767E,
    ]
    /// What stands before an age in Chinese, Japanese and Korean.
    private static let wideCues = ["年齢", "年龄", "年齡", "나이", "연령"]
    private static let sexes = WordList.hashes("f m w h k v d")
    private static let joinedSexes = WordList.hashes("f m")
    private static let yearsOldSexes = WordList.hashes("yof yom yf ym")
    private static let sexMarks: Set<UInt32> = [0x2F, 0x2C, 0x3A, 0x28, 0x2D, 0x7C]
    private static let rangeMarks: Set<UInt32> = [0x2D, 0x2013, 0x2F, 0x2C]
    private static let rangeWords = WordList.hashes("to and bis und a à et y e tot en do i till och og до и or oder")
    private static let measureMarks: Set<UInt32> = [0x25, 0xB0, 0xD7, 0x2A, 0xB5]
    private static let cueMarks: Set<UInt32> = [
        0x3A, 0x3D, 0x2D, 0x2F, 0x28, 0x29, 0x3E, 0x3C, 0x2265, 0x7E, 0x2C, 0x2E, 0xFF1A, 0x23, 0x2248,
    ]
    private static let temperatures = WordList.hashes("t temp temperature tmax fever febrile fieber temperatur fièvre")
    /// An age that is not the patient's own: `gestational age`, `bone age`.
    private static let otherAges = WordList.hashes("gestational bone mean average median")
    private static let alt = LetterFolding.hash(LetterFolding.letters("alt"))
    private static let old = WordList.hashes("old alt of oud")
    private static let durations = WordList.hashes(
        "x for since over past last pack kvp mas pendant seit for durante da per past por depuis przez desde hace")
    /// Between a word for age and the number.
    private static let bridges = WordList.hashes(
        """
        of is was at over about approx approximately around now currently scan exam examination diagnosis death time study
        the des der die das bei beim von über ueber ca circa etwa war ist untersuchung aufnahme diagnose examen esame exame de
        du à au est était di del della dello al é es era tiene van op is wynosi to w i ved på vid sex geschlecht sexe sexo
        sesso geslacht płeć kjønn kön
        """)
    private static let joints = WordList.hashes("and y e und")
    private static let measured = WordList.hashes("percent degree degrees grad prozent per cent times minutes")
    /// Ninety and something in one word: `novantatré`, `dreiundneunzigjährig`.
    private static let firstNineties = [
        "ninety", "novant", "noventa", "nittio", "nitti", "dziewięćdziesię", "девяност",
    ].map { LetterFolding.letters($0) }
    private static let innerNineties = ["neunzig", "negentig", "halvfems"].map { LetterFolding.letters($0) }
    private static let frenchTens = WordList.hashes("dix onze douze treize quatorze quinze seize")
    private static let vingt = LetterFolding.hash(LetterFolding.letters("vingt"))
    private static let quatre = LetterFolding.hash(LetterFolding.letters("quatre"))
    private static let ones = WordList.hashes(
        """
        one two three four five six seven eight nine and y e und uno dos tres cuatro cinco seis siete ocho nueve um
        dois quatro sete oito nove due tre quattro cinque sei sette otto jeden dwa trzy cztery pięć sześć siedem
        osiem sept huit neuf один два три четыре пять шесть семь восемь девять dziewięć fire fem seks syv sju åtte otte
        """)
}
