import Pixels

/// The finders of text of one thread, each made when it is first asked for: loading languages takes longer than most
/// instances.
public final class TextFinders {
    /// Of the instance that was last held for its pixels: what would have been covered.
    var heldBoxes: [PixelBox]?
    private var made: [[String]: TextFinder] = [:]

    public init() {}

    /// - Throws: `PixelHold` if a language is not installed.
    func finder(for languages: [String]) throws -> TextFinder {
        if let finder = made[languages] { return finder }
        let finder = try TextFinder(languages: languages)
        made[languages] = finder
        return finder
    }
}
