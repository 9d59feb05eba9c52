/// Where a key stands: file, line, and the way to the key.
public struct ConfigurationPlace: Hashable, Sendable {
    /// The file as it was named to the loader.
    public var file: String
    /// Counted from 1.
    public var line: Int
    /// `routes[0].match.modality`; empty for the file as a whole.
    public var keyPath: String

    /// A place in `file`.
    public init(file: String, line: Int, keyPath: String = "") {
        self.file = file
        self.line = line
        self.keyPath = keyPath
    }
}

/// One thing in the configuration file that Veil refuses to run with.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it stands.
    public var place: ConfigurationPlace
    /// What is wrong.
    public var message: String
    /// What to write instead, if that can be said.
    public var advice: String?

    /// An error at `place`.
    public init(place: ConfigurationPlace, message: String, advice: String? = nil) {
        self.place = place
        self.message = message
        self.advice = advice
    }

    /// One line: `routes.yml:12: node.prot: unknown key; did you mean "port"?`.
    public var description: String { line(place, message, advice) }
}

/// One thing in the configuration file that works but is probably not meant.
public struct ConfigurationWarning: Hashable, Sendable, CustomStringConvertible {
    /// Where it stands.
    public var place: ConfigurationPlace
    /// What is odd.
    public var message: String
    /// What to write instead, if that can be said.
    public var advice: String?

    /// A warning at `place`.
    public init(place: ConfigurationPlace, message: String, advice: String? = nil) {
        self.place = place
        self.message = message
        self.advice = advice
    }

    /// One line, like an error's, with the word `warning`.
    public var description: String { line(place, "warning: \(message)", advice) }
}

/// Everything that is wrong with one configuration file, in the order of its lines; never empty.
public struct ConfigurationErrors: Error, Hashable, Sendable, CustomStringConvertible {
    /// The errors, first line first.
    public var errors: [ConfigurationError]

    /// All of `errors`.
    public init(_ errors: [ConfigurationError]) { self.errors = errors }

    /// One line an error.
    public var description: String { errors.map(\.description).joined(separator: "\n") }
}

private func line(_ place: ConfigurationPlace, _ message: String, _ advice: String?) -> String {
    let key = place.keyPath.isEmpty ? "" : "\(place.keyPath): "
    return "\(place.file):\(place.line): \(key)\(message)" + (advice.map { "; \($0)" } ?? "")
}
