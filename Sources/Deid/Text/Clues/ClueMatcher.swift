/// Everything that a header tells, made ready to be looked for in many texts.
struct ClueMatcher: Sendable {
    private var names = NameClues()
    private var sequences = SequenceClues()
    private var places = PlaceClues()
    /// Days, with and without their year.
    private(set) var dates = KnownDays()

    private static let cache = ClueCache<ClueMatcher>()

    init(_ clues: HeaderClues) {
        self = Self.cache.value(for: clues.clues) { ClueMatcher($0) }
        for clue in clues.clues where clue.kind == .uid { sequences.add(clue.value, .id) }
    }

    private init(_ clues: [Clue]) {
        for clue in clues {
            switch clue.kind {
            case .patientName, .relativeName, .staffName:
                if !NobodysName.isOne(clue.value) { names.add(clue.value) }
            case .identifier, .serial, .uid: sequences.add(clue.value, .id)
            case .station: sequences.add(clue.value, .other)
            case .other: sequences.add(clue.value, .other)
            case .email: sequences.add(clue.value, .email)
            case .phone: sequences.add(clue.value, .phone)
            case .institution: places.add(clue.value, .institution, needsRare: false)
            case .department: places.add(clue.value, .institution, needsRare: true)
            case .address: places.add(clue.value, .address, needsRare: false)
            case .birthDate, .date: dates.add(clue)
            case .age: break
            }
        }
    }

    /// What stands in `text`; dates are left to the rule that reads them.
    func scan(_ text: TextTokens, isOCR: Bool) -> [TextSpan] {
        var spans: [TextSpan] = []
        func add(_ range: ClosedRange<Int>, _ kind: TextClass, _ isExact: Bool) {
            spans.append(
                TextSpan(
                    start: text.tokens[range.lowerBound].start, end: text.tokens[range.upperBound].end, kind: kind,
                    source: .header,
                    confidence: isExact ? 0.98 : 0.88))
        }
        var match = NameMatch(text, names, isOCR: isOCR)
        match.scan(add)
        sequences.scan(text, add)
        places.scan(text, add)
        return spans
    }
}
