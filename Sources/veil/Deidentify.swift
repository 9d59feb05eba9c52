import ArgumentParser
import Foundation
import Glibc
import Instances
import Router
import Routes

/// `veil deidentify`: the engine over files and folders, no network.
struct Deidentify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "De-identify files and folders by a route's project and strategy.",
        discussion: """
            Works beside a running node. What is held by the rules or fails is named on standard error; the rest is done. \
            What is no DICOM file, and a DICOMDIR, is skipped.
            """)

    @OptionGroup var configuration: ConfigurationOptions
    @Option(help: "The route whose project and strategy apply (the only one if there is one); its match is not asked.")
    var route: String?
    @Option(
        name: [.short, .customLong("output")], help: "The folder for the clean files; - for one input: standard output.")
    var output: String
    @Flag(
        help: """
            Mirror the inputs' relative paths instead of <patient>/<study>/<series>/<instance>.dcm; names of folders and \
            files that identify somebody are replaced.
            """)
    var keepPaths = false
    @Option(help: "Threads that work at a time.") var jobs = ProcessInfo.processInfo.activeProcessorCount
    @Flag(help: "Print JSON.") var json = false
    @Argument(help: "Files and folders; - for one file from standard input.") var inputs: [String]

    func validate() throws {
        guard jobs >= 1 else { throw ValidationError("--jobs: at least 1") }
        if inputs.contains("-"), inputs.count > 1 { throw ValidationError("-: is the only input where it is one") }
        guard output == "-" else { return }
        if inputs.count > 1 { throw ValidationError("-o -: takes one input") }
        if json || keepPaths { throw ValidationError("-o -: goes with neither --json nor --keep-paths") }
    }

    func run() throws {
        umask(0o027)
        let loaded = try configuration.loadOrDefault()
        let chosen = try loaded.chosenRoute(route)
        let files = try collect()
        let (_, ledger) = try StateDirectory.open(loaded.node.stateDirectory, exclusively: false)
        defer { ledger.close() }
        let mode = FileMode(
            book: try RuleBook(loaded, ledger: ledger), route: chosen, ledger: ledger, target: target)
        for warning in mode.warnings { Console.complain(warning) }
        let progress = Progress(total: files.count, noun: "files")
        let report = DeidentifyReport(mode.run(files, threads: jobs) { progress.advance() })
        progress.finish()
        report.complain()
        if json {
            try Console.printJSON(report)
        } else {
            let line = report.summary(of: output == "-" ? "standard output" : output)
            if output == "-" { Console.complain(line) } else { print(line) }
        }
        if !report.failed.isEmpty || !report.held.isEmpty {
            throw PartlyFailed(count: report.failed.count, total: report.instances, held: report.held.count)
        }
        if report.instances == 0 { throw NotFound("no DICOM instance is among the inputs") }
    }

    private func collect() throws -> [FileMode.Input] {
        if inputs == ["-"] {
            return [.init(path: try StandardInput.path(), relativePath: "standard-input.dcm", name: "-")]
        }
        let files = try FileMode.collect(inputs, exceptIn: output == "-" ? "/dev/null" : output)
        if output == "-", files.count != 1 { throw StartError.configuration(["-o -: takes one file, not \(files.count)"]) }
        return files
    }

    private var target: FileMode.Target {
        if output == "-" { return .standardOutput }
        return keepPaths ? .keepPaths(folder: output) : .identifiers(folder: output)
    }
}

/// What `veil deidentify` tells.
struct DeidentifyReport: Encodable {
    /// One input and what became of it.
    struct File: Encodable {
        var input: String
        /// `written`, `held` (the rules say so), `failed`, `skipped` (no instance).
        var outcome: String
        var output: String?
        var reason: String?
        var detail: String?
    }

    /// An input without output, and why.
    struct Without: Encodable {
        var path: String
        var reason: String
        var detail: String
        /// Of reasons that quarantine knows.
        var meaning: String?
        var next: String?
    }

    /// Lines of text in the pixels of one instance.
    struct Pixels: Encodable {
        var path: String
        var found: Int
        var kept: Int
        var masked: Int
        var unreadable: Int?
        var boxes: Int
        var seconds: Double
    }

    var written = 0
    var held: [Without] = []
    var failed: [Without] = []
    var skipped: [Without] = []
    /// Every input in the order of the paths.
    var files: [File] = []
    var pixels: [Pixels] = []
    /// Names of folders and files that `--keep-paths` replaced, since they identify somebody.
    var replacedNames: Int

    /// Inputs that are instances, or may be.
    var instances: Int { files.count - skipped.count }

    init(_ report: FileMode.Report) {
        replacedNames = report.replacedNames
        for result in report.results { add(result) }
    }

    private mutating func add(_ result: FileMode.Result) {
        let path = result.input.name
        var file = File(input: path, outcome: "written")
        switch result.outcome {
        case .written(let output):
            written += 1
            file.output = output ?? "-"
        case .held(let hold):
            file.outcome = "held"
            held.append(
                Without(
                    path: path, reason: hold.reason.rawValue, detail: hold.detail, meaning: hold.reason.meaning,
                    next: hold.reason.next))
            (file.reason, file.detail) = (hold.reason.rawValue, hold.detail)
        case .failed(let reason, let detail):
            file.outcome = "failed"
            failed.append(Without(path: path, reason: reason, detail: detail))
            (file.reason, file.detail) = (reason, detail)
        case .skipped(let skip):
            file.outcome = "skipped"
            skipped.append(Without(path: path, reason: skip.rawValue, detail: ""))
            file.reason = skip.rawValue
        }
        files.append(file)
        guard let found = result.pixels else { return }
        pixels.append(
            Pixels(
                path: path, found: found.found, kept: found.kept, masked: found.masked, unreadable: found.unreadable,
                boxes: found.boxes, seconds: found.duration / .seconds(1)))
    }

    /// Names on standard error what did not leave, and what was found in pixels.
    func complain() {
        for pixels in pixels where pixels.found > 0 || pixels.boxes > 0 {
            Console.complain(
                "\(pixels.path): text in pixels: \(pixels.found) lines found, \(pixels.kept) kept, \(pixels.masked) masked, "
                    + (pixels.unreadable.map { "\($0) of them unreadable, " } ?? "") + "\(pixels.boxes) boxes covered")
        }
        for file in files {
            guard let reason = file.reason else { continue }
            let detail = file.detail.map { $0.isEmpty ? "" : " (\($0))" } ?? ""
            Console.complain("\(file.input): \(file.outcome): \(reason)\(detail)")
        }
        for reason in Set(held.map(\.reason)).sorted() {
            guard let known = HoldReason(rawValue: reason) else { continue }
            Console.complain("\(reason): \(known.meaning) \(known.next)")
        }
        if replacedNames > 0 {
            Console.complain(
                "names of folders and files that identify somebody, replaced: \(replacedNames) (--json tells which output is of "
                    + "which input)")
        }
    }

    /// One line: how many, and where they are.
    func summary(of output: String) -> String {
        var line = "\(written) of \(instances) files written to \(output)"
        if !skipped.isEmpty { line += ", \(skipped.count) skipped: no DICOM instances" }
        return line
    }
}
