import BridgeErrors
import DataSets
import Deid
import Dicom
import Foundation
import Instances
import Ledger
import Pixels
import Routes
import Synchronization

/// A configuration made ready to work: keys loaded and checked against the ledger, strategies compiled, routes matchable.
///
/// Immutable: a reload makes a new one, and an instance is worked on with one from its beginning to its end.
public final class RuleBook: Sendable {
    /// One project with its secret.
    struct Project: Sendable {
        var name: String
        var pseudonymizer: Pseudonymizer
        var sealer: OriginalSealer
        /// uid_root, patient_id or date_shift are not those that the ledger knows.
        var hasNewPolicy: Bool
        /// Its key was made for a dry run and is kept nowhere.
        var isTemporary = false
    }

    /// What is planned and recorded together: one clean instance for all destinations of these routes.
    private struct Group: Hashable {
        var project: String
        var strategy: String
    }

    public let configuration: Configuration
    let matcher: Matcher
    let projects: [String: Project]
    private let deidentifiers: [Group: Deidentifier]
    /// Of the strategies with the option `clean_pixel_data`, by name.
    private let pixels: [String: PixelSettings]

    /// Loads keys (making those of projects that the ledger does not know), compiles strategies.
    ///
    /// - Throws: `StartError`: `configuration` for what is wrong in a file, `unavailable` for a missing or other key.
    public convenience init(_ configuration: Configuration, ledger: Ledger) throws(StartError) {
        try self.init(configuration) { project throws(StartError) in try RuleBook.open(project, ledger: ledger) }
    }

    /// For looking only: no ledger is asked, nothing is written, and a project without a key file has one for as long as
    /// this is there.
    public convenience init(dryRun configuration: Configuration) throws(StartError) {
        try self.init(configuration) { project throws(StartError) in try RuleBook.openForDryRun(project) }
    }

    private init(
        _ configuration: Configuration, opening open: (ProjectConfiguration) throws(StartError) -> Project
    ) throws(StartError) {
        // Before any of them is opened, since the ledger remembers that it was.
        try RuleBook.refuseSharedKeys(configuration)
        self.configuration = configuration
        let memory = configuration.node.instanceMemory
        DataSet.Limits.use(DataSet.Limits(maximumMemory: memory, maximumInflated: max(1 << 30, memory / 4)))
        matcher = Matcher(configuration)
        let compiled = try RuleBook.compile(configuration)
        pixels = compiled.pixels
        let ruleSets = compiled.ruleSets
        var projects: [String: Project] = [:]
        for project in configuration.projects { projects[project.name] = try open(project) }
        var deidentifiers: [Group: Deidentifier] = [:]
        for route in configuration.routes {
            guard let project = projects[route.project.name], let ruleSet = ruleSets[route.strategy.name] else { continue }
            deidentifiers[Group(project: route.project.name, strategy: route.strategy.name)] = Deidentifier(
                ruleSet: ruleSet, pseudonymizer: project.pseudonymizer,
                analyzer: try RuleBook.analyzer(of: route.strategy))
        }
        self.projects = projects
        self.deidentifiers = deidentifiers
    }

    /// Everything that `veil check` can find without keys and state: returns warnings.
    public static func check(_ configuration: Configuration) throws(StartError) -> [String] {
        let compiled = try compile(configuration)
        for project in configuration.projects { _ = try policy(project) }
        try refuseSharedKeys(configuration)
        return configuration.warnings.map(\.description) + compiled.warnings
    }

    /// What is wrong in one strategy file, and what is worth a look.
    public static func lint(file: String) -> (errors: [String], warnings: [String]) {
        let found = StrategyFile(path: file).diagnostics
        return (
            found.filter { $0.severity == .error }.map(\.description),
            found.filter { $0.severity == .warning }.map(\.description))
    }

    /// The compiled table of one strategy, for `veil strategy show`.
    public static func ruleSet(of strategy: StrategyConfiguration) throws(StartError) -> RuleSet {
        do throws(StrategyError) {
            return try RuleSet.compile(strategy.source).ruleSet
        } catch {
            throw .configuration(error.diagnostics.map(\.description))
        }
    }

    private static func compile(
        _ configuration: Configuration
    ) throws(StartError) -> (ruleSets: [String: RuleSet], pixels: [String: PixelSettings], warnings: [String]) {
        var ruleSets: [String: RuleSet] = [:]
        var pixels: [String: PixelSettings] = [:]
        var (errors, warnings): ([String], [String]) = ([], [])
        for strategy in configuration.strategies {
            do throws(StrategyError) {
                let compiled = try RuleSet.compile(strategy.source)
                ruleSets[strategy.name] = compiled.ruleSet
                warnings += compiled.warnings.map(\.description)
            } catch {
                errors += error.diagnostics.map(\.description)
            }
            do throws(StartError) {
                let settings = try PixelSettings(strategy)
                pixels[strategy.name] = settings
                warnings += settings?.devices.files.flatMap(\.warnings) ?? []
            } catch {
                errors += error.lines
            }
        }
        guard errors.isEmpty else { throw .configuration(errors) }
        return (ruleSets, pixels, warnings)
    }

    /// The analyzer that a strategy names.
    private static func analyzer(of strategy: StrategyConfiguration) throws(StartError) -> PresidioAnalyzer? {
        guard let address = strategy.text.analyzer else { return nil }
        guard let analyzer = PresidioAnalyzer(address) else {
            throw .configuration(["strategy \(strategy.name): text.analyzer is no web address"])
        }
        return analyzer
    }

    /// What a person should know though the node runs: one line each, no PHI.
    var warnings: [String] {
        projects.values.filter(\.hasNewPolicy).map(\.name).sorted().map { name in
            "project \(name): uid_root, patient_id or date_shift changed; patients that were here before get second "
                + "pseudonyms, and their dates may move by other days"
        }
    }

    // MARK: instances

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
            let group = Group(project: route.project.name, strategy: route.strategy.name)
            if let index = groups.firstIndex(where: { $0.group == group }) {
                groups[index].routes.append(route)
            } else {
                groups.append((group, [route]))
            }
        }
        return groups
    }

    /// What the rules make of an accepted instance: one outcome for each project and strategy that a route names.
    ///
    /// - Parameters:
    ///   - finders: of this thread.
    ///   - pixels: where changed pixels go if they are too many for memory.
    /// - Throws: only for trouble of our own, after which the instance is looked at again; whatever is wrong with the
    ///   instance is an outcome.
    func deidentify(
        _ instance: ReceivedInstance, path: String, digest: [UInt8], _ finders: TextFinders, pixels: PixelFile.Place
    ) throws -> [Outcome] {
        // Of no project yet: any one's key makes a hash that finds the same bytes again.
        let anyHash = configuration.projects.first.flatMap { projects[$0.name]?.sealer.contentHash(sha256: digest) }
        func held(_ reason: HoldReason, _ detail: String = "") -> [Outcome] {
            [.held(project: nil, destinations: nil, reason: reason, detail: detail, contentHash: anyHash)]
        }
        guard instance.transferSyntax.encoding != nil else { return held(.transferSyntaxUnknown) }
        do {
            var first: DataSet? = try DataSet(
                path: path, offset: instance.dataSetOffset, transferSyntax: instance.transferSyntax)
            let groups = try grouped(routes(for: instance, view: first?.view()))
            guard !groups.isEmpty else { return held(.unmatched) }
            var outcomes: [Outcome] = []
            for (group, routes) in groups {
                // A Data Set is edited in place, so each group parses its own; the first takes the one that was matched.
                let parsed = first.take()
                let dataSet = try parsed ?? DataSet(
                    path: path, offset: instance.dataSetOffset, transferSyntax: instance.transferSyntax)
                var destinations: [String] = []
                for name in routes.flatMap({ $0.destinations.map(\.name) }) where !destinations.contains(name) {
                    destinations.append(name)
                }
                let wholeSeries = Set(routes.filter(\.holdsIncompleteSeries).flatMap { $0.destinations.map(\.name) })
                let described = try describe(dataSet, group)
                let file = PixelFile(pixels)
                switch try clean(dataSet, group: group, routes: routes.map(\.name), digest: digest, finders, file) {
                case .success(var clean):
                    clean.output.canonical = described?.canonical
                    outcomes.append(
                        .ready(
                            clean.output, destinations: destinations, pseudonyms: clean.pseudonyms, wholeSeries: wholeSeries))
                case .failure(let hold):
                    outcomes.append(
                        .held(
                            project: group.project, destinations: destinations, reason: hold.reason, detail: hold.detail,
                            contentHash: projects[group.project]?.sealer.contentHash(sha256: digest), series: described?.series,
                            wholeSeries: wholeSeries))
                }
            }
            return outcomes
        } catch let error as DimseError {
            guard let hold = HeldInstance(error) else { throw error }
            return held(hold.reason, hold.detail)
        }
    }

    /// What the ledger keeps of an original beside what leaves: its values in short, and where it belongs in new identifiers.
    private func describe(
        _ dataSet: borrowing DataSet, _ group: Group
    ) throws -> (canonical: CanonicalRecord?, series: SeriesPlace?)? {
        guard let project = projects[group.project], let deidentifier = deidentifiers[group] else { return nil }
        let view = try dataSet.view()
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
        return (try? CanonicalValues.record(of: dataSet, view, project.sealer), series)
    }

    /// A clean instance and the pseudonyms in it.
    public struct CleanInstance: Sendable {
        public var output: Output
        public var pseudonyms: [PseudonymRecord]
        /// What was decided about the pixels; nil if the strategy leaves them alone.
        public var pixels: PixelDecision?
        /// What was taken out of Pixel Data, or covered.
        public var cleaning = PixelReport()
        /// Where changed pixels are if they are not in `output`, and have no name.
        var pixelFile: PixelFile?

        /// Writes it into a file that is there, as a DICOM file.
        ///
        /// - Throws: `SpoolError`.
        public func write(over path: String, original: String) throws {
            let files = try InstanceFiles(original: OpenFile(original), pixels: pixelFile?.open())
            try CleanInstanceWriter.write(output, files, over: path)
        }
    }

    /// The same engine for a file of its own: `veil deidentify`. The route's `match` is not asked.
    ///
    /// - Parameters:
    ///   - finders: of this thread.
    ///   - folder: where changed pixels may lie that are too many for memory, as long as the result is there; nil: nowhere.
    public func deidentify(
        file path: String, offset: UInt64, transferSyntax: TransferSyntax, route: RouteConfiguration,
        _ finders: TextFinders, pixelsIn folder: String? = nil
    ) throws -> Result<CleanInstance, HeldInstance> {
        guard transferSyntax.encoding != nil else { return .failure(HeldInstance(reason: .transferSyntaxUnknown)) }
        do {
            return try clean(
                DataSet(path: path, offset: offset, transferSyntax: transferSyntax),
                group: Group(project: route.project.name, strategy: route.strategy.name), routes: [route.name],
                digest: OpenFile(path).digest(from: offset), finders, folder.map { PixelFile(.nameless($0)) },
                fileName: path)
        } catch let error as DimseError {
            guard let hold = HeldInstance(error) else { throw error }
            return .failure(hold)
        }
    }

    /// What plans for the instances of a route.
    public func deidentifier(for route: RouteConfiguration) -> Deidentifier? {
        deidentifiers[Group(project: route.project.name, strategy: route.strategy.name)]
    }

    /// What is done about the pixels of an instance on a route.
    func pixelCare(for route: RouteConfiguration, _ view: DataSetView) -> PixelCare {
        pixels[route.strategy.name] == nil ? .none : PixelCare(view)
    }

    private func clean(
        _ original: consuming DataSet, group: Group, routes: [String], digest: [UInt8], _ finders: TextFinders,
        _ pixelFile: PixelFile?, fileName: String? = nil
    ) throws -> Result<CleanInstance, HeldInstance> {
        guard let deidentifier = deidentifiers[group], let project = projects[group.project] else {
            return .failure(HeldInstance(reason: .unmatched))
        }
        var dataSet = original
        let budget = TimeBudget(configuration.node.instanceTime)
        let view = try dataSet.view()
        let settings = pixels[group.strategy]
        let plan: Plan
        do throws(PlanHold) {
            plan = try deidentifier.plan(
                view, explain: false, pixels: settings == nil ? .none : PixelCare(view), fileName: fileName,
                budget: budget)
        } catch {
            return .failure(HeldInstance(reason: error.reason, detail: error.detail))
        }
        var check = SelfCheck(view, plan)
        let modules = PixelModule.all(in: view)
        let preparation = settings.map { PixelPreparation(view, modules, $0, plan.cleaner) }
        try dataSet.apply(plan.edits)
        var decision: PixelDecision?
        var cleaning = PixelReport()
        do {
            if let settings, let preparation {
                let redactor = PixelRedactor(settings, finder: try finders.finder(for: settings.languages))
                decision = try redactor.decide(&dataSet, preparation)
            }
            var cleaner = PixelCleaner(
                transferSyntax: dataSet.transferSyntax, mask: decision?.mask, isSearched: decision?.isSearched == true,
                budget: budget)
            try cleaner.clean(&dataSet, modules, keeping: pixelFile)
            cleaning = cleaner.report
            for stream in cleaner.report.opaque {
                let bytes = try dataSet.readPixels(at: stream.index, stream.ranges)
                if let finding = check.firstFinding(inStream: bytes, of: .pixelData) {
                    return .failure(HeldInstance(reason: .identifierFound, detail: finding.description))
                }
            }
        } catch let hold as PixelHold {
            finders.heldBoxes = hold.boxes.isEmpty ? decision?.boxes ?? [] : hold.boxes
            return .failure(HeldInstance(reason: hold.reason.code, detail: hold.detail))
        }
        let (edited, origins) = try dataSet.edited()
        if let finding = try check.firstFinding(in: edited, origins, load: { try dataSet.load($0) }) {
            return .failure(HeldInstance(reason: .identifierFound, detail: finding.description))
        }
        if budget.isSpent { return .failure(HeldInstance(reason: .instanceTimeLimit, detail: "search of values")) }
        let encoded = try dataSet.encoded()
        if let finding = try RuleBook.outputFinding(dataSet, view, encoded) {
            return .failure(HeldInstance(reason: .outputNotAsPlanned, detail: finding.description))
        }
        // Own bytes are a value in the ledger, and SQLite's are at most 1 GB.
        guard encoded.bytes.count <= 900_000_000 else {
            return .failure(HeldInstance(reason: .dataSetTooLarge, detail: "changed frames"))
        }
        try pixelFile?.finish()
        let output = Output(
            project: group.project, strategy: group.strategy, ruleSet: deidentifier.ruleSet.version,
            sopClassUID: plan.sopClassUID, sopInstanceUID: plan.sopInstanceUID, patientID: plan.patientID,
            studyInstanceUID: plan.studyInstanceUID, seriesInstanceUID: plan.seriesInstanceUID,
            transferSyntax: dataSet.transferSyntax, dataSet: encoded,
            instanceHash: project.sealer.instanceHash(sopInstanceUID: plan.originalSOPInstanceUID),
            contentHash: project.sealer.contentHash(sha256: digest), summary: summary(plan, routes, decision),
            pixels: pixelFile?.reference)
        return .success(
            CleanInstance(output: output, pseudonyms: project.records(of: plan), pixels: decision, cleaning: cleaning,
                pixelFile: pixelFile))
    }

    /// What of the output is not as planned, read by another reader than the one that wrote it.
    private static func outputFinding(
        _ dataSet: borrowing DataSet, _ view: DataSetView, _ encoded: EncodedDataSet
    ) throws -> OutputCheck.Finding? {
        try OutputCheck.firstFinding(
            original: dataSet.receivedBytes(), view, .init(edits: dataSet.edits, remade: dataSet.composed),
            output: dataSet.bytes(of: encoded), isSequence: DataDictionary.sequences())
    }

    /// The audit record's JSON: route names and counts per action, no values.
    private func summary(_ plan: Plan, _ routes: [String], _ pixels: PixelDecision?) -> String {
        let counts = plan.counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\"\($0.key.rawValue)\":\($0.value)" }
        let names = routes.map { "\"\($0.replacing("\"", with: "'"))\"" }
        let found = pixels.map { ",\"pixels\":\($0.counts)" } ?? ""
        return "{\"routes\":[\(names.joined(separator: ","))],\"actions\":{\(counts.joined(separator: ","))}\(found)}"
    }
}

/// Why an instance is held: a reason, and words without values.
public struct HeldInstance: Error, Hashable, Sendable {
    public var reason: HoldReason
    public var detail: String

    init(reason: HoldReason, detail: String = "") {
        self.reason = reason
        self.detail = detail
    }

    /// What is wrong with a Data Set that DCMTK or the scan before it refused; nil for our own trouble (memory, files).
    init?(_ error: DimseError) {
        switch error.code {
        case .unreadable: self.init(reason: .dataSetUnreadable)
        case .truncated: self.init(reason: .dataSetTruncated)
        case .tooDeep: self.init(reason: .dataSetTooDeep)
        case .tooLarge: self.init(reason: .dataSetTooLarge)
        case .transferSyntax: self.init(reason: .transferSyntaxUnknown)
        // The same instance would meet it again.
        case .argument, .unexpected: self.init(reason: .internalError, detail: error.code.name)
        default: return nil
        }
    }
}

/// The rule book in effect; a reload swaps it.
public final class RuleBookHolder: Sendable {
    private let book: Mutex<RuleBook>

    public init(_ book: RuleBook) { self.book = Mutex(book) }

    public var current: RuleBook { book.withLock { $0 } }

    func replace(_ new: RuleBook) { book.withLock { $0 = new } }
}
