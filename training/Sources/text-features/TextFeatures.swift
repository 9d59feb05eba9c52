import Deid

/// Writes, for training/train-ner, what the recogniser sees. Standard input to standard output, line by line.
///
/// - `text-features`: `context TAB header TAB text` becomes `start end feature…` a token, tokens separated by tabs; header
///   is `keyword=value` separated by U+001F; features are hexadecimal.
/// - `text-features known`: the same lines become `start end class source confidence`, a tab between: clues and rules only.
/// - `text-features spans`: the same from all sources, as the product cleans.
/// - `text-features unguarded`: the same without the lists of what is kept.
/// - `text-features words`: a word or a pair of words becomes the number by which the lexicon finds it.
/// - `text-features labels`: the classes in the model's order.
@main
struct TextFeatures {
    static func main() {
        switch CommandLine.arguments.dropFirst().first {
        case "words":
            while let line = readLine() { print(TrainingFeatures.lexiconHash(line)) }
        case "labels":
            print(TrainingFeatures.labels.joined(separator: "\n"))
        case "known":
            while let line = readLine() {
                let (context, header, text) = record(line)
                print(written(TrainingFeatures.known(in: text, header: header, context: context)))
            }
        case "unguarded":
            while let line = readLine() {
                let (context, header, text) = record(line)
                print(written(TrainingFeatures.unguarded(in: text, header: header, context: context)))
            }
        case "spans":
            while let line = readLine() {
                let (context, header, text) = record(line)
                let cleaner = TextCleaner(clues: HeaderClues(keywords: header))
                print(written(cleaner.spans(in: text, context: TextContext(rawValue: context) ?? .reportSentence)))
            }
        default:
            while let line = readLine() { print(features(line)) }
        }
    }

    private static func written(_ spans: [TextSpan]) -> String {
        spans.map { "\($0.start) \($0.end) \($0.kind.rawValue) \($0.source.rawValue) \($0.confidence)" }
            .joined(separator: "\t")
    }

    private static func record(_ line: String) -> (context: String, header: [String: String], text: String) {
        let fields = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 3 else { return ("", [:], "") }
        var header: [String: String] = [:]
        for pair in fields[1].split(separator: "\u{1F}") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { header[parts[0]] = parts[1] }
        }
        return (fields[0], header, fields[2])
    }

    private static func features(_ line: String) -> String {
        let (context, header, text) = record(line)
        return TrainingFeatures.tokens(of: text, header: header, context: context).map { token in
            let features = token.features.map { String($0, radix: 16) }
            return "\(token.start) \(token.end) " + features.joined(separator: " ")
        }.joined(separator: "\t")
    }
}
