import Dicom
internal import TextModels

/// What people and programs write where a value belongs and there is none: `-`, `N/A`, `0`, `UNKNOWN`.
///
/// One list for everything that asks: such a value gets no pseudonym, tells of no patient and is searched for nowhere.
enum Placeholder {
    /// True if the whole value says that there is none: nothing but marks and zeros, or one of the listed values in any
    /// case, marks around it aside. An empty value is none: it is empty.
    static func isMissing(_ text: some StringProtocol) -> Bool {
        var isBlank = true
        for scalar in text.unicodeScalars {
            switch ScalarKind.of(scalar) {
            case .blank: continue
            case .mark: isBlank = false
            case .digit where scalar == "0": isBlank = false
            default: return isListed(text)
            }
        }
        return !isBlank
    }

    /// True if no word of it tells anybody: a missing value, or `Test Patient`, `HOSPITAL`, `no name`.
    static func tellsNobody(_ text: String) -> Bool {
        var hash = emptyWord
        for byte in text.utf8 {
            let small = byte | 0x20
            if small.isSmall && byte >= 0x41 || byte.isDigit {
                hash = (hash ^ UInt64(byte < 0x40 ? byte : small)) &* 0x0000_0100_0000_01B3
            } else if byte >= 0x80 {
                return isMissing(text) || tellNobody(TextTokens(text))
            } else {
                if hash != emptyWord, !lists.words.contains(hash) { return isMissing(text) }
                hash = emptyWord
            }
        }
        return hash == emptyWord || lists.words.contains(hash) || isMissing(text)
    }

    /// Whether a word of folded letters is listed as one that tells nobody.
    static func hasWord(_ hash: UInt64) -> Bool { lists.words.contains(hash) }

    private static func tellNobody(_ text: TextTokens) -> Bool {
        text.tokens.allSatisfy { $0.kind == .mark || $0.kind == .letters && lists.words.contains($0.hash) }
    }

    private static func isListed(_ text: some StringProtocol) -> Bool {
        // The longest listed value is a few words.
        guard text.utf8.count <= 80 else { return false }
        let value = normalized(text)
        if lists.values.contains(value) { return true }
        if value.utf8.count > 1, value.utf8.allSatisfy({ $0 == UInt8(ascii: "x") }) { return true }
        let bare = stripped(value)
        return bare != value && lists.values.contains(bare)
    }

    /// In small letters, with one blank between words and none at the ends.
    private static func normalized(_ text: some StringProtocol) -> String {
        text.lowercased().split { $0.unicodeScalars.allSatisfy { ScalarKind.of($0) == .blank } }.joined(separator: " ")
    }

    /// `<unknown>`, `(none)`, `-n/a-` without the marks around.
    private static func stripped(_ value: String) -> String {
        func isMark(_ character: Character) -> Bool { character.unicodeScalars.allSatisfy { ScalarKind.of($0) == .mark } }
        let start = value.drop(while: isMark)
        return String(start.reversed().drop(while: isMark).reversed())
    }

    /// FNV-1a of nothing.
    private static let emptyWord: UInt64 = 0xCBF2_9CE4_8422_2325

    private struct Lists {
        var values: Set<String> = []
        /// Hashes of folded letters and digits.
        var words: Set<UInt64> = []

        init() {
            let table = text_model_placeholders()
            let text = String(decoding: UnsafeBufferPointer(start: table.bytes, count: table.count), as: UTF8.self)
            var isWords = false
            for line in text.split(separator: "\n") where !line.hasPrefix("# ") {
                if line.hasPrefix("[") {
                    isWords = line == "[word]"
                } else if isWords {
                    for word in line.split(separator: " ") { words.insert(LetterFolding.hash(LetterFolding.letters(word))) }
                } else {
                    values.insert(Placeholder.normalized(line))
                }
            }
        }
    }

    private static let lists = Lists()
}
