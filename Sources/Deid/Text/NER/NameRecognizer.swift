/// Finds what no header tells and no rule describes, from how a text is written: the third source of ``TextCleaner``.
struct NameRecognizer: Sendable {
    /// What the model thinks of one token.
    struct Tag: Hashable, Sendable {
        /// The most likely class if it identifies at all.
        var kind: TextClass
        /// How likely it identifies, 0 to 1.
        var confidence: Float
    }

    /// The one that is embedded in the executable.
    static let shared = NameRecognizer()

    private let model = SequenceModel.shared

    /// One tag a token. What to do from which confidence on is the caller's decision.
    ///
    /// - Parameter hits: what header and rules say, one a token.
    func tags(_ text: TextTokens, hits: [TokenHits], context: TextContext) -> [Tag] {
        let features = NameFeatures(text, hits: hits, context: context)
        var scores: [SequenceModel.Scores] = []
        scores.reserveCapacity(text.count)
        for index in 0..<text.count {
            var sum = SequenceModel.Sum(model: model)
            features.write(index, to: &sum)
            scores.append(sum.scores)
        }
        return model.marginals(scores).map { chances in
            var best = 1
            for label in 2..<SequenceModel.labels where chances[label] > chances[best] { best = label }
            return Tag(kind: TextClass.numbered[best - 1], confidence: 1 - chances[0])
        }
    }
}
