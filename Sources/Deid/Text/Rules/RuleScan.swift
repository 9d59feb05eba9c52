/// What has a grammar, found in one text: each rule takes the tokens that it recognises, and later ones leave them
/// alone.
struct RuleScan {
    let text: TextTokens
    let context: TextContext
    /// Whether a rule has a token.
    private(set) var taken: [Bool]
    private(set) var spans: [TextSpan] = []

    init(_ text: TextTokens, context: TextContext) {
        self.text = text
        self.context = context
        taken = Array(repeating: false, count: text.count)
    }

    /// Everything that the rules know of, in the order in which they may claim it.
    mutating func run(known: KnownDays) {
        let mayHaveDigits = text.tokens.contains { $0.kind == .digits }
        let mayHaveHosts = text.tokens.contains {
            $0.kind == .mark && Self.hostMarks.contains(text.scalars[$0.start].value)
        }
        if mayHaveHosts { networks() }
        let hasWide = text.tokens.contains { $0.kind == .wide }
        if mayHaveDigits || hasWide { dates(known) }
        ages()
        if mayHaveDigits {
            streets()
            phones()
            nationals()
            labelled()
            unlabelled()
        }
        accounts()
        hospitals()
        if hasWide { ideographicPlaces() }
        homes()
        names()
        if hasWide { ideographicNames() }
    }

    private static let hostMarks: Set<UInt32> = [0x2E, 0x40, 0x3A, 0x5C]

    /// Takes the tokens of `range`.
    mutating func take(_ range: ClosedRange<Int>, _ kind: TextClass, _ confidence: Double) {
        for index in range { taken[index] = true }
        spans.append(
            TextSpan(
                start: text.tokens[range.lowerBound].start, end: text.tokens[range.upperBound].end, kind: kind,
                source: .rules,
                confidence: confidence))
    }

    /// Nobody else may have the tokens of `range`, and nothing goes.
    mutating func keep(_ range: ClosedRange<Int>) {
        for index in range { taken[index] = true }
    }

    func isTaken(_ range: ClosedRange<Int>) -> Bool { taken[range].contains(true) }

    private mutating func dates(_ known: KnownDays) {
        var found: [TextSpan] = []
        DateRule(text: text, known: known).scan(into: &found)
        var index = 0
        for span in found {
            while index < text.count, text.tokens[index].start < span.start { index += 1 }
            let first = index
            while index < text.count, text.tokens[index].end <= span.end { index += 1 }
            guard first < index, !isTaken(first...(index - 1)) else { continue }
            for position in first..<index { taken[position] = true }
            spans.append(span)
        }
    }

    /// The last token of the run without blanks that begins at `index`.
    func chunkEnd(_ index: Int) -> Int {
        var end = index
        while end + 1 < text.count, text.isGlued(end + 1) { end += 1 }
        return end
    }

    /// The first token of the run without blanks that `index` stands in.
    func chunkStart(_ index: Int) -> Int {
        var start = index
        while text.isGlued(start) { start -= 1 }
        return start
    }

    /// The word before `index` over marks, with the number words and colons of a label: `MRN no.:`.
    func label(before index: Int) -> Int {
        var before = text.word(before: index, marks: 3)
        var steps = 0
        while before >= 0, steps < 2,
            text.flags(before).contains(.numberWord) && text.flags(before).isDisjoint(with: [.idOnly, .phoneLabel])
        {
            before = text.word(before: before, marks: 2)
            steps += 1
        }
        return before
    }
}
