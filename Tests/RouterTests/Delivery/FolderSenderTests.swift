import Dicom
import Foundation
import Ledger
import Testing

@testable import Router

@Suite("Folder destinations") struct FolderSenderTests {
    private let folder = NSTemporaryDirectory() + "folder-\(UUID().uuidString)"

    private func send(_ output: Output, files: InstanceFiles = InstanceFiles()) -> DeliveryAnswer {
        let delivery = Delivery(
            id: 1, output: 1, instance: .make(), project: "p", destination: "d", state: .waiting, attempts: 0, since: Date(),
            nextAttempt: Date(), lastStatus: nil, sopClassUID: output.sopClassUID, transferSyntax: output.transferSyntax)
        return FolderSender(folder).send(InstanceToSend(delivery: delivery, output: output, files: files))
    }

    @Test("an instance is delivered as a file in new identifiers; the same again too, another of its name is held")
    func files() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let output = TemporaryState.output(1)
        #expect(send(output) == .delivered() && send(output) == .delivered())
        #expect(FileManager.default.fileExists(atPath: folder + "/T/2.25.2/2.25.3/2.25.1.dcm"))
        var other = output
        other.dataSet = EncodedDataSet(bytes: [8], segments: [.own(0..<1)])
        #expect(send(other) == .refused(.pathTaken, "the folder has another file of this name"))
    }

    @Test("a path that cannot be and an original that is gone are the instance's trouble, anything else is the folder's")
    func trouble() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var long = TemporaryState.output(1)
        long.patientID = String(repeating: "A", count: 300)
        #expect(send(long) == .refused(.pathNotPossible))
        var lost = TemporaryState.output(2)
        lost.dataSet = EncodedDataSet(bytes: [], segments: [.original(offset: 0, length: 3)])
        #expect(send(lost) == .refused(.originalDamaged))
        try FileManager.default.removeItem(atPath: folder)
        let gone = FolderSender("/proc/self/nowhere")
        let delivery = Delivery(
            id: 1, output: 1, instance: .make(), project: "p", destination: "d", state: .waiting, attempts: 0, since: Date(),
            nextAttempt: Date(), lastStatus: nil, sopClassUID: "1.2", transferSyntax: .explicitLittleEndian)
        let answer = gone.send(.init(delivery: delivery, output: TemporaryState.output(3), files: InstanceFiles()))
        #expect(answer.meaning == .unreachable || answer == .refused(.pathNotPossible))
    }

    @Test("a folder is always ready, and has no connection to give up")
    func ready() {
        let sender = FolderSender(folder)
        #expect(sender.isReady(for: InstanceKind(sopClassUID: "1.2", transferSyntax: .jpegBaseline)) && !sender.isConnected)
    }
}
