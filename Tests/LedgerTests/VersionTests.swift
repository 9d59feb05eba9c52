import Dicom
import Foundation
import GRDB
import Instances
import Ledger
import Testing

/// Two versions of one SOP Instance, one of them on its way while the other comes: what the lane says at its end is true of
/// the row that it was given, and of no other.
@Suite("Versions of one instance") struct VersionTests {
    private static func ready(_ content: UInt8, _ destinations: [String] = ["a"]) -> Outcome {
        .ready(TemporaryLedger.output(content: content), destinations: destinations, pseudonyms: [])
    }

    private static func state(_ delivery: Delivery, in temporary: TemporaryLedger) throws -> Delivery.State? {
        try temporary.ledger.deliveries(in: Set(Delivery.State.allCases), instance: delivery.instance)
            .first { $0.id == delivery.id }?.state
    }

    @Test(
        "two held versions are released while the first is on its way: the second goes afterwards, and nothing is closed for it")
    func twoHeldVersions() async throws {
        let temporary = try TemporaryLedger()
        let ledger = temporary.ledger
        let (first, second, third) = (try temporary.receive(), try temporary.receive(), try temporary.receive())
        let sent = try await temporary.record([Self.ready(1)], of: first).deliveries[0].delivery
        _ = try await temporary.record(.delivered(.success), of: sent)
        #expect(try await temporary.record([Self.ready(2)], of: second).held == [.duplicateDiffers])
        #expect(try await temporary.record([Self.ready(3)], of: third).held == [.duplicateDiffers])
        try ledger.release(second)
        let onItsWay = try await temporary.record([Self.ready(2)], of: second, replacing: true).deliveries[0].delivery
        try ledger.release(third)
        let last = try await temporary.record([Self.ready(3)], of: third, replacing: true).deliveries[0].delivery
        #expect(last.id > onItsWay.id && onItsWay.id > sent.id, "numbers never come back")

        #expect(try await temporary.record(.delivered(.success), of: onItsWay) == .finished)
        #expect(try Self.state(onItsWay, in: temporary) == .delivered)
        #expect(try ledger.quarantine().isEmpty, "what was sent is not superseded")
        #expect(try ledger.waiting(for: "a", limit: 9).map(\.id) == [last.id])
        #expect(try await temporary.record(.delivered(.success), of: last) == .finished)
        #expect(try Self.state(sent, in: temporary) == .delivered)
        #expect(try ledger.stranded().isEmpty)
    }

    @Test("a correction is released while the first version is on its way: both went in the end, each is recorded as itself")
    func correctionWhileOnItsWay() async throws {
        let temporary = try TemporaryLedger()
        let (first, second) = (try temporary.receive(), try temporary.receive())
        let onItsWay = try await temporary.record([Self.ready(1)], of: first).deliveries[0].delivery
        _ = try await temporary.record([Self.ready(2)], of: second)
        try temporary.ledger.release(second)
        let correction = try await temporary.record([Self.ready(2)], of: second, replacing: true).deliveries[0].delivery
        #expect(try Self.state(onItsWay, in: temporary) == .superseded)
        #expect(try temporary.ledger.quarantine(instance: first).map(\.reason) == ["superseded"])
        #expect(try await temporary.record(.delivered(.success), of: onItsWay) == .finished)
        #expect(try temporary.ledger.quarantine().isEmpty)
        let states = try temporary.ledger.deliveries(in: [.delivered], instance: first)
        #expect(states.map(\.note) == ["sent_when_superseded"])
        #expect(try temporary.ledger.isWaiting(correction.id))
        #expect(try temporary.ledger.output(correction.output) != nil, "its bytes stay until they went")
        #expect(try await temporary.record(.delivered(.success), of: correction) == .finished)
    }

    @Test(
        "cancelled, new rules, released while on its way: the newer bytes go as well, whichever step ends first",
        arguments: [true, false])
    func newRulesWhileOnItsWay(endsFirst: Bool) async throws {
        let temporary = try TemporaryLedger()
        let id = try temporary.receive()
        let old = try await temporary.record([Self.ready(1)], of: id).deliveries[0].delivery
        #expect(try temporary.ledger.cancel(destination: nil, instance: id, reason: .cancelled) == 1)
        try temporary.ledger.release(id)
        if endsFirst { #expect(try await temporary.record(.delivered(.success), of: old) == .open) }
        let recorded = try await temporary.record([Self.ready(1)], of: id, replacing: true)
        let new = try #require(recorded.deliveries.first?.delivery)
        if !endsFirst { #expect(try await temporary.record(.delivered(.success), of: old) == .open) }
        #expect(try Self.state(old, in: temporary) == .delivered)
        #expect(try temporary.ledger.isWaiting(new.id))
        #expect(try temporary.ledger.output(new.output) != nil)
        #expect(try await temporary.record(.delivered(.success), of: new) == .finished)
    }

    @Test("cancelled while on its way, it is delivered and held no more; refused by the archive, it stays cancelled")
    func cancelledWhileOnItsWay() async throws {
        let temporary = try TemporaryLedger()
        let id = try temporary.receive()
        let deliveries = try await temporary.record([Self.ready(1, ["a", "b"])], of: id).deliveries.map(\.delivery)
        #expect(try temporary.ledger.cancel(destination: nil, instance: id, reason: .cancelled) == 2)
        #expect(try await temporary.record(.delivered(.success), of: deliveries[0]) == .quarantined)
        let refused = Attempt.held(DimseStatus(rawValue: 0xC000), reason: .refusedByArchive, detail: "")
        #expect(try await temporary.record(refused, of: deliveries[1]) == .quarantined)
        #expect(try temporary.ledger.quarantine().map(\.destination) == ["b"])
        #expect(try temporary.ledger.quarantine().map(\.reason) == ["cancelled"])
    }

    @Test("a cancellation after a release holds, although the instance is worked on again")
    func cancelledAfterRelease() async throws {
        let temporary = try TemporaryLedger()
        let id = try temporary.receive()
        let both = Self.ready(1, ["a", "b"])
        let deliveries = try await temporary.record([both], of: id).deliveries.map(\.delivery)
        _ = try await temporary.record(.held(nil, reason: .gaveUp, detail: ""), of: deliveries[1])
        try temporary.ledger.release(id)
        #expect(try temporary.ledger.cancel(destination: "a", instance: id, reason: .cancelled) == 1)
        let again = try await temporary.record([both], of: id, replacing: true)
        #expect(again.deliveries.map(\.delivery.destination) == ["b"])
        #expect(try temporary.ledger.quarantine().map(\.reason) == ["cancelled"])
    }

    @Test("a row of another clean instance is not closed, even under the same number")
    func boundToItsOutput() async throws {
        let temporary = try TemporaryLedger()
        var delivery = try await temporary.record([Self.ready(1)], of: try temporary.receive()).deliveries[0].delivery
        delivery.output += 1
        _ = try await temporary.record(.delivered(.success), of: delivery)
        #expect(try temporary.ledger.isWaiting(delivery.id))
    }

    @Test("numbers of outputs, deliveries and holds never come back, also after everything of an instance went")
    func numbers() async throws {
        let temporary = try TemporaryLedger()
        var last: (delivery: Int64, output: Int64, hold: Int64) = (0, 0, 0)
        for _ in 0..<3 {
            let id = try temporary.receive()
            let delivery = try await temporary.record([Self.ready(1)], of: id).deliveries[0].delivery
            #expect(delivery.id > last.delivery && delivery.output > last.output)
            _ = try temporary.ledger.cancel(destination: nil, instance: id, reason: .cancelled)
            let hold = try temporary.ledger.quarantine()[0].id
            #expect(hold > last.hold)
            _ = try temporary.ledger.discard(id)
            _ = try temporary.ledger.forgetFinished(before: .distantFuture)
            last = (delivery.id, delivery.output, hold)
        }
    }

    @Test("a ledger of before keeps its rows, and what it lost sight of is found and worked on again")
    func earlierLedger() async throws {
        let temporary = try TemporaryLedger()
        let (waiting, lost, held) = (try temporary.receive(), try temporary.receive(), try temporary.receive())
        let kept = try await temporary.record([Self.ready(1)], of: waiting).deliveries[0].delivery
        let gone = Outcome.ready(TemporaryLedger.output(instance: 2), destinations: ["a"], pseudonyms: [])
        let closed = try await temporary.record([gone], of: lost).deliveries[0].delivery
        let hold = Outcome.held(project: "p", destinations: ["a"], reason: .unmatched, detail: "d", contentHash: [9])
        _ = try await temporary.record([hold], of: held)
        temporary.ledger.close()
        // As the lane of another delivery closed it once: delivered, and its instance forgotten.
        let file = try DatabaseQueue(path: temporary.folder + "/ledger.sqlite")
        try await file.write {
            try $0.execute(sql: "UPDATE delivery SET state = 'delivered' WHERE id = ?", arguments: [closed.id])
        }
        try file.close()

        #expect(try Ledger.stranded(in: temporary.folder) == [lost])
        let ledger = try Ledger(stateDirectory: temporary.folder)
        defer { ledger.close() }
        #expect(try ledger.requeueStranded() == [lost])
        #expect(try ledger.stranded().isEmpty && ledger.received(limit: 9).map(\.id) == [lost])
        #expect(try ledger.waiting(for: "a", limit: 9).map(\.id) == [kept.id])
        #expect(try ledger.quarantine().map(\.instance) == [held])
        let recorded = try await withCheckedThrowingContinuation { continuation in
            ledger.record([gone], of: lost) { continuation.resume(with: $0) }
        }
        #expect(recorded.deliveries.count == 1, "nobody knows whether it went")
    }

    @Test("rows of the schema before numbers were kept come over as they were, and no number of theirs is given again")
    func migration() throws {
        let folder = NSTemporaryDirectory() + "ledger-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let old = try DatabaseQueue(path: folder + "/ledger.sqlite")
        let id = InstanceID.make().value
        try old.write { db in
            try db.execute(sql: EarlierSchema.sql)
            try db.execute(
                sql: """
                    INSERT INTO instance VALUES ('\(id)', 1, 'CT1', 'VEIL', '127.0.0.1', '1.2', '1.2.840.10008.1.2.1', 1, 2,
                        'routed', 1, NULL);
                    INSERT INTO output VALUES (7, '\(id)', 'p', 's', 'v', '1.2', '2.25.1', 'P', '2.25.8', '2.25.9',
                        '1.2.840.10008.1.2.1', x'01', x'', '{}', NULL, NULL);
                    INSERT INTO delivery VALUES (41, 7, '\(id)', 'p', 'a', x'01', x'02', 'waiting', 3, 5, 6, NULL, 'note');
                    INSERT INTO quarantine VALUES (9, '\(id)', 'p', 'b', 'r', 'd', NULL, 5);
                    """)
        }
        try old.close()
        let ledger = try Ledger(stateDirectory: folder)
        defer { ledger.close() }
        let waiting = try ledger.waiting(for: "a", limit: 9)
        #expect(waiting.map(\.id) == [41] && waiting.map(\.attempts) == [3] && waiting.map(\.note) == ["note"])
        #expect(try ledger.output(7)?.dataSet.bytes == [1])
        #expect(try ledger.quarantine().map(\.id) == [9])
        #expect(try ledger.integrityTrouble() == nil)
        let file = try DatabaseQueue(path: folder + "/ledger.sqlite")
        let next = try file.read { try String.fetchAll($0, sql: "SELECT name || seq FROM sqlite_sequence ORDER BY name") }
        #expect(next == ["delivery41", "output7", "quarantine9"])
    }
}
