/// An analyzer outside of Veil that a site has: asked about each text beside Veil's own sources.
public protocol TextAnalyzer: Sendable {
    /// What it finds in `text`, in Unicode scalars.
    ///
    /// - Throws: when there is no answer that can be relied upon: then nobody may say that the text is clean.
    func spans(in text: String) throws(TextAnalyzerUnavailable) -> [TextSpan]
}

/// No answer, none in time, or one that is not to be understood.
public struct TextAnalyzerUnavailable: Error, Hashable, Sendable {
    /// Without words: an answer may hold what was asked.
    public init() {}
}
