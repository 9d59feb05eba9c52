/// Closes the gap where a span is dropped, so that what stays reads as if nothing had been there.
///
/// `CT chest Doe axial` becomes `CT chest axial`, `CT (Doe), axial` becomes `CT, axial`, `head_Doe_T1` becomes `head_T1`.
enum TextGap {
    /// `scalars` in pieces, with `replacements` in place of `spans`; an empty one drops its span.
    static func pieces(
        of scalars: [Unicode.Scalar], _ spans: [TextSpan], _ replacements: [String]
    ) -> [TextCleaner.Piece] {
        var pieces: [TextCleaner.Piece] = []
        // The last scalar that stays of what was before, and where the next kept scalar is.
        var position = 0
        for (number, span) in spans.enumerated() {
            guard replacements[number].isEmpty else {
                if position < span.start { pieces.append(.kept(position..<span.start)) }
                pieces.append(.replaced(replacements[number], span))
                position = span.end
                continue
            }
            let next = number + 1 < spans.count ? spans[number + 1].start : scalars.count
            let gap = widened(
                max(span.start, position)..<span.end, in: scalars, within: position..<next,
                isFirst: pieces.allSatisfy { $0.length == 0 }, isLast: next == scalars.count)
            if position < gap.lowerBound { pieces.append(.kept(position..<gap.lowerBound)) }
            var dropped = span
            (dropped.start, dropped.end) = (gap.lowerBound, gap.upperBound)
            pieces.append(.replaced(isGlued(gap, scalars) ? " " : "", dropped))
            position = gap.upperBound
        }
        if position < scalars.count { pieces.append(.kept(position..<scalars.count)) }
        return pieces
    }

    /// `span` with the blanks and marks around it that have nothing to separate any more.
    ///
    /// - Parameters:
    ///   - limits: how far it may grow.
    ///   - isFirst: nothing stays before `limits`.
    ///   - isLast: nothing comes behind `limits`.
    private static func widened(
        _ span: Range<Int>, in scalars: [Unicode.Scalar], within limits: Range<Int>, isFirst: Bool, isLast: Bool
    ) -> Range<Int> {
        var (start, end) = (span.lowerBound, span.upperBound)
        while true {
            let left: Unicode.Scalar? = start > limits.lowerBound ? scalars[start - 1] : nil
            let right: Unicode.Scalar? = end < limits.upperBound ? scalars[end] : nil
            let isAtStart = left == nil && isFirst || left.map(isLineEnd) ?? false
            let isAtEnd = right == nil && isLast || right.map(isLineEnd) ?? false
            if let left, let right, closing[left] == right {
                (start, end) = (start - 1, end + 1)
            } else if let left, isBlank(left), isAtEnd || right.map({ isBlank($0) || belongsToWhatIsBefore($0) }) ?? false {
                start -= 1
            } else if let right, isBlank(right), isAtStart || left.map({ closing[$0] != nil }) ?? false {
                end += 1
            } else if let right, isSeparator(right), isAtStart || left == right {
                end += 1
            } else if let left, isSeparator(left), isAtEnd {
                start -= 1
            } else {
                return start..<end
            }
        }
    }

    /// True where letters or digits would come together that were apart.
    private static func isGlued(_ gap: Range<Int>, _ scalars: [Unicode.Scalar]) -> Bool {
        guard gap.lowerBound > 0, gap.upperBound < scalars.count else { return false }
        func isWord(_ scalar: Unicode.Scalar) -> Bool {
            // Scripts that write no blanks need none.
            scalar.properties.isAlphabetic && !scalar.properties.isIdeographic || (0x30...0x39).contains(scalar.value)
        }
        return isWord(scalars[gap.lowerBound - 1]) && isWord(scalars[gap.upperBound])
    }

    private static let closing: [Unicode.Scalar: Unicode.Scalar] = ["(": ")", "[": "]", "{": "}", "<": ">", "\"": "\""]

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
    private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool { (0x0A...0x0D).contains(scalar.value) }
    private static func belongsToWhatIsBefore(_ scalar: Unicode.Scalar) -> Bool { ",;:.)]}>".unicodeScalars.contains(scalar) }
    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool { ",;:/-_^+|&".unicodeScalars.contains(scalar) }
}
