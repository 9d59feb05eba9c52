import Dicom

/// What the texts of an instance tell for certain and its header does not: people behind titles and labels, full names,
/// numbers behind labels. Each is a clue for all other texts of the instance.
///
/// Independent of the order of the texts: all of them are looked through before one clue is used, and nothing that was
/// found by such a clue is one.
struct Sightings: Sendable {
    private(set) var clues = HeaderClues()
    /// Where clues come from: elements, in order, each once.
    private(set) var origins: [Int] = []

    private enum Least {
        /// A rule: behind a title, behind a label with a colon, between carets.
        static let rule = 0.9
        /// The model, for two or more words.
        static let model = 0.9
    }

    /// - Parameter spans: what was found in `text` of the element at `index`.
    mutating func note(_ spans: [TextSpan], in text: String, at index: Int) {
        for span in spans where span.source == .rules || span.source == .ner {
            guard span.confidence >= (span.source == .rules ? Least.rule : Least.model) else { continue }
            var part = String.UnicodeScalarView()
            part.append(contentsOf: Array(text.unicodeScalars)[span.range])
            let before = clues.clues.count
            switch span.kind {
            case .name: note(name: String(part), isSure: span.source == .rules)
            case .id where span.source == .rules: note(number: String(part))
            default: break
            }
            if clues.clues.count > before, origins.last != index { origins.append(index) }
        }
    }

    /// The words of a name that are nobody's everyday words: one of those must not spread.
    private mutating func note(name: String, isSure: Bool) {
        let text = TextTokens(name)
        let words = text.tokens.filter { $0.kind == .letters && $0.count > 1 }
        guard isSure || words.count >= 2 && words.allSatisfy(\.isCapitalized) else { return }
        let own = words.filter { $0.count >= 3 && Self.isName($0, text) }
        guard !own.isEmpty else { return }
        var value = String.UnicodeScalarView()
        for word in own {
            if !value.isEmpty { value.append(" ") }
            value.append(contentsOf: text.scalars[word.start..<word.end])
        }
        clues.add(.staffName, String(value), Tag(0, 0))
    }

    private static func isName(_ word: TextToken, _ text: TextTokens) -> Bool {
        guard word.flags.isDisjoint(with: words), word.flags.month == 0,
            !OrdinaryWords.contains(Array(text.key(word)))
        else { return false }
        return Lexicon.shared[Lexicon.mixed(word.hash)].word < mostlyWord
    }

    /// Level of the lexicon from which a word is one of most English texts.
    private static let mostlyWord: UInt16 = 4
    private static let words = WordFlags.plain.union([
        .monthWord, .title, .credential, .strongStaff, .place, .eponym, .view, .particle, .hospitalPart, .hospitalTail,
        .hospitalBefore, .brand, .center, .street, .streetFirst, .streetEnd, .lives, .userLabel, .stationLabel, .employer,
    ])

    /// Numbers that are long enough to be one person's.
    private mutating func note(number: String) {
        let digits = number.utf8.count { (0x30...0x39).contains($0) }
        guard digits >= 5, number.utf8.count <= 64 else { return }
        clues.add(.identifier, number, Tag(0, 0))
    }
}

extension TextCleaner {
    /// Where clues that are other texts' stand in `text`, letter by letter; not in phrases of what is kept.
    func sightings(in text: String) -> [TextSpan] {
        let tokens = TextTokens(text)
        let exact = matches(in: tokens).filter { $0.confidence > 0.95 }
        guard !exact.isEmpty else { return [] }
        let kept = KeepRule.scan(tokens)
        return exact.compactMap { span in
            let own = tokens.tokens.indices.filter {
                tokens.tokens[$0].end > span.start && tokens.tokens[$0].start < span.end
            }
            guard !own.allSatisfy({ kept[$0] }) else { return nil }
            return TextSpan(start: span.start, end: span.end, kind: span.kind, source: .instance, confidence: 0.9)
        }
    }

    /// The same cleaner with more clues.
    func adding(_ more: HeaderClues) -> TextCleaner {
        guard !more.clues.isEmpty else { return self }
        var all = clues
        for clue in more.clues { all.add(clue.kind, clue.value, clue.tag) }
        return TextCleaner(clues: all, project: project, patient: patient, dateOffset: dateOffset)
    }
}
