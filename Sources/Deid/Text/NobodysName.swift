/// Names that are no person's: `Radiology^Staff`, `Phantom^Head`, `Lung^Cancer`, `Daily^QC`.
///
/// Texts are not searched for them. Pictures are: there a word of the header is never safe.
enum NobodysName {
    /// True if `name`, a PN or a name as people write it, has two words or more that are all words of the trade, and none of
    /// them a word that anybody is called: `Nakayama^James`, `Park^Chin` and `Technologist^White` are people, and an initial
    /// may be anybody's.
    static func isOne(_ name: String) -> Bool {
        let text = TextTokens(name)
        let words = text.tokens.filter { $0.kind != .mark }
        return words.count > 1 && words.contains { $0.kind == .letters }
            && words.allSatisfy { isOfTheTrade($0, text) && ($0.kind == .digits || isNobodys($0, text)) }
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

    /// A word of the lists below, or one of the trade that is no name by any list of names. Code meanings alone are no proof:
    /// they are full of the names of those who described something.
    private static func isNobodys(_ word: TextToken, _ text: TextTokens) -> Bool {
        if tests.contains(word.hash) { return true }
        let entry = Lexicon.shared[Lexicon.mixed(word.hash)]
        guard word.count > 1, entry.given == 0, entry.family == 0 else { return false }
        return entry.word >= 4 || OrdinaryWords.isOfTheTrade(text.key(word))
    }

    private static let trade: WordFlags = WordFlags.medical.union([.staff, .strongStaff, .hospital])
    private static let tests = WordList.hashes(
        "qa qc mri daily weekly monthly cancer lung tumor tumour staff phantom head body chest knee breast")
}
