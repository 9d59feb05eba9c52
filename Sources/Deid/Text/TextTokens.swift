/// What is known of a token before the model looks at it: by position in ``TextTokens/tokens``.
public struct TokenHits: Sendable, Hashable {
    /// The header tells it, as this.
    public var header: TextClass?
    /// The header tells it letter by letter, not by a variant.
    public var isExact = false
    /// A rule takes it, as this.
    public var rule: TextClass?
    /// It stands in the list of clinical words.
    public var isClinical = false
    /// It is part of a phrase that the list of what looks like a name and is none keeps: an eponym, a scanner, a dose.
    public var isKept = false

    public init() {}
}

/// One token: letters, digits, one ideograph, or one other mark; blanks are none.
public struct TextToken: Sendable, Hashable {
    public enum Kind: UInt8, Sendable {
        case letters, digits, mark
        /// One ideograph, kana or Hangul syllable each.
        case wide
    }

    public var kind: Kind
    /// Unicode scalars of the text.
    public var start: Int
    public var end: Int
}
