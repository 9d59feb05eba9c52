extension Configuration {
    /// What the configuration says, for a person to read over: one line a fact, without secrets.
    public var summary: [String] {
        var lines = [
            "node         \(node.aeTitle) at \(node.host):\(node.port), at most \(node.maxAssociations) associations",
            "state        \(node.stateDirectory), at least \(ByteSize.text(node.minimumFreeSpace)) free",
        ]
        lines +=
            node.accept.isEmpty
            ? ["accepts      anyone"]
            : node.accept.map { entry in
                "accepts      \(Configuration.alternatives(entry.callingAETitles, none: "anyone"))"
                    + " from \(Configuration.alternatives(entry.hosts, none: "anywhere"))"
            }
        lines += projects.map { "project      \($0.name): \($0.summary)" }
        lines += strategies.map { "strategy     \($0.name): \($0.summary)" }
        lines += destinations.map { "destination  \($0.name): \($0.summary)" }
        lines += routes.map { route in
            "route        \(route.name): \(route.match.summary)"
                + " -> project \(route.project.name), strategy \(route.strategy.name)"
                + " -> \(route.destinations.map(\.name).joined(separator: ", "))"
        }
        lines.append("unmatched    \(unmatched.rawValue)")
        return lines
    }

    fileprivate static func alternatives(_ list: [some CustomStringConvertible], none: String) -> String {
        list.isEmpty ? none : list.map(\.description).joined(separator: " or ")
    }
}

extension ProjectConfiguration {
    fileprivate var summary: String {
        let id =
            switch patientID.replacements {
            case .characters(let prefix, let count): "Patient ID \(prefix)+\(count) characters"
            case .table(let path): "Patient ID from \(path)"
            }
        return
            "key \(keyFile), UIDs under \(uidRoot), \(id),"
            + " dates by \(dateShift.minimumDays) to \(dateShift.maximumDays) days"
    }
}

extension StrategyConfiguration {
    fileprivate var summary: String {
        let parts =
            ["profile \(profile.rawValue)"] + options.map(\.rawValue) + files + ["unlisted \(unlisted.rawValue)"]
        return parts.joined(separator: ", ")
    }
}

extension RouteConfiguration.Match {
    fileprivate var summary: String {
        var parts: [String] = []
        func add(_ name: String, _ list: [some CustomStringConvertible]) {
            if !list.isEmpty { parts.append("\(name) \(Configuration.alternatives(list, none: ""))") }
        }
        add("called", calledAETitles)
        add("calling", callingAETitles)
        add("host", hosts)
        add("modality", modalities)
        add("SOP Class", sopClasses)
        for attribute in attributes { add(attribute.name, attribute.patterns) }
        return parts.isEmpty ? "everything" : parts.joined(separator: ", ")
    }
}
