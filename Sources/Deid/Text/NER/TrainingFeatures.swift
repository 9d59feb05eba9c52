/// What training is told of a text: the very features that the recogniser looks at, so that both are one definition.
///
/// Only training/train-ner calls this, through the executable target `text-features`.
package struct TrainingFeatures: Sendable {
    /// One token: where it stands and what it shows.
    package struct Token: Sendable {
        package var start: Int
        package var end: Int
        package var features: [UInt32]
    }

    private struct List: FeatureSink {
        var features: [UInt32] = []
        mutating func add(_ feature: UInt32) { features.append(feature) }
    }

    /// The labels' names, in the model's order.
    package static let labels = ["O"] + TextClass.numbered.map(\.rawValue)

    /// By which ``Lexicon`` finds a word or a pair of words.
    package static func lexiconHash(_ words: String) -> UInt32 {
        let text = TextTokens(words)
        let hashes = text.tokens.filter { $0.kind == .letters }.map { Lexicon.mixed($0.hash) }
        if hashes.isEmpty { return Lexicon.mixed(LetterFolding.hash(text.keys)) }
        return hashes.count == 1 ? hashes[0] : Lexicon.pair(hashes[0], hashes[1])
    }

    /// The tokens of a text, with what ``TextCleaner`` knows of them before the model is asked.
    package static func tokens(of text: String, header: [String: String], context: String) -> [Token] {
        let analysis = TextAnalysis(
            text, context: TextContext(rawValue: context) ?? .reportSentence,
            matcher: ClueMatcher(HeaderClues(keywords: header)))
        let features = NameFeatures(analysis.text, hits: analysis.hits, context: analysis.context)
        return analysis.hits.indices.map { index in
            var list = List()
            features.write(index, to: &list)
            return Token(start: analysis.text.tokens[index].start, end: analysis.text.tokens[index].end, features: list.features)
        }
    }
}

extension TrainingFeatures {
    /// From all sources, as if no phrase were known to be kept: what the lists of such phrases bring is the difference.
    package static func unguarded(in text: String, header: [String: String], context: String) -> [TextSpan] {
        var analysis = TextAnalysis(
            text, context: TextContext(rawValue: context) ?? .reportSentence,
            matcher: ClueMatcher(HeaderClues(keywords: header)))
        for index in analysis.hits.indices { analysis.hits[index].isKept = false }
        return SpanMerge.merged(NameDecision.spans(analysis), in: analysis.text.scalars)
    }

    /// What the header's clues and the rules alone say, not yet merged.
    package static func known(in text: String, header: [String: String], context: String) -> [TextSpan] {
        TextAnalysis(
            text, context: TextContext(rawValue: context) ?? .reportSentence,
            matcher: ClueMatcher(HeaderClues(keywords: header))
        ).spans
    }
}
