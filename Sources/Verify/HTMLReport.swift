import Dicom
import Dimse
import Foundation

enum HTMLText {
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            // What is no character would end the page's text.
            case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// Totals, failures and pictures as one page that needs nothing else: no fonts, scripts or pictures from anywhere.
public final class HTMLReport: Report, @unchecked Sendable {  // one thread at a time
    /// What the page holds at most; the other reports hold everything.
    public struct Limits: Sendable {
        public var failures = 5000
        public var pictures = 50

        public init(failures: Int = 5000, pictures: Int = 50) {
            self.failures = failures
            self.pictures = pictures
        }
    }

    private let file: PrivateFile
    private let title: String
    private let folders: (original: String, clean: String)
    private let limits: Limits
    private let boxes: @Sendable (_ original: String) -> [MaskBox]
    private var rows: [String] = []
    private var figures: [String] = []
    private var masked = 0

    /// - Parameter boxes: what the pixel rules cover in an original, to draw it.
    /// - Throws: `VerifyError.unusable` if the file cannot be written.
    public init(
        _ path: String, title: String, original: String, clean: String, limits: Limits = Limits(),
        boxes: @escaping @Sendable (_ original: String) -> [MaskBox] = { _ in [] }
    ) throws(VerifyError) {
        file = try PrivateFile(path)
        self.title = title
        folders = (original, clean)
        self.limits = limits
        self.boxes = boxes
    }

    public func add(_ result: PairResult) throws {
        if result.outcome.isFailure {
            addRow(result, result.outcome.rawValue.replacing("_", with: " "), "", result.reason, nil, "")
        }
        for check in result.checks where !check.passed {
            addRow(result, check.check.rawValue, check.path, check.expected, check.found, check.rule)
        }
        if result.checks.contains(where: { $0.check == .pixelsHidden }) { addPictures(result) }
    }

    private func addRow(
        _ result: PairResult, _ action: String, _ path: String, _ expected: String, _ found: String?, _ rule: String
    ) {
        guard rows.count < limits.failures else { return }
        let name = result.original.isEmpty ? result.clean ?? "" : result.original
        let cells = [
            "<td title=\"pair \(result.number)\">\(cut(name, 200))</td>",
            "<td><kbd>\(HTMLText.escaped(action))</kbd></td>",
            "<td><code>\(cut(path, 300))</code><br><small>\(HTMLText.escaped(Self.name(path)))</small></td>",
            "<td>\(cut(expected, 300))</td>", found.map { "<td>\(cut($0, 300))</td>" } ?? "<td><i>not there</i></td>",
            "<td><small>\(cut(rule, 200))</small></td>",
        ]
        rows.append("<tr data-action=\"\(HTMLText.escaped(action))\">\(cells.joined())</tr>\n")
    }

    private func addPictures(_ result: PairResult) {
        masked += 1
        guard figures.count < limits.pictures, let clean = result.clean else { return }
        let original = "\(folders.original)/\(result.original)"
        let all = boxes(original)
        // The frame on which most is covered tells most.
        let counts = Dictionary(grouping: all, by: \.frame).mapValues(\.count)
        let frame = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 0
        let drawn = all.filter { $0.frame == frame }
        let before = Picture(path: original, frame: frame).html("before, frame \(frame + 1)", boxes: drawn)
        let after = Picture(path: "\(folders.clean)/\(clean)", frame: frame).html("after", boxes: [])
        figures.append(
            "<section class=\"card\"><h3>\(HTMLText.escaped(result.original))</h3>\n"
                + "<div class=\"frames\">\(before)\(after)</div></section>\n")
    }

    public func finish(_ summary: Summary) throws {
        try file.write(HTMLPage.head(title))
        try file.write(HTMLPage.totals(summary))
        let failures = summary.failed + summary.failedPairs
        if failures > 0 {
            let shown = rows.count < failures ? "the first \(rows.count) of \(failures)" : "all \(failures)"
            try file.write(HTMLPage.failuresHead(shown, actions: Self.actions(summary)))
            for row in rows { try file.write(row) }
            try file.write("</tbody></table></section>\n")
        }
        if masked > 0 {
            let shown = figures.count < masked ? "the first \(figures.count) of \(masked)" : "all \(masked)"
            try file.write("<h2>Masked instances: \(shown)</h2>\n")
            for figure in figures { try file.write(figure) }
        }
        try file.write(HTMLPage.foot)
        try file.flush()
    }

    /// What there are failures of, in the order of the checks.
    private static func actions(_ summary: Summary) -> [String] {
        PairOutcome.allCases.filter { $0.isFailure && summary.pairs[$0] != nil }
            .map { $0.rawValue.replacing("_", with: " ") }
            + Check.allCases.filter { (summary.checks[$0]?.failed ?? 0) > 0 }.map(\.rawValue)
    }

    private func cut(_ text: String, _ length: Int) -> String {
        text.unicodeScalars.count <= length
            ? HTMLText.escaped(text) : HTMLText.escaped(String(text.unicodeScalars.prefix(length))) + "…"
    }

    /// The keyword of the attribute that a path ends with; "" for private ones.
    private static func name(_ path: String) -> String {
        let digits = path.suffix(11).filter(\.isHexDigit)
        guard digits.count == 8, let number = UInt32(digits, radix: 16) else { return "" }
        return DataDictionary.keyword(of: Tag(rawValue: number)) ?? ""
    }
}
