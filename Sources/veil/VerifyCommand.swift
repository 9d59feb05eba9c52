import ArgumentParser
import BridgeErrors
import DataSets
import Deid
import Engine
import Explain
import Foundation
import Glibc
import Router
import Routes
import Verify

/// `veil verify`: originals and clean files, pair by pair.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Quality control: hold clean files against the rules, or against an answer key.",
        discussion: """
            Pairs are matched by relative path, else by the mapping of SOP Instance UIDs, else by position. Reports
            quote values of the originals where a check failed.
            """)

    @OptionGroup var configuration: ConfigurationOptions
    @Option(help: "The route whose project and strategy apply (the only one if there is one); its match is not asked.")
    var route: String?
    @Option(help: "An answer key in MIDI-B's schema (SQLite) instead of the rules.") var key: String?
    @Option(help: "Pseudonyms as `veil mapping export` writes them, instead of the project's key.") var mapping: String?
    @Option(help: "Write every check to this SQLite database (0600).") var db: String?
    @Option(help: "Write evidence for people to this page: totals, failures, pictures (0600).") var html: String?
    @Option(help: "Write every check to this CSV file (0600).") var csv: String?
    @Option(help: "Who makes the report, for its first lines; without it the name of the user.") var by: String?
    @Option(help: "How many instances in which nothing was covered the page shows.") var sample: Int = 40
    @Flag(help: "Print JSON.") var json = false
    @Argument(help: "The folder of the originals.") var original: String
    @Argument(help: "The folder of the clean files.") var clean: String

    func run() throws {
        umask(0o077)
        let loaded = try configuration.load()
        let chosen = try loaded.chosenRoute(route)
        do {
            try verify(loaded, chosen)
        } catch let error as VerifyError {
            switch error {
            case .unusable(let text): throw StartError.configuration([text])
            case .failed(let text): throw StartError.unavailable(text)
            }
        }
    }

    private func verify(_ loaded: Configuration, _ route: RouteConfiguration) throws {
        let table = try mapping.map(Self.pseudonyms)
        let expectations: Expectations
        let pseudonyms: Pseudonyms
        var rules: CleaningRules?
        if let key, let table {
            (expectations, pseudonyms) = (.key(try AnswerKey(path: key), table), table)
        } else {
            let (book, own) = try Self.rules(loaded, route)
            rules = own
            pseudonyms = table ?? .key(own.deidentifier.pseudonymizer)
            expectations =
                if let key {
                    .key(try AnswerKey(path: key), pseudonyms)
                } else {
                    .rules(own) { Self.cleaning(book, route) }
                }
        }
        let pairing = try Pairing(
            original: original, clean: clean, pseudonyms: pseudonyms, reports: [db, html, csv].compactMap { $0 })
        let kinds = FailureKinds()
        let title = "\(original) and \(clean), route \(route.name)"
        let facts = facts(loaded.file, route, rules?.deidentifier)
        let seed = rules?.deidentifier.ruleSet.version ?? ""
        let written: [(any Report)?] = [
            kinds, try db.map { try DatabaseReport($0, facts: facts) }, try csv.map { try CSVReport($0) },
            try html.map { path in
                try HTMLReport(
                    path, title: title, facts: facts, original: original, clean: clean, limits: .init(sample: sample),
                    seed: seed, boxes: { [rules] in Self.boxes($0, rules) })
            },
        ]
        let reports = written.compactMap { $0 }
        let progress = Progress(total: pairing.pairs.count, noun: "pairs")
        let summary = try Verifier(expectations, pairing).run(reports) { progress.advance() }
        progress.finish()
        for report in reports { try report.finish(summary) }
        try tell(summary, kinds)
        if !summary.isClean {
            let failed = summary.failed + summary.failedPairs
            throw PartlyFailed(count: failed, total: summary.passed + failed)
        }
    }

    // MARK: what the reports say of themselves

    private func facts(_ file: String, _ route: RouteConfiguration, _ deidentifier: Deidentifier?) -> [ReportFact] {
        let strategy = route.strategy
        let options = strategy.options.map(\.rawValue).joined(separator: ", ")
        let pixels =
            strategy.options.contains(.cleanPixelData)
            ? "text in pictures is looked for and covered" : "pictures are left as they are; nobody looked for text in them"
        var facts = [
            ReportFact("made by", by ?? NSUserName()),
            ReportFact("made at", Date.now.formatted(.iso8601)),
            ReportFact("with", "Veil \(Version.text)"), ReportFact("configuration", file),
            ReportFact("route, project", "\(route.name), \(route.project.name)"),
            ReportFact("strategy", strategy.name + (strategy.profile == .basic ? ": PS3.15 Basic Profile" : ": own rows only")),
            ReportFact("options", options.isEmpty ? "none" : options),
            ReportFact("rows", strategy.files.isEmpty ? "none" : strategy.files.joined(separator: ", ")),
            ReportFact("pixels", pixels),
        ]
        if let deidentifier {
            facts.append(ReportFact("rules", "version \(deidentifier.ruleSet.version), \(ProfileTable.shared.edition)"))
        }
        facts += [
            ReportFact("held against", key.map { "the answer key \($0)" } ?? "the rules, run on every original once more"),
            ReportFact("originals", original), ReportFact("clean files", clean),
        ]
        return facts
    }

    // MARK: what is compared with

    /// The rules of the route with its key, which has to be there: with another one nothing would agree.
    private static func rules(
        _ loaded: Configuration, _ route: RouteConfiguration
    ) throws -> (book: RuleBook, rules: CleaningRules) {
        let keyFile = route.project.keyFile
        guard FileManager.default.fileExists(atPath: keyFile) else {
            throw StartError.unavailable("\(keyFile): the key of project \(route.project.name) is missing")
        }
        let book = try RuleBook(dryRun: loaded)
        guard let rules = book.rules(for: route) else {
            throw StartError.configuration(["route \(route.name): has no rules"])
        }
        return (book, rules)
    }

    /// The engine as `veil deidentify` runs it, for one thread.
    private static func cleaning(_ book: RuleBook, _ route: RouteConfiguration) -> Cleaning {
        let finders = TextFinders()
        return { original, output in
            do {
                let file = try FileProbe.probe(path: original)
                let result = try book.deidentify(
                    file: original, offset: file.offset, transferSyntax: file.transferSyntax, route: route, explain: true,
                    finders, pixelsIn: FileManager.default.temporaryDirectory.path)
                switch result {
                case .success(let staged):
                    try staged.write(over: output, original: original)
                    return .made(staged.plan)
                case .failure(let hold): return .held(hold.reason)
                }
            } catch let error as DimseError {
                return .notReadable(error)
            }
        }
    }

    /// What the pixel step covers in an original, on each frame; nothing where that cannot be told.
    private static func boxes(_ path: String, _ rules: CleaningRules?) -> [MaskBox] {
        guard let rules else { return [] }
        do {
            let file = try FileProbe.probe(path: path)
            let original = try ReadInstance(
                path: path, offset: file.offset, transferSyntax: file.transferSyntax, fileName: path)
            let clean = try Pipeline.run(original, by: rules, TextFinders()).outcome.get()
            return (clean.pixels?.coveredFrames ?? []).map { frame, box in
                MaskBox(
                    frame: frame, x: box.x, y: box.y, width: box.width, height: box.height,
                    reason: "\(box.kind): \(box.reason)")
            }
        } catch {
            // The page shows the pictures without boxes then.
            return []
        }
    }

    private static func pseudonyms(_ file: String) throws -> Pseudonyms {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw StartError.configuration(["\(file): cannot be read"])
        }
        let rows = try CommaSeparated.rows(data, file: file)
        guard rows.first?.fields == ["kind", "original", "replacement"] else {
            throw StartError.configuration(["\(file):1: the header must be kind,original,replacement"])
        }
        for row in rows.dropFirst() where row.fields.count != 3 {
            throw StartError.configuration(["\(file):\(row.line): three fields are needed"])
        }
        return Pseudonyms(
            pairs: rows.dropFirst().lazy.map { ($0.fields[0], $0.fields[1], $0.fields[2]) })
    }

    // MARK: what is told

    private struct Output: Encodable {
        struct Count: Encodable {
            var passed: Int
            var failed: Int
        }
        struct Failure: Encodable {
            var check: String
            var path: String
            var count: Int
        }
        struct Instance: Encodable {
            var path: String
            var outcome: String
            var reason: String
        }
        var passed: Int
        var failed: Int
        var checks: [String: Count]
        var instances: [String: Int]
        var matched: [String: Int]
        var notDicom: Int
        var failures: [Failure]
        var notCompared: [Instance]
    }

    /// Longer lists are for the reports.
    private static let longest = 40

    private func tell(_ summary: Summary, _ kinds: FailureKinds) throws {
        for instance in kinds.instances where instance.outcome.isFailure || instance.outcome == .held {
            let reason = instance.reason.isEmpty ? "" : " (\(instance.reason))"
            Console.complain("\(instance.path): \(instance.outcome.rawValue.replacing("_", with: " "))\(reason)")
        }
        if json { return try Console.printJSON(output(summary, kinds)) }
        let rows = Verify.Check.allCases.compactMap { check in
            summary.checks[check].map { [check.rawValue, "\($0.passed)", "\($0.failed)", "\($0.passed + $0.failed)"] }
        }
        let total = ["all", "\(summary.passed)", "\(summary.failed)", "\(summary.passed + summary.failed)"]
        Console.printTable([["check", "passed", "failed", "of"]] + rows + [total])
        print("instances: \(summary.instances)")
        guard summary.failed > 0 else { return }
        let all = kinds.kinds
        print("\nfailures by check and place (\(all.count) kinds):")
        Console.printTable(all.prefix(Self.longest).map { ["\($0.count)", $0.kind.check.rawValue, $0.kind.path] })
        if all.count > Self.longest { print("… and \(all.count - Self.longest) more kinds") }
    }

    private func output(_ summary: Summary, _ kinds: FailureKinds) -> Output {
        Output(
            passed: summary.passed, failed: summary.failed,
            checks: Dictionary(
                uniqueKeysWithValues: summary.checks.map {
                    ($0.key.rawValue, Output.Count(passed: $0.value.passed, failed: $0.value.failed))
                }),
            instances: Dictionary(uniqueKeysWithValues: summary.pairs.map { ($0.key.rawValue, $0.value) }),
            matched: Dictionary(uniqueKeysWithValues: summary.matches.map { ($0.key.rawValue, $0.value) }),
            notDicom: summary.notDicom,
            failures: kinds.kinds.map { .init(check: $0.kind.check.rawValue, path: $0.kind.path, count: $0.count) },
            notCompared: kinds.instances.map { .init(path: $0.path, outcome: $0.outcome.rawValue, reason: $0.reason) })
    }
}
