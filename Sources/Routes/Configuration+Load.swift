import Foundation

extension Configuration {
    /// Reads and checks the file at `path`, with all files that it names; the key files may be missing.
    ///
    /// - Throws: everything that is wrong with it, not just the first; what cannot be parsed as YAML, one error.
    public static func load(
        path: String, environment: [String: String] = ProcessInfo.processInfo.environment,
        vocabulary: DicomVocabulary = .standard
    ) throws(ConfigurationErrors) -> Configuration {
        let working = FileManager.default.currentDirectoryPath
        let absolute = path.hasPrefix("/") ? path : "\(working)/\(path)"
        return try parse(
            text: try contents(of: path), file: path,
            directory: URL(fileURLWithPath: absolute).deletingLastPathComponent().path, environment: environment,
            vocabulary: vocabulary)
    }

    /// Checks a configuration that is in memory.
    ///
    /// - Parameters:
    ///   - file: what errors call it.
    ///   - directory: an absolute path, what relative paths in the text are relative to.
    /// - Throws: everything that is wrong with it.
    public static func parse(
        text: String, file: String, directory: String, environment: [String: String],
        vocabulary: DicomVocabulary = .standard
    ) throws(ConfigurationErrors) -> Configuration {
        let document: YAMLDocument
        do {
            document = try YAMLDocument(text: text)
        } catch {
            let place = ConfigurationPlace(file: file, line: error.line)
            throw ConfigurationErrors([ConfigurationError(place: place, message: error.message, advice: error.advice)])
        }
        let reading = Reading(file: file, directory: directory, environment: environment, vocabulary: vocabulary)
        let root = Field(node: document.root ?? .mapping([], line: 1), keyPath: "", reading: reading)
        let configuration = Configuration(reading: root)
        guard let configuration, reading.errors.isEmpty else {
            precondition(!reading.errors.isEmpty, "a configuration without errors must be readable")
            // By line; errors of one line stay in the order they were found in.
            let ordered = reading.errors.enumerated().sorted {
                ($0.element.place.line, $0.offset) < ($1.element.place.line, $1.offset)
            }
            throw ConfigurationErrors(ordered.map(\.element))
        }
        return configuration
    }

    static func contents(of path: String) throws(ConfigurationErrors) -> String {
        func refused(_ message: String, _ advice: String? = nil, line: Int = 1) -> ConfigurationErrors {
            let place = ConfigurationPlace(file: path, line: line)
            return ConfigurationErrors([ConfigurationError(place: place, message: message, advice: advice)])
        }
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw refused("file not found")
        }
        guard !isDirectory.boolValue else { throw refused("is a folder, not a file") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw refused("cannot be read", "check its owner and mode")
        }
        if let text = String(validating: data, as: UTF8.self) { return text }
        let isUTF16 = data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF])
        guard !isUTF16 else { throw refused("is UTF-16", "save the file as UTF-8") }
        let lines = data.split(separator: 0x0A, omittingEmptySubsequences: false)
        let broken = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        throw refused("is not UTF-8 text", "save the file as UTF-8", line: (broken ?? 0) + 1)
    }
}

extension Configuration {
    /// Reads the whole file. nil, or an error recorded, if it cannot be run.
    private init?(reading root: Field) {
        let reading = root.reading
        guard let section = Section(root, keys: ConfigurationKeys.root) else { return nil }
        file = reading.file
        if let version = section.required("version", "write version: 1 first"), let text = version.text(), text != "1" {
            version.error("version \(quoted(text)) is not known", "this Veil reads version 1")
        }
        let state = Field(node: .scalar("state", isPlain: false, line: root.node.line), keyPath: "", reading: reading)
        node = .defaults(stateDirectory: state.path() ?? "state")
        if let given = section["node"] { node.read(given) }
        let callingAETitle = node.aeTitle

        let projects =
            section.required("projects", "name at least one project")?
            .named(kind: "project", ProjectConfiguration.init(name:_:)) ?? []
        let strategies =
            section.required("strategies", "name at least one strategy")?
            .named(kind: "strategy", StrategyConfiguration.init(name:_:)) ?? []
        let destinations =
            section.required("destinations", "name at least one destination")?
            .named(kind: "destination") { DestinationConfiguration(name: $0, callingAETitle: callingAETitle, $1) } ?? []

        let drafts = section.required("routes", "write at least one route")?.items(of: "routes") ?? []
        if let routes = section["routes"], case .list(let nodes, _) = routes.node, nodes.isEmpty {
            routes.error("is an empty list", "write at least one route")
        }
        let routes = drafts.compactMap {
            RouteDraft($0, projects: projects, strategies: strategies, destinations: destinations)
        }
        unmatched = section["unmatched"]?.choice(Unmatched.self) ?? .quarantine

        Consistency(
            reading: reading, node: node, projects: projects, strategies: strategies, destinations: destinations
        )
        .check(routes: routes)
        self.projects = projects.compactMap(\.value)
        self.strategies = strategies.compactMap(\.value)
        self.destinations = destinations.compactMap(\.value)
        self.routes = routes.compactMap(\.route)
        warnings = reading.warnings
        lines = reading.lines
    }
}
