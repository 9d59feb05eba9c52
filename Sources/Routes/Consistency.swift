/// Checks of what every part for itself cannot know.
struct Consistency {
    let reading: Reading
    let node: NodeConfiguration
    let projects: [Named<ProjectConfiguration>]
    let strategies: [Named<StrategyConfiguration>]
    let destinations: [Named<DestinationConfiguration>]

    func check(routes: [RouteDraft]) {
        checkNames(of: routes)
        checkStrategies(of: routes)
        checkKeys()
        checkDestinations()
        let used = { (names: [String]) in Set(names) }
        warnUnused("project", projects, used: used(routes.compactMap(\.project?.name)))
        warnUnused("strategy", strategies, used: used(routes.compactMap(\.strategy?.name)))
        warnUnused("destination", destinations, used: used(routes.flatMap { $0.destinations.map(\.name) }))
    }

    private func checkNames(of routes: [RouteDraft]) {
        var lines: [String: Int] = [:]
        for route in routes {
            guard let name = route.name else { continue }
            if let first = lines[name] {
                reading.error(route.place, "two routes are named \(quoted(name))", "the other one is on line \(first)")
            } else {
                lines[name] = route.place.line
            }
        }
    }

    // One archive would get the same pseudonymous instance in two versions.
    private func checkStrategies(of routes: [RouteDraft]) {
        struct Delivery: Hashable { var project: String, destination: String }
        var first: [Delivery: (strategy: String, route: String)] = [:]
        for route in routes {
            guard let project = route.project?.name, let strategy = route.strategy?.name else { continue }
            for destination in Set(route.destinations.map(\.name)).sorted() {
                let delivery = Delivery(project: project, destination: destination)
                guard let earlier = first[delivery] else {
                    first[delivery] = (strategy, route.name ?? "")
                    continue
                }
                guard earlier.strategy != strategy else { continue }
                reading.error(
                    route.strategyPlace,
                    "project \(quoted(project)) and destination \(quoted(destination)) have the strategy "
                        + "\(quoted(earlier.strategy)) in route \(quoted(earlier.route)) and \(quoted(strategy)) here",
                    "use one strategy, another project or another destination")
            }
        }
    }

    // Across projects nothing can be linked: that needs a key for each.
    private func checkKeys() {
        var owners: [String: String] = [:]
        for case let project? in projects.map(\.value) {
            guard let owner = owners[project.keyFile] else {
                owners[project.keyFile] = project.name
                continue
            }
            let place = projects.first { $0.name == project.name }?.place
            reading.error(
                place ?? ConfigurationPlace(file: reading.file, line: 1),
                "has the same key file as project \(quoted(owner))", "give every project a key file of its own")
        }
    }

    private func checkDestinations() {
        for named in destinations {
            guard let conflict = named.value?.conflict(with: node) else { continue }
            reading.error(named.place, conflict.message, conflict.advice)
        }
    }

    private func warnUnused<Value>(_ kind: String, _ all: [Named<Value>], used: Set<String>) {
        for named in all where !used.contains(named.name) { reading.warn(named.place, "no route uses this \(kind)") }
    }
}
