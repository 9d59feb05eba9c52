/// Text for HTML pages, the same for every page that Veil makes.
public enum HTML {
    /// Nothing in `text` means anything to HTML, in elements and in quoted attributes.
    ///
    /// Control characters are no text of a page and would end it for some readers; each is shown as U+FFFD.
    public static func escaped(_ text: some StringProtocol) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A value in a direction of its own; a word for an empty one.
    public static func value(_ text: String?) -> String {
        guard let text else { return "<i>absent</i>" }
        return text.isEmpty ? "<i>empty</i>" : "<bdi>\(escaped(text))</bdi>"
    }

    /// A keyword as words.
    public static func spaced(_ keyword: String) -> String { words(of: keyword, joinedBy: " ") }

    /// A keyword that may be broken between its words.
    public static func breakable(_ keyword: String) -> String { words(of: keyword, joinedBy: "<wbr>") }

    private static func words(of keyword: String, joinedBy separator: String) -> String {
        var (result, wasLowercase) = ("", false)
        for character in keyword {
            if character.isUppercase, wasLowercase { result += separator }
            result += escaped(String(character))
            wasLowercase = character.isLowercase
        }
        return result
    }
}
