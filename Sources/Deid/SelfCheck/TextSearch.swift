import Dicom

/// Looks for needles in one text.
struct TextSearch {
    /// What was found, and its bytes in the text.
    struct Match {
        var kind: Clue.Kind
        var range: Range<Int>
    }

    /// What counts in a term that a public scheme defines: words and numbers of medicine are names and numbers of people
    /// too.
    enum Coded {
        /// Whole names, identifiers with letters, places, UIDs.
        case code
        /// Longer numbers and days as well.
        case meaning
        case nothing
    }

    /// How a text is to be read.
    struct Manner {
        enum Kind {
            case text, dates, uids
        }

        var kind = Kind.text
        /// `^` and `=` divide it.
        var isPersonName = false
        /// Forms that count only alone do count.
        var countsAlone = true
        /// It is a term of the standard.
        var isTerm = false
        /// It names a maker or a product: words that are names are theirs if another word says so.
        var isEquipment = false
        /// It belongs to a coded term.
        var coded: Coded?
        /// Forms with fewer folded letters are chance.
        var shortest = 0
    }

    let needles: Needles
    private var text = SearchedText()

    init(_ needles: Needles) { self.needles = needles }

    /// The first match that `isOurs` does not explain.
    ///
    /// - Parameter bytes: UTF-8.
    mutating func first(
        in bytes: UnsafeRawBufferPointer, _ manner: Manner = Manner(), except isOurs: (Range<Int>) -> Bool = { _ in false }
    ) -> Match? {
        text.read(bytes)
        for start in text.tokens.indices {
            if manner.kind == .text, let match = form(at: start, in: bytes, manner), !isOurs(match.range) { return match }
            let hasDates = manner.kind != .uids && manner.coded != .code
            if hasDates, let match = date(at: start, in: bytes), !isOurs(match.range) { return match }
            if manner.kind != .dates, let match = uid(at: start, in: bytes), !isOurs(match.range) { return match }
        }
        return nil
    }

    // MARK: names, numbers, words

    private func form(at start: Int, in bytes: UnsafeRawBufferPointer, _ manner: Manner) -> Match? {
        let tokens = text.tokens
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var (end, count) = (start, 0)
        while end < tokens.count, end - start < needles.longest.tokens, count < needles.longest.codes {
            if end > start, !isJoined(end, in: bytes, manner) { break }
            for code in text.codes(of: end) { hash = (hash ^ UInt64(code)) &* 0x0000_0100_0000_01B3 }
            count += text.codes(of: end).count
            if let needle = needles.forms[hash], count >= manner.shortest,
                counts(needle.use, start...end, in: bytes, manner), !isProduct(needle.kind, start...end, manner),
                !isTerm(needle.kind, start...end, manner)
            {
                return Match(kind: needle.kind, range: tokens[start].start..<tokens[end].end)
            }
            end += 1
        }
        return nil
    }

    /// Whether a token goes on with what stands before it: a few marks between them, and not another value.
    private func isJoined(_ token: Int, in bytes: UnsafeRawBufferPointer, _ manner: Manner) -> Bool {
        let gap = text.tokens[token - 1].end..<text.tokens[token].start
        return gap.count <= 3 && !bytes[gap].contains(UInt8(ascii: "\\"))
    }

    private func counts(
        _ use: Needles.Use, _ range: ClosedRange<Int>, in bytes: UnsafeRawBufferPointer, _ manner: Manner
    ) -> Bool {
        switch use {
        case .anywhere: true
        case .eponym: !isBeside(range, .eponymHead)
        case .product: !manner.isTerm && !isBeside(range, .device) && !isBeside(range, .eponymHead)
        case .prose: !manner.isTerm && !manner.isEquipment
        case .number: range.count > 1 || !isPartOfNumber(text.tokens[range.lowerBound], in: bytes)
        case .glued: range.count == 1
        case .alone:
            manner.isPersonName ? isComponent(range, in: bytes) : manner.countsAlone && isWhole(range, in: bytes)
        case .component: manner.isPersonName && isComponent(range, in: bytes)
        }
    }

    /// `Wilson disease`, `Wilson's disease`, `Aquilion Prime`: as the cleaner sees it, which leaves it.
    private func isBeside(_ range: ClosedRange<Int>, _ flag: WordFlags) -> Bool {
        func isOne(_ token: Int) -> Bool {
            text.tokens.indices.contains(token)
                && WordList.shared[LetterFolding.hash(text.codes(of: token))].contains(flag)
        }
        let next = range.upperBound + 1
        let isPossessive = text.tokens.indices.contains(next) && text.codes(of: next).elementsEqual([0x73])
        return isOne(range.lowerBound - 1) || isOne(isPossessive ? next + 1 : next)
    }

    /// `Galan` in `Vantage Galan 3T`, `Fischer` in `FISCHER Imaging`.
    private func isProduct(_ kind: Clue.Kind, _ range: ClosedRange<Int>, _ manner: Manner) -> Bool {
        guard manner.isEquipment, range.count == 1, text.tokens[range.lowerBound].kind == .letters,
            kind.isName || kind == .station || kind == .institution
        else { return false }
        return text.tokens.indices.contains { EquipmentText.isProduct(LetterFolding.hash(text.codes(of: $0))) }
    }

    /// A single word or a number of a coded term.
    private func isTerm(_ kind: Clue.Kind, _ range: ClosedRange<Int>, _ manner: Manner) -> Bool {
        guard let coded = manner.coded else { return false }
        // Services and occupations are called as their codes are.
        if kind == .department || kind == .other { return true }
        let tokens = text.tokens[range]
        // The standard's own words: `Lung cancer` beside a test patient of that name.
        if kind.isName, range.allSatisfy({ OrdinaryWords.isTermOfMedicine(text.codes(of: $0)) }) { return true }
        if tokens.allSatisfy({ $0.kind == .digits }) { return coded == .code || text.codes(of: range).count < 6 }
        return range.count == 1 || tokens.allSatisfy { $0.kind == .wide } && range.count <= 2
    }

    /// Digits of a decimal fraction, a version, an address of a host, a UID.
    private func isPartOfNumber(_ token: SearchedText.Token, in bytes: UnsafeRawBufferPointer) -> Bool {
        func isDigit(_ index: Int) -> Bool { bytes.indices.contains(index) && bytes[index].isDigit }
        func isPoint(_ index: Int) -> Bool { bytes.indices.contains(index) && bytes[index] == UInt8(ascii: ".") }
        return isPoint(token.start - 1) && isDigit(token.start - 2) || isPoint(token.end) && isDigit(token.end + 1)
    }

    /// Nothing but marks around it, up to the ends of the value.
    private func isWhole(_ range: ClosedRange<Int>, in bytes: UnsafeRawBufferPointer) -> Bool {
        let tokens = text.tokens
        let (first, last) = (range.lowerBound, range.upperBound)
        return (first == 0 || bytes[tokens[first - 1].end..<tokens[first].start].contains(UInt8(ascii: "\\")))
            && (last + 1 == tokens.count || bytes[tokens[last].end..<tokens[last + 1].start].contains(UInt8(ascii: "\\")))
    }

    private func isComponent(_ range: ClosedRange<Int>, in bytes: UnsafeRawBufferPointer) -> Bool {
        let tokens = text.tokens
        let (first, last) = (range.lowerBound, range.upperBound)
        func isDelimiter(_ byte: UInt8) -> Bool { "\\^=".utf8.contains(byte) }
        return (first == 0 || bytes[tokens[first - 1].end..<tokens[first].start].contains(where: isDelimiter))
            && (last + 1 == tokens.count
                || bytes[tokens[last].end..<tokens[last + 1].start].contains(where: isDelimiter))
    }

    // MARK: UIDs

    /// A run of digits and points of which a beginning, up to a point, is an original UID.
    private func uid(at start: Int, in bytes: UnsafeRawBufferPointer) -> Match? {
        let tokens = text.tokens
        guard !needles.uids.isEmpty, tokens[start].kind == .digits,
            start == 0 || !isChained(start, in: bytes)
        else { return nil }
        var hash = Needles.hash(bytes[tokens[start].start..<tokens[start].end])
        var end = start
        while end + 1 < tokens.count, isChained(end + 1, in: bytes) {
            end += 1
            for byte in bytes[tokens[end - 1].end..<tokens[end].end] {
                hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
            }
            if needles.uids.contains(hash) { return Match(kind: .uid, range: tokens[start].start..<tokens[end].end) }
        }
        return nil
    }

    /// A token of digits behind one of digits and a point.
    private func isChained(_ token: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        let (one, other) = (text.tokens[token - 1], text.tokens[token])
        return one.kind == .digits && other.kind == .digits && other.start == one.end + 1 && bytes[one.end] == UInt8(ascii: ".")
    }

    // MARK: dates

    private func date(at start: Int, in bytes: UnsafeRawBufferPointer) -> Match? {
        guard !needles.dates.isEmpty else { return nil }
        let reader = DateReader(text: text, bytes: bytes)
        for reading in reader.readings(at: start) {
            guard let kind = needles.dates[reading.day] else { continue }
            return Match(kind: kind, range: text.tokens[start].start..<text.tokens[reading.last].end)
        }
        return nil
    }
}
