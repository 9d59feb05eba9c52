import BridgeErrors
import DataSets
import Dicom
import Dimse
import Foundation
import Ledger
import Pixels
import Routes
import Spool
import Synchronization

/// A DICOM node as a destination: C-STORE as SCU on one association, which is kept while there is work.
final class DicomSender: DestinationSender, @unchecked Sendable {  // used by one lane, `current` is locked
    private let peer: DestinationConfiguration.Dimse
    private let timeouts: NodeConfiguration.Timeouts
    private let spool: SpoolDirectory

    /// The lane's, as what follows; others ask `isReady` only while the lane waits.
    private var scu: StoreSCU?
    /// What the association in `scu` was asked for; a pair in here that it does not accept was refused.
    private var proposed: Set<Proposal> = []
    private var connectedAt = ContinuousClock.now
    /// The association that another thread may interrupt.
    private let current = Mutex<StoreSCU?>(nil)

    /// - Parameters:
    ///   - timeouts: of association messages and of answers.
    ///   - spool: where conversions have their temporary files.
    init(_ peer: DestinationConfiguration.Dimse, timeouts: NodeConfiguration.Timeouts, spool: SpoolDirectory) {
        self.peer = peer
        self.timeouts = timeouts
        self.spool = spool
    }

    // MARK: association

    var isConnected: Bool { scu != nil }

    /// Whether this kind was negotiated on an association that stands. What was negotiated and refused is ready too: another
    /// association would be told the same.
    ///
    /// An association of this moment is taken to stand: one that breaks at once is to break an instance's attempt, which is
    /// counted and waited out, and not to be made again and again for nothing.
    func isReady(for kind: InstanceKind) -> Bool {
        guard let scu, connectedAt.duration(to: .now) < .seconds(1) || scu.isAlive else { return false }
        return proposals(kind).allSatisfy(proposed.contains)
    }

    func connect(for kinds: [InstanceKind]) -> DeliveryAnswer? {
        disconnect()
        var wanted: [Proposal] = []
        for proposal in kinds.flatMap(proposals)
        where wanted.count < StoreSCU.maximumProposals && !wanted.contains(proposal) {
            wanted.append(proposal)
        }
        do throws(DimseError) {
            let association = try StoreSCU(
                .init(
                    host: peer.host, port: peer.port, callingAETitle: peer.callingAETitle.value,
                    calledAETitle: peer.aeTitle.value, acseTimeout: timeouts.acse, dimseTimeout: timeouts.dimse),
                proposals: wanted)
            scu = association
            proposed = Set(wanted)
            connectedAt = .now
            current.withLock { $0 = association }
            return nil
        } catch {
            return error.code == .noContext
                ? .refused(.presentationContextRefused) : .unreachable(error.code.nameWithReason)
        }
    }

    func disconnect() {
        current.withLock { $0 = nil }
        scu = nil
        proposed = []
    }

    func interrupt() { current.withLock { $0?.interrupt() } }

    /// The instance's own Transfer Syntax first; uncompressed ones if it can be converted without loss.
    private func proposals(_ kind: InstanceKind) -> [Proposal] {
        syntaxes(kind).map { Proposal(sopClassUID: kind.sopClassUID, transferSyntax: $0) }
    }

    private func syntaxes(_ kind: InstanceKind) -> [TransferSyntax] {
        let own = kind.transferSyntax
        guard own.isLosslesslyConvertible else { return [own] }
        return [own] + [.explicitLittleEndian, .implicitLittleEndian].filter { $0 != own }
    }

    // MARK: C-STORE

    func send(_ instance: InstanceToSend) -> DeliveryAnswer {
        let kind = instance.delivery.kind
        do throws(DimseError) {
            guard let scu else { throw DimseError(.aborted) }
            let accepted = syntaxes(kind).first { scu.accepts(sopClassUID: kind.sopClassUID, transferSyntax: $0) }
            guard let syntax = accepted else { return .refused(.presentationContextRefused) }
            FaultPoint.deliverSent.pass()
            let status = try store(instance, as: syntax, on: scu)
            FaultPoint.deliverAnswered.pass()
            return answer(status)
        } catch {
            return answer(error)
        }
    }

    private func answer(_ status: DimseStatus) -> DeliveryAnswer {
        switch Disposition.of(status, alsoTransient: Set(peer.retry.statuses)) {
        case .delivered: .delivered(status)
        case .retry: .tryLater(status)
        case .hold: .refused(.refusedByArchive, "status \(status)", status: status)
        }
    }

    /// What a failed attempt means: the instance's own trouble, or the end of the association.
    private func answer(_ error: DimseError) -> DeliveryAnswer {
        switch error.code {
        case .noContext:
            disconnect()
            return .refused(.presentationContextRefused)
        case .transferSyntax, .unreadable, .truncated, .tooDeep, .tooLarge:
            return .refused(.conversionFailed, error.code.name)
        default:
            disconnect()
            return .broken(error.code.name)
        }
    }

    private func store(
        _ instance: InstanceToSend, as syntax: TransferSyntax, on association: StoreSCU
    ) throws(DimseError) -> DimseStatus {
        let (output, files) = (instance.output, instance.files)
        guard syntax == output.transferSyntax else { return try storeConverted(instance, as: syntax, on: association) }
        defer { withExtendedLifetime(files) {} }
        var pieces: [StoreSCU.Piece] = []
        for segment in output.dataSet.segments {
            switch segment {
            case .own(let range): pieces.append(.bytes(Array(output.dataSet.bytes[range])))
            case .original(let offset, let length):
                pieces.append(.file(descriptor: files.original?.file.number ?? -1, offset: offset, count: length))
            case .changed(let offset, let length):
                pieces.append(.file(descriptor: files.pixels?.file.number ?? -1, offset: offset, count: length))
            }
        }
        return try association.store(
            sopClassUID: output.sopClassUID, sopInstanceUID: output.sopInstanceUID, transferSyntax: syntax, pieces: pieces)
    }

    private func storeConverted(
        _ instance: InstanceToSend, as syntax: TransferSyntax, on association: StoreSCU
    ) throws(DimseError) -> DimseStatus {
        let output = instance.output
        let name = "\(instance.delivery.id)-\(UInt64.random(in: 0 ... .max))"
        let (clean, converted) = (spool.workPath(name + ".clean"), spool.workPath(name + ".converted"))
        defer {
            unlink(clean)
            unlink(converted)
        }
        do {
            let file = try FileDescriptor(opening: clean, O_WRONLY | O_CREAT | O_EXCL)
            try CleanInstanceWriter.forEachChunk(of: output.dataSet, instance.files) { try file.write($0) }
        } catch {
            throw DimseError(.io)
        }
        try Conversion.convert(path: clean, offset: 0, from: output.transferSyntax, to: syntax, output: converted)
        if output.transferSyntax.encoding == .encapsulated {
            do {
                try ConvertedPixels.check(original: clean, output.transferSyntax, converted: converted, as: syntax)
            } catch let error as DimseError {
                throw error
            } catch {
                throw DimseError(.transferSyntax)
            }
        }
        let (file, count): (OpenFile, UInt64)
        do {
            file = try OpenFile(converted)
            count = try file.file.size()
        } catch {
            throw DimseError(.io)
        }
        defer { withExtendedLifetime(file) {} }
        return try association.store(
            sopClassUID: output.sopClassUID, sopInstanceUID: output.sopInstanceUID, transferSyntax: syntax,
            pieces: [.file(descriptor: file.file.number, offset: 0, count: count)])
    }
}
