/// Names that are no person's: `Radiology^Staff`, `Phantom^Head`, `Lung^Cancer`, `Daily^QC`.
///
/// Texts are not searched for them. Pictures are: there a word of the header is never safe.
enum NobodysName {
    /// True if `name`, a PN or a name as people write it, has two words or more, all of them words of the trade, and one of
    /// them is a word that nobody is called: `Park^Chin` and `Hand^Marco` are people.
    ///
    /// - Parameter kind: of others than the patient no word may be a name: `Technologist^White` is somebody.
    static func isOne(_ name: String, _ kind: Clue.Kind) -> Bool {
        let text = TextTokens(name)
        let words = text.tokens.filter { $0.kind != .mark }
        guard words.count > 1, words.allSatisfy({ isOfTheTrade($0, text) }) else { return false }
        let letters = words.filter { $0.kind == .letters }
        return letters.contains(where: isNobodys) && (kind == .patientName || !letters.contains(where: isName))
    }

    /// A word of medicine, of hospitals or of tests; a number of one or two digits.
    static func isOfTheTrade(_ word: TextToken, _ text: TextTokens) -> Bool {
        switch word.kind {
        case .letters:
            tests.contains(word.hash) || Placeholder.hasWord(word.hash) || !word.flags.isDisjoint(with: trade)
                || OrdinaryWords.isOfTheTrade(text.key(word))
        case .digits: word.count <= 2
        default: false
        }
    }

    /// Four letters and more, so that it is no short name of another language.
    private static func isNobodys(_ word: TextToken) -> Bool {
        tests.contains(word.hash) || word.count >= 4 && !isName(word)
    }

    /// A first name, or a surname that is not rare.
    private static func isName(_ word: TextToken) -> Bool {
        let entry = Lexicon.shared[Lexicon.mixed(word.hash)]
        return entry.given > 0 || entry.family > 1
    }

    private static let trade: WordFlags = WordFlags.medical.union([.staff, .strongStaff, .hospital])
    private static let tests = WordList.hashes("qa qc mri daily weekly monthly")
}
