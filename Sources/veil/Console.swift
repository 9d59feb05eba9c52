import Foundation
import Glibc
import Logging
import Router

/// What a person or a script sees.
enum Console {
    /// One line, or several, to standard error. On systemd's journal each has its priority.
    static func complain(_ text: String, _ level: Logger.Level = .warning) {
        let begin = Journal.isStandardError ? "<\(Journal.priority(of: level))>" : ""
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { begin + $0 + "\n" }
        FileHandle.standardError.write(Data(lines.joined().utf8))
    }

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
        for row in rows {
            let cells = row.enumerated().map { column, cell in
                column == columns - 1 ? cell : cell.padding(toLength: widths[column], withPad: " ", startingAt: 0)
            }
            print(cells.joined(separator: "  "))
        }
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
}
