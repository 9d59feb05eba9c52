import Dicom

/// The strategy's `mapping_table`: a replacement for each instance and tag, whatever the original value is.
///
/// CSV with a row an instance and tag. Columns, in any order: `tag` (eight digits, punctuation does not count), `value`,
/// `type` (0 integer, 1 floating point, 2 text; may be missing), and what says which instance it is: `path` (a file's name,
/// with or without folders), `sop_instance_uid`, `patient_id`, or several of them, of which each row fills one.
public struct InstanceMappingTable: Sendable, CustomStringConvertible, CustomReflectable {
    /// The file, as the strategy names it.
    public let name: String
    /// How many replacements it has.
    public let count: Int
    private let files: [String: [FileRows]]
    private let instances: [String: [UInt32: Value]]
    private let patients: [String: [UInt32: Value]]
    /// Every row in a stable order, for the version of a rule set.
    let content: String

    /// A replacement and where it stands.
    struct Value: Sendable {
        let text: String
        let line: Int
    }

    /// The rows of one file, by its name and the folders above it.
    private struct FileRows: Sendable {
        let path: [Substring]
        var values: [UInt32: Value]
    }

    /// Replacements can be protected health information.
    public var description: String { "InstanceMappingTable(\(name), \(count) rows)" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// What an instance is called in the table.
    struct Names {
        var file: String?
        var sopInstanceUID: String
        var patientID: String
    }

    /// The replacement for `tag` in the instance that `names` says; nil if no row has it.
    ///
    /// A row for the SOP Instance beats one for its file, and that one for the patient. A file of which two folders tell
    /// different things, where the path does not decide between them, has no row.
    func value(_ tag: Tag, of names: Names) -> Value? {
        if let found = instances[names.sopInstanceUID]?[tag.rawValue] { return found }
        if let file = names.file, let found = rows(of: file)?[tag.rawValue] { return found }
        return names.patientID.isEmpty ? nil : patients[names.patientID]?[tag.rawValue]
    }

    /// All replacements for `tag`, to be checked against a VR.
    func values(of tag: Tag) -> [Value] {
        let rows = [instances, patients].flatMap(\.values) + files.values.flatMap { $0.map(\.values) }
        return rows.compactMap { $0[tag.rawValue] }.sorted { $0.line < $1.line }
    }

    private func rows(of file: String) -> [UInt32: Value]? {
        let path = Self.components(file)
        guard let last = path.last, let candidates = files[String(last)] else { return nil }
        let fitting = candidates.filter { candidate in
            zip(candidate.path.reversed(), path.reversed()).allSatisfy(==)
        }
        let longest = fitting.map { min($0.path.count, path.count) }.max()
        let best = fitting.filter { min($0.path.count, path.count) == longest }
        return best.count == 1 ? best[0].values : nil
    }

    private static func components(_ path: String) -> [Substring] {
        path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).filter { $0 != "." }
    }

    /// What is wrong in a table; lines only, never what stands there.
    struct Problem: Error { let messages: [(line: Int?, text: String)] }

    init(name: String, path: String) throws(Problem) {
        guard let content = FileContent.read(path) else {
            throw Problem(messages: [(nil, "the mapping table cannot be read")])
        }
        try self.init(name: name, content: content)
    }

    init(name: String, content: [UInt8]) throws(Problem) {
        let text: DelimitedText
        do { text = try DelimitedText(content) } catch {
            throw Problem(messages: [(nil, "the mapping table is no UTF-8 CSV file with closed quotes")])
        }
        guard let header = text.rows.first, let columns = Columns(header.fields) else {
            throw Problem(messages: [
                (
                    text.rows.first?.line,
                    "the mapping table needs a header with tag, value, and path, sop_instance_uid or patient_id; type is optional"
                )
            ])
        }
        var reader = Reader(columns: columns)
        for row in text.rows.dropFirst() { reader.read(row) }
        guard reader.messages.isEmpty else { throw Problem(messages: reader.messages) }
        self.name = name
        count = reader.count
        instances = reader.instances
        patients = reader.patients
        var files: [String: [FileRows]] = [:]
        for (path, values) in reader.files {
            let components = Self.components(path)
            guard let last = components.last else { continue }
            files[String(last), default: []].append(FileRows(path: components, values: values))
        }
        self.files = files
        self.content = reader.content.sorted().joined(separator: "\u{1E}")
    }
}

extension InstanceMappingTable {
    /// Which column is which.
    fileprivate struct Columns {
        var tag: Int
        var value: Int
        var type: Int?
        var file: Int?
        var instance: Int?
        var patient: Int?

        init?(_ header: [String]) {
            // Case, blanks and underscores do not count.
            let names = header.map { name in String(name.lowercased().filter { $0.isLetter || $0.isNumber }) }
            func index(_ accepted: String...) -> Int? { names.firstIndex { accepted.contains($0) } }
            guard let tag = index("tag", "tags"), let value = index("value", "replacement", "replacementvalue") else {
                return nil
            }
            (self.tag, self.value) = (tag, value)
            type = index("type", "valuetype")
            file = index("path", "file", "filename", "filepath", "basepath")
            instance = index("sopinstanceuid", "instanceuid")
            patient = index("patientid")
            if file == nil, instance == nil, patient == nil { return nil }
        }
    }

    /// Goes through the rows of one table.
    fileprivate struct Reader {
        let columns: Columns
        var files: [String: [UInt32: Value]] = [:]
        var instances: [String: [UInt32: Value]] = [:]
        var patients: [String: [UInt32: Value]] = [:]
        var content: [String] = []
        var messages: [(line: Int?, text: String)] = []
        var count = 0

        init(columns: Columns) { self.columns = columns }

        mutating func read(_ row: DelimitedText.Row) {
            func field(_ index: Int?) -> String { index.flatMap { row.fields.indices.contains($0) ? row.fields[$0] : nil } ?? "" }
            let digits = field(columns.tag).filter { !"(), -".contains($0) }
            guard digits.utf8.count == 8, let number = HexDigits.number(digits.utf8) else {
                return messages.append((row.line, "the tag is not eight hexadecimal digits, like 00100020"))
            }
            let value = field(columns.value)
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
                return messages.append(
                    (row.line, "the value must be printable ASCII, so that it is legal in every character set"))
            }
            if let problem = Self.problem(of: value, type: field(columns.type)) { return messages.append((row.line, problem)) }
            let keys = [field(columns.instance), field(columns.file), field(columns.patient)]
            guard let place = keys.firstIndex(where: { !$0.isEmpty }), keys.count(where: { !$0.isEmpty }) == 1 else {
                return messages.append((row.line, "the row needs one of path, sop_instance_uid and patient_id"))
            }
            let new = Value(text: value, line: row.line)
            let old =
                switch place {
                case 0: instances[keys[0], default: [:]].updateValue(new, forKey: number)
                case 1: files[keys[1], default: [:]].updateValue(new, forKey: number)
                default: patients[keys[2], default: [:]].updateValue(new, forKey: number)
                }
            if let old, old.text != value {
                return messages.append((row.line, "line \(old.line) has another value for the same instance and tag"))
            }
            count += 1
            content.append("\(place)\u{1F}\(keys[place])\u{1F}\(number)\u{1F}\(value)")
        }

        private static func problem(of value: String, type: String) -> String? {
            switch type {
            case "", "2": nil
            case "0": Int(value) == nil ? "the value is no integer, as type 0 says" : nil
            case "1": Double(value)?.isFinite != true ? "the value is no number, as type 1 says" : nil
            default: "the type is 0 (integer), 1 (floating point) or 2 (text)"
            }
        }
    }
}
