import Dicom
import Foundation
import Instances
import Ledger
import Logging
import Spool
import Synchronization

@testable import Router

/// A Data Set of SOP Class UID and SOP Instance UID, Explicit VR Little Endian.
func smallDataSet(_ sopClassUID: String, _ sopInstanceUID: String) -> [UInt8] {
    [(0x16, sopClassUID), (0x18, sopInstanceUID)].flatMap { (element: UInt8, value: String) -> [UInt8] in
        let bytes = Array(value.utf8) + (value.utf8.count % 2 == 1 ? [0] : [])
        return [8, 0, element, 0] + Array("UI".utf8) + [UInt8(bytes.count), 0] + bytes
    }
}

/// A state directory in a folder of its own, as a node has it, with a ledger and what tests put into them.
final class TemporaryState: Sendable {
    let path = NSTemporaryDirectory() + "state-\(UUID().uuidString)"
    let spool: SpoolDirectory
    let ledger: Ledger
    let log = RouterLog(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let originals: OriginalDisposal
    /// Instances that were queued so far: each is another one.
    private let queued = Mutex(0)

    init(keepsFiles: Bool = false) throws {
        spool = try SpoolDirectory(path: path, exclusively: true)
        ledger = try Ledger(stateDirectory: path)
        originals = OriginalDisposal(spool: spool, log: log, keepsFiles: keepsFiles, keepsRows: true)
    }

    deinit {
        ledger.close()
        try? FileManager.default.removeItem(atPath: path)  // a temporary folder
    }

    /// Waits until everything that was given to the ledger is committed, and files follow.
    func settle() throws {
        try ledger.audit("test.settle")
        originals.drain()
    }

    /// An accepted instance with an original of three bytes.
    func receive(at date: Date = Date()) throws -> InstanceID {
        let id = InstanceID.make(at: date)
        _ = FileManager.default.createFile(atPath: spool.spoolPath(id), contents: Data([1, 2, 3]))
        try ledger.recordReceived(
            ReceivedInstance(
                id: id, receivedAt: date,
                origin: .association(.init(callingAETitle: "A", calledAETitle: "B", peerAddress: "127.0.0.1")),
                sopClassUID: "1.2", transferSyntax: .explicitLittleEndian, dataSetOffset: 0, fileSize: 3))
        return id
    }

    /// A clean instance with one byte of its own; `number` tells instances apart.
    static func output(_ number: Int) -> Output {
        Output(
            project: "p", strategy: "s", ruleSet: "v", sopClassUID: "1.2", sopInstanceUID: "2.25.\(number)", patientID: "T",
            studyInstanceUID: "2.25.2", seriesInstanceUID: "2.25.3", transferSyntax: .explicitLittleEndian,
            dataSet: EncodedDataSet(bytes: [7], segments: [.own(0..<1)]), instanceHash: [UInt8(number)],
            contentHash: [UInt8(number)], summary: "{}")
    }

    /// So many instances that wait for the destination.
    func queue(_ count: Int, for destination: String) async throws -> [Delivery] {
        var all: [Delivery] = []
        for _ in 0..<count {
            let number = queued.withLock { number in
                number += 1
                return number
            }
            all += try await record([.ready(Self.output(number), destinations: [destination], pseudonyms: [])], of: receive())
                .deliveries.map(\.delivery)
        }
        return all
    }

    @discardableResult
    func record(_ outcomes: [Outcome], of id: InstanceID) async throws -> Recorded {
        try await withCheckedThrowingContinuation { continuation in
            ledger.record(outcomes, of: id) { continuation.resume(with: $0) }
        }
    }

    func record(_ attempt: Attempt, of delivery: Delivery, now: Date = Date()) async throws -> Ledger.Remaining {
        try await withCheckedThrowingContinuation { continuation in
            ledger.record(attempt, of: delivery, now: now) { continuation.resume(with: $0) }
        }
    }
}
