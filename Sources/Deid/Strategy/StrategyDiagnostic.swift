/// One thing that is wrong, or worth a look, in a strategy or its files.
public struct StrategyDiagnostic: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Whether the strategy can be used in spite of it.
    public enum Severity: String, Hashable, Sendable {
        /// The strategy cannot be used.
        case error
        /// It can, and somebody should know.
        case warning
    }

    public let severity: Severity
    /// The file; nil if it is about the strategy's keys in `routes.yml`.
    public let file: String?
    /// The line, from 1; nil if it is about the whole.
    public let line: Int?
    /// What is wrong and what to do about it. Never a value of a data set or a mapping table.
    public let message: String

    init(_ severity: Severity, file: String? = nil, line: Int? = nil, _ message: String) {
        self.severity = severity
        self.file = file
        self.line = line
        self.message = message
    }

    /// `research.csv:12: error: ...`
    public var description: String {
        let place = [file, line.map(String.init)].compactMap(\.self).joined(separator: ":")
        return (place.isEmpty ? "" : place + ": ") + "\(severity.rawValue): \(message)"
    }

    public static func < (one: StrategyDiagnostic, other: StrategyDiagnostic) -> Bool {
        (one.file ?? "", one.line ?? 0, one.message) < (other.file ?? "", other.line ?? 0, other.message)
    }
}

/// A strategy that cannot be used, with everything that is wrong with it.
public struct StrategyError: Error, Sendable, CustomStringConvertible {
    /// All errors and warnings, by file and line.
    public let diagnostics: [StrategyDiagnostic]

    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

/// The known name that a typing error most likely meant.
enum NearestName {
    /// The closest of `known` by edits, if it is close at all; case counts little.
    static func to(_ typed: String, among known: [String]) -> String? {
        let wanted = Array(typed.lowercased().utf8)
        guard wanted.count <= 64 else { return nil }
        let ranked = known.map { (name: $0, edits: edits(wanted, Array($0.lowercased().utf8))) }
        guard let best = ranked.min(by: { ($0.edits, $0.name) < ($1.edits, $1.name) }) else { return nil }
        return best.edits <= max(2, wanted.count / 3) ? best.name : nil
    }

    private static func edits(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var row = Array(0...other.count)
        for (i, a) in one.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in other.enumerated() {
                let substitution = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, diagonal + 1, row[j] + 1)
            }
        }
        return row[other.count]
    }
}
