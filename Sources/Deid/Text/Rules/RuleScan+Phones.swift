/// Numbers of phones, faxes and pagers, as twelve countries write them.
extension RuleScan {
    mutating func phones() {
        var index = 0
        while index < text.count {
            guard text.kind(index) == .digits, !taken[index] else {
                index += 1
                continue
            }
            let groups = phoneGroups(from: index)
            var first = index
            if text.isMark(index - 1, "("), text.isGlued(index) { first -= 1 }
            if first > 0, text.isMark(first - 1, "+"), text.isGlued(first) { first -= 1 }
            guard let last = phoneEnd(groups, first: first) else {
                index = groups.last.map { $0 + 1 } ?? index + 1
                continue
            }
            if text.kind(first - 1) == .letters, text.isGlued(first), text.tokens[first - 1].count == 1 { first -= 1 }
            // `ext 5545`: the label goes with a number that is nothing without it.
            if first > 0, text.flags(first - 1).contains(.extensionLabel), !taken[first - 1] { first -= 1 }
            take(first...last, .phone, 0.9)
            index = last + 1
        }
    }

    private static let between: Set<UInt32> = [0x2D, 0x2E, 0x2F, 0x28, 0x29, 0x2010, 0x2011, 0x2013, 0xFF0D]

    /// Digits tokens with at most two marks and one blank between them.
    private func phoneGroups(from index: Int) -> [Int] {
        var groups = [index]
        while groups.count < 7 {
            var next = groups[groups.count - 1] + 1
            var marks = 0
            while marks < 3, Self.between.contains(text.mark(next)) {
                next += 1
                marks += 1
            }
            guard text.kind(next) == .digits, !taken[next],
                text.tokens[next].start - text.tokens[groups[groups.count - 1]].end <= 3,
                marks > 0 || !text.isGlued(next)
            else { break }
            groups.append(next)
        }
        return groups
    }

    /// The last token of the number that begins with `groups`; nil if it is none.
    private func phoneEnd(_ groups: [Int], first: Int) -> Int? {
        let hasPlus = text.isMark(first, "+") || first > 0 && text.isMark(first - 1, "+")
        let hasParenthesis = text.isMark(first, "(") || groups.count > 1 && text.isMark(groups[0] + 1, "(")
        let before = label(before: first)
        let flags = text.flags(before)
        let isNear = before >= 0 && text.tokens[first].start - text.tokens[before].end <= 4
        let isLabelled = isNear && !flags.isDisjoint(with: [.phoneLabel])
        let isExtension = isNear && flags.contains(.extensionLabel) || isCallback(before)
        if isNear, flags.contains(.catalog) || flags.contains(.unit) { return nil }
        // `NHS no. 943 476 5919`: somebody's number, but no phone's.
        if isNear, !isLabelled, !isExtension, !hasPlus, !flags.isDisjoint(with: [.idLabel, .idOnly]) { return nil }
        // The longest number first: what follows may be another one.
        var count = groups.count
        while count > 0 {
            let part = Array(groups[..<count])
            let sizes = part.map { text.tokens[$0].count }
            let digits = sizes.reduce(0, +)
            if isPhone(part, sizes, digits, hasPlus, hasParenthesis, isLabelled, isExtension) { return part[count - 1] }
            count -= 1
        }
        return nil
    }

    /// `ext x3470`: one letter stands between label and number.
    private func isCallback(_ before: Int) -> Bool {
        guard before > 0, text.kind(before) == .letters, text.tokens[before].count == 1 else { return false }
        let further = text.word(before: before, marks: 1)
        return further >= 0 && text.flags(further).contains(.extensionLabel)
            || text.key(text.tokens[before]).first == 0x78 && text.isGlued(before + 1)
                && (text.number(before + 1) ?? 0) > 999 && text.tokens[before + 1].count < 6
    }

    private func isPhone(
        _ part: [Int], _ sizes: [Int], _ digits: Int, _ hasPlus: Bool, _ hasParenthesis: Bool, _ isLabelled: Bool,
        _ isExtension: Bool
    ) -> Bool {
        if isExtension, part.count == 1, (2...7).contains(digits) { return true }
        if isLabelled, (4...15).contains(digits) { return true }
        if hasPlus, (8...15).contains(digits) { return true }
        if hasParenthesis, (7...13).contains(digits), part.count > 1 { return true }
        let marks = part.dropFirst().map { text.mark($0 - 1) }
        let isMarked = marks.allSatisfy { $0 == 0x2D || $0 == 0x2E || $0 == 0x2010 || $0 == 0x2011 }
        if sizes == [3, 3, 4], isMarked || !isMeasured(after: part[2]) { return true }
        if sizes == [1, 3, 3, 4], text.number(part[0]) == 1 { return true }
        if sizes == [3, 4], marks[0] == 0x2D { return !isMeasured(after: part[1]) }
        let startsWithZero = text.key(text.tokens[part[0]]).first == 0x30
        if startsWithZero, part.count >= 2, (9...12).contains(digits), sizes[0] >= 2 {
            return !isMeasured(after: part[part.count - 1])
        }
        if sizes == [3, 3, 3], !isMeasured(after: part[2]) {
            // 512 512 256 is a matrix; a number of a phone does not repeat, and is not round.
            return part.allSatisfy { !Self.matrices.contains(text.number($0) ?? 0) } && isPersonal(before: part[0])
        }
        return false
    }

    private static let matrices: Set<Int> = [128, 192, 256, 320, 384, 512, 768]

    /// A name or a relation comes before: nothing else of nine digits stands there.
    private func isPersonal(before index: Int) -> Bool {
        let before = text.word(before: index, marks: 2)
        guard before >= 0, text.kind(before) == .letters else { return false }
        return text.tokens[before].flags.isDisjoint(with: [.catalog, .unit, .device])
    }

    private func isMeasured(after index: Int) -> Bool {
        index + 1 < text.count && text.kind(index + 1) == .letters && text.flags(index + 1).contains(.unit)
    }
}
