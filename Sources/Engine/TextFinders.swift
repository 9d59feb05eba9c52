import Pixels

/// The finders of text of one thread, each made when it is first asked for: loading languages takes longer than most
/// instances. Remembers nothing of an instance.
public final class TextFinders {
    private var made: [[String]: TextFinder] = [:]

    public init() {}

    /// The finder for these language packs.
    ///
    /// - Throws: `PixelHold` `ocr_language_missing` if a language is not installed.
    func finder(for languages: [String]) throws -> TextFinder {
        if let finder = made[languages] { return finder }
        let finder = try TextFinder(languages: languages)
        made[languages] = finder
        return finder
    }
}
