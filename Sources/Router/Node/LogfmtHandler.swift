import Foundation
import Glibc
import Logging

/// Writes log lines as logfmt to standard error: `key=value`, in quotation marks where a value holds more than plain
/// characters.
///
/// On systemd's journal a line begins with its syslog priority, `<3>` (sd-daemon(3)), and has no time: the journal notes both.
public struct LogfmtHandler: LogHandler {
    public var logLevel: Logger.Level = .info
    public var metadata: Logger.Metadata = [:]
    private let isJournal: Bool

    public init(isJournal: Bool = Journal.isStandardError) { self.isJournal = isJournal }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let line = Self.line(
            event.level, event.message.description, fields.mapValues(\.description), at: Date(), isJournal: isJournal)
        // One write, so that lines of several threads do not mix.
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// One line without its end. Fields are in order of their keys.
    static func line(
        _ level: Logger.Level, _ message: String, _ fields: [String: String], at time: Date, isJournal: Bool
    ) -> String {
        let begin = isJournal ? "<\(Journal.priority(of: level))>" : "time=\(time.formatted(.iso8601)) "
        let pairs = [("level", level.rawValue), ("msg", message)] + fields.sorted { $0.key < $1.key }
        return begin + pairs.map { "\($0)=\(quoted($1))" }.joined(separator: " ")
    }

    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.utf8.allSatisfy { (0x21..<0x7F).contains($0) && !#""=\"#.utf8.contains($0) }
        guard !isPlain else { return value }
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case "\n": text += "\\n"
            case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value):
                text += "\\u" + String(format: "%04x", scalar.value)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}

/// systemd's journal.
public enum Journal {
    /// True if standard error goes to the journal: `JOURNAL_STREAM` names its device and inode (systemd.exec(5)).
    public static let isStandardError: Bool = {
        var status = stat()
        guard let named = ProcessInfo.processInfo.environment["JOURNAL_STREAM"], fstat(STDERR_FILENO, &status) == 0
        else { return false }
        return named == "\(status.st_dev):\(status.st_ino)"
    }()

    /// The syslog priority of a level (syslog(3)).
    public static func priority(of level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
