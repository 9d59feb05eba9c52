import Dicom

/// What a reading of one file has found so far, and what it needs to know to go on. Used by one thread.
final class Reading {
    let file: String
    /// Absolute; what relative paths are relative to.
    let directory: String
    let environment: [String: String]
    let vocabulary: DicomVocabulary
    private(set) var errors: [ConfigurationError] = []
    private(set) var warnings: [ConfigurationWarning] = []
    /// The line of every key that was looked at, by the way to it.
    var lines: [String: Int] = [:]

    init(file: String, directory: String, environment: [String: String], vocabulary: DicomVocabulary) {
        self.file = file
        self.directory = directory
        self.environment = environment
        self.vocabulary = vocabulary
    }

    func error(_ place: ConfigurationPlace, _ message: String, _ advice: String? = nil) {
        errors.append(ConfigurationError(place: place, message: message, advice: advice))
    }

    func warn(_ place: ConfigurationPlace, _ message: String, _ advice: String? = nil) {
        warnings.append(ConfigurationWarning(place: place, message: message, advice: advice))
    }
}

/// One value of the file and the way to it. Every reader of a value records what is wrong and returns nil, so that one
/// run finds all errors.
struct Field {
    let node: YAMLNode
    let keyPath: String
    let reading: Reading
    /// The line of the key that the value stands behind; nil for the file as a whole and for items of a list.
    var keyLine: Int?

    var place: ConfigurationPlace { ConfigurationPlace(file: reading.file, line: node.line, keyPath: keyPath) }

    func error(_ message: String, _ advice: String? = nil) { reading.error(place, message, advice) }

    func warn(_ message: String, _ advice: String? = nil) { reading.warn(place, message, advice) }

    /// True for a key with nothing behind it, `~` and `null`.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true, _) = node else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The items of a list; a single value counts as a list of one.
    func list() -> [Field] {
        guard case .list(let nodes, _) = node else { return [self] }
        return indexed(nodes)
    }

    /// The items of what must be a list. `kind`: what the items are, for the error.
    func items(of kind: String) -> [Field]? {
        guard case .list(let nodes, _) = node else {
            error("is not a list of \(kind)", "begin each one with \"- \"")
            return nil
        }
        return indexed(nodes)
    }

    /// The items of a list or a single value, each read with `read`; nil if the list is empty or one is wrong.
    func values<Value>(_ read: (Field) -> Value?) -> [Value]? {
        let fields = list()
        if fields.isEmpty { error("is an empty list", "write a value or leave the key out") }
        let values = fields.compactMap(read)
        return values.count == fields.count && !values.isEmpty ? values : nil
    }

    private func indexed(_ nodes: [YAMLNode]) -> [Field] {
        nodes.enumerated().map { Field(node: $1, keyPath: "\(keyPath)[\($0)]", reading: reading) }
    }

    /// The keys of a mapping in the order of the file, each once; `kind`: what it is a mapping of, for the error.
    func entries(of kind: String) -> [(key: String, place: ConfigurationPlace, value: Field)]? {
        guard case .mapping(let entries, _) = node else {
            error(isNull ? "has no value" : "is not a mapping of \(kind)", "write \"key: value\" lines below it")
            return nil
        }
        var lines: [String: Int] = [:]
        return entries.compactMap { entry in
            let path = keyPath.isEmpty ? entry.key : "\(keyPath).\(entry.key)"
            let value = Field(node: entry.value, keyPath: path, reading: reading, keyLine: entry.line)
            let place = ConfigurationPlace(file: reading.file, line: entry.line, keyPath: value.keyPath)
            if let first = lines[entry.key] {
                reading.error(place, "duplicate key", "it stands on line \(first) already")
                return nil
            }
            lines[entry.key] = entry.line
            reading.lines[path] = entry.line
            return (entry.key, place, value)
        }
    }
}

/// A mapping with known keys.
struct Section {
    let field: Field
    private let fields: [String: Field]
    private let places: [String: ConfigurationPlace]
    // Known keys that an unknown one was probably meant as; that they are missing need not be said again.
    private let meant: Set<String>

    /// Reads the keys of `field`, each other than `keys` is an error. nil if it is not a mapping.
    init?(_ field: Field, keys: [String]) {
        guard let entries = field.entries(of: "keys") else { return nil }
        self.field = field
        var fields: [String: Field] = [:]
        var places: [String: ConfigurationPlace] = [:]
        var meant: Set<String> = []
        for entry in entries {
            if keys.contains(entry.key) {
                fields[entry.key] = entry.value
                places[entry.key] = entry.place
                continue
            }
            let nearest = NearestName.of(entry.key, among: keys)
            if let nearest { meant.insert(nearest) }
            field.reading.error(
                entry.place, "unknown key",
                nearest.map { "did you mean \(quoted($0))?" } ?? "known keys are \(keys.joined(separator: ", "))"
            )
        }
        (self.fields, self.places, self.meant) = (fields, places, meant)
    }

    /// The value of `key`, if given.
    subscript(_ key: String) -> Field? { fields[key] }

    /// Where `key` itself stands, or the mapping if it is not given.
    func place(of key: String) -> ConfigurationPlace { places[key] ?? field.place }

    /// The value of `key`; not to be given is an error. `advice`: what to write.
    func required(_ key: String, _ advice: String? = nil) -> Field? {
        if let found = fields[key] { return found }
        if !meant.contains(key) {
            let path = field.keyPath.isEmpty ? key : "\(field.keyPath).\(key)"
            let place = ConfigurationPlace(
                file: field.reading.file, line: field.keyLine ?? field.node.line, keyPath: path)
            field.reading.error(place, "missing", advice)
        }
        return nil
    }
}
