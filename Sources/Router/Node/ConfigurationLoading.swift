import Foundation
import Glibc
import Routes

/// Finds and loads `routes.yml`.
public enum ConfigurationLoading {
    /// The configuration in the file `path`, or the embedded default for nil.
    /// - Throws: `StartError.configuration` with one line an error.
    public static func load(_ path: String?) throws(StartError) -> Configuration {
        do {
            guard let path else { return try Configuration.loadEmbeddedDefault() }
            return try Configuration.load(path: path)
        } catch {
            throw .configuration(error.errors.map(\.description))
        }
    }

    /// The file that counts where none is named: `$VEIL_CONFIG`, `routes.yml` in the current folder, then the machine's own.
    ///
    /// A file that is there but cannot be read counts too: its error is better than other rules than the site's.
    /// - Returns: nil if there is none.
    public static func standardFile(environment: [String: String] = ProcessInfo.processInfo.environment) -> String? {
        if let named = environment["VEIL_CONFIG"], !named.isEmpty { return named }
        return [local, system].first { access($0, F_OK) == 0 || errno != ENOENT && errno != ENOTDIR }
    }

    /// The places where `standardFile` looks, for people.
    public static let standardPlaces = "$VEIL_CONFIG, ./\(local), \(system)"

    private static let local = "routes.yml"
    private static let system = "/etc/veil/routes.yml"
}

extension Configuration {
    /// True if no file was read: `ConfigurationLoading.load(nil)`.
    public var isEmbeddedDefault: Bool { file == Configuration.embeddedDefaultName }

    /// Who may send, in words: `anyone`, or the entries of `accept`.
    public var senders: String {
        node.accept.isEmpty
            ? "anyone"
            : node.accept.map { entry in
                let titles = entry.callingAETitles.map(\.description).joined(separator: " or ")
                let hosts = entry.hosts.map(\.description).joined(separator: " or ")
                return "\(titles.isEmpty ? "anyone" : titles) from \(hosts.isEmpty ? "anywhere" : hosts)"
            }.joined(separator: "; ")
    }

    /// The route named `name`; without a name the only one.
    /// - Throws: `StartError.configuration` that says which there are.
    public func chosenRoute(_ name: String?) throws(StartError) -> RouteConfiguration {
        let known = routes.map(\.name).joined(separator: ", ")
        guard let name else {
            if let only = routes.first, routes.count == 1 { return only }
            throw .configuration(["\(file): there are several routes; name one with --route: \(known)"])
        }
        guard let route = route(named: name) else {
            throw .configuration(["\(file): no route is named '\(name)'; there are: \(known)"])
        }
        return route
    }
}
