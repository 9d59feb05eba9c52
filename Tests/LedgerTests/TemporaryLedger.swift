import Dicom
import Foundation
import Instances
import Ledger

/// A ledger in a folder of its own, and instances to put into it.
final class TemporaryLedger {
    let folder: String
    let ledger: Ledger

    init() throws {
        folder = NSTemporaryDirectory() + "ledger-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        ledger = try Ledger(stateDirectory: folder)
    }

    deinit {
        ledger.close()
        // What cannot be removed is left to the system's clean-up of temporary files.
        try? FileManager.default.removeItem(atPath: folder)
    }

    func receive() throws -> InstanceID {
        let id = InstanceID.make()
        try ledger.recordReceived(
            ReceivedInstance(
                id: id, receivedAt: Date(),
                origin: .association(.init(callingAETitle: "CT1", calledAETitle: "VEIL", peerAddress: "127.0.0.1")),
                sopClassUID: "1.2.840.10008.5.1.4.1.1.2", transferSyntax: .explicitLittleEndian, dataSetOffset: 300,
                fileSize: 1000))
        return id
    }

    func record(_ outcomes: [Outcome], of id: InstanceID, replacing: Bool = false) async throws -> Recorded {
        try await withCheckedThrowingContinuation { continuation in
            ledger.record(outcomes, of: id, replacing: replacing) { continuation.resume(with: $0) }
        }
    }

    func record(_ attempt: Attempt, of delivery: Delivery, keepsRows: Bool = true) async throws -> Ledger.Remaining {
        try await withCheckedThrowingContinuation { continuation in
            ledger.record(attempt, of: delivery, keepsRows: keepsRows) { continuation.resume(with: $0) }
        }
    }

    /// An output; `instance` and `content` stand for the keyed hashes.
    static func output(project: String = "p", instance: UInt8 = 1, content: UInt8 = 1) -> Output {
        Output(
            project: project, strategy: "s", ruleSet: "v1", sopClassUID: "1.2.840.10008.5.1.4.1.1.2",
            sopInstanceUID: "2.25.\(instance)", patientID: "TA-1", studyInstanceUID: "2.25.8", seriesInstanceUID: "2.25.9",
            transferSyntax: .explicitLittleEndian,
            dataSet: EncodedDataSet(
                bytes: [1, 2, 3, 4],
                segments: [.own(0..<4), .original(offset: 300, length: 700), .changed(offset: 9, length: 80)]),
            instanceHash: [instance], contentHash: [content], summary: "{}",
            pixels: ChangedPixelsFile(number: 1 << 60, digest: [content, 2]))
    }
}
