import Dicom
import Foundation
import GRDB
import Instances
import Ledger
import Router
import Routes
import Spool

@testable import Operations

/// A state directory in a folder of its own, what a node would put there, and a desk over it.
final class StateFixture {
    let folder: String
    let configuration: Routes.Configuration
    let spool: SpoolDirectory
    let ledger: Ledger

    init() throws {
        folder = NSTemporaryDirectory() + "desk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        configuration = try Self.configuration(in: folder)
        (spool, ledger) = try StateDirectory.open(configuration.node.stateDirectory, exclusively: false)
    }

    deinit {
        ledger.close()
        // What cannot be removed is left to the system's clean-up of temporary files.
        try? FileManager.default.removeItem(atPath: folder)
    }

    var desk: Desk { Desk(configuration, spool: spool, ledger: ledger) }

    /// A configuration with one project, one route, and the destinations `archive` and `mirror`.
    static func configuration(in folder: String) throws -> Routes.Configuration {
        let text = """
            version: 1
            node: {ae_title: VEIL, port: 0, state_directory: state}
            projects:
              trial: {key_file: trial.key, uid_root: "2.25", date_shift: {minimum_days: -365, maximum_days: -1}}
            strategies:
              basic: {profile: basic}
            destinations:
              archive: {folder: archive}
              mirror: {folder: mirror}
            routes:
              - {name: trial, match: {called_ae_title: TRIAL}, project: trial, strategy: basic, destinations: [archive, mirror]}
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/routes.yml"))
        return try ConfigurationLoading.load(folder + "/routes.yml")
    }

    /// An accepted instance with an original of `bytes`.
    func receive(bytes: [UInt8] = [1, 2, 3]) throws -> InstanceID {
        let id = InstanceID.make()
        try Data(bytes).write(to: URL(fileURLWithPath: spool.spoolPath(id)))
        try ledger.recordReceived(
            ReceivedInstance(
                id: id, receivedAt: Date(),
                origin: .association(.init(callingAETitle: "CT1", calledAETitle: "TRIAL", peerAddress: "127.0.0.1")),
                sopClassUID: "1.2.840.10008.5.1.4.1.1.2", transferSyntax: .explicitLittleEndian, dataSetOffset: 0,
                fileSize: UInt64(bytes.count)))
        return id
    }

    /// A clean instance that waits for `destinations`; `number` tells instances apart.
    func queue(_ id: InstanceID, to destinations: [String], number: UInt8 = 1) async throws {
        let output = Output(
            project: "trial", strategy: "basic", ruleSet: "1", sopClassUID: "1.2.840.10008.5.1.4.1.1.2",
            sopInstanceUID: "2.25.\(number)", patientID: "T-1", studyInstanceUID: "2.25.8", seriesInstanceUID: "2.25.9",
            transferSyntax: .explicitLittleEndian, dataSet: EncodedDataSet(bytes: [1], segments: [.own(0..<1)]),
            instanceHash: [number], contentHash: [number], summary: "{}")
        try await record(.ready(output, destinations: destinations, pseudonyms: []), of: id)
    }

    /// Held for all that it may be routed to.
    func hold(_ id: InstanceID, _ reason: HoldReason) async throws {
        try await record(.held(project: nil, destinations: nil, reason: reason, detail: "", contentHash: nil), of: id)
        try spool.moveToQuarantine(id)
    }

    private func record(_ outcome: Outcome, of id: InstanceID) async throws {
        _ = try await withCheckedThrowingContinuation { continuation in
            ledger.record([outcome], of: id) { continuation.resume(with: $0) }
        }
    }

    /// What was delivered, as a lane would have noted it.
    func deliver(_ id: InstanceID) async throws {
        for delivery in try ledger.deliveries(in: [.waiting], instance: id) {
            _ = try await withCheckedThrowingContinuation { continuation in
                ledger.record(.delivered(.success), of: delivery) { continuation.resume(with: $0) }
            }
        }
    }

    /// Events of the audit with their details, in order; of one instance if one is named.
    func audit(_ id: InstanceID? = nil) throws -> [String] {
        let file = try DatabaseQueue(path: configuration.node.stateDirectory + "/ledger.sqlite")
        return try file.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT event || CASE detail WHEN '' THEN '' ELSE ' ' || detail END FROM audit
                    WHERE ?1 IS NULL OR instance = ?1 ORDER BY id
                    """, arguments: [id?.value])
        }
    }
}
