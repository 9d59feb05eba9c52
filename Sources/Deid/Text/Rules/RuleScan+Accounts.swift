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
            if text.kind(index + 1) == .digits { station(at: index) }
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
        machine(after: last)
    }

    /// `from AWSYS05`, `on US-ROOM6` behind a user.
    private mutating func machine(after index: Int) {
        let first = index + 2
        guard text.flags(index + 1).contains(.place) || text.flags(index + 1).contains(.dated), first < text.count,
            text.kind(first) == .letters,
            !taken[first]
        else { return }
        let last = accountEnd(first)
        guard last > first, (first...last).contains(where: { text.kind($0) == .digits }),
            text.tokens[first].flags.month == 0
        else { return }
        take(first...last, .other, 0.85)
    }

    /// `AWNMA06`, `CT-ROOM3`: capitals that are no word with a number of two places; a room with its number.
    private mutating func station(at index: Int) {
        let token = text.tokens[index]
        let next = index + 1
        guard text.kind(next) == .digits, text.isGlued(next), !taken[next],
            text.kind(next + 1) != .letters || !text.isGlued(next + 1)
        else { return }
        if token.hash == Self.room, token.isAllCapitals || text.isAllSmall {
            var first = index
            if text.isMark(index - 1, "-") || text.isMark(index - 1, "_"), text.kind(index - 2) == .letters,
                text.isGlued(index)
            {
                first = index - 2
            }
            guard first < index, !taken[first] else { return }
            return take(first...next, .other, 0.8)
        }
        guard token.isAllCapitals, (3...6).contains(token.count), token.flags.isEmpty, text.tokens[next].count == 2,
            text.key(text.tokens[next]).first == 0x30, !text.isGlued(index) || text.isMark(index - 1, "_")
        else { return }
        take(index...next, .other, 0.75)
    }

    private static let room = hash("room")

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

    /// `works at Thornbury Steelworks`, `employer the Larkspur fire department`: names, and words for businesses after
    /// them.
    private mutating func employer(after index: Int) {
        var start = index + 1
        var isAnnounced = text.tokens[index].hash != Self.hash("works")
        while start < text.count, start - index < 3, text.flags(start).contains(.place) || text.isMark(start, ":") {
            isAnnounced = true
            start += 1
        }
        var first = start
        while first < text.count, first - start < 2, text.flags(first).contains(.function) { first += 1 }
        guard isAnnounced, first < text.count, text.kind(first) == .letters, !taken[first], isNameCase(first),
            text.flags(first).isDisjoint(with: [.function, .title])
        else { return }
        var last = first
        while last + 1 < text.count, last - first < 4, text.kind(last + 1) == .letters, !taken[last + 1],
            Self.businesses.contains(text.tokens[last + 1].hash)
                || text.flags(last + 1).isDisjoint(with: [.clinical, .meaning, .function, .eponymHead])
                    && isNameCase(last + 1)
        {
            last += 1
            if Self.ends.contains(text.tokens[last].hash),
                !Self.ends.contains(text.tokens.indices.contains(last + 1) ? text.tokens[last + 1].hash : 0)
            {
                break
            }
        }
        take(start...last, .other, 0.75)
    }

    /// Words with which the name of a business is over.
    private static let ends = WordList.hashes(
        """
        department co company inc ltd llc gmbh ag corp corporation school university college bakery works
        steelworks bank factory district
        """
    )
    private static let businesses = ends.union(
        WordList.hashes(
            """
            fire police shipping public high elementary middle construction motors foods services service
            systems industries
            """
        ))

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
