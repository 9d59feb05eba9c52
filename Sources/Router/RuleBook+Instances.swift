import Dicom
import Engine
import Foundation
import Instances
import Ledger
import Pixels
import Routes

/// The engine over accepted instances: what comes of it in the ledger's words.
extension RuleBook {
    /// The routes that take an instance, in the order of the file.
    func routes(for instance: ReceivedInstance, view: DataSetView?) -> [RouteConfiguration] {
        matcher.routes(
            called: instance.calledAETitle, calling: instance.callingAETitle, host: instance.peerAddress,
            sopClassUID: instance.sopClassUID
        ) { tag in
            guard let view, let index = view.topLevel(tag), let value = view.elements[index].value else { return nil }
            return String(decoding: value, as: UTF8.self)
        }
    }

    /// The routes by what is planned and recorded together, in the order of the file.
    private func grouped(_ routes: [RouteConfiguration]) -> [(group: Group, routes: [RouteConfiguration])] {
        var groups: [(group: Group, routes: [RouteConfiguration])] = []
        for route in routes {
            let group = Group(route)
            if let index = groups.firstIndex(where: { $0.group == group }) {
                groups[index].routes.append(route)
            } else {
                groups.append((group, [route]))
            }
        }
        return groups
    }

    /// What the rules made of an accepted instance.
    struct Outcomes {
        /// One for each project and strategy that a route names.
        var all: [Outcome]
        /// Where the instance is held for its pixels, what would have been covered; nil: it is not.
        var heldBoxes: [PixelBox]?
    }

    /// What the rules make of an accepted instance.
    ///
    /// - Parameters:
    ///   - finders: of this thread.
    ///   - place: where changed pixels go if they are too many for memory.
    /// - Throws: only for trouble of our own, after which the instance is looked at again; whatever is wrong with the
    ///   instance is an outcome.
    func deidentify(
        _ instance: ReceivedInstance, path: String, digest: [UInt8], _ finders: TextFinders, pixels place: PixelFile.Place
    ) throws -> Outcomes {
        // Of no project yet: any one's key makes a hash that finds the same bytes again.
        let anyHash = configuration.projects.first.flatMap { projects[$0.name]?.sealer.contentHash(sha256: digest) }
        var outcomes = Outcomes(all: [])
        func held(_ hold: HeldInstance) -> Outcomes {
            Outcomes(
                all: [.held(project: nil, destinations: nil, reason: hold.reason, detail: hold.detail, contentHash: anyHash)],
                heldBoxes: outcomes.heldBoxes)
        }
        func read() throws -> ReadInstance {
            try ReadInstance(path: path, offset: instance.dataSetOffset, transferSyntax: instance.transferSyntax)
        }
        do {
            var first: ReadInstance? = try read()
            let groups = grouped(routes(for: instance, view: first?.view))
            guard !groups.isEmpty else { return held(HeldInstance(reason: .unmatched)) }
            for (group, routes) in groups {
                // A Data Set is edited in place, so each group parses its own; the first takes the one that was matched.
                let parsed = first.take()
                let original = try parsed ?? read()
                let described = describe(original, group)
                let file = PixelFile(place)
                let result = try clean(original, by: group, routes: routes.map(\.name), digest: digest, finders, file)
                let destinations = routes.flatMap { $0.destinations.map(\.name) }.uniqued
                let wholeSeries = Set(routes.filter(\.holdsIncompleteSeries).flatMap { $0.destinations.map(\.name) })
                switch result {
                case .success(var staged):
                    staged.output.canonical = described?.canonical
                    outcomes.all.append(
                        .ready(
                            staged.output, destinations: destinations, pseudonyms: staged.pseudonyms,
                            wholeSeries: wholeSeries))
                case .failure(let hold) where hold.isOfDataSet: return held(hold)
                case .failure(let hold):
                    if let boxes = hold.boxes { outcomes.heldBoxes = boxes }
                    outcomes.all.append(
                        .held(
                            project: group.project, destinations: destinations, reason: hold.reason, detail: hold.detail,
                            contentHash: projects[group.project]?.sealer.contentHash(sha256: digest),
                            series: described?.series, wholeSeries: wholeSeries))
                }
            }
            return outcomes
        } catch let hold as HeldInstance {
            return held(hold)
        }
    }

    /// What the ledger keeps of an original beside what leaves: its values in short, and where it belongs in new identifiers.
    private func describe(
        _ original: borrowing ReadInstance, _ group: Group
    ) -> (canonical: CanonicalRecord?, series: SeriesPlace?)? {
        guard let project = projects[group.project], let deidentifier = rules[group]?.deidentifier else { return nil }
        let view = original.view
        let keepsUIDs = deidentifier.ruleSet.source.options.contains(.retainUIDs)
        func leaving(_ tag: Tag) -> String? {
            guard let uid = view.topLevel(tag).flatMap({ view.text(of: $0)?.first }), !uid.isEmpty else { return nil }
            return keepsUIDs ? uid : project.pseudonymizer.uid(uid)
        }
        var series: SeriesPlace?
        if let study = leaving(.studyInstanceUID), let own = leaving(.seriesInstanceUID) {
            series = SeriesPlace(studyInstanceUID: study, seriesInstanceUID: own)
        }
        // Values that cannot be read are the cleaner's to judge; without them versions are compared by their bytes.
        return (try? CanonicalValues.record(of: original.dataSet, view, project.sealer), series)
    }

    // MARK: one instance by the rules of one project and strategy

    /// The same engine for a file of its own: `veil deidentify`. The route's `match` is not asked.
    ///
    /// - Parameters:
    ///   - explain: the plan has its decisions too.
    ///   - finders: of this thread.
    ///   - folder: where changed pixels may lie that are too many for memory, as long as the result is there.
    /// - Throws: only for trouble of our own.
    public func deidentify(
        file path: String, offset: UInt64, transferSyntax: TransferSyntax, route: RouteConfiguration,
        explain: Bool = false, _ finders: TextFinders, pixelsIn folder: String
    ) throws -> Result<StagedInstance, HeldInstance> {
        do {
            let original = try ReadInstance(path: path, offset: offset, transferSyntax: transferSyntax, fileName: path)
            return try clean(
                original, by: Group(route), routes: [route.name], digest: OpenFile(path).digest(from: offset),
                explain: explain, finders, PixelFile(.nameless(folder)))
        } catch let hold as HeldInstance {
            return .failure(hold)
        }
    }

    private func clean(
        _ original: consuming ReadInstance, by group: Group, routes: [String], digest: [UInt8], explain: Bool = false,
        _ finders: TextFinders, _ file: PixelFile
    ) throws -> Result<StagedInstance, HeldInstance> {
        guard let rules = rules[group], let project = projects[group.project] else {
            return .failure(HeldInstance(reason: .unmatched))
        }
        let result = try Pipeline.run(original, by: rules, explain: explain, finders, keeping: file)
        switch result.outcome {
        case .failure(let hold): return .failure(hold)
        case .success(let clean):
            try file.finish()
            let staged = StagedInstance(
                clean, project: project, strategy: group.strategy, ruleSet: rules.deidentifier.ruleSet.version,
                routes: routes, digest: digest, file)
            return .success(staged)
        }
    }
}

extension [String] {
    /// Each once, where it stands first.
    fileprivate var uniqued: [String] {
        var known: Set<String> = []
        return filter { known.insert($0).inserted }
    }
}
