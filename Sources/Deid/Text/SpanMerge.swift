/// One list of spans out of what several sources found.
enum SpanMerge {
    /// Overlapping spans as one, of the kind that the surest of them says; so are two of one kind with nothing but blanks,
    /// a hyphen, a comma or a point between them. In order.
    static func merged(_ spans: [TextSpan], in scalars: [Unicode.Scalar]) -> [TextSpan] {
        var result: [TextSpan] = []
        for span in spans.sorted(by: { ($0.start, -$0.end) < ($1.start, -$1.end) }) where span.start < span.end {
            guard let last = result.last, span.start < last.end || isOne(last, span, scalars) else {
                result.append(span)
                continue
            }
            var joint = last
            if span.confidence > last.confidence {
                (joint.kind, joint.source, joint.confidence) = (span.kind, span.source, span.confidence)
            }
            joint.isBirth = last.isBirth || span.isBirth
            joint.end = max(last.end, span.end)
            result[result.count - 1] = joint
        }
        return result
    }

    private static func isOne(_ first: TextSpan, _ second: TextSpan, _ scalars: [Unicode.Scalar]) -> Bool {
        guard first.kind == second.kind, second.start - first.end <= 2, second.start <= scalars.count else { return false }
        return scalars[first.end..<second.start].allSatisfy { joints.contains($0) }
    }

    private static let joints: Set<Unicode.Scalar> = [" ", "-", ",", ".", "'", "’", "\u{3000}"]
}
