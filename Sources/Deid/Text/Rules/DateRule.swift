/// Dates finer than a year: in digits, with months in words, in ideographs.
///
/// A month and a day without a year look like fractions, grades and page numbers: they need a word that announces a
/// date,
/// or the header.
struct DateRule {
    /// A day as it was read; nil for what is not told.
    struct Reading: Hashable, Sendable {
        var year: Int?
        var month: Int
        var day: Int?
    }

    /// A date in a text.
    struct Found {
        /// Tokens of the date itself, and with a weekday beside it.
        var core: ClosedRange<Int>
        var whole: ClosedRange<Int>
        /// What it can be read as; nothing for a year of birth.
        var readings: [Reading]
        /// It is somebody's day of birth: never to be moved.
        var isBirth: Bool
    }

    let text: TextTokens
    /// Days that the header tells.
    let known: KnownDays

    /// All dates of the text, in order.
    func scan(into spans: inout [TextSpan]) {
        for found in all {
            let isKnown = found.readings.contains {
                known.contains($0) || known.contains(Reading(month: $0.month, day: $0.day))
            }
            let (start, end) = (text.tokens[found.whole.lowerBound].start, text.tokens[found.whole.upperBound].end)
            spans.append(
                TextSpan(
                    start: start, end: end, kind: .date,
                    source: isKnown ? .header : .rules, confidence: isKnown ? 0.98 : 0.93, isBirth: found.isBirth))
        }
    }

    /// The date that begins at a token; `first` is moved where it begins before.
    func date(at index: Int, _ token: TextToken, _ first: inout Int) -> (end: Int, readings: [Reading])? {
        switch token.kind {
        case .digits: chain(at: index) ?? ideographs(at: &first) ?? compact(at: index)
        case .letters where token.flags.month > 0: named(at: index, first: &first)
        case .wide: ideographs(at: &first)
        default: nil
        }
    }

    static func isYear(_ number: Int) -> Bool { (1880...2049).contains(number) }

    /// The days that year, month and day can be; a year of two digits is one of this century or the last.
    static func reading(_ year: Int, _ digits: Int, _ month: Int, _ day: Int) -> Reading? {
        var full = year
        if digits == 2 { full = year < 50 ? 2000 + year : 1900 + year } else if digits != 4 { return nil }
        guard isYear(full), CalendarDate(year: full, month: month, day: day) != nil else { return nil }
        return Reading(year: full, month: month, day: day)
    }

    /// All readings of three numbers, in the orders that people write.
    static func readings(_ parts: [(number: Int, digits: Int)]) -> [Reading] {
        let (a, b, c) = (parts[0], parts[1], parts[2])
        if a.digits == 4 {
            return b.digits > 2 || c.digits > 2 ? [] : [reading(a.number, 4, b.number, c.number)].compactMap { $0 }
        }
        guard a.digits <= 2, b.digits <= 2, c.digits == 4 || c.digits == 2 else { return [] }
        var all = [reading(c.number, c.digits, b.number, a.number), reading(c.number, c.digits, a.number, b.number)]
        if a.digits == 2, b.digits == 2, c.digits == 2 { all.append(reading(a.number, 2, b.number, c.number)) }
        return all.compactMap { $0 }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    // MARK: digits and separators

    private static let separators: Set<UInt32> = [
        0x2F, 0x2D, 0x2E, 0x5F, 0x2010, 0x2011, 0x2012, 0x2013, 0xFF0F, 0xFF0E, 0x2C,
    ]

    /// The digits tokens that follow one another with one and the same mark between them; the first eight.
    private func parts(from index: Int) -> [Int] {
        var parts = [index]
        var next = index
        let mark = text.mark(index + 1)
        guard Self.separators.contains(mark) else { return parts }
        while parts.count < 8, text.mark(next + 1) == mark, text.kind(next + 2) == .digits,
            text.isGlued(next + 1) || mark == 0x2F,
            text.tokens[next + 2].start - text.tokens[next + 1].end <= (mark == 0x2E || mark == 0x2F ? 1 : 0)
        {
            next += 2
            parts.append(next)
        }
        return parts
    }

    private func chain(at index: Int) -> (end: Int, readings: [Reading])? {
        // Inside of a longer chain (an address of a host, a UID, a version) there is no date.
        if text.isGlued(index), text.mark(index - 1) == 0x2E, text.kind(index - 2) == .digits, text.isGlued(index - 1) {
            return nil
        }
        let parts = parts(from: index)
        let mark = text.mark(index + 1)
        if mark == 0x2E && parts.count > 3 || mark == 0x2C { return nil }
        let numbers = parts.map { (number: text.number($0) ?? -1, digits: text.tokens[$0].count) }
        if parts.count >= 3, numbers[0].digits == 4 || numbers[2].digits == 4 || parts.count == 3 {
            let readings = Self.readings(Array(numbers[..<3]))
            let isWhole = numbers[0].digits == 4 || numbers[2].digits == 4
            // `5-10-15 min`
            let isRange = mark == 0x2D && isMeasured(parts[2])
            if mark == 0x2E, isVersion(index), !numbers.starts(with: [2, 2], by: { $0.digits == $1 }),
                !readings.contains(where: known.contains)
            {
                return nil
            }
            if !readings.isEmpty, isWhole || !isNumbered(index) && !isRange {
                return (parts[2], readings)
            }
        }
        guard parts.count == 2 || parts.count > 2 && mark != 0x2E else { return nil }
        return pair(index, parts[1], numbers[0], numbers[1], mark)
    }

    /// Month and year, or day and month.
    private func pair(
        _ index: Int, _ end: Int, _ one: (number: Int, digits: Int), _ two: (number: Int, digits: Int), _ mark: UInt32
    ) -> (end: Int, readings: [Reading])? {
        guard !isNumbered(index), mark != 0x5F, text.tokens[end].start == text.tokens[index].end + 1 else { return nil }
        let isLetterBefore = text.isGlued(index) && text.kind(index - 1) == .letters
        // `ratio 2.1946`, `12.1946 mGy`
        let isNumber = one.digits == 1 || isMeasuring(index) || hasUnit(end)
        if mark == 0x2E, two.digits == 4, isNumber, !isAnnounced(index),
            isMeasuring(index) || !known.isBirth(Reading(year: two.number, month: one.number))
        {
            return nil
        }
        if one.digits <= 2, (1...12).contains(one.number), two.digits == 4, Self.isYear(two.number), !isLetterBefore {
            return (end, [Reading(year: two.number, month: one.number)])
        }
        if one.digits == 4, Self.isYear(one.number), two.digits == 2, (1...12).contains(two.number), !isLetterBefore {
            return (end, [Reading(year: one.number, month: two.number)])
        }
        guard one.digits <= 2, two.digits <= 2, !isLetterBefore, mark != 0x2D || one.digits + two.digits == 4,
            mark != 0x2E || one.digits == 2 || two.digits == 2
        else { return nil }
        let readings = [(one.number, two.number), (two.number, one.number)].compactMap { month, day in
            (1...12).contains(month) && (1...31).contains(day) ? Reading(month: month, day: day) : nil
        }
        guard !readings.isEmpty, !isMeasured(end) else { return nil }
        let isKnown = one.digits + two.digits == 4 && readings.contains { known.contains($0) }
        // Nobody pads a fraction or a grade: `03/15`.
        let isPadded = mark == 0x2F && one.digits == 2 && two.digits == 2 && text.key(text.tokens[index]).first == 0x30
        guard isKnown || isPadded || isAnnounced(index) else { return nil }
        return (end, readings)
    }

    /// Eight digits, or more with a time of day; six where a word or the header says that it is a date.
    private func compact(at index: Int) -> (end: Int, readings: [Reading])? {
        let token = text.tokens[index]
        guard token.count == 8 || token.count == 6 || token.count == 12 || token.count == 14 else { return nil }
        if text.isGlued(index), text.kind(index - 1) == .letters, token.count < 8 { return nil }
        if isFraction(after: index) { return nil }
        let codes = text.key(token).map { Int($0) - 0x30 }
        func number(_ range: Range<Int>) -> Int { codes[range].reduce(0) { $0 * 10 + $1 } }
        if token.count == 6 {
            let two = [number(0..<2), number(2..<4), number(4..<6)].map { (number: $0, digits: 2) }
            let readings = Self.readings(two)
            guard !readings.isEmpty, readings.contains(where: known.contains) || isAnnounced(index) else { return nil }
            return (index, readings)
        }
        guard !isNumbered(index), let reading = Self.reading(number(0..<4), 4, number(4..<6), number(6..<8)) else {
            guard token.count == 8, isAnnounced(index) else { return nil }
            let readings = [
                Self.reading(number(4..<8), 4, number(0..<2), number(2..<4)),
                Self.reading(number(4..<8), 4, number(2..<4), number(0..<2)),
            ].compactMap { $0 }
            return readings.isEmpty ? nil : (index, readings)
        }
        if token.count > 8, number(8..<10) > 23 || number(10..<12) > 59 { return nil }
        return (index, [reading])
    }

    // MARK: what stands around

    /// A word before says that a date comes.
    private func isAnnounced(_ index: Int) -> Bool {
        let before = text.word(before: index, marks: 3)
        guard before >= 0 else { return false }
        let flags = text.flags(before)
        if !flags.isDisjoint(with: [.born, .dated, .birth]) { return true }
        let further = text.word(before: before, marks: 1)
        return further >= 0 && text.flags(further).contains(.dated) && Self.far.contains(text.tokens[further].hash)
            && text.kind(before) == .letters
    }

    /// A word before says that this is a catalogue number or a version.
    private func isNumbered(_ index: Int) -> Bool {
        if text.isGlued(index), text.kind(index - 1) == .letters, text.tokens[index - 1].count == 1,
            text.key(text.tokens[index - 1]).first == 0x76
        {
            return true
        }
        let before = text.word(before: index, marks: 2)
        return before >= 0 && text.flags(before).contains(.catalog)
    }

    /// A word before says that a number is measured.
    private func isMeasuring(_ index: Int) -> Bool {
        let before = text.word(before: index, marks: 2)
        return before >= 0 && Self.measuring.contains(text.tokens[before].hash)
    }

    /// Digits behind the point of a number that cannot begin a date: `0.19610312`, `ratio 2.19610312`.
    private func isFraction(after index: Int) -> Bool {
        guard text.isMark(index - 1, "."), text.isGlued(index), text.kind(index - 2) == .digits, text.isGlued(index - 1),
            !text.isMark(index - 3, ".")
        else { return false }
        return text.number(index - 2) == 0 || isMeasuring(index - 2)
    }

    /// Directly behind a word for a program, or behind a `v` without a gap: `software 5.12.1998`, `v5.12.1998`. Documents have
    /// versions with a date, and `v. 2.9.2024` is `vom`.
    private func isVersion(_ index: Int) -> Bool {
        guard text.kind(index - 1) == .letters else { return false }
        if Self.programs.contains(text.tokens[index - 1].hash) { return true }
        return text.isGlued(index) && text.tokens[index - 1].count == 1 && text.key(text.tokens[index - 1]).first == 0x76
    }

    private static let programs = WordList.hashes("sw software fw firmware syngo")
    private static let measuring = WordList.hashes(
        """
        ratio factor scale slope intercept spacing thickness compression lossy level value index quality score gain offset
        threshold sigma suv suvmax suvmean suvpeak adc ctdi ctdivol dlp dose te tr ti fa snr fov length width height depth
        diameter distance volume area size radius mean min max sd std rate velocity pressure gradient zoom pitch magnification
        resolution quantization pixel voxel uptake faktor verhältnis wert länge breite höhe abstand durchmesser volumen dosis
        facteur rapport valeur longueur largeur hauteur diamètre rapporto fattore valore factor valor relación
        """)

    /// A unit or a word of grading comes after.
    private func isMeasured(_ index: Int) -> Bool {
        guard index + 1 < text.count else { return false }
        let next = text.tokens[index + 1]
        if next.kind == .mark { return text.mark(index + 1) == 0x25 }
        return next.kind == .letters && !next.flags.isDisjoint(with: [.unit, .timeUnit])
            || next.kind == .letters && Self.graded.contains(next.hash)
    }

    /// A unit comes after that is no abbreviation of a disease or a side: `mGy`, `%`, not `MS`, `M`.
    private func hasUnit(_ index: Int) -> Bool {
        guard isMeasured(index) else { return false }
        let next = text.tokens[index + 1]
        return next.kind == .mark || next.count > 1 && (!next.isAllCapitals || text.isAllCapitals)
    }

    /// Words that announce a date over another word: `last chemo 10/29`.
    private static let far = WordList.hashes(
        """
        last prior previous next scheduled performed done dx letzte dernier último ultima
        """)
    private static let tomography = LetterFolding.hash(LetterFolding.letters("oct"))

    private static let graded = WordList.hashes(
        """
        strength murmur pain power reflexes pulses dilution ratio x th images frames
        """)

    // MARK: months in words

    private func named(at index: Int, first: inout Int) -> (end: Int, readings: [Reading])? {
        let month = text.tokens[index].flags.month
        let isWord = text.tokens[index].flags.contains(.monthWord)
        let isShort = text.tokens[index].count <= 4
        let left = number(before: index)
        let right = number(after: index)
        func value(_ at: Int?) -> (number: Int, digits: Int)? {
            at.flatMap { at in text.number(at).map { ($0, text.tokens[at].count) } }
        }
        let (l, r) = (value(left), value(right))
        let isDayLeft = l.map { $0.digits <= 2 && (1...31).contains($0.number) } ?? false
        let isDayRight = r.map { $0.digits <= 2 && (1...31).contains($0.number) } ?? false
        let isYearRight = r.map { $0.digits == 4 && Self.isYear($0.number) } ?? false
        if let left, let l, isDayLeft, let right, let r, isYearRight || r.digits == 2 && isYearOfTwo(index, left, right) {
            first = left
            let year = r.digits == 4 ? r.number : r.number < 50 ? 2000 + r.number : 1900 + r.number
            return (right, [Reading(year: year, month: month, day: l.number)])
        }
        if let right, let r, isDayRight {
            let further = number(after: right)
            if let further, let y = value(further),
                y.digits == 4 && Self.isYear(y.number) || y.digits == 2 && text.mark(further - 1) == 0x27
            {
                return (
                    further, [Reading(year: y.digits == 4 ? y.number : 2000 + y.number, month: month, day: r.number)]
                )
            }
            if let left, let l, l.digits == 4, Self.isYear(l.number) {
                first = left
                return (right, [Reading(year: l.number, month: month, day: r.number)])
            }
        }
        if let right, let r, isYearRight { return (right, [Reading(year: r.number, month: month)]) }
        if let right, let r, r.digits == 2, text.mark(right - 1) == 0x27 || text.mark(right - 1) == 0x2019 {
            return (right, [Reading(year: 2000 + r.number, month: month)])
        }
        if let left, let l, l.digits == 4, Self.isYear(l.number), !isWord || text.mark(index - 1) == 0x2D {
            first = left
            return (index, [Reading(year: l.number, month: month)])
        }
        let isPlain = !isWord && (!isShort || text.tokens[index].hash != Self.tomography)
        if let left, let l, isDayLeft, !isMeasured(index) {
            let reading = Reading(month: month, day: l.number)
            if isPlain || isAnnounced(left) || known.contains(reading) {
                first = left
                return (index, [reading])
            }
        }
        if let right, let r, isDayRight, !isMeasured(right) {
            let reading = Reading(month: month, day: r.number)
            // `MAY 06` and `April 23` are days; `may 3` and `june 2` need a word before.
            let isDay =
                r.digits == 2 && (text.tokens[index].isCapitalized || text.isAllSmall)
                && text.tokens[index].hash != Self.tomography
            if isPlain || isDay || isAnnounced(index) || known.contains(reading) { return (right, [reading]) }
        }
        return nil
    }

    /// Two digits after day and month are a year where all three are written as one, or announced.
    private func isYearOfTwo(_ month: Int, _ day: Int, _ year: Int) -> Bool {
        if text.tokens[year].start - text.tokens[month].end <= 1, text.tokens[month].start - text.tokens[day].end <= 1 {
            return true
        }
        return !isMeasured(year) && isAnnounced(day) || text.mark(year - 1) == 0x27
    }

    private static let ordinals = WordList.hashes("th st nd rd er ste de of del the e º ª o")

    /// The digits before token `index`, over one mark and `of`, `de`, `th`.
    private func number(before index: Int) -> Int? {
        var position = index - 1
        var steps = 0
        while position >= 0, steps < 3 {
            let token = text.tokens[position]
            switch token.kind {
            case .digits: return token.count <= 4 ? position : nil
            case .mark: if !Self.dateMarks.contains(text.mark(position)) { return nil }
            case .letters: if !Self.ordinals.contains(token.hash) { return nil }
            case .wide: return nil
            }
            position -= 1
            steps += 1
        }
        return nil
    }

    /// The digits after token `index`, over marks and `of`, `de`, `th`.
    private func number(after index: Int) -> Int? {
        var position = index + 1
        var steps = 0
        while position < text.count, steps < 3 {
            let token = text.tokens[position]
            switch token.kind {
            case .digits: return token.count <= 4 && !isFraction(position) ? position : nil
            case .mark: if !Self.dateMarks.contains(text.mark(position)) { return nil }
            case .letters: if !Self.ordinals.contains(token.hash) { return nil }
            case .wide: return nil
            }
            position += 1
            steps += 1
        }
        return nil
    }

    /// A decimal number or a size, not a day.
    private func isFraction(_ index: Int) -> Bool {
        let mark = text.mark(index + 1)
        return (mark == 0x2E || mark == 0x3A) && text.kind(index + 2) == .digits && text.isGlued(index + 1)
            && text.isGlued(index + 2)
    }

    private static let dateMarks: Set<UInt32> = [
        0x2E, 0x2D, 0x2F, 0x2C, 0x5F, 0x27, 0x2019, 0x2013, 0xBA, 0xB0, 0xAA, 0x29,
    ]
}
