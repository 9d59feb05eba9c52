internal import TextModels

/// Whether a word of one script is a word of another one as people write it: `Ковальчук` and `Kovalchuk`, `Kowaltschuk`.
///
/// By a table of what each letter is written as under all rules that are in use, and not by one of these rules: hospitals
/// mix them. A word of the table's letters matches where all of it can be spelled; so few words match by chance.
enum Transliteration {
    enum Script: UInt8, CaseIterable {
        case latin, cyrillic, greek, hebrew, arabic, other

        init(_ code: UInt16) {
            switch code {
            case 0x30...0x24F: self = .latin
            case 0x370...0x3FF: self = .greek
            case 0x400...0x52F: self = .cyrillic
            case 0x590...0x5FF: self = .hebrew
            case 0x600...0x6FF: self = .arabic
            default: self = .other
            }
        }

        /// Vowels are mostly not written.
        var isAbjad: Bool { self == .hebrew || self == .arabic }
    }

    /// How well a word fits.
    enum Fit { case whole, withEnding }

    /// nil unless one of the words is Latin, the other is not, and they are one word but for an ending.
    static func fit(_ one: ArraySlice<UInt16>, _ other: ArraySlice<UInt16>) -> Fit? {
        guard let first = one.first, let second = other.first else { return nil }
        let (script, otherScript) = (Script(first), Script(second))
        if script == .latin { return fit(native: other, otherScript, latin: one) }
        return otherScript == .latin ? fit(native: one, script, latin: other) : nil
    }

    /// True if two words of one script are one name in two cases: `Иванова`, `Ивановой`.
    ///
    /// - Parameter isName: `other` is written as a name is. Names that are adjectives have stems of three letters then:
    ///   `Белая`, `Белой`.
    static func areForms(_ one: ArraySlice<UInt16>, _ other: ArraySlice<UInt16>, isName: Bool) -> Bool {
        guard let first = one.first, let endings = tables.endings[Script(first)] else { return false }
        var stem = 0
        while stem < min(one.count, other.count), one[one.startIndex + stem] == other[other.startIndex + stem] { stem += 1 }
        let least = Script(first) == .latin ? 5 : isName && Script(first) == .cyrillic ? 3 : 4
        // The stem may end before the words part: `Лесной`, `Лесную`.
        for length in stride(from: stem, through: max(least, stem - 2), by: -1) where length >= least {
            let (mine, others) = (Array(one.dropFirst(length)), Array(other.dropFirst(length)))
            // Of a short stem both endings must be an adjective's, which have two letters and more.
            if length == 3, mine.count < 2 || others.count < 2 { continue }
            if endings.contains(mine), endings.contains(others) { return true }
        }
        return false
    }

    /// The usual Latin spelling of a word; nil for words of other scripts.
    static func usual(_ native: ArraySlice<UInt16>) -> [UInt16]? {
        guard let first = native.first, let letters = tables.letters[Script(first)], !Script(first).isAbjad else { return nil }
        var (position, latin) = (native.startIndex, [UInt16]())
        while position < native.endIndex {
            let pair = position + 1 < native.endIndex ? letters[key(native[position], native[position + 1])] : nil
            guard let spellings = pair ?? letters[UInt32(native[position])] else { return nil }
            latin += spellings[0]
            position += pair == nil ? 1 : 2
        }
        return latin
    }

    private static func fit(native: ArraySlice<UInt16>, _ script: Script, latin: ArraySlice<UInt16>) -> Fit? {
        guard let letters = tables.letters[script], native.count >= 3, latin.count >= (script.isAbjad ? 4 : 3),
            latin.count < 48, native.count < 48
        else { return nil }
        // By letters of the native word: a bit for each length of the Latin word that they can spell.
        var reached = [UInt64](repeating: 0, count: native.count + 1)
        reached[0] = 1
        for index in 0..<native.count where reached[index] != 0 {
            if script.isAbjad { reached[index] = passingVowels(reached[index], latin) }
            let code = native[native.startIndex + index]
            if let spellings = letters[UInt32(code)] {
                advance(reached[index], spellings, latin, &reached[index + 1])
            }
            if index + 1 < native.count, let spellings = letters[key(code, native[native.startIndex + index + 1])] {
                advance(reached[index], spellings, latin, &reached[index + 2])
            }
        }
        if script.isAbjad { reached[native.count] = passingVowels(reached[native.count], latin) }
        let whole = UInt64(1) << UInt64(latin.count)
        if reached[native.count] & whole != 0 { return .whole }
        guard !script.isAbjad, let endings = tables.endings[script], let latinEndings = tables.endings[.latin] else {
            return nil
        }
        for stem in 4..<(native.count + 1) where reached[stem] != 0 && native.count >= 4 {
            guard endings.contains(Array(native.dropFirst(stem))) else { continue }
            for length in max(4, latin.count - 4)..<(latin.count + 1) where reached[stem] & 1 << UInt64(length) != 0 {
                if latinEndings.contains(Array(latin.dropFirst(length))) { return .withEnding }
            }
        }
        return nil
    }

    private static func advance(
        _ from: UInt64, _ spellings: [[UInt16]], _ latin: ArraySlice<UInt16>, _ into: inout UInt64
    ) {
        for length in 0..<(latin.count + 1) where from & 1 << UInt64(length) != 0 {
            for spelling in spellings where latin.dropFirst(length).starts(with: spelling) {
                into |= 1 << UInt64(length + spelling.count)
            }
        }
    }

    /// Vowels, and the second of two like letters, stand for nothing.
    private static func passingVowels(_ from: UInt64, _ latin: ArraySlice<UInt16>) -> UInt64 {
        var reached = from
        for length in 0..<latin.count where reached & 1 << UInt64(length) != 0 {
            let code = latin[latin.startIndex + length]
            let isDouble = length > 0 && latin[latin.startIndex + length - 1] == code
            if vowels.contains(code) || isDouble { reached |= 1 << UInt64(length + 1) }
        }
        return reached
    }

    private static let vowels = Set("aeiouy".utf8.map { UInt16($0) })

    private static func key(_ one: UInt16, _ other: UInt16) -> UInt32 { UInt32(one) << 16 | UInt32(other) }

    // MARK: table

    private struct Tables {
        /// By one letter, or two of them: how it is written; the usual way comes first.
        var letters: [Script: [UInt32: [[UInt16]]]] = [:]
        /// Of names in their cases; with the empty one.
        var endings: [Script: Set<[UInt16]>] = [:]

        init() {
            let table = text_model_transliteration()
            let text = String(decoding: UnsafeBufferPointer(start: table.bytes, count: table.count), as: UTF8.self)
            var (script, isEndings) = (Script.other, false)
            for line in text.split(separator: "\n") where !line.hasPrefix("# ") {
                if line.hasPrefix("[") {
                    isEndings = line.hasPrefix("[ending")
                    script = Script.allCases.first { line.hasSuffix("\($0)]") } ?? .other
                    continue
                }
                let words = line.split(separator: " ").map { $0 == "-" ? [] : LetterFolding.letters($0) }
                if isEndings {
                    endings[script, default: [[]]].formUnion(words)
                } else if let letter = words.first, (1...2).contains(letter.count) {
                    let code = letter.count == 1 ? UInt32(letter[0]) : Transliteration.key(letter[0], letter[1])
                    letters[script, default: [:]][code, default: []] += words.dropFirst()
                }
            }
        }
    }

    private static let tables = Tables()
}
