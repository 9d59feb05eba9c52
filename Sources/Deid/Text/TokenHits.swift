/// What is known of a token before the model looks at it: by position in ``TextTokens/tokens``.
struct TokenHits: Sendable, Hashable {
    /// The header tells it, as this.
    var header: TextClass?
    /// The header tells it letter by letter, not by a variant.
    var isExact = false
    /// A rule takes it, as this.
    var rule: TextClass?
    /// It is part of what looks like a name, a date or a number of a patient and is none: an eponym, a scanner, a dose.
    var isKept = false

    /// How sure header and rules are, in twentieths.
    var headerLevel: UInt8 = 0
    var ruleLevel: UInt8 = 0

    init(isKept: Bool = false) { self.isKept = isKept }
}
