import Dicom
import Foundation
import Instances
import Ledger
import Testing

@Suite("Ledger") struct LedgerTests {
    @Test("commits are durable: synchronous is FULL after the write-ahead log is on, in the file that the node uses")
    func durability() throws {
        let temporary = try TemporaryLedger()
        #expect(try temporary.ledger.synchronousMode() == 2)
        #expect(try temporary.ledger.journalMode() == "wal")
    }

    @Test("an instance that was recorded is there after the ledger was closed and opened again")
    func reopen() throws {
        let temporary = try TemporaryLedger()
        let id = try temporary.receive()
        let second = try Ledger(stateDirectory: temporary.folder)
        defer { second.close() }
        #expect(try second.received(limit: 10).map(\.id) == [id])
        #expect(try second.instance(id)?.callingAETitle == "CT1")
    }

    @Test("the barrier runs before a reception is recorded, and its failure is the reception's")
    func barrier() throws {
        struct Broken: Error {}
        let folder = NSTemporaryDirectory() + "ledger-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let ledger = try Ledger(stateDirectory: folder) { throw Broken() }
        defer { ledger.close() }
        let instance = ReceivedInstance(
            id: .make(), receivedAt: Date(),
            origin: .association(.init(callingAETitle: "A", calledAETitle: "B", peerAddress: "127.0.0.1")),
            sopClassUID: "1.2", transferSyntax: .implicitLittleEndian, dataSetOffset: 0, fileSize: 1)
        #expect(throws: LedgerError.self) { try ledger.recordReceived(instance) }
        #expect(try ledger.receivedCount() == 0)
    }

    @Test("many threads commit at once, each of its own, and none is lost")
    func groupCommit() async throws {
        let temporary = try TemporaryLedger()
        let ids = try await withThrowingTaskGroup(of: InstanceID.self) { group in
            for _ in 0..<64 { group.addTask { try temporary.receiveDetached() } }
            return try await group.reduce(into: Set<InstanceID>()) { $0.insert($1) }
        }
        #expect(ids.count == 64)
        #expect(try temporary.ledger.receivedCount() == 64)
    }

    @Test("an output with two destinations waits for both and is finished when both have it")
    func twoDestinations() async throws {
        let temporary = try TemporaryLedger()
        let id = try temporary.receive()
        let recorded = try await temporary.record(
            [.ready(TemporaryLedger.output(), destinations: ["a", "b"], pseudonyms: [])], of: id)
        #expect(recorded.deliveries.map(\.delivery.destination) == ["a", "b"])
        #expect(recorded.remaining == .open)
        let output = try #require(try temporary.ledger.output(recorded.deliveries[0].delivery.output))
        #expect(output.dataSet == TemporaryLedger.output().dataSet)
        #expect(output.pixels == ChangedPixelsFile(number: 1 << 60, digest: [1, 2]))
        // Its file is needed until the last destination has it.
        let files = { try temporary.ledger.pixelFiles(of: id, waiting: $0) }
        #expect(try await temporary.record(.delivered(.success), of: recorded.deliveries[0].delivery) == .open)
        #expect(try files(true) == [1 << 60] && files(false).isEmpty)
        #expect(try await temporary.record(.delivered(.success), of: recorded.deliveries[1].delivery) == .finished)
        #expect(try files(true).isEmpty && files(false) == [1 << 60])
        #expect(try temporary.ledger.output(output: recorded) == nil)
    }

    @Test("the same bytes again are not delivered twice; other bytes under the same UID are held")
    func duplicates() async throws {
        let temporary = try TemporaryLedger()
        let first = try temporary.receive()
        _ = try await temporary.record([.ready(TemporaryLedger.output(), destinations: ["a"], pseudonyms: [])], of: first)
        let again = try temporary.receive()
        let same = try await temporary.record(
            [.ready(TemporaryLedger.output(), destinations: ["a"], pseudonyms: [])], of: again)
        #expect(same.deliveries.isEmpty && same.duplicates == 1 && same.remaining == .finished)
        let other = try temporary.receive()
        let differs = try await temporary.record(
            [.ready(TemporaryLedger.output(content: 2), destinations: ["a"], pseudonyms: [])], of: other)
        #expect(differs.held == [.duplicateDiffers] && differs.remaining == .quarantined)
        // A new destination has not got it yet.
        let wider = try temporary.receive()
        let more = try await temporary.record(
            [.ready(TemporaryLedger.output(), destinations: ["a", "b"], pseudonyms: [])], of: wider)
        #expect(more.deliveries.map(\.delivery.destination) == ["b"])
    }

    @Test("what was held is taken up again when it is sent again, and leaves quarantine")
    func heldThenSentAgain() async throws {
        let temporary = try TemporaryLedger()
        let first = try temporary.receive()
        let recorded = try await temporary.record(
            [.ready(TemporaryLedger.output(), destinations: ["a"], pseudonyms: [])], of: first)
        let attempt = Attempt.held(DimseStatus(rawValue: 0xC000), reason: .refusedByArchive, detail: "")
        #expect(try await temporary.record(attempt, of: recorded.deliveries[0].delivery) == .quarantined)
        let second = try temporary.receive()
        let again = try await temporary.record(
            [.ready(TemporaryLedger.output(), destinations: ["a"], pseudonyms: [])], of: second)
        #expect(again.deliveries.count == 1)
        #expect(try temporary.ledger.quarantine().isEmpty)
    }

    @Test("the same bytes are held once, however often they are sent")
    func heldOnce() async throws {
        let temporary = try TemporaryLedger()
        let hold = Outcome.held(project: "p", destinations: ["a"], reason: .unmatched, detail: "", contentHash: [7])
        #expect(try await temporary.record([hold], of: try temporary.receive()).remaining == .quarantined)
        #expect(try await temporary.record([hold], of: try temporary.receive()).remaining == .finished)
        #expect(try temporary.ledger.quarantine().count == 1)
    }

    @Test("a released instance goes to the worker again and may replace what it collided with")
    func release() async throws {
        let temporary = try TemporaryLedger()
        let first = try temporary.receive()
        _ = try await temporary.record([.ready(TemporaryLedger.output(), destinations: ["a"], pseudonyms: [])], of: first)
        let other = try temporary.receive()
        let changed = Outcome.ready(TemporaryLedger.output(content: 2), destinations: ["a"], pseudonyms: [])
        _ = try await temporary.record([changed], of: other)
        try temporary.ledger.release(other)
        let released = try temporary.ledger.received(limit: 9)
        #expect(released.map(\.id) == [other] && released[0].isReleased)
        let recorded = try await temporary.record([changed], of: other, replacing: true)
        #expect(recorded.deliveries.count == 1 && recorded.held.isEmpty)
        // The first was told 0000 and never delivered: it does not vanish.
        #expect(try temporary.ledger.quarantine(instance: first).map(\.reason) == ["superseded"])
        #expect(throws: LedgerError(.notFound)) { try temporary.ledger.release(other) }
    }

    @Test("a delivery that ends while its instance was released does not close the instance")
    func releaseDuringDelivery() async throws {
        let temporary = try TemporaryLedger()
        let id = try temporary.receive()
        let recorded = try await temporary.record(
            [
                .ready(TemporaryLedger.output(), destinations: ["a"], pseudonyms: []),
                .held(project: "q", destinations: ["b"], reason: .unmatched, detail: "", contentHash: nil),
            ], of: id)
        try temporary.ledger.release(id)
        #expect(try await temporary.record(.delivered(.success), of: recorded.deliveries[0].delivery) == .open)
        #expect(try temporary.ledger.received(limit: 9).map(\.id) == [id])
    }

    @Test("a release sends nothing again to a destination that has the same bytes")
    func releaseIsNotSentTwice() async throws {
        let temporary = try TemporaryLedger()
        let id = try temporary.receive()
        let both = Outcome.ready(TemporaryLedger.output(), destinations: ["a", "b"], pseudonyms: [])
        let recorded = try await temporary.record([both], of: id)
        _ = try await temporary.record(.delivered(.success), of: recorded.deliveries[0].delivery)
        _ = try await temporary.record(.held(nil, reason: .refusedByArchive, detail: ""), of: recorded.deliveries[1].delivery)
        try temporary.ledger.release(id)
        let again = try await temporary.record([both], of: id, replacing: true)
        #expect(again.deliveries.map(\.delivery.destination) == ["b"] && again.duplicates == 1)
    }

    @Test("a cancelled delivery does not wait any more")
    func cancelledIsNotWaiting() async throws {
        let temporary = try TemporaryLedger()
        let recorded = try await temporary.record(
            [.ready(TemporaryLedger.output(), destinations: ["a"], pseudonyms: [])], of: try temporary.receive())
        let delivery = recorded.deliveries[0].delivery
        #expect(try temporary.ledger.isWaiting(delivery.id))
        _ = try temporary.ledger.cancel(destination: "a", instance: nil, reason: .cancelled)
        #expect(try !temporary.ledger.isWaiting(delivery.id))
        #expect(try !temporary.ledger.isWaiting(4711))
    }

    @Test("two originals never share a pseudonym: the second instance is held")
    func collision() async throws {
        let temporary = try TemporaryLedger()
        let pseudonym = PseudonymRecord(
            project: "p", kind: "patient_id", originalHash: [1], sealedOriginal: [9], replacement: "TA-1")
        var other = pseudonym
        other.originalHash = [2]
        let first = try temporary.receive()
        _ = try await temporary.record(
            [.ready(TemporaryLedger.output(), destinations: ["a"], pseudonyms: [pseudonym, pseudonym])], of: first)
        let second = try temporary.receive()
        let held = try await temporary.record(
            [.ready(TemporaryLedger.output(instance: 2), destinations: ["a"], pseudonyms: [other])], of: second)
        #expect(held.held == [.pseudonymCollision] && held.deliveries.isEmpty)
        #expect(throws: LedgerError(.pseudonymCollision)) { try temporary.ledger.record([other]) }
    }

    @Test("a project keeps its key: another fingerprint is refused")
    func keys() throws {
        let temporary = try TemporaryLedger()
        #expect(try !temporary.ledger.knows(project: "p"))
        #expect(try !temporary.ledger.register(project: "p", keyFingerprint: "aa", policy: "1"))
        #expect(try !temporary.ledger.register(project: "p", keyFingerprint: "aa", policy: "1"))
        #expect(try temporary.ledger.register(project: "p", keyFingerprint: "aa", policy: "2"))
        #expect(throws: LedgerError(.otherKey)) {
            try temporary.ledger.register(project: "p", keyFingerprint: "bb", policy: "2")
        }
    }

    @Test("a retry waits for its time, and a person can make it due")
    func retry() async throws {
        let temporary = try TemporaryLedger()
        let id = try temporary.receive()
        let recorded = try await temporary.record(
            [.ready(TemporaryLedger.output(), destinations: ["a"], pseudonyms: [])], of: id)
        let later = Date(timeIntervalSinceNow: 3600)
        _ = try await temporary.record(
            .retry(.outOfResources, note: "status", next: later), of: recorded.deliveries[0].delivery)
        let waiting = try temporary.ledger.waiting(for: "a", limit: 5)
        #expect(waiting[0].attempts == 1 && waiting[0].lastStatus == .outOfResources)
        #expect(abs(waiting[0].nextAttempt.timeIntervalSince(later)) < 1)
        #expect(try temporary.ledger.retryNow(destination: nil, instance: id) == 1)
        #expect(try temporary.ledger.waiting(for: "a", limit: 5)[0].nextAttempt <= Date())
        #expect(try temporary.ledger.waiting(for: "a", limit: 5, except: [waiting[0].id]).isEmpty)
    }

    @Test("cancelled deliveries are visible in quarantine")
    func cancel() async throws {
        let temporary = try TemporaryLedger()
        let id = try temporary.receive()
        _ = try await temporary.record([.ready(TemporaryLedger.output(), destinations: ["a"], pseudonyms: [])], of: id)
        #expect(try temporary.ledger.cancel(destination: "a", instance: nil, reason: .cancelled) == 1)
        #expect(try temporary.ledger.quarantine(instance: id).map(\.reason) == ["cancelled"])
        #expect(try temporary.ledger.waitingDestinations().isEmpty)
    }

    @Test("rows without retention go with the last delivery, pseudonyms stay")
    func noRetention() async throws {
        let temporary = try TemporaryLedger()
        let id = try temporary.receive()
        let pseudonym = PseudonymRecord(project: "p", kind: "uid", originalHash: [1], sealedOriginal: [2], replacement: "2.25.1")
        let recorded = try await temporary.record(
            [.ready(TemporaryLedger.output(), destinations: ["a"], pseudonyms: [pseudonym])], of: id)
        let delivery = recorded.deliveries[0].delivery
        #expect(try await temporary.record(.delivered(.success), of: delivery, keepsRows: false) == .finished)
        #expect(try temporary.ledger.instance(id) == nil)
        #expect(try temporary.ledger.pseudonyms(project: "p", kind: "uid", replacement: "2.25.1") == [pseudonym])
    }

    @Test(
        "an instance id that somebody typed is refused unless it has the form of ours",
        arguments: [
            "", "../../etc/passwd", "0123456789ABCDEF", "0123456789abcdei", "0123456789abcde", "0123456789abcdefg",
        ])
    func identifiers(text: String) {
        #expect(InstanceID(text) == nil)
        #expect(InstanceID(InstanceID.make().value) != nil)
    }
}

extension TemporaryLedger {
    nonisolated func receiveDetached() throws -> InstanceID { try receive() }
}

extension TemporaryLedger: @unchecked Sendable {}

extension Ledger {
    func output(output recorded: Recorded) throws -> Output? { try output(recorded.deliveries[0].delivery.output) }
}
