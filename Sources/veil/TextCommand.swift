import ArgumentParser
import Deid
import Foundation
import Glibc
import Router

/// `veil text`: the free-text cleaner on texts alone, for people who write strategies.
struct TextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text", abstract: "Try the free-text cleaner on text alone.",
        discussion: """
            The input has a JSON object a line: "id", "text", and if they matter "context" (study_description, history, \
            report_sentence, ocr_line and so on) and "header" (DICOM keyword to value), which tells whom the text is \
            about. The output has one a line as well: "id", "spans" with offsets in Unicode scalars, class and source, \
            and "clean_text".
            """)

    @Option(help: "Texts to clean, a JSON object a line; - for standard input.") var input: String
    @Option(help: "Where the results go; - for standard output.") var output: String

    private struct Question: Decodable {
        var id: String
        var context: String?
        var header: [String: String]?
        var text: String
    }

    private struct Answer: Encodable {
        struct Span: Encodable {
            var start: Int
            var end: Int
            var `class`: String
            var source: String
        }

        var id: String
        var spans: [Span]
        var clean_text: String
    }

    func run() throws {
        umask(0o077)
        let data = try StandardInput.data(of: input)
        let file = try OutputFile(output)
        let (decoder, encoder) = (JSONDecoder(), JSONEncoder())
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var (count, spent) = (0, Duration.zero)
        let clock = ContinuousClock()
        // What the first text would wait for: the model and the word lists.
        _ = TextCleaner(clues: HeaderClues()).spans(in: "CT", context: .reportSentence)
        let start = clock.now
        for (number, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) { continue }
            let question: Question
            do {
                question = try decoder.decode(Question.self, from: line)
            } catch {
                // What is in the line may be anybody's; its number is enough.
                throw StartError.configuration(["\(input):\(number + 1): not a record with \"id\" and \"text\""])
            }
            let before = clock.now
            let answer = Self.answer(question)
            spent += clock.now - before
            try file.write(try encoder.encode(answer) + [UInt8(ascii: "\n")])
            count += 1
        }
        try file.finish()
        let rate = spent == .zero ? 0 : Int(Double(count) / (spent / .seconds(1)))
        let whole = String(format: "%.2f", (clock.now - start) / .seconds(1))
        Console.complain("\(count) texts cleaned, \(rate) texts/s (\(whole) s with reading and writing)")
    }

    /// What the cleaner makes of one text: the very function that cleans attributes, content items and lines of pixels.
    private static func answer(_ question: Question) -> Answer {
        let cleaner = TextCleaner(clues: HeaderClues(keywords: question.header ?? [:]))
        let context = question.context.flatMap(TextContext.init(rawValue:)) ?? .reportSentence
        let pieces = cleaner.pieces(of: question.text, style: .deid, context: context)
        let scalars = Array(question.text.unicodeScalars)
        var clean = String.UnicodeScalarView()
        var spans: [Answer.Span] = []
        for piece in pieces {
            switch piece {
            case .kept(let range): clean.append(contentsOf: scalars[range])
            case .replaced(let text, let span):
                clean.append(contentsOf: text.unicodeScalars)
                spans.append(
                    .init(start: span.start, end: span.end, class: span.kind.rawValue, source: span.source.rawValue))
            }
        }
        return Answer(id: question.id, spans: spans, clean_text: String(clean))
    }
}
