/// Days as they are usually written: `19610312`, `12.03.1961`, `3/12/61`, `12 March 1961`, `Mar 12, 1961`, `1961年3月12日`.
///
/// Every reading is given; which of them is meant nobody knows, and what is searched for decides.
struct DateReader {
    /// A day as `YYYYMMDD`, and the last token of it.
    struct Reading {
        var day: Int
        var last: Int
    }

    let text: SearchedText
    let bytes: UnsafeRawBufferPointer

    /// The days that can begin at a token.
    func readings(at start: Int) -> [Reading] {
        let tokens = text.tokens
        switch tokens[start].kind {
        case .letters:
            // Mar 12, 1961
            let months = MonthNames.months(text.codes(of: start))
            guard !months.isEmpty, let day = part(start + 1) else { return [] }
            let next = skippingFillers(start + 2)
            guard let year = part(next) else { return [] }
            return months.flatMap { days(year, $0, day, last: next) }
        case .wide: return []
        case .digits: break
        }
        let count = text.codes(of: start).count
        if count >= 5 { return compact(start, count) }
        guard let first = part(start), start + 2 < tokens.count else { return [] }
        switch tokens[start + 1].kind {
        case .digits: return numeric(start, first)
        case .wide: return ideographic(start, first)
        case .letters:
            // 12th of March 1961, 1961-Mar-12
            let middle = skippingFillers(start + 1)
            guard middle < tokens.count, tokens[middle].kind == .letters else { return [] }
            let months = MonthNames.months(text.codes(of: middle))
            let next = skippingFillers(middle + 1)
            guard !months.isEmpty, let third = part(next) else { return [] }
            return months.flatMap { days(third, $0, first, last: next) + days(first, $0, third, last: next) }
        }
    }

    /// One to four digits.
    private struct Part {
        var number: Int
        var digits: Int
    }

    private func part(_ token: Int) -> Part? {
        guard let number = text.number(token), text.codes(of: token).count <= 4 else { return nil }
        return Part(number: number, digits: text.codes(of: token).count)
    }

    /// `th`, `of`, `de`: at most two of them.
    private func skippingFillers(_ token: Int) -> Int {
        var next = token
        while next < token + 2, next < text.tokens.count, text.tokens[next].kind == .letters,
            text.codes(of: next).count <= 2 || Self.fillers.contains(Array(text.codes(of: next)))
        {
            next += 1
        }
        return next
    }

    private static let fillers: Set<[UInt16]> = Set(["del", "den", "dia"].map { LetterFolding.key($0) })

    /// Year, month and day if they are one; two digits are a year of this century or the last.
    private func days(_ year: Part, _ month: Int, _ day: Part, last: Int) -> [Reading] {
        guard day.digits <= 2, (1...31).contains(day.number), (1...12).contains(month) else { return [] }
        let years: [Int]
        switch year.digits {
        case 4: years = [year.number]
        case 2: years = [1900 + year.number, 2000 + year.number]
        default: return []
        }
        return years.map { Reading(day: $0 * 10_000 + month * 100 + day.number, last: last) }
    }

    private func orders(_ a: Part, _ b: Part, _ c: Part, last: Int) -> [Reading] {
        if a.digits == 4 { return b.digits <= 2 ? days(a, b.number, c, last: last) : [] }
        guard a.digits <= 2, b.digits <= 2 else { return [] }
        var all = days(c, b.number, a, last: last) + days(c, a.number, b, last: last)
        if c.digits == 2 { all += days(a, b.number, c, last: last) }
        return all
    }

    /// Digits without marks: eight, more with a time of day, or six.
    private func compact(_ token: Int, _ count: Int) -> [Reading] {
        let digits = text.codes(of: token).map { Int($0) - 0x30 }
        func part(_ range: Range<Int>) -> Part {
            Part(number: digits[range].reduce(0) { $0 * 10 + $1 }, digits: range.count)
        }
        switch count {
        case 6: return orders(part(0..<2), part(2..<4), part(4..<6), last: token)
        case 8:
            return orders(part(0..<4), part(4..<6), part(6..<8), last: token)
                + orders(part(0..<2), part(2..<4), part(4..<8), last: token)
        case 10, 12, 14...20: return orders(part(0..<4), part(4..<6), part(6..<8), last: token)
        default: return []
        }
    }

    /// Three numbers with the same mark between them.
    private func numeric(_ start: Int, _ first: Part) -> [Reading] {
        let tokens = text.tokens
        guard let second = part(start + 1), let third = part(start + 2) else { return [] }
        let mark = mark(start + 1)
        guard let mark, mark == self.mark(start + 2) else { return [] }
        // Two digits of a year need more than blanks; points on both sides are a version, a UID or an address.
        let isShort = first.digits != 4 && third.digits != 4
        if isShort, mark == 0x20 { return [] }
        if mark == 0x2E, isChained(start) || start + 3 < tokens.count && isChained(start + 3) { return [] }
        return orders(first, second, third, last: start + 2)
    }

    private func ideographic(_ start: Int, _ year: Part) -> [Reading] {
        func isOne(_ token: Int, of codes: [UInt16]) -> Bool {
            token < text.tokens.count && codes.contains(text.codes(of: token).first ?? 0)
        }
        guard isOne(start + 1, of: [0x5E74, 0xB144]), let month = part(start + 2),
            isOne(start + 3, of: [0x6708, 0xC6D4]), let day = part(start + 4)
        else { return [] }
        return days(year, month.number, day, last: start + 4)
    }

    /// The mark before a token, blanks around it aside; nil if there is none or more than one.
    private func mark(_ token: Int) -> UInt8? {
        let gap = bytes[text.tokens[token - 1].end..<text.tokens[token].start]
        guard (1...3).contains(gap.count) else { return nil }
        var found: UInt8 = 0x20
        for byte in gap where byte != 0x20 {
            guard found == 0x20, Self.marks.contains(byte) else { return nil }
            found = byte
        }
        return found
    }

    private static let marks: [UInt8] = Array("/-._:,".utf8)

    private func isChained(_ token: Int) -> Bool {
        guard token > 0 else { return false }
        let (one, other) = (text.tokens[token - 1], text.tokens[token])
        return one.kind == .digits && other.kind == .digits && other.start == one.end + 1 && bytes[one.end] == 0x2E
    }
}
