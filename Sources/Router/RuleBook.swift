import BridgeErrors
import DataSets
import Deid
import Dicom
import Engine
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
    struct Group: Hashable {
        var project: String
        var strategy: String

        init(_ route: RouteConfiguration) { (project, strategy) = (route.project.name, route.strategy.name) }
    }

    public let configuration: Configuration
    let matcher: Matcher
    let projects: [String: Project]
    let rules: [Group: CleaningRules]

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
        var projects: [String: Project] = [:]
        for project in configuration.projects { projects[project.name] = try open(project) }
        var rules: [Group: CleaningRules] = [:]
        for route in configuration.routes {
            guard let project = projects[route.project.name], let ruleSet = compiled.ruleSets[route.strategy.name]
            else { continue }
            let deidentifier = Deidentifier(
                ruleSet: ruleSet, pseudonymizer: project.pseudonymizer,
                analyzer: try RuleBook.analyzer(of: route.strategy))
            rules[Group(route)] = CleaningRules(
                deidentifier: deidentifier, pixels: compiled.pixels[route.strategy.name],
                instanceTime: configuration.node.instanceTime)
        }
        self.projects = projects
        self.rules = rules
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
            found.filter { $0.severity == .warning }.map(\.description)
        )
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

    /// What the engine cleans instances of a route by.
    public func rules(for route: RouteConfiguration) -> CleaningRules? { rules[Group(route)] }

    /// The project's key was made for a dry run and is kept nowhere.
    public func hasTemporaryKey(_ project: ProjectConfiguration) -> Bool { projects[project.name]?.isTemporary == true }
}

/// The rule book in effect; a reload swaps it.
public final class RuleBookHolder: Sendable {
    private let book: Mutex<RuleBook>

    public init(_ book: RuleBook) { self.book = Mutex(book) }

    public var current: RuleBook { book.withLock { $0 } }

    func replace(_ new: RuleBook) { book.withLock { $0 = new } }
}
