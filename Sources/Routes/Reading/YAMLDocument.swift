import Yams

/// One node of a YAML document: texts exactly as written (no `yes` that turns into true, no `0123` that turns into 83),
/// each with its line.
indirect enum YAMLNode {
    /// `isPlain`: written without quotes.
    case scalar(String, isPlain: Bool, line: Int)
    case list([YAMLNode], line: Int)
    case mapping([YAMLEntry], line: Int)

    /// The line that it begins on, from 1.
    var line: Int {
        switch self {
        case .scalar(_, _, let line), .list(_, let line), .mapping(_, let line): line
        }
    }
}

/// One key of a mapping with its value.
struct YAMLEntry {
    var key: String
    /// The line of the key.
    var line: Int
    var value: YAMLNode
}

/// A YAML text, parsed. The only code that knows Yams.
struct YAMLDocument {
    /// Why a text is not a YAML document.
    struct Problem: Error {
        var line: Int
        var message: String
        var advice: String?
    }

    /// The document; nil if the text holds nothing but blanks and comments.
    let root: YAMLNode?

    /// Parses `text`. A byte order mark and Windows line ends are taken as they come.
    ///
    /// The same key twice in one mapping is left in the tree twice, so that whoever reads it can report every one.
    init(text: String) throws(Problem) {
        var lines = try YAMLDocument.lines(of: text)
        // Yams stops at the first duplicate key. Each is therefore made unique with characters that the text does not
        // hold, parsed again, and taken off the tree.
        let marker: Character = "\u{E000}"
        let markable = !text.contains(marker)
        var node: Node?
        var duplicates = 0
        while true {
            do {
                node = try compose(
                    yaml: String(String.UnicodeScalarView(lines.joined(separator: ["\n"]))), .default, .default, .utf8)
                break
            } catch let error as YamlError {
                guard case .duplicatedKeysInMapping(let keys, let context) = error, markable, duplicates < 100,
                    lines.indices.contains(context.mark.line - 1)
                else { throw YAMLDocument.problem(error, lines: lines) }
                duplicates += 1
                let marking = String(repeating: marker, count: duplicates)
                guard YAMLDocument.mark(&lines[context.mark.line - 1], at: context.mark.column - 1, with: marking)
                else { throw Problem(line: context.mark.line, message: "duplicate key \(quoted(keys.first ?? ""))") }
            } catch {
                throw Problem(line: 1, message: "not readable as YAML")
            }
        }
        var budget = 100_000
        root = try node.map { node throws(Problem) in try YAMLDocument.convert(node, marker: marker, budget: &budget) }
    }

    // Lines as libyaml counts them: it ends one at LF, CR, CRLF, NEL, LS and PS.
    private static func lines(of text: String) throws(Problem) -> [[Unicode.Scalar]] {
        var lines: [[Unicode.Scalar]] = [[]]
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFEFF where previous == nil: break
            case 0x0A where previous == "\r": break
            case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: lines.append([])
            case 0x00..<0x09, 0x0B..<0x20, 0x7F..<0xA0, 0xFEFF, 0xFFFE, 0xFFFF:
                throw Problem(
                    line: lines.count, message: "holds a control character that YAML does not allow",
                    advice: "save the file as plain UTF-8 text"
                )
            default: lines[lines.count - 1].append(scalar)
            }
            previous = scalar
        }
        return lines
    }

    private static func mark(_ line: inout [Unicode.Scalar], at column: Int, with marking: String) -> Bool {
        guard line.indices.contains(column) else { return false }
        let isQuote = line[column] == "\"" || line[column] == "'"
        line.insert(contentsOf: marking.unicodeScalars, at: isQuote ? column + 1 : column)
        return true
    }

    // `budget`: nodes left; aliases of aliases could otherwise unfold to any size.
    private static func convert(_ node: Node, marker: Character, budget: inout Int) throws(Problem) -> YAMLNode {
        let line = node.mark?.line ?? 1
        budget -= 1
        guard budget > 0 else { throw Problem(line: line, message: "holds too many values") }
        switch node {
        case .scalar(let scalar):
            return .scalar(scalar.string, isPlain: scalar.style == .plain || scalar.style == .any, line: line)
        case .sequence(let sequence):
            var items: [YAMLNode] = []
            for item in sequence { items.append(try convert(item, marker: marker, budget: &budget)) }
            return .list(items, line: line)
        case .mapping(let mapping):
            var entries: [YAMLEntry] = []
            for (key, value) in mapping {
                let keyLine = key.mark?.line ?? line
                guard case .scalar(let name) = key else {
                    throw Problem(line: keyLine, message: "a key is not a plain word", advice: keyAdvice)
                }
                entries.append(
                    YAMLEntry(
                        key: String(name.string.drop { $0 == marker }), line: keyLine,
                        value: try convert(value, marker: marker, budget: &budget)
                    ))
            }
            return .mapping(entries, line: line)
        case .alias:
            throw Problem(line: line, message: "an alias that refers to nothing")
        }
    }

    private static let keyAdvice = "put quotation marks around a text that holds { } [ ] or :"

    private static func problem(_ error: YamlError, lines: [[Unicode.Scalar]]) -> Problem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            let line = min(mark.line, lines.count)
            return Problem(
                line: line, message: "not readable as YAML: \(problem)",
                advice: advice(line: lines[line - 1], before: line > 1 ? lines[line - 2] : [], column: mark.column - 1)
            )
        case .duplicatedKeysInMapping(let keys, let context):
            return Problem(line: context.mark.line, message: "duplicate key \(quoted(keys.first ?? ""))")
        case .reader(let problem, _, _, _), .writer(let problem), .emitter(let problem), .representer(let problem):
            return Problem(line: 1, message: "not readable as YAML: \(problem)")
        case .no, .memory, .dataCouldNotBeDecoded:
            return Problem(line: 1, message: "not readable as YAML")
        }
    }

    // What the usual slips look like to libyaml.
    private static func advice(line: [Unicode.Scalar], before: [Unicode.Scalar], column: Int) -> String? {
        if (line.prefix(column + 1) + before).contains("\t") { return "indent with blanks, not tabs" }
        for text in [line, before] {
            let words = String(String.UnicodeScalarView(text))
            if words.contains("${") { return "put quotation marks around \"${NAME}\" within { } and [ ]" }
        }
        if line.drop(while: { $0 == " " }).contains("*") {
            return "put quotation marks around a text that begins with *"
        }
        return nil
    }
}
