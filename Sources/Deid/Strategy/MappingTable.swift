/// The table of `replaceWithMapping`: a CSV file `original,replacement`.
public struct MappingTable: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The file, as the Option names it.
    public let name: String
    private let replacements: [String: String]

    /// How many originals it knows.
    public var count: Int { replacements.count }
    /// All replacements, to be checked against a VR.
    var values: some Collection<String> { replacements.values }

    /// Originals are protected health information.
    public var description: String { "MappingTable(\(name), \(count) rows)" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    subscript(original: String) -> String? { replacements[original] }

    /// Every row in a stable order, for the version of a rule set.
    var content: String { replacements.sorted { $0.key < $1.key }.map { "\($0.key)\u{1F}\($0.value)\u{1E}" }.joined() }

    /// What is wrong in a table; lines only, never what stands there.
    struct Problem: Error { let messages: [String] }

    init(name: String, path: String) throws(Problem) {
        guard let content = FileContent.read(path) else {
            throw Problem(messages: [
                "the mapping table \(name) cannot be read; its path is relative to the strategy file"
            ])
        }
        try self.init(name: name, content: content)
    }

    init(name: String, content: [UInt8]) throws(Problem) {
        let text: DelimitedText
        do { text = try DelimitedText(content) } catch {
            throw Problem(messages: ["the mapping table \(name) is no UTF-8 CSV file with closed quotes"])
        }
        guard let header = text.rows.first,
            let from = header.fields.firstIndex(where: { $0.lowercased() == "original" }),
            let to = header.fields.firstIndex(where: { $0.lowercased() == "replacement" })
        else { throw Problem(messages: ["the mapping table \(name) needs the header original,replacement"]) }
        var replacements: [String: String] = [:]
        var messages: [String] = []
        for row in text.rows.dropFirst() {
            guard row.fields.count > max(from, to), !row.fields[from].isEmpty else {
                messages.append("line \(row.line) of the mapping table \(name) needs an original and a replacement")
                continue
            }
            let replacement = row.fields[to]
            guard replacement.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
                messages.append(
                    "the replacement in line \(row.line) of the mapping table \(name) must be printable ASCII")
                continue
            }
            if let other = replacements.updateValue(replacement, forKey: row.fields[from]), other != replacement {
                messages.append("line \(row.line) of the mapping table \(name) gives an original a second replacement")
            }
        }
        guard messages.isEmpty else { throw Problem(messages: messages) }
        self.name = name
        self.replacements = replacements
    }
}
