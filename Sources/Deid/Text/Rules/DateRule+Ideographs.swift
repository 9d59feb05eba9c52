/// Dates as Chinese, Japanese and Korean write them, eras included.
extension DateRule {
    private static let year: Set<UInt32> = [0x5E74, 0xB144]
    private static let month: Set<UInt32> = [0x6708, 0xC6D4]
    private static let day: Set<UInt32> = [0x65E5, 0xC77C, 0x53F7]
    private static let numerals: [UInt32: Int] = [
        0x3007: 0, 0x96F6: 0, 0x4E00: 1, 0x4E8C: 2, 0x4E09: 3, 0x56DB: 4, 0x4E94: 5, 0x516D: 6, 0x4E03: 7, 0x516B: 8,
        0x4E5D: 9, 0x5341: 10, 0x5143: 1,
    ]
    /// Second characters of eras (令和, 平成, 昭和, 大正, 明治, 民國) with their first year less one.
    private static let eras: [UInt32: Int] = [
        0x548C: 0, 0x6210: 1988, 0x6B63: 1911, 0x6CBB: 1867, 0x570B: 1911, 0x56FD: 1911,
    ]

    /// `2015年3月12日`, `令和3年4月`, `3月12日`, `二〇一五年三月`.
    func ideographs(at first: inout Int) -> (end: Int, readings: [Reading])? {
        let start = first
        guard let one = numeral(at: start) else { return nil }
        let mark = scalar(one.end + 1)
        if Self.year.contains(mark) {
            guard let two = numeral(at: one.end + 2), Self.month.contains(scalar(two.end + 1)),
                (1...12).contains(two.value)
            else { return nil }
            let era = era(before: start)
            guard one.digits == 4 && Self.isYear(one.value) || era != nil || one.digits == 2 else { return nil }
            let year = era.map { $0.base + one.value } ?? one.value
            if let era { first = era.start }
            guard let three = numeral(at: two.end + 2), Self.day.contains(scalar(three.end + 1)),
                (1...31).contains(three.value)
            else { return (two.end + 1, [Reading(year: year, month: two.value)]) }
            return (three.end + 1, [Reading(year: year, month: two.value, day: three.value)])
        }
        if Self.month.contains(mark), (1...12).contains(one.value), let two = numeral(at: one.end + 2),
            Self.day.contains(scalar(two.end + 1)), (1...31).contains(two.value)
        {
            return (two.end + 1, [Reading(month: one.value, day: two.value)])
        }
        return nil
    }

    private func scalar(_ index: Int) -> UInt32 {
        guard index < text.count, text.tokens[index].kind == .wide else { return 0 }
        return text.scalars[text.tokens[index].start].value
    }

    /// A number in digits or in ideographs.
    private func numeral(at index: Int) -> (value: Int, digits: Int, end: Int)? {
        guard index < text.count else { return nil }
        if let number = text.number(index) { return (number, text.tokens[index].count, index) }
        var (value, digits, position, tens) = (0, 0, index, false)
        while digits < 5, let digit = Self.numerals[scalar(position)] {
            if digit == 10 {
                value = max(value, 1) * 10
                tens = true
            } else {
                value = tens ? value + digit : value * 10 + digit
            }
            digits += 1
            position += 1
        }
        return digits == 0 ? nil : (value, digits, position - 1)
    }

    private func era(before index: Int) -> (base: Int, start: Int)? {
        guard index >= 2 else {
            return letterEra(before: index)
        }
        let (first, second) = (scalar(index - 2), scalar(index - 1))
        guard var base = Self.eras[second] else { return letterEra(before: index) }
        switch (first, second) {
        case (0x4EE4, 0x548C): base = 2018
        case (0x662D, 0x548C): base = 1925
        case (0x5E73, 0x6210), (0x5927, 0x6B63), (0x660E, 0x6CBB), (0x6C11, _): break
        default: return nil
        }
        return (base, index - 2)
    }

    /// `H27`, `S45`, `R3`.
    private func letterEra(before index: Int) -> (base: Int, start: Int)? {
        guard index >= 1, text.isGlued(index), text.tokens[index - 1].kind == .letters,
            text.tokens[index - 1].count == 1
        else {
            return nil
        }
        switch text.key(text.tokens[index - 1]).first {
        case 0x68: return (1988, index - 1)
        case 0x73: return (1925, index - 1)
        case 0x72: return (2018, index - 1)
        case 0x74: return (1911, index - 1)
        default: return nil
        }
    }
}
