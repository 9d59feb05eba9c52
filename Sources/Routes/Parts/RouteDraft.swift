/// One entry of `routes` while the file is being read: names and places, for the checks across routes.
struct RouteDraft {
    var name: String?
    /// Of the entry, or of its name if it has one.
    var place: ConfigurationPlace
    var project: Named<ProjectConfiguration>?
    var strategy: Named<StrategyConfiguration>?
    var strategyPlace: ConfigurationPlace
    var destinations: [Named<DestinationConfiguration>]
    var match: RouteConfiguration.Match
    var holdsIncompleteSeries: Bool

    /// Reads a route. nil if it is not a mapping.
    init?(
        _ field: Field, projects: [Named<ProjectConfiguration>], strategies: [Named<StrategyConfiguration>],
        destinations known: [Named<DestinationConfiguration>]
    ) {
        guard let section = Section(field, keys: ConfigurationKeys.route) else { return nil }
        let given = section.required("name", "name the route")
        name = given?.text()
        place = given?.place ?? field.place
        if let name, !Field.isName(name) { given?.error("\(quoted(name)) is not usable as a name", Field.nameAdvice) }
        match = section["match"].map(RouteConfiguration.Match.init) ?? RouteConfiguration.Match()
        project = section.required("project", "name one of projects")?.reference(to: "project", in: projects)
        strategy = section.required("strategy", "name one of strategies")?.reference(to: "strategy", in: strategies)
        strategyPlace = section["strategy"]?.place ?? field.place
        holdsIncompleteSeries = section["hold_incomplete_series"]?.boolean() ?? false
        destinations = []
        guard let list = section.required("destinations", "name at least one of destinations") else { return }
        let fields = list.list()
        if fields.isEmpty { list.error("is an empty list", "name at least one of destinations") }
        for field in fields {
            guard let destination = field.reference(to: "destination", in: known) else { continue }
            if destinations.contains(where: { $0.name == destination.name }) {
                field.error("\(quoted(destination.name)) stands in the list already")
            }
            destinations.append(destination)
        }
    }

    /// The route, if all of it could be read.
    var route: RouteConfiguration? {
        guard let name, let project = project?.value, let strategy = strategy?.value else { return nil }
        return RouteConfiguration(
            name: name, match: match, project: project, strategy: strategy,
            destinations: destinations.compactMap(\.value), holdsIncompleteSeries: holdsIncompleteSeries)
    }
}
