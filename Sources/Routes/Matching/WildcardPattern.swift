/// A text with `*` (any characters, also none) and `?` (exactly one), compared with case.
public struct WildcardPattern: Hashable, Sendable, CustomStringConvertible {
    /// The pattern as written.
    public let text: String
    private let characters: [Character]
    private let isLiteral: Bool

    /// The pattern `text`. Every text is a pattern.
    public init(_ text: String) {
        self.text = text
        characters = Array(text)
        isLiteral = !text.contains { $0 == "*" || $0 == "?" }
    }

    /// The pattern as written.
    public var description: String { text }

    /// True if `*` or `?` occurs.
    public var hasWildcard: Bool { !isLiteral }

    /// True if the whole of `candidate` fits. Time grows with the product of the lengths at worst.
    public func matches(_ candidate: String) -> Bool {
        if isLiteral { return candidate == text }
        let subject = Array(candidate)
        var at = 0
        var position = 0
        // Where the latest star stands, and how much of the subject it has swallowed so far.
        var star: (pattern: Int, subject: Int)?
        while at < subject.count {
            // The star first: a subject may hold the character `*` itself.
            if position < characters.count, characters[position] == "*" {
                star = (position, at)
                position += 1
            } else if position < characters.count, characters[position] == "?" || characters[position] == subject[at] {
                position += 1
                at += 1
            } else if let last = star {
                star = (last.pattern, last.subject + 1)
                position = last.pattern + 1
                at = last.subject + 1
            } else {
                return false
            }
        }
        return characters[position...].allSatisfy { $0 == "*" }
    }
}
