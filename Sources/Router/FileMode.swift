import Dicom
import Dimse
import Foundation
import Glibc
import Ledger
import Pixels
import Routes
import Spool
import Synchronization

/// `veil deidentify`: the node's engine over files, beside a running node on the same state directory or without one.
///
/// Every output is complete or absent, and its pseudonyms are in the ledger before it shows.
public final class FileMode: Sendable {
    /// How outputs are named.
    public enum Layout: Sendable {
        /// `<patient>/<study>/<series>/<instance>.dcm` in new identifiers.
        case identifiers
        /// As the inputs lie below the folder that was named.
        case keepPaths
    }

    /// One input: where it is, and where below the output folder it goes with `Layout.keepPaths`.
    public struct Input: Hashable, Sendable {
        public var path: String
        public var relativePath: String
    }

    /// An input that gave no output.
    public struct Failure: Error, Hashable, Sendable {
        public var path: String
        public var reason: String
        public var detail: String
    }

    /// What was found in the pixels of an input that was written.
    public struct PixelText: Hashable, Sendable {
        public var path: String
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

    /// What came of the inputs, each in their order.
    public struct Report: Sendable {
        public var failures: [Failure] = []
        /// Of instances whose pixels the strategy cleans.
        public var pixels: [PixelText] = []
    }

    private let book: RuleBook
    private let route: RouteConfiguration
    private let ledger: Ledger
    private let output: String
    private let layout: Layout

    public init(book: RuleBook, route: RouteConfiguration, ledger: Ledger, output: String, layout: Layout) {
        self.book = book
        self.route = route
        self.ledger = ledger
        self.output = output
        self.layout = layout
    }

    /// What a person should know before: one line each.
    public var warnings: [String] { book.warnings }

    /// Files named, and all files in folders named, in order of their paths. The output folder is left out.
    /// - Throws: `StartError.configuration` for a path that is not there.
    public static func collect(_ arguments: [String], exceptIn output: String) throws(StartError) -> [Input] {
        let own = URL(fileURLWithPath: output).standardizedFileURL.path + "/"
        var inputs: [Input] = []
        for argument in arguments {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder)
            else { throw .configuration(["\(argument): no such file or folder"]) }
            guard isFolder.boolValue else {
                inputs.append(Input(path: argument, relativePath: URL(fileURLWithPath: argument).lastPathComponent))
                continue
            }
            inputs += filesBelow(argument, relativePath: "", except: own)
        }
        return inputs.sorted { $0.path < $1.path }
    }

    /// Files at every depth. A folder that cannot be read stands for itself: it fails when its turn comes, and is named.
    private static func filesBelow(_ folder: String, relativePath: String, except own: String) -> [Input] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            return [Input(path: folder, relativePath: relativePath)]
        }
        return names.flatMap { name -> [Input] in
            let path = "\(folder)/\(name)"
            let relativePath = relativePath.isEmpty ? name : "\(relativePath)/\(name)"
            var status = stat()
            // A link to a folder is not followed: it may lead back to where we are.
            let isThere = lstat(path, &status) == 0
            if isThere, status.st_mode & S_IFMT == S_IFDIR {
                if (URL(fileURLWithPath: path).standardizedFileURL.path + "/").hasPrefix(own) { return [] }
                return filesBelow(path, relativePath: relativePath, except: own)
            }
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { return [] }
            return [Input(path: path, relativePath: relativePath)]
        }
    }

    /// Works through `inputs` with some threads; `advance` is called after each.
    public func run(_ inputs: [Input], threads: Int, advance: @escaping @Sendable () -> Void) -> Report {
        let next = Atomic<Int>(0)
        let failures = Mutex<[Int: Failure]>([:])
        let pixels = Mutex<[Int: PixelText]>([:])
        let finished = DispatchGroup()
        let body: @Sendable () -> Void = { [self] in
            let finders = TextFinders()
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < inputs.count else { break }
                switch process(inputs[index], finders) {
                case .failure(let failure): failures.withLock { $0[index] = failure }
                case .success(let found?): pixels.withLock { $0[index] = found }
                case .success(nil): break
                }
                advance()
            }
            finished.leave()
        }
        withExtendedLifetime(next) {
            for _ in 0..<max(1, min(threads, inputs.count)) {
                finished.enter()
                let thread = Thread(block: body)
                // As for the worker: DCMTK's parser recurses.
                thread.stackSize = 16 << 20
                thread.start()
            }
            finished.wait()
        }
        return Report(
            failures: failures.withLock { $0.sorted { $0.key < $1.key }.map(\.value) },
            pixels: pixels.withLock { $0.sorted { $0.key < $1.key }.map(\.value) })
    }

    private func process(_ input: Input, _ finders: TextFinders) -> Result<PixelText?, Failure> {
        func failure(_ reason: String, _ detail: String = "") -> Result<PixelText?, Failure> {
            .failure(Failure(path: input.path, reason: reason, detail: detail))
        }
        do {
            let file = try FileProbe.probe(path: input.path)
            let result = try book.deidentify(
                file: input.path, offset: file.offset, transferSyntax: file.transferSyntax, route: route, finders,
                pixelsIn: output)
            switch result {
            case .failure(let hold): return failure(hold.reason, hold.detail)
            case .success(let clean):
                try ledger.record(clean.pseudonyms)
                let name = layout == .keepPaths ? input.relativePath : CleanInstanceWriter.layout(clean.output)
                let files = try InstanceFiles(original: OpenFile(input.path), pixels: clean.pixelFile?.open())
                let written = try CleanInstanceWriter.write(
                    clean.output, files, to: "\(output)/\(name)", temporary: InstanceID.make().value)
                if written == .taken { return failure("path_taken", "the output folder has another file of this name") }
                return .success(clean.pixels.flatMap { $0.isSearched || $0.mask != nil ? PixelText(input, $0) : nil })
            }
        } catch let error as DimseError {
            let isOurs = [.memory, .io].contains(error.code)
            return failure(isOurs ? "not_readable" : "not_dicom", error.description)
        } catch let error as LedgerError {
            return failure(error.code.rawValue, error.advice)
        } catch let error as SpoolError {
            return failure("output_\(error.code.rawValue)", error.description)
        } catch {
            return failure("unexpected")
        }
    }
}

extension FileMode.PixelText {
    fileprivate init(_ input: FileMode.Input, _ pixels: PixelDecision) {
        path = input.path
        found = pixels.found
        kept = pixels.kept
        masked = pixels.masked
        unreadable = pixels.unreadable
        boxes = pixels.boxes.count
        duration = pixels.duration
    }
}
