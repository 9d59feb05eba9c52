import BridgeErrors
import DataSets
import Deid
import Dicom
import Engine
import Foundation
import Glibc
import Instances
import Ledger
import Pixels
import Routes
import Spool
import Synchronization

/// `veil deidentify`: the node's engine over files, beside a running node on the same state directory or without one.
///
/// Every output is complete or absent, and its pseudonyms are in the ledger before it shows.
public final class FileMode: Sendable {
    /// Where outputs go, and how they are named.
    public enum Target: Sendable {
        /// `<patient>/<study>/<series>/<instance>.dcm` in new identifiers.
        case identifiers(folder: String)
        /// As the inputs lie below the folder that was named; names that identify somebody are replaced.
        case keepPaths(folder: String)
        /// The only one goes to standard output.
        case standardOutput
    }

    /// What became of one input.
    public enum Outcome: Sendable {
        /// The path of the output; nil for standard output.
        case written(String?)
        /// The rules say that it must not leave.
        case held(HeldInstance)
        /// Something went wrong: a stable code, and words without values.
        case failed(String, detail: String)
        /// It is no instance.
        case skipped(Skip)
    }

    /// Why an input is passed over.
    public enum Skip: String, Sendable {
        case notDicom = "not_dicom"
        /// It lists files and patients.
        case directory = "dicomdir"
    }

    /// What was found in the pixels of an input that was written.
    public struct PixelText: Hashable, Sendable {
        public var found: Int
        public var kept: Int
        public var masked: Int
        /// nil if text goes without being read.
        public var unreadable: Int?
        /// Boxes that were covered, fixed regions included.
        public var boxes: Int
        /// What searching took, decoding included.
        public var duration: Duration
    }

    /// One input and what became of it.
    public struct Result: Sendable {
        public var input: Input
        public var outcome: Outcome
        /// Of instances whose pixels the strategy cleans.
        public var pixels: PixelText?
    }

    /// What came of all inputs, in their order.
    public struct Report: Sendable {
        public var results: [Result]
        /// Names of folders and files that were replaced.
        public var replacedNames: Int
    }

    private let book: RuleBook
    private let route: RouteConfiguration
    private let ledger: Ledger
    private let target: Target

    public init(book: RuleBook, route: RouteConfiguration, ledger: Ledger, target: Target) {
        self.book = book
        self.route = route
        self.ledger = ledger
        self.target = target
    }

    /// What a person should know before: one line each.
    public var warnings: [String] { book.warnings }

    /// Works through `inputs` with some threads; `advance` is called after each.
    public func run(_ inputs: [Input], threads: Int, advance: @escaping @Sendable () -> Void) -> Report {
        var kept: KeptPaths?
        if case .keepPaths = target { kept = KeptPaths(inputs, book: book, route: route, threads: threads) }
        let results = Mutex<[Int: Result]>([:])
        Parallel.each(inputs.count, threads: threads, with: TextFinders.init) { [self, kept] index, finders in
            let result = process(inputs[index], kept, finders)
            results.withLock { $0[index] = result }
            advance()
        }
        return Report(
            results: results.withLock { $0.sorted { $0.key < $1.key }.map(\.value) }, replacedNames: kept?.count ?? 0)
    }

    private func process(_ input: Input, _ kept: KeptPaths?, _ finders: TextFinders) -> Result {
        var result = Result(input: input, outcome: .failed("unexpected", detail: ""))
        do {
            let file = try FileProbe.probe(path: input.path)
            let made = try book.deidentify(
                file: input.path, offset: file.offset, transferSyntax: file.transferSyntax, route: route, finders,
                pixelsIn: scratch)
            switch made {
            case .failure(let hold) where hold.reason == .directory: result.outcome = .skipped(.directory)
            case .failure(let hold): result.outcome = .held(hold)
            case .success(let staged):
                try ledger.record(staged.pseudonyms)
                result.outcome = try write(staged, of: input, kept)
                guard case .written = result.outcome else { break }
                result.pixels = staged.pixels.flatMap { $0.isSearched || $0.mask != nil ? PixelText($0) : nil }
            }
        } catch let error as DimseError {
            result.outcome = outcome(of: error, input)
        } catch let error as LedgerError {
            result.outcome = .failed(error.code.rawValue, detail: error.advice)
        } catch let error as SpoolError {
            result.outcome = .failed("output_\(error.code.rawValue)", detail: error.description)
        } catch {
            result.outcome = .failed("unexpected", detail: "")
        }
        return result
    }

    /// What looked like no instance from its first bytes: it is none, unless it says that it is.
    private func outcome(of error: DimseError, _ input: Input) -> Outcome {
        guard error.code == .unreadable else { return .failed("not_readable", detail: error.description) }
        return Self.hasMagicWord(input.path)
            ? .held(HeldInstance(reason: .dataSetUnreadable, detail: "no Data Set behind the preamble"))
            : .skipped(.notDicom)
    }

    /// PS3.10 §7.1.
    private static func hasMagicWord(_ path: String) -> Bool {
        // What cannot be opened again has said so before.
        guard let file = try? OpenFile(path) else { return false }
        var word = [UInt8](repeating: 0, count: 4)
        let count = try? word.withUnsafeMutableBytes { try file.file.read(into: $0, at: 128) }  // as above
        return count == 4 && word == Array("DICM".utf8)
    }

    /// Where changed pixels lie that are too many for memory.
    private var scratch: String {
        switch target {
        case .identifiers(let folder), .keepPaths(let folder): folder
        case .standardOutput: FileManager.default.temporaryDirectory.path
        }
    }

    private func write(_ staged: StagedInstance, of input: Input, _ kept: KeptPaths?) throws -> Outcome {
        let files = try staged.files(original: input.path)
        let path: String
        switch target {
        case .standardOutput:
            try CleanInstanceWriter.write(staged.output, files, to: STDOUT_FILENO)
            return .written(nil)
        case .identifiers(let folder): path = "\(folder)/\(CleanInstanceWriter.layout(staged.output))"
        case .keepPaths(let folder): path = "\(folder)/\(kept?.path(input.relativePath) ?? input.relativePath)"
        }
        let result = try CleanInstanceWriter.write(staged.output, files, to: path, temporary: InstanceID.make().value)
        if result == .taken {
            return .failed(HoldReason.pathTaken.rawValue, detail: "the output folder has another file of this name")
        }
        return .written(path)
    }
}

extension FileMode.PixelText {
    fileprivate init(_ pixels: PixelDecision) {
        found = pixels.found
        kept = pixels.kept
        masked = pixels.masked
        unreadable = pixels.unreadable
        boxes = pixels.boxes.count
        duration = pixels.duration
    }
}
