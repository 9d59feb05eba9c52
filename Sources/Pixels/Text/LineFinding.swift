import PictureText

/// A line that was found, and what is to become of it.
struct LineFinding {
    var candidate: TextCandidate
    /// nil: it is no text by itself, but a part of some.
    var kind: FoundLine.Kind?
    var text: String?
    /// Numbers of the frames that it was seen on; nil: all.
    var frames: Range<Int>?
    /// It stands beside lines like it, so that less evidence will do.
    var isSupported = false
    /// It goes by what one way of reading told.
    var isReadOnce = false

    var area: TextCandidate.Area { candidate.area }

    /// It is covered, and so this goes, whatever it says here.
    func settles(_ other: TextCandidate) -> Bool {
        guard let kind, kind != .kept, candidate.isVertical == other.isVertical else { return false }
        return other.area.shared(with: area) > 0.8 && area.shared(with: other.area) > 0.5
    }

    /// The same line, where it shows again.
    func again(_ candidate: TextCandidate) -> LineFinding { LineFinding(candidate: candidate, kind: kind, text: text) }

    /// Nothing but a row of letters looks like it.
    var isSure: Bool { kind != nil && candidate.text >= LineJudge.Least.sure && candidate.clean >= 0 }

    /// Something says that it is text.
    var isText: Bool {
        typealias Least = LineJudge.Least
        return kind != nil
            || !candidate.isSymbol && candidate.text >= Least.text - (isSupported ? Least.support : 0)
    }
}
