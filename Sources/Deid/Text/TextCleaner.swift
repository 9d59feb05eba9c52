import Dicom

/// Finds what identifies people in the texts of one instance, and writes them without it.
///
/// Made once an instance, when its first text comes: everything that the header tells is made ready to be looked for.
public struct TextCleaner: Sendable {
    /// What the header tells.
    public let clues: HeaderClues
    private let matcher: ClueMatcher
    /// For pictures.
    let headerValues: LazyHeaderValues
    let project: Pseudonymizer?
    let patient: PatientIdentity?
    let dateOffset: Int?

    /// - Parameters:
    ///   - project: whose pseudonyms `replace` writes; without it `replace` does as `deid`.
    ///   - patient: whom the texts are about, for the pseudonym of the Patient ID.
    ///   - dateOffset: the patient's days, where the strategy shifts dates; nil: dates become labels.
    public init(
        clues: HeaderClues, project: Pseudonymizer? = nil, patient: PatientIdentity? = nil, dateOffset: Int? = nil
    ) {
        self.clues = clues
        matcher = ClueMatcher(clues)
        headerValues = LazyHeaderValues(clues)
        self.project = project
        self.patient = patient
        self.dateOffset = dateOffset
    }

    /// What must not leave, in order, without overlaps.
    ///
    /// - Parameters:
    ///   - external: what an analyzer outside of Veil found in `text`.
    ///   - isEquipment: `text` names a maker or a product.
    ///   - isHeaderOnly: rules and the model are not asked, as `text` is of a kind that they take for something else.
    public func spans(
        in text: String, context: TextContext, external: [TextSpan] = [], isEquipment: Bool = false,
        isHeaderOnly: Bool = false
    ) -> [TextSpan] {
        var analysis = TextAnalysis(text, context: context, matcher: matcher)
        if isEquipment { EquipmentText.leaveProducts(in: &analysis) }
        if isHeaderOnly {
            return SpanMerge.merged(
                analysis.spans.filter { $0.source == .header } + external, in: analysis.text.scalars)
        }
        return SpanMerge.merged(NameDecision.spans(analysis) + external, in: analysis.text.scalars)
    }

    /// Where the header's clues stand, dates aside.
    func matches(in text: TextTokens) -> [TextSpan] { matcher.scan(text, isOCR: false) }

    /// A part of a cleaned text.
    public enum Piece: Hashable, Sendable {
        /// Scalars of the original that stay as they are.
        case kept(Range<Int>)
        /// ASCII in place of the original's scalars that ``TextSpan/range`` tells; where it is empty, blanks and marks that
        /// stood around what went are part of the range.
        case replaced(String, TextSpan)

        /// Characters of the result.
        var length: Int {
            switch self {
            case .kept(let range): range.count
            case .replaced(let text, _): text.utf8.count
            }
        }
    }

    /// `text` in pieces that cover it in order: for writers that keep the original's own bytes.
    ///
    /// - Parameters:
    ///   - vr: what the replacements must be legal in; a label that is not becomes nothing.
    ///   - limit: the longest result in characters; replacements are dropped until it fits.
    public func pieces(
        of text: String, style: CleanStyle, context: TextContext, vr: VR = .UT, limit: Int? = nil,
        external: [TextSpan] = [], isEquipment: Bool = false
    ) -> [Piece] {
        let spans = spans(in: text, context: context, external: external, isEquipment: isEquipment)
        return pieces(of: text, without: spans, style: style, vr: vr, limit: limit)
    }

    /// The same for what was found in `text` already.
    func pieces(of text: String, without spans: [TextSpan], style: CleanStyle, vr: VR, limit: Int?) -> [Piece] {
        let scalars = Array(text.unicodeScalars)
        if spans.isEmpty { return scalars.isEmpty ? [] : [.kept(0..<scalars.count)] }
        if style == .empty {
            var whole = spans[0]
            (whole.start, whole.end) = (0, scalars.count)
            return [.replaced("", whole)]
        }
        let replacement = TextReplacement(
            style: style, vr: vr, clues: clues, project: project, patient: patient, dateOffset: dateOffset)
        var replacements = spans.map { span in
            var original = String.UnicodeScalarView()
            original.append(contentsOf: scalars[span.range])
            return replacement.text(of: span, original: String(original))
        }
        var pieces = TextGap.pieces(of: scalars, spans, replacements)
        guard let limit else { return pieces }
        // The longest replacement is dropped first; what is still too long loses its end.
        while pieces.reduce(0, { $0 + $1.length }) > limit,
            let longest = replacements.indices.max(by: { replacements[$0].utf8.count < replacements[$1].utf8.count }),
            !replacements[longest].isEmpty
        {
            replacements[longest] = ""
            pieces = TextGap.pieces(of: scalars, spans, replacements)
        }
        return Self.cut(pieces, limit)
    }

    /// `pieces` in at most `limit` characters, without their end.
    private static func cut(_ pieces: [Piece], _ limit: Int) -> [Piece] {
        var pieces = pieces
        var excess = pieces.reduce(0) { $0 + $1.length } - limit
        for index in pieces.indices.reversed() where excess > 0 {
            guard case .kept(let range) = pieces[index] else { continue }
            let stays = max(0, range.count - excess)
            excess -= range.count - stays
            pieces[index] = .kept(range.lowerBound..<(range.lowerBound + stays))
        }
        return pieces
    }

    /// `text` without what must not leave, at most `limit` characters.
    public func clean(
        _ text: String, style: CleanStyle, context: TextContext, vr: VR = .UT, limit: Int? = nil,
        external: [TextSpan] = []
    ) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        for piece in pieces(of: text, style: style, context: context, vr: vr, limit: limit, external: external) {
            switch piece {
            case .kept(let range): result.append(contentsOf: scalars[range])
            case .replaced(let replacement, _): result.append(contentsOf: replacement.unicodeScalars)
            }
        }
        return String(result)
    }
}
