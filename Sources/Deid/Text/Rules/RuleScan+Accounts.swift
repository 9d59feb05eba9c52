/// User names, stations, employers, licence plates: what their labels announce.
extension RuleScan {
    mutating func accounts() {
        for index in text.tokens.indices {
            if text.isMark(index, "\\") { domain(at: index) }
            guard text.kind(index) == .letters, !taken[index] else { continue }
            let flags = text.flags(index)
            if flags.contains(.userLabel) { user(after: index) }
            if flags.contains(.stationLabel) { station(after: index) }
            if flags.contains(.employer) { employer(after: index) }
            if text.tokens[index].hash == Self.plate { plate(after: index) }
            if Self.homes.contains(text.tokens[index].hash) { home(after: index) }
        }
    }

    private static func hash(_ word: String) -> UInt64 { LetterFolding.hash(LetterFolding.letters(word)) }
    private static let plate = hash("plate")
    private static let homes: Set<UInt64> = [hash("users"), hash("home")]
    private static let by: Set<UInt64> = [hash("by"), hash("as"), hash("par"), hash("von"), hash("por"), hash("da")]

    /// `DOMAIN\user`: letters on both sides.
    private mutating func domain(at index: Int) {
        guard index > 0, text.kind(index - 1) == .letters, text.isGlued(index), text.kind(index + 1) == .letters,
            text.isGlued(index + 1),
            text.tokens[index - 1].count >= 2, text.tokens[index + 1].count >= 2, !isTaken((index - 1)...(index + 1)),
            !text.isMark(index - 2, "\\"), !text.isMark(index - 2, ":")
        else { return }
        take((index - 1)...accountEnd(index + 1), .username, 0.9)
    }

    /// The last token of a user name: letters, digits, `.`, `_`, `-` in a row.
    private func accountEnd(_ first: Int) -> Int {
        var last = first
        while last + 1 < text.count, text.isGlued(last + 1), !taken[last + 1] {
            if text.kind(last + 1) == .letters || text.kind(last + 1) == .digits {
                last += 1
            } else if [0x2E, 0x5F, 0x2D].contains(text.mark(last + 1)), text.isGlued(last + 2),
                text.kind(last + 2) == .letters || text.kind(last + 2) == .digits,
                last + 2 < text.count, !taken[last + 2]
            {
                last += 2
            } else {
                break
            }
        }
        return last
    }

    private mutating func user(after index: Int) {
        var first = index + 1
        var isMarked = false
        while first < text.count, text.isMark(first, ":") || text.isMark(first, "=") {
            isMarked = true
            first += 1
        }
        if first < text.count, Self.by.contains(text.tokens[first].hash) { first += 1 }
        guard first < text.count, text.kind(first) == .letters, !taken[first] else { return }
        let last = accountEnd(first)
        let hasDigits = (first...last).contains { text.kind($0) == .digits }
        let hasMarks = last > first && (first...last).contains { [0x2E, 0x5F].contains(text.mark($0)) }
        let isPlain = !text.flags(first).isDisjoint(with: .plain)
        if isPlain, !hasDigits, !hasMarks { return }
        // A single word of small letters is a user name where a name would have a capital.
        guard
            hasDigits || hasMarks || isMarked
                || text.tokens[first].count >= 5 && (text.tokens[first].isSmall || text.isAllCapitals)
        else { return }
        take(first...last, .username, 0.85)
    }

    /// A word with letters and digits, or two parts with a mark.
    private mutating func station(after index: Int) {
        var first = index + 1
        while first < text.count,
            text.isMark(first, ":") || text.isMark(first, "=") || text.flags(first).contains(.stationLabel)
        { first += 1 }
        guard first < text.count, text.kind(first) == .letters, !taken[first],
            text.tokens[first].start > text.tokens[index].end
        else { return }
        let last = accountEnd(first)
        guard (first...last).contains(where: { text.kind($0) == .digits }),
            text.flags(first).isDisjoint(with: [.device, .unit])
        else { return }
        take(first...last, .other, 0.85)
    }

    private mutating func plate(after index: Int) {
        var first = index + 1
        while first < text.count,
            text.isMark(first, "#") || text.isMark(first, ":") || text.flags(first).contains(.numberWord)
        { first += 1 }
        guard first < text.count, !taken[first], text.kind(first) != .mark else { return }
        var last = accountEnd(first)
        if last == first, last + 1 < text.count, text.kind(last) != text.kind(last + 1), text.kind(last + 1) != .mark,
            text.tokens[last].count <= 4, !taken[last + 1]
        {
            last = accountEnd(last + 1)
        }
        let digits = (first...last).contains { text.kind($0) == .digits }
        let letters = (first...last).contains { text.kind($0) == .letters }
        let length = text.tokens[last].end - text.tokens[first].start
        guard digits, letters, (4...9).contains(length), !isMeasured(first, last) else { return }
        take(first...last, .other, 0.85)
    }

    private func isMeasured(_ first: Int, _ last: Int) -> Bool {
        text.kind(first) == .digits && last > first && text.flags(first + 1).contains(.unit)
    }

    /// `works at Thornbury Steelworks`: up to the next comma, or while words begin with capitals.
    private mutating func employer(after index: Int) {
        var first = index + 1
        var isAnnounced = text.tokens[index].hash != Self.hash("works")
        while first < text.count, first - index < 4 {
            if text.flags(first).contains(.place) || text.isMark(first, ":") || text.flags(first).contains(.function) {
                isAnnounced = isAnnounced || text.flags(first).contains(.place)
                first += 1
            } else {
                break
            }
        }
        guard isAnnounced, first < text.count, text.kind(first) == .letters, !taken[first] else { return }
        var last = first
        while last + 1 < text.count, last - first < 4, text.kind(last + 1) == .letters, !taken[last + 1],
            text.flags(last + 1).isDisjoint(with: [.clinical, .meaning, .function, .eponymHead]), isNameCase(last + 1)
        {
            last += 1
        }
        guard text.flags(first).isDisjoint(with: [.function]) else { return }
        take(first...last, .other, 0.75)
    }

    /// `C:\Users\jdoe`, `/home/jdoe`.
    private mutating func home(after index: Int) {
        guard text.isMark(index + 1, "\\") || text.isMark(index + 1, "/"), text.isGlued(index + 1),
            text.kind(index + 2) == .letters,
            text.isGlued(index + 2), !taken[index + 2], text.isMark(index - 1, "\\") || text.isMark(index - 1, "/")
        else { return }
        take((index + 2)...accountEnd(index + 2), .username, 0.85)
    }

    /// A word that begins with a capital, or any where case tells nothing.
    func isNameCase(_ index: Int) -> Bool {
        text.tokens[index].isCapitalized || text.isAllSmall && !text.isAllCapitals
    }
}
