import Dicom
import Foundation
import Instances
import Ledger
import Routes
import Synchronization
import Testing

@testable import Router

@Suite("Delivery lanes") struct DeliveryLaneTests {
    /// Lanes over a state's ledger, each with its sender.
    private struct Lanes {
        let queue: DestinationQueue
        let lanes: [DeliveryLane]

        init(_ state: TemporaryState, _ senders: [any DestinationSender]) {
            let ledger = state.ledger
            let queue = DestinationQueue(Backoff(first: 600, longest: 600)) { limit, known in
                (try? ledger.waiting(for: "d", limit: limit, except: known)) ?? []
            }
            self.queue = queue
            lanes = senders.map {
                DeliveryLane(
                    "d", retry: .standard, sender: $0, queue: queue, ledger: ledger, spool: state.spool,
                    originals: state.originals,
                    log: state.log)
            }
        }

        func start() { for lane in lanes { lane.start() } }

        func stop() {
            queue.stop()
            for lane in lanes { lane.join(deadline: Date(timeIntervalSinceNow: 20)) }
        }
    }

    // MARK: what an answer means

    /// Gives the same answers to everything, and tells when it gave one.
    private final class ScriptedSender: DestinationSender, @unchecked Sendable {  // used by one lane's thread
        let connection: DeliveryAnswer?
        let answer: DeliveryAnswer
        let asked = DispatchSemaphore(value: 0)
        private(set) var isConnected = false

        init(connection: DeliveryAnswer? = nil, _ answer: DeliveryAnswer = .delivered()) {
            self.connection = connection
            self.answer = answer
        }

        func isReady(for kind: InstanceKind) -> Bool { isConnected }

        func connect(for kinds: [InstanceKind]) -> DeliveryAnswer? {
            isConnected = connection == nil
            if !isConnected { asked.signal() }
            return connection
        }

        func send(_ instance: InstanceToSend) -> DeliveryAnswer {
            asked.signal()
            if answer.meaning == .broken { disconnect() }
            return answer
        }

        func disconnect() { isConnected = false }
    }

    private static let warning = DimseStatus(rawValue: 0xB000)

    private static let answers: [(DeliveryAnswer, Delivery.State, status: DimseStatus?, note: String?)] = [
        (.delivered(), .delivered, .success, nil),
        (.delivered(warning), .delivered, warning, nil),
        (.tryLater(.outOfResources), .waiting, .outOfResources, "status"),
        (.broken("aborted"), .waiting, nil, "aborted"),
        (.unreachable("folder"), .waiting, nil, "folder"),
        (.refused(.pathTaken, "a file"), .held, nil, "path_taken"),
        (
            .refused(.refusedByArchive, "status 0122", status: DimseStatus(rawValue: 0x0122)), .held,
            DimseStatus(rawValue: 0x0122), "refused_by_archive"
        ),
    ]

    @Test("what a destination answers becomes the delivery's row", arguments: answers)
    func outcome(answer: DeliveryAnswer, row: Delivery.State, status: DimseStatus?, note: String?) async throws {
        try await check(ScriptedSender(answer), row, status, note)
    }

    private static let connections: [(DeliveryAnswer, Delivery.State, note: String)] = [
        (.unreachable("connect"), .waiting, "connect"),
        (.refused(.presentationContextRefused), .held, "presentation_context_refused"),
    ]

    @Test("a connection that cannot be made concerns the first instance that waits, and only that", arguments: connections)
    func connection(answer: DeliveryAnswer, row: Delivery.State, note: String) async throws {
        try await check(ScriptedSender(connection: answer), row, nil, note)
    }

    private func check(
        _ sender: ScriptedSender, _ row: Delivery.State, _ status: DimseStatus?, _ note: String?
    ) async throws {
        let state = try TemporaryState()
        let id = try await state.queue(1, for: "d")[0].instance
        let lanes = Lanes(state, [sender])
        lanes.start()
        #expect(sender.asked.wait(timeout: .now() + 20) == .success)
        lanes.stop()
        try state.settle()
        let delivery = try #require(try state.ledger.deliveries(in: Set(Delivery.State.allCases)).first)
        #expect(delivery.state == row && delivery.lastStatus == status && delivery.note == note && delivery.attempts == 1)
        #expect(try state.ledger.quarantine(instance: id).map(\.reason) == (row == .held ? [note ?? ""] : []))
        let file = row == .waiting ? state.spool.spoolPath(id) : row == .held ? state.spool.quarantinePath(id) : nil
        #expect(state.spool.original(id) == file)
    }

    @Test("what a person cancelled since it was queued is not sent")
    func cancelled() async throws {
        let state = try TemporaryState()
        let all = try await state.queue(2, for: "d")
        let sender = ScriptedSender()
        let lanes = Lanes(state, [sender])
        lanes.queue.add(.init(delivery: all[0]))
        lanes.queue.add(.init(delivery: all[1]))
        #expect(try state.ledger.cancel(destination: nil, instance: all[0].instance, reason: .cancelled) == 1)
        lanes.start()
        #expect(sender.asked.wait(timeout: .now() + 20) == .success)
        lanes.stop()
        try state.settle()
        let rows = try state.ledger.deliveries(in: Set(Delivery.State.allCases))
        #expect(Set(rows.map(\.state)) == [.cancelled, .delivered])
        #expect(rows.first { $0.state == .delivered }?.id == all[1].id)
    }

    // MARK: an archive that takes one association at a time

    /// Further associations wait until the one that stands is given up, or are rejected at once.
    private final class NarrowArchive: @unchecked Sendable {  // state is guarded by `condition`
        private let condition = NSCondition()
        private let rejects: Bool
        private var holder: ObjectIdentifier?
        private var attempts = 0
        private(set) var connections = 0
        private var sent: [Int64] = []
        private var isOver = false

        init(rejects: Bool) { self.rejects = rejects }

        final class Sender: DestinationSender, @unchecked Sendable {  // used by one lane's thread
            let archive: NarrowArchive
            private(set) var isConnected = false

            init(_ archive: NarrowArchive) { self.archive = archive }

            func isReady(for kind: InstanceKind) -> Bool { isConnected }

            func connect(for kinds: [InstanceKind]) -> DeliveryAnswer? {
                isConnected = archive.connect(ObjectIdentifier(self))
                return isConnected ? nil : .unreachable("rejected")
            }

            func send(_ instance: InstanceToSend) -> DeliveryAnswer {
                archive.take(instance.delivery.id)
                return .delivered()
            }

            func disconnect() {
                if isConnected { archive.release() }
                isConnected = false
            }
        }

        private func connect(_ sender: ObjectIdentifier) -> Bool {
            condition.lock()
            defer { condition.unlock() }
            attempts += 1
            condition.broadcast()
            while holder != nil && !rejects && !isOver { condition.wait() }
            guard holder == nil, !isOver else { return false }
            holder = sender
            connections += 1
            return true
        }

        private func release() {
            condition.lock()
            holder = nil
            condition.broadcast()
            condition.unlock()
        }

        /// The first instance is answered once the other lane has tried for an association too.
        private func take(_ id: Int64) {
            condition.lock()
            defer { condition.unlock() }
            let giveUp = Date(timeIntervalSinceNow: 20)
            while attempts < 2, condition.wait(until: giveUp) {}
            sent.append(id)
            condition.broadcast()
        }

        /// Waits until so many instances were taken; how many they are.
        func taken(_ count: Int) -> Int {
            condition.lock()
            defer { condition.unlock() }
            let giveUp = Date(timeIntervalSinceNow: 20)
            while sent.count < count, condition.wait(until: giveUp) {}
            return sent.count
        }

        func end() {
            condition.lock()
            isOver = true
            condition.broadcast()
            condition.unlock()
        }
    }

    @Test("an association that does not open holds no instance that an open one can carry", arguments: [false, true])
    func oneAtATime(rejects: Bool) async throws {
        let state = try TemporaryState()
        _ = try await state.queue(4, for: "d")
        let archive = NarrowArchive(rejects: rejects)
        let lanes = Lanes(state, [NarrowArchive.Sender(archive), NarrowArchive.Sender(archive)])
        lanes.start()
        #expect(archive.taken(4) == 4)
        #expect(archive.connections == 1, "an instance waited for the other association to be given up")
        archive.end()
        lanes.stop()
        try state.settle()
        let rows = try state.ledger.deliveries(in: Set(Delivery.State.allCases))
        #expect(rows.map(\.state) == Array(repeating: .delivered, count: 4))
        #expect(rows.map(\.attempts) == Array(repeating: 1, count: 4), "an instance was told of trouble that it did not have")
    }
}
