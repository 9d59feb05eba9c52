/// The words of a text that may carry identity: split as the Penn Treebank splits English, punctuation and function
/// words left out.
///
/// Blanks separate, punctuation stands alone; a full stop inside a word, a comma or colon before a digit, a slash or a
/// hyphen do not split. The rules are applied one after the other, each to what the one before it made.
enum Words {
    private typealias Text = [Unicode.Scalar]

    /// - Parameter text: in lower case.
    static func of(_ text: String) -> [String] {
        let parts = split(text)
        return parts.filter { !functionWords.contains($0) && !punctuation.contains($0) }
    }

    static func split(_ text: String) -> [String] {
        var scalars = Text(text.unicodeScalars)
        scalars = openingQuotes(scalars)
        scalars = apart(scalars) { "“”„«»‘’".unicodeScalars.contains($0[$1]) }
        scalars = apart(scalars) { text, index in
            isCommaOrColon(text[index])
                && (index + 1 == text.count || text[index + 1].properties.generalCategory != .decimalNumber)
        }
        scalars = ellipses(scalars)
        scalars = apart(scalars) { ";@#$%&?!*".unicodeScalars.contains($0[$1]) }
        scalars = lastFullStop(scalars)
        scalars = closingApostrophes(scalars)
        scalars = apart(scalars) { "][(){}<>".unicodeScalars.contains($0[$1]) }
        scalars = dashes(scalars)
        scalars = scalars.flatMap { $0 == "\"" ? Text(" '' ".unicodeScalars) : [$0] }
        return scalars.split(whereSeparator: isSpace).map { part in
            var word = String.UnicodeScalarView()
            word.append(contentsOf: part)
            return String(word)
        }
    }

    // MARK: rules

    /// Puts blanks around each scalar that `isAlone`.
    private static func apart(_ text: Text, _ isAlone: (Text, Int) -> Bool) -> Text {
        var result = Text()
        result.reserveCapacity(text.count)
        for index in text.indices {
            if isAlone(text, index) { result += [" ", text[index], " "] } else { result.append(text[index]) }
        }
        return result
    }

    /// A double quote at the beginning, behind a blank or an opening bracket.
    private static func openingQuotes(_ text: Text) -> Text {
        var result = Text()
        for index in text.indices {
            let isOpening = text[index] == "\"" && (index == 0 || " ([{<".unicodeScalars.contains(text[index - 1]))
            result += isOpening ? Text(" `` ".unicodeScalars) : [text[index]]
        }
        return result
    }

    private static func isCommaOrColon(_ scalar: Unicode.Scalar) -> Bool { scalar == "," || scalar == ":" }

    /// Two full stops and more, together.
    private static func ellipses(_ text: Text) -> Text {
        var (result, index) = (Text(), 0)
        while index < text.count {
            var end = index
            while end < text.count, text[end] == "." { end += 1 }
            if end - index >= 2 {
                result += [" "] + text[index..<end] + [" "]
                index = end
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    /// The full stop that ends the text, whatever closes after it.
    private static func lastFullStop(_ text: Text) -> Text {
        guard let stop = text.lastIndex(of: "."), stop > 0, text[stop - 1] != "." else { return text }
        var end = stop + 1
        while end < text.count, "])}>\"'»”’ ".unicodeScalars.contains(text[end]) { end += 1 }
        guard text[end...].allSatisfy(isSpace) else { return text }
        return text[..<stop] + [" ", ".", " "] + text[(stop + 1)..<end]
    }

    /// An apostrophe before a blank.
    private static func closingApostrophes(_ text: Text) -> Text {
        var (result, index) = (Text(), 0)
        while index < text.count {
            if index + 2 < text.count, text[index] != "'", text[index + 1] == "'", isSpace(text[index + 2]) {
                result += [text[index], " ", "'", " "]
                index += 3
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    private static func dashes(_ text: Text) -> Text {
        var (result, index) = (Text(), 0)
        while index < text.count {
            if index + 1 < text.count, text[index] == "-", text[index + 1] == "-" {
                result += [" ", "-", "-", " "]
                index += 2
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        // The four separators of ASCII are blanks to everybody but Unicode.
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }

    // MARK: words that carry no identity

    private static let punctuation: Set<String> = Set(
        "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~“”‘’•".unicodeScalars.map { String($0) } + ["``"])

    private static let functionWords: Set<String> = Set(
        """
        a about above after again against all am an and any are as at be because been before being below between both
        but by can did do does doing don down during each few for from further had has have having he her here hers
        herself him himself his how i if in into is it its itself just me more most my myself no nor not now of off on
        once only or other our ours ourselves out over own s same she should so some such t than that the their theirs
        them themselves then there these they this those through to too under until up very was we were what when
        where which while who whom why will with you your yours yourself yourselves d ll m o re ve y ma
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
