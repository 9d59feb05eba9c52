/// What goes, decided from everything that is known: header clues, rules and the model together.
///
/// The model sees what header and rules say, so it may also tell where a rule has taken a word for a name: what is not
/// sure by itself needs a little of its support, what nobody else found needs much.
enum NameDecision {
    /// From which chance on something goes.
    private enum Least {
        /// What a rule found.
        static let supported: Float = 0.04
        /// What only the model found.
        static let alone: Float = 0.25
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
            // What the header tells goes, whatever it looks like here.
            guard span.source == .header || support >= Least.supported else { continue }
            for index in covered { isCovered[index] = true }
            spans.append(span)
        }
        var index = 0
        while index < tokens.count {
            guard !isCovered[index], tags[index].confidence >= Least.alone else {
                index += 1
                continue
            }
            var last = index
            var best = tags[index]
            while last + 1 < tokens.count, !isCovered[last + 1], tags[last + 1].confidence >= Least.alone,
                tags[last + 1].kind == tags[index].kind
            {
                last += 1
                if tags[last].confidence > best.confidence { best = tags[last] }
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
