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
        if isOCR, let corrected = OCRDigits.corrected(scalars) {
            // Offsets are the same: one scalar for one.
            var second = RuleScan(TextTokens(corrected), context: context)
            second.run(known: matcher.dates)
            spans += second.spans
            spans += matcher.scan(second.text, isOCR: true)
        }
        let kept = KeepRule.scan(text)
        hits = kept.map { TokenHits(isKept: $0) }
        for span in spans {
            var index = token(at: span.start)
            while index < text.count, text.tokens[index].start < span.end {
                if span.source == .header {
                    hits[index].header = span.kind
                    hits[index].isExact = hits[index].isExact || span.confidence > 0.95
                } else {
                    hits[index].rule = span.kind
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

/// Letters that OCR read for digits.
enum OCRDigits {
    /// With O, I, l, S, B as the digits that they stand for, in words that are digits otherwise; nil if there are none.
    static func corrected(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        var result = scalars
        var isChanged = false
        var start = 0
        while start < scalars.count {
            guard isPart(scalars[start]) else {
                start += 1
                continue
            }
            var end = start
            var (digits, others) = (0, 0)
            while end < scalars.count, isPart(scalars[end]) {
                if ("0"..."9").contains(scalars[end]) { digits += 1 } else { others += 1 }
                end += 1
            }
            let isBounded =
                (start == 0 || ScalarKind.of(scalars[start - 1]) == .mark
                    || ScalarKind.of(scalars[start - 1]) == .blank)
                && (end == scalars.count || ScalarKind.of(scalars[end]) == .mark
                    || ScalarKind.of(scalars[end]) == .blank)
            if isBounded, others > 0, digits > 0, digits >= others || touchesNumber(scalars, start, end) {
                for index in start..<end { result[index] = digit(scalars[index]) }
                isChanged = true
            }
            start = end
        }
        return isChanged ? result : nil
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "O", "o", "I", "l", "S", "B": true
        default: false
        }
    }

    /// A hyphen, point or slash with digits on its other side.
    private static func touchesNumber(_ scalars: [Unicode.Scalar], _ start: Int, _ end: Int) -> Bool {
        func isJoint(_ index: Int) -> Bool {
            scalars.indices.contains(index) && ["-", "/", "."].contains(scalars[index])
        }
        func isDigit(_ index: Int) -> Bool { scalars.indices.contains(index) && ("0"..."9").contains(scalars[index]) }
        return isJoint(start - 1) && isDigit(start - 2) || isJoint(end) && isDigit(end + 1)
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "O", "o": "0"
        case "I", "l": "1"
        case "S": "5"
        case "B": "8"
        default: scalar
        }
    }
}
