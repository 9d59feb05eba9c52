/// Numbers that name a patient, a study, an order, a device: after a label, by their structure, or by their length.
extension RuleScan {
    // MARK: label and value

    mutating func labelled() {
        for index in text.tokens.indices where !taken[index] {
            let flags = text.flags(index)
            if flags.contains(.idLabel) {
                value(after: index, isCertain: flags.contains(.idOnly))
            } else if isSerialLabel(index) {
                value(after: index + 2, isCertain: true)
            }
        }
    }

    /// `S/N`.
    private func isSerialLabel(_ index: Int) -> Bool {
        text.kind(index) == .letters && text.tokens[index].count == 1 && text.isMark(index + 1, "/")
            && text.kind(index + 2) == .letters
            && text.key(text.tokens[index]).first == 0x73 && Array(text.key(text.tokens[index + 2])) == [0x6E]
    }

    private static let labelMarks: Set<UInt32> = [
        0x23, 0x3A, 0x2E, 0x3D, 0x2D, 0xBA, 0xB0, 0x2116, 0x28, 0x5F, 0xFF1A, 0x2F,
    ]

    private mutating func value(after label: Int, isCertain: Bool) {
        var first = label + 1
        var (steps, isMarked) = (0, false)
        while first < text.count, steps < 5 {
            if Self.labelMarks.contains(text.mark(first)) {
                isMarked = isMarked || text.isMark(first, "#") || text.isMark(first, ":")
            } else if text.flags(first).isDisjoint(with: [.numberWord, .idLabel, .idOnly])
                || text.kind(first + 1) == nil
            {
                break
            } else if text.flags(first).contains(.numberWord) {
                isMarked = true
            }
            first += 1
            steps += 1
        }
        guard first < text.count, !taken[first] else { return }
        var last = first
        while last + 1 < text.count, text.isGlued(last + 1), !taken[last + 1], isValuePart(last + 1) { last += 1 }
        while last > first, text.kind(last) == .mark { last -= 1 }
        guard text.kind(first) != .mark, text.kind(first) != .wide else { return }
        let digits = (first...last).reduce(0) { $0 + (text.kind($1) == .digits ? text.tokens[$1].count : 0) }
        guard digits > 0 else { return pair(first, isCertain || isMarked) }
        if isCertain || isMarked {
            guard digits >= 2, text.tokens[last].end - text.tokens[first].start >= 3 else { return }
        } else {
            guard digits >= 4, !isYear(first, last) else { return }
        }
        if isMeasured(after: last), digits < 5 { return }
        // Groups with blanks between them: `943 476 5919`.
        if first == last, text.tokens[first].count <= 4, isCertain || isMarked {
            while last + 1 < text.count, text.kind(last + 1) == .digits, !taken[last + 1],
                text.tokens[last + 1].count <= 4,
                text.tokens[last + 1].start - text.tokens[last].end == 1, !isMeasured(after: last + 1),
                text.flags(last + 2).isDisjoint(with: [.ageUnit, .timeUnit])
            {
                last += 1
            }
        }
        // `ACC454311`
        if first == label + 1, text.isGlued(first) { first = label }
        take(first...last, .id, 0.92)
    }

    /// `SN 33680750` after `serial`: a prefix of letters, a blank, digits.
    private mutating func pair(_ first: Int, _ isCertain: Bool) {
        let next = first + 1
        guard isCertain, text.kind(first) == .letters, text.tokens[first].count <= 4, text.kind(next) == .digits,
            !taken[next],
            text.tokens[next].count >= 4, text.tokens[next].start - text.tokens[first].end <= 1
        else { return }
        take(first...next, .id, 0.9)
    }

    private func isValuePart(_ index: Int) -> Bool {
        switch text.kind(index) {
        case .letters, .digits: true
        case .mark: [0x2D, 0x2F, 0x2E, 0x5F, 0x2A].contains(text.mark(index)) && text.isGlued(index + 1)
        default: false
        }
    }

    private func isYear(_ first: Int, _ last: Int) -> Bool {
        first == last && text.tokens[first].count == 4 && DateRule.isYear(text.number(first) ?? 0)
    }

    private func isMeasured(after index: Int) -> Bool {
        let next = index + 1
        if text.mark(next) == 0x25 { return true }
        return text.kind(next) == .letters && text.tokens[next].start - text.tokens[index].end <= 1
            && !text.flags(next).isDisjoint(with: [.unit, .timeUnit])
    }

    // MARK: structure

    /// Sizes of the groups of numbers that states and insurers give, with the marks between them.
    private static let structures: [(sizes: [Int], marks: Set<UInt32>, isBirthFirst: Bool)] = [
        ([3, 2, 4], [0x2D], false),  // SSN
        ([3, 3, 3, 2], [0x2E, 0x2D], false),  // CPF
        ([2, 3, 3], [0x2E], false), ([2, 3, 3, 1], [0x2E, 0x2D], false),  // DNI, RUT
        ([6, 4], [0x2D], true), ([8, 4], [0x2D], true), ([6, 7], [0x2D], true),  // CPR, personnummer, RRN
        ([6, 5], [0], true), ([6, 4], [0x2F], true), ([6, 3], [0x2F], true),  // fødselsnummer, rodné číslo
        ([1, 2, 2, 2, 3, 3, 2], [0], false), ([1, 2, 2, 2, 3, 3], [0], false),  // NIR
        ([3, 4, 4, 2], [0x2E], false),  // AHV
        ([4, 4, 4, 4], [0, 0x2D], false), ([4, 4, 4], [0, 0x2D], false),  // cards; My Number, Aadhaar
        ([2, 6, 6, 1], [0], false), ([3, 3, 3], [0x2D, 0x2E], false),
    ]

    mutating func nationals() {
        for index in text.tokens.indices where text.kind(index) == .digits && !taken[index] {
            if text.isGlued(index), text.mark(index - 1) == 0x2E || text.kind(index - 1) == .letters { continue }
            var groups = [index]
            var marks: Set<UInt32> = []
            while groups.count < 7 {
                let last = groups[groups.count - 1]
                if text.kind(last + 1) == .mark, text.kind(last + 2) == .digits, text.isGlued(last + 1),
                    text.isGlued(last + 2), !taken[last + 2]
                {
                    marks.insert(text.mark(last + 1))
                    groups.append(last + 2)
                } else if text.kind(last + 1) == .digits, text.tokens[last + 1].start - text.tokens[last].end == 1,
                    !taken[last + 1]
                {
                    marks.insert(0)
                    groups.append(last + 1)
                } else {
                    break
                }
            }
            let sizes = groups.map { text.tokens[$0].count }
            for structure in Self.structures where structure.sizes.count <= groups.count {
                let part = Array(groups[..<structure.sizes.count])
                guard Array(sizes[..<part.count]) == structure.sizes, marks.isSubset(of: structure.marks),
                    !structure.isBirthFirst || isBirth(part[0]), structure.marks != [0] || part.count != 3
                else { continue }
                if part.count == 4 && structure.marks.contains(0) && !passesLuhn(part) { continue }
                if part.count == 3 && structure.marks.contains(0) { continue }
                take(part[0]...part[part.count - 1], .id, 0.93)
                break
            }
        }
    }

    private func isBirth(_ index: Int) -> Bool {
        let codes = text.key(text.tokens[index]).map { Int($0) - 0x30 }
        let short = codes.count == 8 ? Array(codes[2...]) : codes
        guard short.count == 6 else { return false }
        let numbers = [short[0] * 10 + short[1], short[2] * 10 + short[3], short[4] * 10 + short[5]]
        // Days up to 71 and months up to 72 tell sex or a register.
        return numbers.contains { (1...31).contains($0) }
            && ((1...12).contains(numbers[1]) || (51...62).contains(numbers[1]))
    }

    private func passesLuhn(_ groups: [Int]) -> Bool {
        let codes = groups.flatMap { text.key(text.tokens[$0]).map { Int($0) - 0x30 } }
        let sum = codes.reversed().enumerated().reduce(0) { sum, entry in
            let value = entry.offset % 2 == 1 ? entry.element * 2 : entry.element
            return sum + (value > 9 ? value - 9 : value)
        }
        return sum % 10 == 0
    }

    // MARK: length

    /// Six digits and more in a row, or a letter or two with five; groups of digits with hyphens.
    mutating func unlabelled() {
        var index = 0
        while index < text.count {
            guard text.kind(index) == .digits || text.kind(index) == .letters, !taken[index] else {
                index += 1
                continue
            }
            var last = index
            while last + 1 < text.count, text.isGlued(last + 1),
                text.kind(last + 1) == .digits || text.kind(last + 1) == .letters, !taken[last + 1]
            {
                last += 1
            }
            last = hyphenated(index, last) ?? last
            if isIdentifier(index, last) { take(index...last, .id, 0.88) }
            index = last + 1
        }
    }

    /// The end of groups of digits with hyphens, or of a prefix of letters with one.
    private func hyphenated(_ first: Int, _ last: Int) -> Int? {
        var end = last
        while text.isMark(end + 1, "-"), text.kind(end + 2) == .digits, text.isGlued(end + 1), text.isGlued(end + 2),
            !taken[end + 2]
        { end += 2 }
        return end == last ? nil : end
    }

    private func isIdentifier(_ first: Int, _ last: Int) -> Bool {
        let parts = first...last
        let digits = parts.reduce(0) { $0 + (text.kind($1) == .digits ? text.tokens[$1].count : 0) }
        guard digits >= 5 else { return false }
        let letters = parts.reduce(0) { $0 + (text.kind($1) == .letters ? text.tokens[$1].count : 0) }
        let longest = parts.reduce(0) { max($0, text.kind($1) == .digits ? text.tokens[$1].count : 0) }
        let groups = parts.filter { text.kind($0) == .digits }
        if isFraction(first, last) || isMeasured(after: last) || isCatalogued(first) { return false }
        if letters == 0 {
            if groups.count == 1 { return digits >= 6 }
            let sizes = groups.map { text.tokens[$0].count }
            if groups.count == 2 { return longest >= 5 && digits >= 7 || longest >= 6 }
            return sizes == [2, 2, 2] || digits >= 7
        }
        // `512x512`
        if parts.contains(where: {
            text.kind($0) == .letters && text.tokens[$0].count == 1 && text.key(text.tokens[$0]).first == 0x78
                && $0 > first
        }) {
            return false
        }
        if parts.contains(where: { Self.files.contains(text.tokens[$0].hash) && text.kind($0) == .letters }) {
            return false
        }
        return letters <= digits + 2 && (letters <= 4 || digits >= 7)
            && (longest >= 5 || groups.count > 1 && letters <= 3)
    }

    /// After a decimal point, or before one.
    private func isFraction(_ first: Int, _ last: Int) -> Bool {
        text.isGlued(first) && text.mark(first - 1) == 0x2E && text.kind(first - 2) == .digits
            || text.isMark(last + 1, ".") && text.isGlued(last + 1) && text.kind(last + 2) == .digits
                && text.isGlued(last + 2)
    }

    private func isCatalogued(_ first: Int) -> Bool {
        let before = label(before: first)
        guard before >= 0 else { return false }
        return text.flags(before).contains(.catalog) && text.tokens[first].start - text.tokens[before].end <= 4
    }

    private static let files = WordList.hashes("im img image images slice frame series ser scan file")
}
