import Dicom

/// Finds what identifies people in the texts of one instance, and writes them without it.
///
/// Made once an instance, from what its header tells; the matchers are built when the first text comes.
public struct TextCleaner: Sendable {
    /// What the header tells.
    public let clues: HeaderClues
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
        self.project = project
        self.patient = patient
        self.dateOffset = dateOffset
    }

    /// What must not leave, in order, without overlaps.
    ///
    /// - Parameter external: what an analyzer outside of Veil found in `text`.
    public func spans(in text: String, context: TextContext, external: [TextSpan] = []) -> [TextSpan] {
        []
    }

    /// A part of a cleaned text.
    public enum Piece: Hashable, Sendable {
        /// Scalars of the original that stay as they are.
        case kept(Range<Int>)
        /// ASCII in place of the original's scalars that ``TextSpan/range`` tells.
        case replaced(String, TextSpan)
    }

    /// `text` in pieces that cover it in order: for writers that keep the original's own bytes.
    ///
    /// - Parameters:
    ///   - vr: what the replacements must be legal in; a label that is not becomes nothing.
    ///   - limit: the longest result in characters; replacements are shortened or dropped until it fits.
    public func pieces(
        of text: String, style: CleanStyle, context: TextContext, vr: VR = .UT, limit: Int? = nil,
        external: [TextSpan] = []
    ) -> [Piece] {
        [.kept(0..<text.unicodeScalars.count)]
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
