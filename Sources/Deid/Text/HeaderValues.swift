import Dicom
import Synchronization

/// Values of the header that identify somebody, as they stand in pictures: there a word or number that equals one of them is
/// never safe, whatever else it may mean.
///
/// In texts of attributes more is asked for, as words around them tell what they are; on a picture there is often nothing else.
/// Compared as OCR reads: without case and accents, with marks that it confuses as one.
struct HeaderValues: Sendable {
    private struct Value: Sendable {
        var codes: [UInt16]
        var digits: Int
        var kind: TextClass
        /// A measured number may be the same by chance.
        var isShort: Bool
    }

    /// Words of names by their length in letters.
    private var names: Set<[UInt16]> = []
    private var values: [Value] = []

    /// Letters and digits from which on an identifier counts: shorter ones (`1`, `L5`, `CT`) stand in every picture, and out of
    /// so few nobody is singled out. Numbers need one more, for those of three digits are what kV, mm and matrices are given in;
    /// only a patient's own number and an accession number count with three.
    private enum Least {
        static let identifier = 3, number = 4, ownNumber = 3, serial = 5, institution = 5
        /// From here on a number is no measurement.
        static let sure = 6
    }

    init(_ clues: HeaderClues) {
        for clue in clues.clues {
            if clue.kind.isName {
                for word in clue.value.split(whereSeparator: { !$0.isLetter }) where word.count > 1 { addName(word) }
                continue
            }
            guard let least = Self.least(clue) else { continue }
            let text = TextTokens(clue.value)
            let words = text.tokens.filter { $0.kind == .letters || $0.kind == .digits }
            guard !text.tokens.contains(where: { $0.kind == .wide }) else { continue }
            let codes = words.flatMap { text.key($0).map(LetterFolding.confusable) }
            let digits = words.reduce(0) { $0 + ($1.kind == .digits ? $1.count : 0) }
            let bare = digits == codes.count ? Self.withoutZeros(codes) : codes
            guard bare.count >= (digits == codes.count ? least.number : least.word) else { continue }
            if digits == 0, Self.isWordOfTheTrade(clue, words) { continue }
            values.append(
                Value(
                    codes: bare, digits: min(digits, bare.count), kind: clue.kind == .institution ? .institution : .id,
                    isShort: digits == codes.count && bare.count < Least.sure))
        }
    }

    private mutating func addName(_ word: Substring) {
        let key = LetterFolding.letters(word)
        // Two letters have no shape that OCR could confuse.
        names.insert(key.count > 2 ? key.map(LetterFolding.confusable) : key)
    }

    private static func least(_ clue: Clue) -> (word: Int, number: Int)? {
        switch clue.kind {
        case .identifier:
            return (Least.identifier, ownNumbers.contains(clue.tag) ? Least.ownNumber : Least.number)
        case .serial: return (Least.serial, Least.serial)
        case .institution: return (Least.institution, Least.institution)
        default: return nil
        }
    }

    /// Patient ID, Other Patient IDs, Accession Number.
    private static let ownNumbers: Set<Tag> = [Tag(0x0010, 0x0020), Tag(0x0010, 0x1000), Tag(0x0008, 0x0050)]
    /// Study ID and IDs of procedures and their steps.
    private static let procedures: Set<Tag> = [
        Tag(0x0020, 0x0010), Tag(0x0040, 0x1001), Tag(0x0040, 0x0009), Tag(0x0040, 0x0253),
    ]

    /// `CHEST` as the ID of a procedure, `Radiology` as an institution: what was done there, and nobody's.
    private static func isWordOfTheTrade(_ clue: Clue, _ words: [TextToken]) -> Bool {
        guard clue.kind == .institution ? words.count == 1 : procedures.contains(clue.tag) else { return false }
        return words.allSatisfy { !$0.flags.isDisjoint(with: .plain) }
    }

    private static func withoutZeros(_ codes: [UInt16]) -> [UInt16] { Array(codes.drop { $0 == 0x6F }) }

    /// What of the header a line of a picture shows; nil if nothing.
    func kind(in text: TextTokens) -> TextClass? {
        for index in text.tokens.indices where text.kind(index) == .letters || text.kind(index) == .digits {
            if isName(index, text) { return .name }
            for value in values where shows(value, index, text) { return value.kind }
        }
        return nil
    }

    private func isName(_ index: Int, _ text: TextTokens) -> Bool {
        if text.kind(index) == .letters {
            let key = Array(text.key(text.tokens[index]))
            if names.contains(key.count > 2 ? key.map(LetterFolding.confusable) : key) { return true }
        }
        // `SM1TH`: letters and digits without a gap.
        guard !text.isGlued(index) || !isWord(index - 1, text) else { return false }
        var (codes, letters, last) = ([UInt16](), 0, index)
        while isWord(last, text), last == index || text.isGlued(last) {
            codes += text.key(text.tokens[last]).map(LetterFolding.confusable)
            letters += text.kind(last) == .letters ? text.tokens[last].count : 0
            last += 1
        }
        return last > index + 1 && codes.count > 2 && 2 * letters >= codes.count && names.contains(codes)
    }

    private func isWord(_ index: Int, _ text: TextTokens) -> Bool {
        text.kind(index) == .letters || text.kind(index) == .digits
    }

    /// Whether whole tokens from `index` on spell a value, over a mark or a blank between them.
    private func shows(_ value: Value, _ index: Int, _ text: TextTokens) -> Bool {
        var (token, position, digits) = (index, 0, 0)
        while true {
            var key = text.key(text.tokens[token]).map(LetterFolding.confusable)[...]
            if token == index, value.codes.first != 0x6F, text.kind(token) == .digits { key = key.drop { $0 == 0x6F } }
            guard position + key.count <= value.codes.count,
                key.elementsEqual(value.codes[position..<position + key.count])
            else { return false }
            position += key.count
            digits += text.kind(token) == .digits ? key.count : 0
            if position == value.codes.count { break }
            guard let next = next(token, text) else { return false }
            token = next
        }
        // Letters and digits that are confused stand for each other, but not all of a word or of a number.
        if value.digits == 0, 2 * digits > position { return false }
        if value.digits == value.codes.count, 2 * digits < position { return false }
        return !value.isShort || !isMeasured(index, token, text)
    }

    private func next(_ index: Int, _ text: TextTokens) -> Int? {
        let next = text.kind(index + 1) == .mark ? index + 2 : index + 1
        guard isWord(next, text), text.tokens[next].start - text.tokens[index].end <= 2 else { return nil }
        return next
    }

    /// A part of a longer number (`0.4711`, `1024x1024`, `b1000`), or one with a unit behind it.
    private func isMeasured(_ first: Int, _ last: Int, _ text: TextTokens) -> Bool {
        if text.isGlued(first), text.kind(first - 1) == .letters {
            let before = text.tokens[first - 1]
            if before.count == 1 || text.flags(first - 1).contains(.unit) { return true }
        }
        if text.isGlued(first), text.isGlued(first - 1), text.kind(first - 2) == .digits, text.kind(first - 1) == .mark {
            return true
        }
        if text.isGlued(last + 1), text.kind(last + 1) == .mark {
            if text.isMark(last + 1, "%") || text.isMark(last + 1, "°") { return true }
            if text.isGlued(last + 2), text.kind(last + 2) == .digits { return true }
        }
        guard text.kind(last + 1) == .letters, text.tokens[last + 1].start - text.tokens[last].end <= 1 else { return false }
        return text.flags(last + 1).contains(.unit) || text.isGlued(last + 1) && text.tokens[last + 1].count == 1
    }
}

/// The values of one instance, made ready when its first line is read.
final class LazyHeaderValues: Sendable {
    private let clues: HeaderClues
    private let made = Mutex<HeaderValues?>(nil)

    init(_ clues: HeaderClues) { self.clues = clues }

    var values: HeaderValues {
        made.withLock { known in
            if let known { return known }
            let values = HeaderValues(clues)
            known = values
            return values
        }
    }
}
