import ArgumentParser
import Foundation
import Glibc
import Router
import Routes

/// `veil deidentify`: the engine over files and folders, no network.
struct Deidentify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "De-identify files and folders by a route's project and strategy.",
        discussion: "Works beside a running node. What fails is named on standard error; the rest is done.")

    @OptionGroup var configuration: ConfigurationOptions
    @Option(help: "The route whose project and strategy apply (the only one if there is one); its match is not asked.")
    var route: String?
    @Option(name: [.short, .customLong("output")], help: "The folder for the clean files.") var output: String
    @Flag(help: "Mirror the inputs' relative paths instead of <patient>/<study>/<series>/<instance>.dcm.") var keepPaths = false
    @Option(help: "Threads that work at a time.") var jobs = ProcessInfo.processInfo.activeProcessorCount
    @Flag(help: "Print JSON.") var json = false
    @Argument(help: "Files and folders.") var inputs: [String]

    struct Report: Encodable {
        struct Failure: Encodable {
            var path: String
            var reason: String
            var detail: String
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
        var written: Int
        var failed: [Failure]
        var pixels: [Pixels]
    }

    func validate() throws {
        guard jobs >= 1 else { throw ValidationError("--jobs: at least 1") }
    }

    func run() throws {
        umask(0o027)
        let loaded = try configuration.loadOrDefault()
        let chosen = try loaded.chosenRoute(route)
        let files = try FileMode.collect(inputs, exceptIn: output)
        let (_, ledger) = try StateDirectory.open(loaded.node.stateDirectory, exclusively: false)
        defer { ledger.close() }
        let mode = FileMode(
            book: try RuleBook(loaded, ledger: ledger), route: chosen, ledger: ledger, output: output,
            layout: keepPaths ? .keepPaths : .identifiers)
        for warning in mode.warnings { Console.complain(warning) }
        let progress = Progress(total: files.count, noun: "files")
        let report = mode.run(files, threads: jobs) { progress.advance() }
        progress.finish()
        let failures = report.failures
        for pixels in report.pixels where pixels.found > 0 || pixels.boxes > 0 {
            Console.complain(
                "\(pixels.path): text in pixels: \(pixels.found) lines found, \(pixels.kept) kept, \(pixels.masked) masked, "
                    + (pixels.unreadable.map { "\($0) of them unreadable, " } ?? "") + "\(pixels.boxes) boxes covered")
        }
        for failure in failures {
            let detail = failure.detail.isEmpty ? "" : " (\(failure.detail))"
            Console.complain("\(failure.path): held: \(failure.reason)\(detail)")
        }
        if json {
            try Console.printJSON(
                Report(
                    written: files.count - failures.count,
                    failed: failures.map { .init(path: $0.path, reason: $0.reason, detail: $0.detail) },
                    pixels: report.pixels.map {
                        .init(
                            path: $0.path, found: $0.found, kept: $0.kept, masked: $0.masked, unreadable: $0.unreadable,
                            boxes: $0.boxes, seconds: $0.duration / .seconds(1))
                    }))
        } else {
            print("\(files.count - failures.count) of \(files.count) files written to \(output)")
        }
        if !failures.isEmpty { throw PartlyFailed(count: failures.count, total: files.count) }
    }
}
