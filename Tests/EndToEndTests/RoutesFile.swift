/// A `routes.yml` of a test: one project, one strategy, one destination unless it says otherwise.
struct RoutesFile {
    var name = "routes.yml"
    var port = Ports.free()
    var host = "127.0.0.1"
    var stateDirectory = "state"
    var minimumFreeSpace = "64MiB"
    /// Further lines of `node`.
    var node: [String] = []
    /// Lines of `projects`, `strategies`, `destinations` and items of `routes`, in YAML's flow style.
    var projects = [RoutesFile.project()]
    var strategies = ["basic: {profile: basic}"]
    var destinations: [String]
    var routes = [RoutesFile.route()]
    var unmatched = "quarantine"

    /// Everything to one DIMSE destination at this port.
    init(archive port: Int) { destinations = [RoutesFile.destination("archive", port)] }

    /// Everything into one folder.
    init(folder: String) { destinations = ["archive: {folder: \(folder)}"] }

    static func project(_ name: String = "trial", key: String = "trial.key") -> String {
        "\(name): {key_file: \(key), uid_root: \"2.25\", patient_id: {prefix: \"T-\", characters: 12}, "
            + "date_shift: {minimum_days: -365, maximum_days: -1}}"
    }

    static func destination(_ name: String, _ port: Int) -> String {
        "\(name): {ae_title: ARCHIVE, host: 127.0.0.1, port: \(port), calling_ae_title: VEIL, associations: 1, "
            + "retry: {first: 1s, longest: 2s, give_up_after: 7d}}"
    }

    static func route(
        _ name: String = "trial", match: String = "", project: String = "trial", strategy: String = "basic",
        to destinations: String = "archive"
    ) -> String {
        "{name: \(name)\(match.isEmpty ? "" : ", match: {\(match)}"), project: \(project), strategy: \(strategy), "
            + "destinations: [\(destinations)]}"
    }

    var text: String {
        let own = [
            "ae_title: VEIL", "host: \(host)", "port: \(port)", "state_directory: \(stateDirectory)",
            "minimum_free_space: \(minimumFreeSpace)", "timeouts: {acse: 3s, dimse: 4s, idle: 30s}",
        ]
        return """
            version: 1
            node:
            \(indented(own + node))
            projects:
            \(indented(projects))
            strategies:
            \(indented(strategies))
            destinations:
            \(indented(destinations))
            routes:
            \(indented(routes.map { "- \($0)" }))
            unmatched: \(unmatched)

            """
    }

    private func indented(_ lines: [String]) -> String { lines.map { "  \($0)" }.joined(separator: "\n") }
}
