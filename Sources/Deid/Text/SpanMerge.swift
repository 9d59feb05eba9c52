/// One list of spans out of what several sources found.
enum SpanMerge {
    /// Overlapping spans as one, of the kind that the surest of them says; in order.
    static func merged(_ spans: [TextSpan]) -> [TextSpan] {
        var result: [TextSpan] = []
        for span in spans.sorted(by: { ($0.start, -$0.end) < ($1.start, -$1.end) }) where span.start < span.end {
            guard let last = result.last, span.start < last.end else {
                result.append(span)
                continue
            }
            var joint = last
            if span.confidence > last.confidence {
                (joint.kind, joint.source, joint.confidence) = (span.kind, span.source, span.confidence)
            }
            joint.end = max(last.end, span.end)
            result[result.count - 1] = joint
        }
        return result
    }
}
