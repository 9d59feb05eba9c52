import DataSets
import Deid
import Dicom
import Engine
import Routes
import Synchronization

/// Relative paths that outputs keep, without the names of folders and files that tell whom an instance is about.
///
/// All inputs are looked at before the first is written: what one instance tells of a folder's name counts for all that
/// lie in it, so that a folder has one name.
struct KeptPaths: Sendable {
    private let replacements: [String: String]

    /// Distinct names that were replaced.
    var count: Int { replacements.count }

    init(_ inputs: [FileMode.Input], book: RuleBook, route: RouteConfiguration, threads: Int) {
        guard let rules = book.rules(for: route), let project = book.projects[route.project.name] else {
            replacements = [:]
            return
        }
        let found = Mutex<Set<String>>([])
        Parallel.each(inputs.count, threads: threads, with: {}) { index, _ in
            let input = inputs[index]
            do {
                let file = try FileProbe.probe(path: input.path)
                let dataSet = try DataSet(path: input.path, offset: file.offset, transferSyntax: file.transferSyntax)
                let names = try Self.identifying(input, dataSet.view(), rules)
                if !names.isEmpty { found.withLock { $0.formUnion(names) } }
            } catch {
                // An input that cannot be read is named when its turn comes, and gives no output.
                return
            }
        }
        let pseudonymizer = project.pseudonymizer
        replacements = Dictionary(
            uniqueKeysWithValues: found.withLock { $0 }.map { ($0, pseudonymizer.pathComponent($0)) })
    }

    /// Names in the path of an instance that tell whom it is about.
    private static func identifying(_ input: FileMode.Input, _ view: DataSetView, _ rules: CleaningRules) -> [String] {
        let planned = rules.plan(view, explain: false)
        // Of an instance that is held everything that can identify is searched for.
        var check = NameCheck(view, planned.hold == nil ? planned.plan : nil)
        return names(input.relativePath).filter { check.finds(in: $0) }
    }

    /// Where below the output folder an input goes.
    func path(_ relativePath: String) -> String {
        Self.names(relativePath).map { replacements[$0] ?? $0 }.joined(separator: "/")
    }

    private static func names(_ path: String) -> [String] { path.split(separator: "/").map(String.init) }
}
