import Crypto
import Dicom
import Foundation
import Instances
import Ledger
import Logging
import Routes
import Spool
import Testing

@testable import Router

@Suite("Files with changed pixels") struct PixelFileTests {
    /// A state directory with one accepted instance.
    private final class State {
        let path = NSTemporaryDirectory() + "pixels-\(UUID().uuidString)"
        let spool: SpoolDirectory
        let ledger: Ledger
        let log = RouterLog(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let id = InstanceID.make()

        init() throws {
            spool = try SpoolDirectory(path: path, exclusively: true)
            ledger = try Ledger(stateDirectory: path)
            _ = FileManager.default.createFile(atPath: spool.spoolPath(id), contents: Data([1, 2, 3]))
            try ledger.recordReceived(
                ReceivedInstance(
                    id: id, receivedAt: Date(),
                    origin: .association(.init(callingAETitle: "A", calledAETitle: "B", peerAddress: "127.0.0.1")),
                    sopClassUID: "1.2", transferSyntax: .explicitLittleEndian, dataSetOffset: 0, fileSize: 3))
        }

        deinit {
            ledger.close()
            try? FileManager.default.removeItem(atPath: path)  // a temporary folder
        }

        /// A run's pixels, in the end with a name.
        func write(_ bytes: [UInt8]) throws -> ChangedPixelsFile {
            let file = PixelFile(.spool(spool, id: id))
            _ = try file.append(bytes)
            try file.finish()
            return try #require(file.reference)
        }

        /// One byte of changed pixels between the second and the third of the original's.
        func output(_ pixels: ChangedPixelsFile?) -> Output {
            Output(
                project: "p", strategy: "s", ruleSet: "v", sopClassUID: "1.2", sopInstanceUID: "2.25.1", patientID: "T",
                studyInstanceUID: "2.25.2", seriesInstanceUID: "2.25.3", transferSyntax: .explicitLittleEndian,
                dataSet: EncodedDataSet(
                    bytes: [],
                    segments: [
                        .original(offset: 1, length: 1), .changed(offset: 0, length: 1), .original(offset: 2, length: 1),
                    ]),
                instanceHash: [1], contentHash: [1], summary: "{}", pixels: pixels)
        }

        func deliveries(_ pixels: ChangedPixelsFile, to destinations: [String]) async throws -> [Delivery] {
            let output = output(pixels)
            return try await withCheckedThrowingContinuation { continuation in
                ledger.record([.ready(output, destinations: destinations, pseudonyms: [])], of: id) {
                    continuation.resume(with: $0.map { $0.deliveries.map(\.delivery) })
                }
            }
        }

        func record(_ attempt: Attempt, of delivery: Delivery) async throws -> Ledger.Remaining {
            try await withCheckedThrowingContinuation { continuation in
                ledger.record(attempt, of: delivery) { continuation.resume(with: $0) }
            }
        }

        var files: [String] {
            let all = FileManager.default.enumerator(atPath: path + "/pixels")?.compactMap { $0 as? String } ?? []
            return all.filter { $0.contains("/") }.sorted()
        }

        func place(_ file: ChangedPixelsFile) -> String { "\(id.value)/\(file.number)" }
    }

    @Test("a run's file shows when it is whole, under a number that no other has, with a digest of what is in it")
    func naming() throws {
        let state = try State()
        let first = try state.write([1, 2, 3])
        do {
            let given = PixelFile(.spool(state.spool, id: state.id))
            _ = try given.append([UInt8](repeating: 7, count: 2 << 20))
            #expect(state.files == [state.place(first)] && given.reference == nil)
        }
        let second = try state.write([1, 2, 3])
        #expect(first.number != second.number && first.digest == second.digest)
        #expect(first.digest == Array(SHA256.hash(data: [1, 2, 3] as [UInt8])))
        #expect(state.files == [state.place(first), state.place(second)].sorted())
        let mode = { try FileManager.default.attributesOfItem(atPath: $0)[.posixPermissions] as? Int }
        #expect(try mode(state.spool.pixelPath(state.id, first.number)) == 0o600)
        #expect(try mode(state.path + "/pixels/" + state.id.value) == 0o700)
    }

    @Test("what is read is what the row means, or the instance is lost; open, it stays what it is")
    func meant() throws {
        let state = try State()
        let (pixels, others) = (try state.write([9]), try state.write([8]))
        func files(_ pixels: ChangedPixelsFile?) throws -> InstanceFiles {
            try InstanceFiles(of: state.output(pixels), id: state.id, in: state.spool)
        }
        func lost(_ pixels: ChangedPixelsFile?) -> String? {
            do { _ = try files(pixels) } catch let lost as InstanceFiles.Lost { return lost.reason.rawValue } catch {
                return "\(error)"
            }
            return nil
        }
        func bytes(_ files: InstanceFiles) throws -> [UInt8] {
            var all: [UInt8] = []
            try CleanInstanceWriter.forEachChunk(of: state.output(nil).dataSet, files) { all += $0 }
            return all
        }
        #expect(try bytes(files(pixels)) == [2, 9, 3])
        #expect(lost(nil) == "original_damaged" && lost(ChangedPixelsFile(number: 1, digest: [])) == "original_missing")
        // The same name, other pixels: nobody else's leave under this header.
        let open = try files(pixels)
        let (path, other) = (state.spool.pixelPath(state.id, pixels.number), others.number)
        #expect(rename(state.spool.pixelPath(state.id, other), path) == 0)
        #expect(lost(pixels) == "original_damaged" && lost(others) == "original_missing")
        #expect(try bytes(open) == [2, 9, 3])
        let again = try state.write([9])
        #expect(truncate(state.spool.spoolPath(state.id), 2) == 0)
        #expect(lost(again) == "original_damaged")
        try state.spool.remove(state.id)
        #expect(lost(again) == "original_missing" && state.files.isEmpty)
    }

    @Test("pixels stay as long as one destination waits, then go, also of what is held; a run's own are left alone")
    func lives() async throws {
        let state = try State()
        let pixels = try state.write([1])
        let deliveries = try await state.deliveries(pixels, to: ["a", "b"])
        let sweeper = Sweeper(spool: state.spool, ledger: state.ledger, log: state.log)
        func sweep() { sweeper.sweep(keepsFiles: 3600, keepsRows: 3600) }
        #expect(try await state.record(.delivered(.success), of: deliveries[0]) == .open)
        sweep()
        #expect(state.files == [state.place(pixels)])
        #expect(try await state.record(.held(nil, reason: .unmatched, detail: ""), of: deliveries[1]) == .quarantined)
        // A run that has not come to its row yet: only a start knows that nobody is at it.
        let running = try state.write([2])
        sweep()
        #expect(state.files == [state.place(running)])
        #expect(state.spool.original(state.id) != nil)
        try sweeper.repair(keepsFiles: 3600)
        #expect(state.files.isEmpty && !state.spool.hasPixels(of: state.id))
    }

    @Test("a start keeps what waits and removes what no row names")
    func start() async throws {
        let state = try State()
        let (kept, lost) = (try state.write([1]), try state.write([2]))
        #expect(state.files.count == 2 && kept.digest != lost.digest)
        _ = try await state.deliveries(kept, to: ["a"])
        try Sweeper(spool: state.spool, ledger: state.ledger, log: state.log).repair(keepsFiles: 0)
        #expect(state.files == [state.place(kept)])
    }

    @Test("trouble of our own is not taken for an instance that ends the process, however often it comes")
    func ownTrouble() throws {
        let state = try State()
        // What cannot be read now, and may be later.
        let original = state.spool.spoolPath(state.id)
        try FileManager.default.removeItem(atPath: original)
        try FileManager.default.createDirectory(atPath: original, withIntermediateDirectories: false)
        let routes = state.path + "/routes.yml"
        try Configuration.embeddedDefault.write(toFile: routes, atomically: false, encoding: .utf8)
        let book = RuleBookHolder(try RuleBook(dryRun: ConfigurationLoading.load(routes)))
        let ledger = state.ledger
        let work = WorkQueue(backoff: Backoff(first: 0, longest: 0)) { last, limit in
            (try? ledger.received(after: last, limit: limit)) ?? []  // never fails here
        }
        let originals = OriginalDisposal(spool: state.spool, log: state.log, keepsFiles: false, keepsRows: true)
        let worker = Worker(
            work: work, spool: state.spool, ledger: ledger, book: book,
            deliveries: DeliveryService(ledger: ledger, spool: state.spool, originals: originals, log: state.log),
            originals: originals, log: state.log)
        worker.start()
        let end = Date(timeIntervalSinceNow: 30)
        while try ledger.quarantine().isEmpty && Date() < end {
            work.rescan()
            usleep(1000)
        }
        work.stop()
        worker.join()
        originals.drain()
        #expect(try ledger.quarantine().map(\.reason) == ["cannot_be_worked_on"])
    }
}
