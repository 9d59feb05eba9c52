/// Takes the features of one token, each a number that says all.
protocol FeatureSink {
    mutating func add(_ feature: UInt32)
}

/// The features of a text's tokens: the one definition, for training and for use.
///
/// The upper four bits of a feature are its ``Group``, so that training can leave groups out at random.
struct NameFeatures {
    /// What a feature looks at.
    enum Group: UInt32 {
        case shape, word, lexicon, header, rule, clinical, context, suffix, cue
    }

    private let facts: [TokenFacts]
    private let context: UInt32
    private let isCapitals: Bool

    init(_ text: TextTokens, hits: [TokenHits], context: TextContext) {
        facts = TokenFacts.of(text, hits)
        self.context = UInt32(TextContext.allCases.firstIndex(of: context) ?? 0)
        isCapitals = text.isAllCapitals
    }

    /// Hands the features of token `index` to `sink`.
    @inline(__always)
    func write(_ index: Int, to sink: inout some FeatureSink) {
        var writer = Writer(sink: sink)
        window(index, &writer)
        alone(index, &writer)
        pairs(index, &writer)
        words(index, &writer)
        place(index, &writer)
        sink = writer.sink
    }

    private func fact(_ index: Int) -> TokenFacts {
        facts.indices.contains(index) ? facts[index] : Self.outside
    }

    private static let outside = {
        var facts = TokenFacts(); facts.shape = 5 << 8; return facts
    }()

    /// Two tokens to either side.
    @inline(__always)
    private func window<Sink>(_ index: Int, _ writer: inout Writer<Sink>) {
        for distance in -2...2 {
            let other = fact(index + distance)
            let slot = UInt32(distance + 2)
            writer.add(.shape, slot, other.shape)
            writer.add(.word, 8 + slot, other.word)
            if other.isLetters || other.entry.bits != 0 {
                writer.add(.lexicon, 16 + slot, other.names)
                writer.add(.lexicon, 24 + slot, other.places)
                writer.add(.lexicon, 32 + slot, other.languages)
            }
            if other.header != 0 { writer.add(.header, 40 + slot, other.header) }
            if other.rule != 0 { writer.add(.rule, 48 + slot, other.rule) }
            if other.clinical != 0 { writer.add(.clinical, 56 + slot, other.clinical) }
            flags(other.flags.rawValue, 120 + slot, 0, &writer)
        }
    }

    /// One feature for each of `flags`.
    @inline(__always)
    private func flags<Sink>(_ flags: UInt64, _ template: UInt32, _ other: UInt32, _ writer: inout Writer<Sink>) {
        var rest = flags
        while rest != 0 {
            writer.add(.cue, template, UInt32(rest.trailingZeroBitCount), other)
            rest &= rest - 1
        }
    }

    /// What the token itself is, in combination.
    @inline(__always)
    private func alone<Sink>(_ index: Int, _ writer: inout Writer<Sink>) {
        let own = facts[index]
        writer.add(.lexicon, 64, own.shape, own.names)
        writer.add(.lexicon, 65, own.names, own.languages | own.places << 8)
        writer.add(.clinical, 66, own.shape, own.clinical)
        writer.add(.header, 67, own.header, own.rule | own.clinical << 16)
        writer.add(.header, 68, own.header, own.names)
        writer.add(.rule, 69, own.rule, own.shape)
        writer.add(.rule, 70, own.rule, own.clinical | own.words << 8)
        writer.add(.clinical, 71, own.clinical, own.names)
        writer.add(.context, 72, context, own.shape)
        writer.add(.context, 73, context | own.clinical << 8, own.names)
        writer.add(.header, 74, context, own.header)
        writer.add(.lexicon, 75, isCapitals ? 1 : 0, own.shape | own.names << 16)
        if own.suffix != 0 { writer.add(.suffix, 76, own.suffix) }
        if own.chunk != 0 {
            writer.add(.shape, 77, own.chunk)
            writer.add(.context, 78, own.chunk, context)
        }
    }

    /// With its neighbours.
    @inline(__always)
    private func pairs<Sink>(_ index: Int, _ writer: inout Writer<Sink>) {
        let (before, own, after) = (fact(index - 1), facts[index], fact(index + 1))
        let glue: UInt32 = (own.isGlued ? 1 : 0) | (after.isGlued ? 2 : 0)
        writer.add(.shape, 80, glue, own.shape)
        writer.add(.shape, 81, glue | before.shape << 8, own.shape)
        writer.add(.shape, 82, glue | after.shape << 8, own.shape)
        writer.add(.shape, 83, glue | before.shape << 8, own.shape | after.shape << 16)
        writer.add(.lexicon, 84, before.names, own.names)
        writer.add(.lexicon, 85, own.names, after.names)
        writer.add(.clinical, 86, before.clinical | own.clinical << 4 | after.clinical << 8, own.words)
        writer.add(.header, 87, before.header | own.header << 16, after.header)
        writer.add(.rule, 88, before.rule | own.rule << 16, after.rule)
        writer.add(.lexicon, 89, glue | own.places << 4, before.places | after.places << 8)
        writer.add(.lexicon, 90, before.shape | glue << 16, own.names | own.shape << 16)
        writer.add(.lexicon, 91, after.shape | glue << 16, own.names | own.shape << 16)
    }

    /// With the words that stand near.
    @inline(__always)
    private func words<Sink>(_ index: Int, _ writer: inout Writer<Sink>) {
        let (before, own, after) = (fact(index - 1), facts[index], fact(index + 1))
        writer.add(.word, 96, before.word, own.shape)
        writer.add(.word, 97, after.word, own.shape)
        writer.add(.word, 98, before.word, own.names | own.clinical << 8)
        writer.add(.word, 99, before.word, own.word)
        writer.add(.word, 100, own.word, after.word)
        flags(before.flags.rawValue, 126, own.shape, &writer)
        flags(before.flags.rawValue, 127, own.names, &writer)
        flags(after.flags.rawValue, 128, own.shape, &writer)
        flags(after.flags.rawValue, 129, own.names, &writer)
        flags(own.flags.rawValue, 130, own.names, &writer)
        let cues = cue(before: index)
        flags(cues.flags, 131, own.shape, &writer)
        writer.add(.word, 101, cues.near, own.shape)
        writer.add(.word, 102, cues.near, own.names)
        writer.add(.word, 103, cues.far)
        writer.add(.word, 104, cue(after: index), own.shape >> 8)
        writer.add(.word, 105, context, own.word)
        writer.add(.word, 106, before.word, after.word)
    }

    /// Where in the text it stands.
    @inline(__always)
    private func place<Sink>(_ index: Int, _ writer: inout Writer<Sink>) {
        let fromStart = UInt32(min(index, 3))
        let fromEnd = UInt32(min(facts.count - 1 - index, 2))
        writer.add(.context, 112, fromStart | fromEnd << 4, context)
        writer.add(.context, 113, fromStart | fromEnd << 4, facts[index].shape)
        writer.add(.lexicon, 114, fromStart | fromEnd << 4 | context << 8, facts[index].names)
    }

    /// The two nearest words to the left, marks and numbers between left out, and what lists say of the nearest.
    private func cue(before index: Int) -> (near: UInt32, far: UInt32, flags: UInt64) {
        var near: UInt32 = 0
        var flags: UInt64 = 0
        for other in stride(from: index - 1, through: max(0, index - 8), by: -1) where facts[other].isLetters {
            if near != 0 { return (near, facts[other].word, flags) }
            near = facts[other].word
            flags = facts[other].flags.rawValue
        }
        return (near, 0, flags)
    }

    private func cue(after index: Int) -> UInt32 {
        for other in index + 1..<max(index + 1, min(facts.count, index + 6)) where facts[other].isLetters {
            return facts[other].word
        }
        return 0
    }

    /// Makes one number of a feature's parts.
    private struct Writer<Sink: FeatureSink> {
        var sink: Sink

        @inline(__always)
        mutating func add(_ group: Group, _ template: UInt32, _ first: UInt32, _ second: UInt32 = 0) {
            var hash = (UInt64(first) << 32 | UInt64(second)) ^ UInt64(template) &* 0x9E37_79B9_7F4A_7C15
            hash = (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93
            hash = (hash ^ hash >> 29) &* 0xFF51_AFD7_ED55_8CCD
            sink.add(group.rawValue << 28 | UInt32(truncatingIfNeeded: hash >> 36))
        }
    }
}
