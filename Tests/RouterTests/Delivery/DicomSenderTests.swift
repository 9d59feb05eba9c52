import Dicom
import Dimse
import Foundation
import Ledger
import Synchronization
import Testing

@testable import Router
@testable import Routes

/// An archive in this process, on a port of its own.
private final class Archive: StoreHandler {
    /// What it answers to every instance.
    let status: DimseStatus
    /// SOP Classes and Transfer Syntaxes that it takes; nil: all.
    let classes: Set<String>?
    let syntaxes: Set<String>?
    /// What it was sent: Transfer Syntax and bytes.
    let received = Mutex<[(syntax: String, bytes: [UInt8])]>([])
    /// Signalled before an answer, which waits for `goesOn`.
    let asked = DispatchSemaphore(value: 0)
    let goesOn = DispatchSemaphore(value: 0)
    let waits: Bool

    init(
        _ status: DimseStatus = .success, classes: Set<String>? = nil, syntaxes: Set<String>? = nil, waits: Bool = false
    ) {
        (self.status, self.classes, self.syntaxes, self.waits) = (status, classes, syntaxes, waits)
    }

    func associate(_ request: AssociationRequest) -> AssociationDecision { .accept }
    func kind(ofAbstractSyntax uid: String) -> AbstractSyntaxKind { classes?.contains(uid) ?? true ? .storage : .refused }
    func chooseTransferSyntax(_ proposed: [String]) -> Int? { proposed.firstIndex { syntaxes?.contains($0) ?? true } }
    func begin(_ request: StoreRequest) -> Result<any StoreSink, DimseStatus> {
        .success(Sink(archive: self, syntax: request.transferSyntaxUID))
    }
    func associationEnded(_ summary: AssociationSummary) {}

    private final class Sink: StoreSink {
        let archive: Archive
        let syntax: String
        var bytes: [UInt8] = []

        init(archive: Archive, syntax: String) { (self.archive, self.syntax) = (archive, syntax) }

        func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
            self.bytes += bytes
            return true
        }

        func finish(complete: Bool) -> DimseStatus {
            archive.received.withLock { $0.append((syntax, bytes)) }
            archive.asked.signal()
            if archive.waits { archive.goesOn.wait() }
            return archive.status
        }
    }
}

@Suite("DICOM destinations") struct DicomSenderTests {
    private static let ct = "1.2.840.10008.5.1.4.1.1.2"
    private static let mr = "1.2.840.10008.5.1.4.1.1.4"
    private static let transient = DimseStatus(rawValue: 0xC123)

    private let state: TemporaryState

    init() throws { state = try TemporaryState() }

    private static func kind(_ sopClass: String, _ syntax: TransferSyntax = .explicitLittleEndian) -> InstanceKind {
        InstanceKind(sopClassUID: sopClass, transferSyntax: syntax)
    }

    private func sender(_ port: UInt16) throws -> DicomSender {
        let peer = DestinationConfiguration.Dimse(
            aeTitle: try #require(AETitle("ARCHIVE")), host: "127.0.0.1", port: port,
            callingAETitle: try #require(AETitle("VEIL")), associations: 1,
            retry: .init(first: .seconds(1), longest: .seconds(1), giveUpAfter: .seconds(1), statuses: [Self.transient]))
        return DicomSender(
            peer, timeouts: .init(acse: .seconds(10), dimse: .seconds(10), idle: .seconds(10)), spool: state.spool)
    }

    private func listener(_ archive: Archive) throws -> Listener {
        let listener = try Listener(.init(host: "127.0.0.1", port: 0), handler: archive)
        listener.start()
        return listener
    }

    private func instance(_ kind: InstanceKind) -> InstanceToSend {
        var output = TemporaryState.output(1)
        let bytes = smallDataSet(kind.sopClassUID, output.sopInstanceUID)
        (output.sopClassUID, output.transferSyntax) = (kind.sopClassUID, kind.transferSyntax)
        output.dataSet = EncodedDataSet(bytes: bytes, segments: [.own(0..<bytes.count)])
        let delivery = Delivery(
            id: 1, output: 1, instance: .make(), project: "p", destination: "d", state: .waiting, attempts: 0, since: Date(),
            nextAttempt: Date(), lastStatus: nil, sopClassUID: kind.sopClassUID, transferSyntax: kind.transferSyntax)
        return InstanceToSend(delivery: delivery, output: output, files: InstanceFiles())
    }

    private static func status(_ code: UInt16) -> DimseStatus { DimseStatus(rawValue: code) }

    private static let answers: [(UInt16, DeliveryAnswer)] = [
        (0x0000, .delivered()), (0xB006, .delivered(status(0xB006))), (0xA700, .tryLater(.outOfResources)),
        (0xC123, .tryLater(transient)), (0xA900, .refused(.refusedByArchive, "status A900", status: status(0xA900))),
    ]

    @Test("a Status of C-STORE becomes an answer, and the association stands", arguments: answers)
    func statuses(code: UInt16, answer: DeliveryAnswer) throws {
        let archive = Archive(Self.status(code))
        let listener = try listener(archive)
        let sender = try sender(listener.port)
        let kind = Self.kind(Self.ct)
        #expect(!sender.isReady(for: kind) && !sender.isConnected)
        #expect(sender.connect(for: [kind]) == nil)
        #expect(sender.isReady(for: kind) && !sender.isReady(for: Self.kind(Self.mr)), "only what was negotiated is ready")
        #expect(sender.send(instance(kind)) == answer && sender.send(instance(kind)) == answer && sender.isConnected)
        #expect(archive.received.withLock { $0.map(\.bytes) } == Array(repeating: smallDataSet(Self.ct, "2.25.1"), count: 2))
        sender.disconnect()
        #expect(!sender.isConnected && !sender.isReady(for: kind))
    }

    @Test("where nobody listens the destination cannot be reached")
    func unreachable() throws {
        let port: UInt16 = try { try listener(Archive()).port }()
        let sender = try sender(port)
        #expect(sender.connect(for: [Self.kind(Self.ct)])?.meaning == .unreachable && !sender.isConnected)
    }

    @Test("what the archive negotiates and refuses is held; another association would be told the same")
    func refusedContexts() throws {
        let listener = try listener(Archive(classes: [Self.ct]))
        let sender = try sender(listener.port)
        #expect(sender.connect(for: [Self.kind(Self.mr)]) == .refused(.presentationContextRefused))
        #expect(sender.connect(for: [Self.kind(Self.mr), Self.kind(Self.ct)]) == nil)
        #expect(sender.isReady(for: Self.kind(Self.mr)))
        #expect(sender.send(instance(Self.kind(Self.mr))) == .refused(.presentationContextRefused))
        #expect(sender.isConnected && sender.send(instance(Self.kind(Self.ct))) == .delivered())
    }

    @Test("an archive that takes Implicit VR only gets it, and nothing stays in the folder for conversions")
    func conversion() throws {
        let archive = Archive(syntaxes: [TransferSyntax.implicitLittleEndian.uid])
        let listener = try listener(archive)
        let sender = try sender(listener.port)
        let kind = Self.kind(Self.ct)
        #expect(sender.connect(for: [kind]) == nil && sender.send(instance(kind)) == .delivered())
        #expect(archive.received.withLock { $0.map(\.syntax) } == [TransferSyntax.implicitLittleEndian.uid])
        #expect(try FileManager.default.contentsOfDirectory(atPath: state.path + "/work").isEmpty)
    }

    @Test("an association that breaks within an instance is told from one that cannot be made")
    func broken() throws {
        let archive = Archive(waits: true)
        let listener = try listener(archive)
        let sender = try sender(listener.port)
        #expect(sender.connect(for: [Self.kind(Self.ct)]) == nil)
        let interrupter = Thread {
            archive.asked.wait()
            sender.interrupt()
        }
        interrupter.start()
        #expect(sender.send(instance(Self.kind(Self.ct))).meaning == .broken && !sender.isConnected)
        archive.goesOn.signal()
    }

    @Test("an association that breaks at once breaks an instance's attempt, so that it is counted, and not made in a circle")
    func brokenAtOnce() throws {
        let listener = try listener(Archive())
        let sender = try sender(listener.port)
        #expect(sender.connect(for: [Self.kind(Self.ct)]) == nil)
        listener.stop(within: 0)
        #expect(sender.isReady(for: Self.kind(Self.ct)))
        #expect(sender.send(instance(Self.kind(Self.ct))).meaning == .broken)
    }
}
