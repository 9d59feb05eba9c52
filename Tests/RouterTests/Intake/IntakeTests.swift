import Crypto
import Dicom
import Foundation
import Instances
import Ledger
import Testing

@testable import Router

@Suite("Intake") struct IntakeTests {
    private let state: TemporaryState
    private let work = WorkQueue { _, _ in [] }

    private static let ct = "1.2.840.10008.5.1.4.1.1.2"
    private static let origin = Origin.association(.init(callingAETitle: "CT1", calledAETitle: "VEIL", peerAddress: "10.0.0.1"))

    init() throws { state = try TemporaryState() }

    private func intake(minimumFreeSpace: UInt64 = 0, wants: Bool = true) -> Intake {
        Intake(
            spool: state.spool, ledger: state.ledger, work: work,
            rules: .init(minimumFreeSpace: { minimumFreeSpace }, wants: { _, _ in wants }))
    }

    private static func announcement(_ uid: String = "1.2.3", syntax: TransferSyntax = .explicitLittleEndian) -> Announcement {
        Announcement(origin: origin, sopClassUID: ct, sopInstanceUID: uid, transferSyntax: syntax)
    }

    private static func dataSet(_ uid: String = "1.2.3") -> [UInt8] { smallDataSet(ct, uid) }

    private func files() throws -> [InstanceID] { try state.spool.originals(in: .spool) }

    private func write(_ bytes: [UInt8], to instance: IncomingInstance) throws {
        for byte in bytes { try [byte].withUnsafeBytes { try instance.write($0) } }
    }

    @Test("nobody is responsible before the commit; after it file, row and work are there")
    func commit() throws {
        let instance = try intake().open(Self.announcement())
        try write(Self.dataSet(), to: instance)
        #expect(try state.ledger.received(limit: 9).isEmpty)
        try instance.commit()
        let row = try #require(try state.ledger.instance(instance.id))
        #expect(row.origin == Self.origin && row.sopClassUID == Self.ct && row.transferSyntax == .explicitLittleEndian)
        let file = try #require(FileManager.default.contents(atPath: state.spool.spoolPath(instance.id)))
        #expect(UInt64(file.count) == row.fileSize && Array(file.dropFirst(Int(row.dataSetOffset))) == Self.dataSet())
        let queued = try #require(work.next())
        #expect(queued.id == instance.id && queued.digest == Array(SHA256.hash(data: Self.dataSet())))
    }

    @Test("what is let go leaves nothing, whole or not")
    func abandoned() throws {
        try write(Self.dataSet(), to: try intake().open(Self.announcement()))
        #expect(try files().isEmpty && state.ledger.received(limit: 9).isEmpty)
    }

    private static let others: [(announced: Announcement, [UInt8], IntakeRefusal)] = [
        (announcement("1.2.4"), dataSet("1.2.3"), .notAsAnnounced),
        (announcement(), [1, 2, 3], .identityUnreadable), (announcement(), [], .identityUnreadable),
    ]

    @Test("another instance than the one announced is refused, and leaves nothing", arguments: others)
    func identity(announced: Announcement, bytes: [UInt8], refusal: IntakeRefusal) throws {
        do {
            let instance = try intake().open(announced)
            try write(bytes, to: instance)
            #expect(throws: refusal) { try instance.commit() }
        }
        #expect(try files().isEmpty && state.ledger.received(limit: 9).isEmpty)
    }

    @Test("what cannot be looked into is taken in: it is held later")
    func unknownLayout() throws {
        let instance = try intake().open(Self.announcement(syntax: TransferSyntax(uid: "1.2.3.4")))
        try write([1, 2, 3], to: instance)
        try instance.commit()
        #expect(try files() == [instance.id])
    }

    @Test("what no route wants is refused, and leaves nothing")
    func unwanted() throws {
        do {
            let instance = try intake(wants: false).open(Self.announcement())
            try write(Self.dataSet(), to: instance)
            #expect(throws: IntakeRefusal.noRoute) { try instance.commit() }
        }
        #expect(try files().isEmpty)
    }

    @Test("without room nothing begins; without a spool neither")
    func noRoom() throws {
        #expect(throws: IntakeRefusal.noRoom) { try intake(minimumFreeSpace: .max).open(Self.announcement()) }
        try FileManager.default.removeItem(atPath: state.path + "/spool")
        let refusal = #expect(throws: IntakeRefusal.self) { try intake().open(Self.announcement()) }
        guard case .notStarted = refusal else { Issue.record("\(String(describing: refusal))"); return }
    }

    @Test("what the ledger cannot note is refused, and leaves nothing")
    func notRecorded() throws {
        do {
            let instance = try intake().open(Self.announcement())
            try write(Self.dataSet(), to: instance)
            state.ledger.close()
            #expect(throws: IntakeRefusal.notRecorded(instance.id)) { try instance.commit() }
        }
        #expect(try files().isEmpty)
    }
}
