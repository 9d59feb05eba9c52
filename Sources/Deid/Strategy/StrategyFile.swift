import Dicom

/// A strategy file: CSV with the columns Tags, VR, Name, Status, Action and Option, in any order.
public struct StrategyFile: Sendable {
    /// Its rows, in order; those with errors left out.
    public let rows: [StrategyRow]
    /// What is wrong with it or worth a look, by line.
    public let diagnostics: [StrategyDiagnostic]

    /// True if the file can be used.
    public var isUsable: Bool { !diagnostics.contains { $0.severity == .error } }

    /// Reads the file at `path`; mapping tables that it names are read too. Never throws: what is wrong is in
    /// ``diagnostics``, all of it at once.
    public init(path: String) {
        guard let content = FileContent.read(path) else {
            self.init(
                rows: [], diagnostics: [StrategyDiagnostic(.error, file: path, "the file cannot be read")])
            return
        }
        self.init(content, name: path)
    }

    private init(rows: [StrategyRow], diagnostics: [StrategyDiagnostic]) {
        self.rows = rows
        self.diagnostics = diagnostics
    }

    /// Reads `content` as the file `name`.
    public init(_ content: [UInt8], name: String) {
        var reader = StrategyFileReader(name: name)
        reader.read(content)
        self.init(
            rows: reader.rows,
            diagnostics: (reader.diagnostics + StrategyLint.warnings(for: reader.rows)).sorted())
    }
}

/// Goes through the lines of one file.
private struct StrategyFileReader {
    let name: String
    var rows: [StrategyRow] = []
    var diagnostics: [StrategyDiagnostic] = []
    private var seen: [RowKey: Int] = [:]

    /// Tag and VR together are the key of a row.
    private struct RowKey: Hashable {
        let path: TagPath
        let vr: VR?
    }

    private struct Columns {
        var tags: Int
        var action: Int
        var vr, name, option: Int?
        var count: Int
    }

    init(name: String) { self.name = name }

    mutating func read(_ content: [UInt8]) {
        let text: DelimitedText
        do { text = try DelimitedText(content) } catch {
            switch error {
            case .utf16: report(nil, "the file is UTF-16; save it as CSV UTF-8")
            case .unclosedQuote(let line): report(line, "the quote that opens in this line is not closed")
            }
            return
        }
        guard let header = text.rows.first else {
            report(nil, "the file is empty; it needs the header Tags,VR,Name,Status,Action,Option")
            return
        }
        guard let columns = columns(header) else { return }
        for row in text.rows.dropFirst() { read(row, columns) }
    }

    private mutating func columns(_ header: DelimitedText.Row) -> Columns? {
        let names = header.fields.map { $0.lowercased() }
        func index(_ accepted: String...) -> Int? { names.firstIndex { accepted.contains($0) } }
        guard let tags = index("tags", "tag"), let action = index("action", "actions") else {
            report(header.line, "the first line must be the header Tags,VR,Name,Status,Action,Option")
            return nil
        }
        return Columns(
            tags: tags, action: action, vr: index("vr"), name: index("name"), option: index("option", "options"),
            count: names.count)
    }

    private mutating func read(_ row: DelimitedText.Row, _ columns: Columns) {
        func field(_ index: Int?) -> String {
            guard let index, index < row.fields.count else { return "" }
            return row.fields[index]
        }
        if row.fields.dropFirst(columns.count).contains(where: { !$0.isEmpty }) {
            report(
                row.line, "the line has more fields than the header; put quotes around a field that holds the delimiter"
            )
            return
        }
        var parser = StrategyRowParser(file: name, line: row.line)
        let parsed = parser.parse(
            tags: field(columns.tags), vr: field(columns.vr), name: field(columns.name), action: field(columns.action),
            option: field(columns.option))
        diagnostics += parser.diagnostics
        guard let parsed else { return }
        for vr in parsed.vrs.isEmpty ? [nil] : parsed.vrs.map(Optional.some) {
            if let first = seen.updateValue(row.line, forKey: RowKey(path: parsed.path, vr: vr)) {
                report(row.line, "the same tag and VR stand in line \(first); remove one of the two")
                return
            }
        }
        rows.append(parsed)
    }

    private mutating func report(_ line: Int?, _ message: String) {
        diagnostics.append(StrategyDiagnostic(.error, file: name, line: line, message))
    }
}
