import Crypto
import DataSets
import Dicom
import Foundation
import Instances
import Ledger
import Spool

/// The one way by which instances come in, whatever their source: states S1 to S3 of `docs/adr/0003-durability.md`.
///
/// A source announces an instance, writes its Data Set and commits. When `commit` returns, the instance is on disk and in
/// the ledger, and the source may say so to whoever sent it. Until then nobody is responsible for it, and it leaves nothing.
final class Intake: Sendable {
    /// What the rules of the moment say about taking things in.
    struct Rules: Sendable {
        /// Free bytes below which nothing is taken in.
        var minimumFreeSpace: @Sendable () -> UInt64
        /// Whether an instance is wanted, whose file is at a path. What cannot be read is wanted: it is held later.
        var wants: @Sendable (ReceivedInstance, _ path: String) -> Bool
    }

    fileprivate let spool: SpoolDirectory
    fileprivate let ledger: Ledger
    fileprivate let work: WorkQueue
    fileprivate let rules: Rules

    /// - Parameter work: where committed instances are queued.
    init(spool: SpoolDirectory, ledger: Ledger, work: WorkQueue, rules: Rules) {
        self.spool = spool
        self.ledger = ledger
        self.work = work
        self.rules = rules
    }

    /// Free bytes for originals.
    var freeSpace: UInt64 { spool.freeSpace() }

    /// Begins to take in an instance: state S1.
    ///
    /// - Throws: `.noRoom`, `.notStarted`.
    func open(_ announcement: Announcement) throws(IntakeRefusal) -> IncomingInstance {
        guard freeSpace > rules.minimumFreeSpace() else { throw .noRoom }
        do throws(SpoolError) {
            return try IncomingInstance(announcement, intake: self)
        } catch {
            throw .notStarted(error)
        }
    }
}

/// What a source knows of an instance before its Data Set comes.
struct Announcement: Sendable {
    var origin: Origin
    /// As the source says, perhaps with padding.
    var sopClassUID: String
    var sopInstanceUID: String
    /// In which the Data Set comes.
    var transferSyntax: TransferSyntax
}

/// Why an instance is not taken in. Nothing of it is left then.
enum IntakeRefusal: Error, Equatable {
    /// Less space than `minimum_free_space` is left.
    case noRoom
    /// No file could be made.
    case notStarted(SpoolError)
    /// The file could not be written or synced.
    case notWritten(SpoolError)
    /// SOP Class and Instance UID cannot be read from the Data Set.
    case identityUnreadable
    /// The Data Set is another instance than the one announced.
    case notAsAnnounced
    /// No route takes it, and the rules say that it is refused then.
    case noRoute
    /// The ledger could not note it.
    case notRecorded(InstanceID)
}

/// One instance on its way in. Used by one thread at a time; what is let go without `commit` leaves nothing.
final class IncomingInstance {
    let id: InstanceID
    private let announcement: Announcement
    private let intake: Intake
    private let dataSetOffset: UInt64
    private var file: IncomingFile?
    private var digest = SHA256()
    private var beginning: [UInt8] = []

    /// Enough to find SOP Class and Instance UID, which stand near the beginning of a Data Set.
    private static let beginningLength = 16 << 10

    fileprivate init(_ announcement: Announcement, intake: Intake) throws(SpoolError) {
        id = .make()
        self.announcement = announcement
        self.intake = intake
        let meta = FileMetaInformation.bytes(
            sopClassUID: announcement.sopClassUID, sopInstanceUID: announcement.sopInstanceUID,
            transferSyntax: announcement.transferSyntax)
        dataSetOffset = UInt64(meta.count)
        var incoming = try IncomingFile(in: intake.spool, id: id)
        do {
            try meta.withUnsafeBytes { try incoming.write($0) }
        } catch {
            throw error as? SpoolError ?? SpoolError(.failed, "write")
        }
        file = consume incoming
    }

    /// Takes the next bytes of the Data Set; valid during the call.
    ///
    /// - Throws: `.notWritten`.
    func write(_ bytes: UnsafeRawBufferPointer) throws(IntakeRefusal) {
        if beginning.count < Self.beginningLength {
            beginning += bytes.prefix(Self.beginningLength - beginning.count)
        }
        digest.update(bufferPointer: bytes)
        do throws(SpoolError) {
            try file?.write(bytes)
        } catch {
            throw .notWritten(error)
        }
    }

    /// Checks that the Data Set is what was announced and is wanted, makes it durable (S2), records it (S3) and queues it.
    /// When this returns the source may acknowledge it. Only once.
    ///
    /// - Throws: whatever of `IntakeRefusal` does not concern the beginning.
    func commit() throws(IntakeRefusal) {
        try checkIdentity()
        let instance = ReceivedInstance(
            id: id, receivedAt: Date(), origin: announcement.origin, sopClassUID: UID.trimmed(announcement.sopClassUID),
            transferSyntax: announcement.transferSyntax, dataSetOffset: dataSetOffset, fileSize: file?.size ?? 0)
        FaultPoint.receiveFileWritten.pass()
        guard intake.rules.wants(instance, intake.spool.spoolPath(id)) else { throw .noRoute }
        try sync()
        FaultPoint.receiveFileSynced.pass()
        try record(instance)
        FaultPoint.receiveCommitted.pass()
        intake.work.add(Work(instance: instance, digest: Array(digest.finalize())))
    }

    /// Whether the Data Set is the instance that was announced.
    private func checkIdentity() throws(IntakeRefusal) {
        // A layout that nobody knows cannot be looked into: it is accepted, and held later.
        let syntax = announcement.transferSyntax
        guard syntax.encoding != nil else { return }
        let found = beginning.withUnsafeBytes { DataSet.peekIdentity(prefix: $0, transferSyntax: syntax) }
        guard let found else { throw .identityUnreadable }
        guard found.sopClassUID == UID.trimmed(announcement.sopClassUID),
            found.sopInstanceUID == UID.trimmed(announcement.sopInstanceUID)
        else { throw .notAsAnnounced }
    }

    /// S1 to S2: the content is on the medium.
    private func sync() throws(IntakeRefusal) {
        do throws(SpoolError) {
            try file?.sync()
        } catch {
            throw .notWritten(error)
        }
    }

    /// S2 to S3: the name and the row are on the medium, and the file stays.
    private func record(_ instance: ReceivedInstance) throws(IntakeRefusal) {
        do {
            try intake.ledger.recordReceived(instance)
        } catch {
            throw .notRecorded(id)
        }
        file?.keep()
    }
}
