internal import TextModels

/// Words that are names of people too.
///
/// A patient called White must not hold every instance about white matter. Folded as all letters are compared.
enum OrdinaryWords {
    /// What stands in technical and clinical values so often that even as a whole value it names nobody.
    static func isTechnical(_ codes: [UInt16]) -> Bool { lists.technical.contains(LetterFolding.hash(codes)) }

    /// Words of medicine and of technology, and those between them.
    static func isTechnicalOrFunctional(_ codes: ArraySlice<UInt16>) -> Bool {
        let hash = LetterFolding.hash(codes)
        return lists.technical.contains(hash) || lists.functional.contains(hash) || codes.count == 1
    }

    /// What is a word inside of a sentence, and a name if it stands alone.
    static func contains(_ codes: [UInt16]) -> Bool {
        let hash = LetterFolding.hash(codes)
        return lists.everyday.contains(hash) || lists.technical.contains(hash) || lists.functional.contains(hash)
    }

    /// What is a term where values are terms, and no word of most sentences.
    static func isTerm(_ codes: [UInt16]) -> Bool { lists.terms.contains(LetterFolding.hash(codes)) }

    /// A word of medicine or of technology, which a public coding scheme may have in its terms.
    static func isTermOfMedicine(_ codes: ArraySlice<UInt16>) -> Bool {
        let hash = LetterFolding.hash(codes)
        return lists.technical.contains(hash) || !WordList.shared[hash].isDisjoint(with: .medical)
    }

    /// A word that departments, services, rooms and studies are called by everywhere, so that it tells of none:
    /// `Neuroradiology`, `Notaufnahme`; and two of them in one, `Kardiologieambulanz`.
    static func isOfTheTrade(_ codes: ArraySlice<UInt16>) -> Bool {
        if isTechnicalOrFunctional(codes) || isListed(LetterFolding.hash(codes)) { return true }
        let (first, last) = (codes.startIndex + 4, codes.endIndex - 4)
        guard first <= last else { return false }
        return (first...last).contains { middle in
            isListed(LetterFolding.hash(codes[..<middle])) && lists.department.contains(LetterFolding.hash(codes[middle...]))
        }
    }

    /// A room or a scanner called by words of the trade and a number of one or two digits: `CT1`, `XRAY 02`.
    static func areOfTheTrade(_ text: TextTokens) -> Bool {
        let words = text.tokens.filter { $0.kind != .mark }
        return words.contains { $0.kind == .letters }
            && words.allSatisfy { word in
                switch word.kind {
                case .letters: word.count > 1 && isOfTheTrade(text.key(word))
                case .digits: word.count <= 2
                default: false
                }
            }
    }

    private static func isListed(_ hash: UInt64) -> Bool {
        lists.department.contains(hash) || lists.technical.contains(hash)
            || !WordList.shared[hash].isDisjoint(with: .plain)
    }

    private struct Lists {
        var functional: Set<UInt64> = []
        /// Anatomy, techniques, products, and what else technical values are full of.
        var technical: Set<UInt64> = []
        /// Eponyms of medicine, scanners, and what else sentences are full of.
        var everyday: Set<UInt64> = []
        /// What is a term where values are terms.
        var terms: Set<UInt64> = []
        /// What departments, services and rooms are called.
        var department: Set<UInt64> = []

        init() {
            let table = text_model_words_ordinary()
            let text = String(decoding: UnsafeBufferPointer(start: table.bytes, count: table.count), as: UTF8.self)
            var list: WritableKeyPath<Lists, Set<UInt64>> = \.functional
            for line in text.split(separator: "\n") where !line.hasPrefix("# ") {
                switch line {
                case "[functional]": list = \.functional
                case "[technical]": list = \.technical
                case "[everyday]": list = \.everyday
                case "[term]": list = \.terms
                case "[department]": list = \.department
                default:
                    for word in line.split(separator: " ") {
                        self[keyPath: list].insert(LetterFolding.hash(LetterFolding.key(word)))
                        self[keyPath: list].insert(LetterFolding.hash(LetterFolding.letters(word)))
                    }
                }
            }
        }
    }

    private static let lists = Lists()
}
