/// What goes, decided from everything that is known: header clues, rules and the model together.
///
/// The model sees what header and rules say, so it may also tell where a weak rule has taken a word for a name: that needs a
/// little of its support, and what nobody else found needs much.
enum NameDecision {
    /// From which chance on something goes.
    private enum Least {
        /// What a rule found that is often wrong.
        static let supported: Float = 0.04
        /// What only the model found.
        static let alone: Float = 0.22
        /// The same, of a word that is no name by itself.
        static let plainWord: Float = 0.5
        /// The same, where no word of it is a name by itself.
        static let plainWords: Float = 0.8
        /// The same, of what looks like a name or an ID and is part of an eponym, a measure, a code.
        static let kept: Float = 0.95
    }

    /// What clues and rules found of `analysis` as far as the model agrees, and what only the model found.
    static func spans(_ analysis: TextAnalysis) -> [TextSpan] {
        let tokens = analysis.text.tokens
        let tags = NameRecognizer.shared.tags(analysis.text, hits: analysis.hits, context: analysis.context)
        var isCovered = [Bool](repeating: false, count: tokens.count)
        var spans: [TextSpan] = []
        for span in analysis.spans {
            let covered = analysis.text.indices(of: span.range)
            let support = covered.lazy.filter { tokens[$0].kind != .mark }.map { tags[$0].confidence }.max() ?? 1
            // What the header tells goes, whatever it looks like here; so does what a rule is sure of.
            guard span.source == .header || span.confidence >= 0.9 || support >= Least.supported else { continue }
            for index in covered { isCovered[index] = true }
            spans.append(span)
        }
        func goesAlone(_ index: Int) -> Bool {
            guard index < tokens.count, !isCovered[index] else { return false }
            // Ages have a grammar: a number behind a word or within a code is a dose, a factor, a size.
            if tags[index].kind == .ageOver89, index > 0, analysis.text.kind(index + 1) != .digits,
                tokens[index - 1].kind == .letters || analysis.text.isGlued(index)
            {
                return false
            }
            // A letter that is kept is a side or a direction.
            if analysis.hits[index].isKept, tokens[index].count == 1 { return false }
            if analysis.hits[index].isKept { return tags[index].confidence >= Least.kept }
            let isPlain = !tokens[index].flags.isDisjoint(with: .plain)
            return tags[index].confidence >= (isPlain ? Least.plainWord : Least.alone)
        }
        var index = 0
        while index < tokens.count {
            guard goesAlone(index) else {
                index += 1
                continue
            }
            var last = index
            var best = tags[index]
            while goesAlone(last + 1), tags[last + 1].kind == tags[index].kind {
                last += 1
                if tags[last].confidence > best.confidence { best = tags[last] }
            }
            // Marks alone tell nobody; words that are no names by themselves are none in a row either, unless surely.
            let words = tokens[index...last].filter { $0.kind != .mark }
            let isPlain = words.allSatisfy { !$0.flags.isDisjoint(with: .plain) }
            guard !words.isEmpty, !isPlain || best.confidence >= Least.plainWords,
                !analysis.text.isInsideNumber(index...last, best.kind)
            else {
                index = last + 1
                continue
            }
            spans.append(
                TextSpan(
                    start: tokens[index].start, end: tokens[last].end, kind: best.kind, source: .ner,
                    confidence: Double(best.confidence)))
            index = last + 1
        }
        return spans
    }
}

extension TextTokens {
    /// Whether `range` is a part of a decimal number, of a version or of a code, or a fraction that begins with 0, where
    /// dates, ages and numbers of people do not stand: `2.1946`, `v1.2019.3`, `V600E`, `0.7031961`.
    fileprivate func isInsideNumber(_ range: ClosedRange<Int>, _ kind: TextClass) -> Bool {
        guard kind == .date || kind == .ageOver89 || kind == .id else { return false }
        let (first, last) = (range.lowerBound, range.upperBound)
        guard range.allSatisfy({ self.kind($0) == .digits || self.kind($0) == .mark && isPoint($0) }) else { return false }
        if isGlued(first), isPoint(first - 1), isGlued(first - 1), self.kind(first - 2) == .digits { return kind != .id }
        if isGlued(first), self.kind(first) == .mark, self.kind(first - 1) == .digits { return kind != .id }
        if isGlued(last + 1), isPoint(last + 1), isGlued(last + 2), self.kind(last + 2) == .digits { return kind != .id }
        if first == last, isGlued(first), isGlued(last + 1), self.kind(first - 1) == .letters, self.kind(last + 1) == .letters {
            return kind != .id
        }
        return range.count == 3 && number(first) == 0 && tokens[first].count == 1
    }

    private func isPoint(_ index: Int) -> Bool { isMark(index, ".") || isMark(index, ",") }

    /// The tokens that overlap a range of scalars.
    fileprivate func indices(of range: Range<Int>) -> Range<Int> {
        let first = firstIndex { tokens[$0].end > range.lowerBound }
        return first..<max(first, firstIndex { tokens[$0].start >= range.upperBound })
    }

    /// The first token of which `isBeyond` is true, by halving.
    private func firstIndex(where isBeyond: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
