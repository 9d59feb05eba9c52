/// One text with everything that clues, rules and lists know of it.
struct TextAnalysis: Sendable {
    let text: TextTokens
    let context: TextContext
    /// What clues and rules found, not yet merged.
    var spans: [TextSpan] = []
    /// By token.
    var hits: [TokenHits] = []

    init(_ string: String, context: TextContext, matcher: ClueMatcher) {
        let scalars = Array(string.unicodeScalars)
        text = TextTokens(scalars)
        self.context = context
        let isOCR = context == .ocrLine
        spans = matcher.scan(text, isOCR: isOCR)
        var scan = RuleScan(text, context: context)
        scan.run(known: matcher.dates)
        spans += scan.spans
        // Offsets are the same: one scalar for one.
        for corrected in isOCR ? [OCRText.digits(scalars), OCRText.letters(scalars)].compactMap({ $0 }) : [] {
            var second = RuleScan(TextTokens(corrected), context: context)
            second.run(known: matcher.dates)
            spans += second.spans
            spans += matcher.scan(second.text, isOCR: true)
        }
        let kept = KeepRule.scan(text)
        hits = kept.map { TokenHits(isKept: $0) }
        for span in spans {
            let level = UInt8(span.confidence * 20)
            var index = token(at: span.start)
            while index < text.count, text.tokens[index].start < span.end {
                if span.source == .header {
                    hits[index].header = span.kind
                    hits[index].headerLevel = max(hits[index].headerLevel, level)
                    hits[index].isExact = hits[index].isExact || span.confidence > 0.95
                } else {
                    hits[index].rule = span.kind
                    hits[index].ruleLevel = max(hits[index].ruleLevel, level)
                }
                index += 1
            }
        }
    }

    /// The first token that ends after scalar `offset`.
    private func token(at offset: Int) -> Int {
        var (low, high) = (0, text.count)
        while low < high {
            let middle = (low + high) / 2
            if text.tokens[middle].end <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
