/// Days of birth, by the header or by a word beside them; and weekdays, which would tell what a moved date was.
extension DateRule {
    /// All dates of the text, in order, with what they can be read as.
    var all: [Found] {
        var result: [Found] = []
        var (index, free) = (0, 0)
        while index < text.count {
            var first = index
            if let found = date(at: index, text.tokens[index], &first), first >= free {
                let whole = withWeekday(first, found.end, from: free)
                result.append(
                    Found(
                        core: first...found.end, whole: whole, readings: found.readings,
                        isBirth: isBirth(first, found.end, found.readings)))
                index = whole.upperBound
                free = index + 1
            } else if birthYear(at: index) {
                result.append(Found(core: index...index, whole: index...index, readings: [], isBirth: true))
                free = index + 1
            }
            index += 1
        }
        return result
    }

    /// Whether the date from token `first` to `last` is somebody's day of birth.
    func isBirth(_ first: Int, _ last: Int, _ readings: [Reading]) -> Bool {
        readings.contains(where: known.isBirth) || hasBirthWord(before: first) || hasBirthWord(behind: last)
    }

    /// A year alone that somebody is said to be born in and that makes them 90 or older.
    func birthYear(at index: Int) -> Bool {
        guard text.tokens[index].kind == .digits, text.tokens[index].count == 4, let year = text.number(index),
            Self.isYear(year), known.isOver89(bornIn: year), !text.isGlued(index) || text.kind(index - 1) == .mark
        else { return false }
        return hasBirthWord(before: index) || hasBirthWord(behind: text.isWide(index + 1, 0x5E74) ? index + 1 : index)
    }

    // MARK: words for a birth

    /// `DOB:`, `geb. am`, `née à Lyon le`, `born on Monday`, `*`, `生年月日`: nothing but small words and a place between.
    private func hasBirthWord(before first: Int) -> Bool {
        var position = first - 1
        while position >= 0, first - position <= 10 {
            let token = text.tokens[position]
            switch token.kind {
            case .digits: return false
            case .wide: return Self.endsWith(Self.wideBirths, text.scalars[..<token.end])
            case .mark:
                let mark = text.mark(position)
                // `* 5.5.1930`, but no product.
                if mark == 0x2A, position == first - 1 { return position == 0 || text.kind(position - 1) != .digits }
                guard Self.joints.contains(mark) else { return false }
            case .letters:
                if isBirthWord(position, date: first) { return true }
                let isPlace =
                    token.isCapitalized && position > 0 && text.kind(position - 1) == .letters
                    && Self.before(place: text.tokens[position - 1].hash)
                guard
                    isPlace || Self.bridges.contains(token.hash) || token.flags.contains(.weekday)
                        || token.count == 1 && !token.isCapitalized
                else { return false }
            }
            position -= 1
        }
        return false
    }

    private func isBirthWord(_ position: Int, date first: Int) -> Bool {
        let token = text.tokens[position]
        if token.flags.contains(.birth) { return true }
        let short = initials(endingAt: position)
        if short.count > 1 { return Self.abbreviations.contains(LetterFolding.hash(short)) }
        // `DN 05/05/1930`; `dn.` is a day of anything.
        if token.isAllCapitals, Self.abbreviations.contains(token.hash) { return true }
        // `b. 5 May 1930`, `f. 05.05.1930`.
        return token.count == 1 && position == first - 2 && text.isMark(position + 1, ".") && text.isGlued(position + 1)
            && Self.single.contains(token.hash) && (position == 0 || !text.isGlued(position))
    }

    /// `dob` of `d.o.b.`, `др` of `д.р.`; the last word itself if no point joins it.
    private func initials(endingAt position: Int) -> [UInt16] {
        var letters: [UInt16] = []
        var index = position
        while index >= 0, text.kind(index) == .letters, letters.count < 8,
            text.tokens[index].count == 1 || letters.isEmpty && text.tokens[index].count <= 4
        {
            letters = Array(text.key(text.tokens[index])) + letters
            guard index >= 2, text.isMark(index - 1, ".") || text.isMark(index - 1, "/") else { break }
            index -= 2
        }
        return index < position ? letters : []
    }

    /// `1930年5月5日生`, `05.05.1930 г.р.`, `5 May 1930 (DOB)`; not where the word belongs to the next date.
    private func hasBirthWord(behind last: Int) -> Bool {
        var next = last + 1
        while next <= last + 2, text.kind(next) == .mark, Self.joints.contains(text.mark(next)) { next += 1 }
        guard next < text.count else { return false }
        if text.kind(next) == .wide { return Self.afterwards.contains(text.scalars[text.tokens[next].start].value) }
        guard text.kind(next) == .letters else { return false }
        var end = next
        while text.isMark(end + 1, "."), text.kind(end + 2) == .letters, text.tokens[end + 2].count == 1 { end += 2 }
        guard isBirthWord(end, date: -1) else { return false }
        end += 1
        while end < text.count, text.kind(end) == .mark || Self.bridges.contains(text.tokens[end].hash) { end += 1 }
        return end >= text.count || text.kind(end) != .digits && text.tokens[end].flags.month == 0
    }

    private static func endsWith(_ words: [String], _ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        words.contains { scalars.suffix($0.unicodeScalars.count).elementsEqual($0.unicodeScalars) }
    }

    private static func before(place hash: UInt64) -> Bool { prepositions.contains(hash) }

    private static let wideBirths = [
        "生年月日", "出生", "出生日期", "出生年月日", "生于", "生於", "誕生日", "生日", "生", "생년월일", "생일", "출생", "출생일",
    ]
    /// 生, 出生, 생 behind a date.
    private static let afterwards: Set<UInt32> = [0x751F, 0x51FA, 0x8A95, 0xC0DD, 0xCD9C]
    private static let abbreviations = WordList.hashes("dob dn fn fdn fnac dnasc ddn др гр ур ur")
    private static let single = WordList.hashes("b f n s р")
    private static let joints: Set<UInt32> = [
        0x3A, 0x2E, 0x3D, 0x28, 0x29, 0x2C, 0x2D, 0x2F, 0x27, 0x2019, 0xFF1A, 0x2013, 0x23, 0xFF08,
    ]
    private static let prepositions = WordList.hashes("in at à a en em w v i la în u στο nel")
    private static let bridges = WordList.hashes(
        """
        date datum data fecha day dia on the le il el den am de del di da du in at is was of e à a en em w i op på dt la lo
        do dnia roku dato tarih tarihi dátum dan nel year jour on giorno patient pt der die das den s
        """)

    // MARK: weekdays

    /// The date with the weekday that stands beside it: `Monday, 8 January`, `8.1.2024 (Mo)`, `2024年1月8日(月)`.
    ///
    /// - Parameter start: the first token that no date before has.
    func withWeekday(_ first: Int, _ last: Int, from start: Int) -> ClosedRange<Int> {
        var (lower, upper) = (first, last)
        var position = first - 1
        while position >= start, first - position <= 5 {
            let token = text.tokens[position]
            if token.kind == .letters, token.flags.contains(.weekday), isWeekday(position, first - position == 1) {
                lower = position
                break
            }
            if token.kind == .wide, let begin = wideWeekday(endingAt: position), begin >= start {
                lower = begin
                break
            }
            let isBetween =
                token.kind == .mark
                ? Self.joints.contains(text.mark(position))
                : token.kind == .letters && Self.dayParts.contains(token.hash)
            guard isBetween else { break }
            position -= 1
        }
        if let end = weekday(behind: last) {
            let isBracketed = Self.brackets.contains(text.mark(last + 1)) && Self.brackets.contains(text.mark(end + 1))
            upper = isBracketed ? end + 1 : end
        }
        return lower...upper
    }

    /// Short ones are words and names as well: they count where they are written as one.
    private func isWeekday(_ index: Int, _ isBeside: Bool) -> Bool {
        let token = text.tokens[index]
        if token.count > 3 || Self.plainDays.contains(token.hash) { return true }
        if text.isMark(index + 1, ".") || text.isMark(index + 1, ",") || text.isMark(index + 1, ")") { return true }
        return isBeside && token.isCapitalized && !token.isAllCapitals
    }

    private func weekday(behind last: Int) -> Int? {
        var next = last + 1
        while next <= last + 2, text.kind(next) == .mark, Self.joints.contains(text.mark(next)) { next += 1 }
        guard next < text.count else { return nil }
        let isBracketed = Self.brackets.contains(text.mark(next - 1))
        if text.kind(next) == .wide {
            let code = text.scalars[text.tokens[next].start].value
            if Self.wideDays.contains(code) {
                if text.isWide(next + 1, 0x66DC) { return text.isWide(next + 2, 0x65E5) ? next + 2 : next + 1 }
                if text.isWide(next + 1, 0xC694) { return text.isWide(next + 2, 0xC77C) ? next + 2 : next + 1 }
                return isBracketed ? next : nil
            }
            // 星期一, 周一, 礼拜一
            let head = text.isWide(next, 0x5468) || text.isWide(next, 0x9031) ? 1 : 2
            let isWeek =
                head == 1 || text.isWide(next, 0x661F) && text.isWide(next + 1, 0x671F)
                || text.isWide(next, 0x793C) || text.isWide(next, 0x79AE)
            return isWeek && text.kind(next + head) == .wide ? next + head : nil
        }
        guard text.kind(next) == .letters, text.flags(next).contains(.weekday),
            isBracketed || text.tokens[next].count > 3
                || Self.plainDays.contains(text.tokens[next].hash) || text.isMark(next - 1, ",")
        else { return nil }
        // `8 Jan, Monday 15 Jan`: the weekday of the next one.
        var after = next + 1
        while text.kind(after) == .mark, !text.isMark(after, ")"), after <= next + 2 { after += 1 }
        let isOfNext = text.kind(after) == .digits && !isBracketed || text.flags(after).month > 0 && !isBracketed
        return isOfNext && !text.isMark(next + 1, ".") ? nil : next
    }

    private func wideWeekday(endingAt position: Int) -> Int? {
        if text.isWide(position, 0x65E5), text.isWide(position - 1, 0x66DC) { return max(position - 2, 0) }
        if text.isWide(position, 0xC77C), text.isWide(position - 1, 0xC694) { return max(position - 2, 0) }
        if text.isWide(position - 1, 0x671F), text.isWide(position - 2, 0x661F) { return position - 2 }
        if text.isWide(position - 1, 0x5468) || text.isWide(position - 1, 0x9031) { return position - 1 }
        return nil
    }

    private static let brackets: Set<UInt32> = [0x28, 0x29, 0xFF08, 0xFF09]
    private static let plainDays = WordList.hashes("mon tue wed thu fri sat sun tues thur thurs")
    /// 月火水木金土日 and 월화수목금토일.
    private static let wideDays: Set<UInt32> = [
        0x6708, 0x706B, 0x6C34, 0x6728, 0x91D1, 0x571F, 0x65E5, 0xC6D4, 0xD654, 0xC218, 0xBAA9, 0xAE08, 0xD1A0, 0xC77C,
    ]
    private static let dayParts = WordList.hashes(
        "the den le il el de of on am der morning afternoon evening night noon früh nachmittag matin soir mañana tarde dia d")
}

extension TextTokens {
    /// Whether token `index` is the wide character `code`.
    fileprivate func isWide(_ index: Int, _ code: UInt32) -> Bool {
        kind(index) == .wide && scalars[tokens[index].start].value == code
    }
}
