/// Fields of a CSV file (RFC 4180) that a spreadsheet will not take for formulas.
enum CSVText {
    static func line(_ fields: [String]) -> String {
        let cells: [String] = fields.map { field($0) }
        return cells.joined(separator: ",") + "\n"
    }

    static func field(_ text: String) -> String {
        let safe = beginsFormula(text) ? "'" + text : text
        guard safe.utf8.contains(where: special.contains) else { return safe }
        let doubled: String = safe.replacing("\"", with: "\"\"")
        return "\"" + doubled + "\""
    }

    private static let special: Set<UInt8> = Set(",\"\r\n".utf8)

    /// Spreadsheets run what begins so; numbers with a sign are harmless.
    private static func beginsFormula(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0D: return true
        case UInt8(ascii: "+"), UInt8(ascii: "-"): return Double(text) == nil
        default: return false
        }
    }
}

/// All checks as CSV.
public final class CSVReport: Report, @unchecked Sendable {  // one thread at a time
    private let file: PrivateFile

    /// - Throws: `VerifyError.unusable` if the file cannot be written.
    public init(_ path: String) throws(VerifyError) {
        file = try PrivateFile(path)
        try file.write(
            CSVText.line([
                "pair", "original", "clean", "matched", "path", "action", "expected", "found", "outcome", "rule",
                "original_value",
            ]))
    }

    public func add(_ result: PairResult) throws {
        let pair = ["\(result.number)", result.original, result.clean ?? "", result.match?.rawValue ?? ""]
        if result.outcome != .compared {
            try file.write(CSVText.line(pair + ["", "", "", "", result.outcome.rawValue, result.reason, ""]))
        }
        for check in result.checks {
            try file.write(
                CSVText.line(
                    pair + [
                        check.path, check.check.rawValue, check.expected, check.reportedFound,
                        check.passed ? "passed" : "failed", check.rule, check.reportedOld,
                    ]))
        }
    }

    public func finish(_ summary: Summary) throws { try file.flush() }
}
