/// Identifiers that are looked for letter by letter and digit by digit, whatever stands between them: numbers of
/// patients
/// and studies, serial numbers, stations, phones, UIDs.
struct SequenceClues: Sendable {
    private struct Entry: Sendable {
        /// Folded, with what OCR confuses as one.
        var codes: [UInt16]
        var kind: TextClass
        /// Too short to be believed without a label.
        var needsLabel: Bool
        /// A part of what the header tells: its digits only, or the end of a phone number.
        var isPart: Bool
        var isDigits: Bool
    }

    private var entries: [Entry] = []

    /// Everything that `value` can be written as.
    mutating func add(_ value: String, _ kind: TextClass) {
        let text = TextTokens(value)
        let words = text.tokens.filter { $0.kind == .letters || $0.kind == .digits }
        let codes = words.flatMap { text.key($0).map(LetterFolding.confusable) }
        let digits = words.filter { $0.kind == .digits }.flatMap { text.key($0).map(LetterFolding.confusable) }
        guard !codes.isEmpty, !text.tokens.contains(where: { $0.kind == .wide }) else { return }
        let isDigits = digits.count == codes.count
        if kind == .phone {
            guard digits.count >= 7 else { return }
            for length in Set([digits.count, 10, 9, 7]) where length <= digits.count {
                insert(
                    Array(digits.suffix(length)), kind, needsLabel: false, isPart: length < digits.count, isDigits: true
                )
            }
            return
        }
        // `CT1`, `Scanner 2`: every second hospital has one.
        if kind == .other, OrdinaryWords.areOfTheTrade(text) { return }
        // A word of letters only is a name for a thing as often as for a place.
        if digits.isEmpty {
            let isKnown = words.allSatisfy { OrdinaryWords.isOfTheTrade(text.key($0)) }
            guard codes.count >= 4, !isKnown else { return }
        }
        let bare = Self.withoutZeros(codes)
        insert(bare, kind, needsLabel: bare.count < 5 && isDigits || bare.count < 4, isPart: false, isDigits: isDigits)
        let number = Self.withoutZeros(digits)
        if !isDigits, number.count >= 5, words.last?.kind == .digits, words.count <= 3 {
            insert(number, kind, needsLabel: false, isPart: true, isDigits: true)
        }
    }

    private mutating func insert(_ codes: [UInt16], _ kind: TextClass, needsLabel: Bool, isPart: Bool, isDigits: Bool) {
        guard codes.count >= 2 else { return }
        entries.append(Entry(codes: codes, kind: kind, needsLabel: needsLabel, isPart: isPart, isDigits: isDigits))
    }

    private static func withoutZeros(_ codes: [UInt16]) -> [UInt16] {
        let bare = Array(codes.drop { $0 == 0x6F })
        return bare.isEmpty ? codes : bare
    }

    /// Calls `found` with the tokens of every match.
    func scan(_ text: TextTokens, _ found: (ClosedRange<Int>, TextClass, _ isExact: Bool) -> Void) {
        guard !entries.isEmpty else { return }
        let isCut = text.scalars.count >= 60
        for index in text.tokens.indices {
            let token = text.tokens[index]
            guard token.kind == .digits || token.kind == .letters else { continue }
            for entry in entries {
                guard let last = match(entry, text, index, isCut), !entry.needsLabel || isLabelled(text, index) else {
                    continue
                }
                if entry.isDigits, !isWhole(text, index, last, entry) { continue }
                found(first(text, index, entry)...last, entry.kind, !entry.isPart)
            }
        }
    }

    /// The last token of a match that begins with token `index`.
    private func match(_ entry: Entry, _ text: TextTokens, _ index: Int, _ isCut: Bool) -> Int? {
        var position = 0
        var token = index
        var offset = text.tokens[index].keyStart
        // Leading zeros count for nothing.
        while offset + 1 < text.tokens[index].keyEnd, LetterFolding.confusable(text.keys[offset]) == 0x6F,
            entry.codes[0] != 0x6F
        { offset += 1 }
        while true {
            let end = text.tokens[token].keyEnd
            while offset < end, position < entry.codes.count {
                guard LetterFolding.confusable(text.keys[offset]) == entry.codes[position] else { return nil }
                offset += 1
                position += 1
            }
            if position == entry.codes.count { return offset == end ? token : nil }
            guard let next = next(text, token) else {
                return isCut && position >= 5 && text.tokens[token].end == text.scalars.count ? token : nil
            }
            token = next
            offset = text.tokens[next].keyStart
        }
    }

    /// The next letters or digits over one mark, or one blank, or marks around a blank in phone numbers.
    private func next(_ text: TextTokens, _ index: Int) -> Int? {
        var next = index + 1
        while next < text.count, next - index <= 2, text.kind(next) == .mark { next += 1 }
        guard next < text.count, text.kind(next) == .digits || text.kind(next) == .letters,
            text.tokens[next].start - text.tokens[index].end <= 2
        else { return nil }
        return next
    }

    /// Digits that are not the middle of a longer number.
    private func isWhole(_ text: TextTokens, _ first: Int, _ last: Int, _ entry: Entry) -> Bool {
        if entry.codes.count >= 6 { return true }
        let isDecimal =
            text.isMark(last + 1, ".") && text.isGlued(last + 1) && text.kind(last + 2) == .digits
            && text.isGlued(last + 2)
        let isFraction = text.isMark(first - 1, ".") && text.isGlued(first) && text.kind(first - 2) == .digits
        return !isDecimal && !isFraction
    }

    /// Letters that are glued to the front of a number belong to it.
    private func first(_ text: TextTokens, _ index: Int, _ entry: Entry) -> Int {
        guard entry.isDigits, index > 0, text.isGlued(index), text.kind(index - 1) == .letters,
            text.tokens[index - 1].count <= 4
        else { return index }
        return index - 1
    }

    private func isLabelled(_ text: TextTokens, _ index: Int) -> Bool {
        let before = text.word(before: index, marks: 3)
        return before >= 0 && !text.flags(before).isDisjoint(with: [.idLabel, .idOnly, .numberWord])
    }
}
