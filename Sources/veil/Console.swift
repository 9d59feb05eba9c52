import Foundation
import Glibc
import Logging
import Router

/// What a person or a script sees.
enum Console {
    /// One line, or several, to standard error; on systemd's journal each has its priority. What cannot be written there
    /// cannot be told anywhere.
    static func complain(_ text: String, _ level: Logger.Level = .warning) {
        let begin = Journal.isStandardError ? "<\(Journal.priority(of: level))>" : ""
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { begin + $0 + "\n" }
        Self.write(lines.joined(), to: STDERR_FILENO)
    }

    /// A question or a bar, to standard error, without an end of line.
    static func show(_ text: String) { Self.write(text, to: STDERR_FILENO) }

    static func printJSON(_ value: some Encodable) throws {
        print(String(decoding: try json(value), as: UTF8.self))
    }

    static func json(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return try encoder.encode(value)
    }

    /// Rows as columns of equal width; the first row is the heading.
    static func printTable(_ rows: [[String]]) {
        guard let columns = rows.first?.count else { return }
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            row.enumerated().map { column, cell in
                column == columns - 1 ? cell : cell.padding(toLength: widths[column], withPad: " ", startingAt: 0)
            }.joined(separator: "  ")
        }
        print(lines.joined(separator: "\n"))
    }

    static let isTerminal = isatty(STDERR_FILENO) == 1

    /// A time as people compare it: `3m`, `2h`, `5d`.
    static func age(since date: Date, now: Date = Date()) -> String {
        let seconds = max(0, Int(now.timeIntervalSince(date)))
        switch seconds {
        case ..<60: return "\(seconds)s"
        case ..<3600: return "\(seconds / 60)m"
        case ..<86_400: return "\(seconds / 3600)h"
        default: return "\(seconds / 86_400)d"
        }
    }

    // MARK: standard output

    /// Whether anything went to standard output: an error as JSON is then not the only thing there.
    nonisolated(unsafe) private(set) static var hasOutput = false  // verbs print from one thread

    /// All of `text` to standard output, or the end of the command: a script must not take half of it for the whole.
    static func output(_ text: String) {
        hasOutput = hasOutput || !text.isEmpty
        let trouble = write(text, to: STDOUT_FILENO)
        if trouble != 0 { failOutput(trouble) }
    }

    /// Ends the command with status 1 and a line; without the line if whoever reads has enough (`| head`).
    static func failOutput(_ number: Int32) -> Never {
        if number != EPIPE { complain("standard output: cannot be written: \(String(cString: strerror(number)))") }
        exit(1)
    }

    /// `errno` of what went wrong; 0 if all was written.
    @discardableResult
    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            var done = 0
            while done < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                if count >= 0 { done += count } else if errno != EINTR { return errno }
            }
            return 0
        }
    }
}

/// In place of the standard library's, which drops what a full disk or a closed pipe refuses.
func print(_ text: String, terminator: String = "\n") { Console.output(text + terminator) }
