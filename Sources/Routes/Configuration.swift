/// A checked `routes.yml`: whatever is in here can be run.
///
/// Every reference is resolved, every default is filled in, every path is absolute.
public struct Configuration: Hashable, Sendable {
    /// The file as it was named to the loader.
    public var file: String
    /// The listener.
    public var node: NodeConfiguration
    /// Projects in the order of the file.
    public var projects: [ProjectConfiguration]
    /// Strategies in the order of the file.
    public var strategies: [StrategyConfiguration]
    /// Destinations in the order of the file.
    public var destinations: [DestinationConfiguration]
    /// Routes in the order of the file; every one that matches takes an instance.
    public var routes: [RouteConfiguration]
    /// What becomes of an instance that no route takes.
    public var unmatched: Unmatched
    /// What works but is probably not meant.
    public var warnings: [ConfigurationWarning]
    /// The line of every key, by the way to it.
    var lines: [String: Int]

    /// What becomes of an instance that no route takes.
    public enum Unmatched: String, Hashable, Sendable, CaseIterable {
        /// Accepted, and held in quarantine.
        case quarantine
        /// Rejected with its association where that can be known, else answered 0124.
        case refuse
    }

    /// Where a key stands, or what it stands under if it is not given.
    ///
    /// - Parameter keyPath: the way to it, `node.port`.
    public func place(of keyPath: String) -> ConfigurationPlace {
        var path = keyPath[...]
        while lines[String(path)] == nil, let dot = path.lastIndex(of: ".") { path = path[..<dot] }
        return ConfigurationPlace(file: file, line: lines[String(path)] ?? 1, keyPath: keyPath)
    }

    /// The project named `name`.
    public func project(named name: String) -> ProjectConfiguration? { projects.first { $0.name == name } }

    /// The strategy named `name`.
    public func strategy(named name: String) -> StrategyConfiguration? { strategies.first { $0.name == name } }

    /// The destination named `name`.
    public func destination(named name: String) -> DestinationConfiguration? { destinations.first { $0.name == name } }

    /// The route named `name`.
    public func route(named name: String) -> RouteConfiguration? { routes.first { $0.name == name } }
}
