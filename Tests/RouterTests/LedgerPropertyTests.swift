import Dicom
import Foundation
import Instances
import Ledger
import Testing

@testable import Router

/// Anything may happen at any time: instances come in versions, lanes take their time, people cancel, release, discard and
/// ask to send again, rules change, archives refuse. Whatever the order, the ledger tells the truth.
@Suite("The ledger under random operations") struct LedgerPropertyTests {
    @Test(
        "every accepted instance and destination is delivered (its own bytes), waiting or held, and nothing else is said",
        arguments: 1...6)
    func anyOrder(seed: Int) async throws {
        let world = try World(seed: UInt64(seed))
        for _ in 0..<90 {
            try await world.step()
            try world.check()
        }
        try await world.drain()
        try world.check()
        try world.checkArchive()
    }
}

/// A ledger, what an archive of each destination got, and lanes that hold deliveries for a while.
private final class World {
    private struct Instance {
        var key: UInt8
        var content: UInt8
        var isDiscarded = false
    }

    private let folder: String
    private let ledger: Ledger
    private var random: SplitMix
    private var rules: UInt8 = 0
    private var instances: [InstanceID: Instance] = [:]
    private var lanes: [Delivery] = []
    private let inFlight = ["a": InFlightInstances(), "b": InFlightInstances()]
    /// What each archive got last, by instance of the sender: content.
    private var archive: [String: [UInt8: UInt8]] = [:]
    /// Deliveries whose bytes went.
    private var sent: Set<Int64> = []
    private var lastDelivery: Int64 = 0
    private let destinations = ["a", "b"]

    init(seed: UInt64) throws {
        random = SplitMix(state: seed)
        folder = NSTemporaryDirectory() + "ledger-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        ledger = try Ledger(stateDirectory: folder)
    }

    deinit {
        ledger.close()
        // What cannot be removed is left to the system's clean-up of temporary files.
        try? FileManager.default.removeItem(atPath: folder)
    }

    func step() async throws {
        switch random.below(20) {
        case 0...3: try receive()
        case 4...7: try await work()
        case 8...10: try begin()
        case 11...13: try await end()
        case 14, 15: try cancel()
        case 16: if let id = try anyHeld() { try ledger.release(id) }
        case 17: if let id = try anyHeld() { try discard(id) }
        case 18: try sendAgain()
        default: rules += 1
        }
    }

    private func receive() throws {
        let id = InstanceID.make()
        instances[id] = Instance(key: UInt8(random.below(3)), content: UInt8(random.below(3)))
        try ledger.recordReceived(
            ReceivedInstance(
                id: id, receivedAt: Date(),
                origin: .association(.init(callingAETitle: "CT1", calledAETitle: "VEIL", peerAddress: "127.0.0.1")),
                sopClassUID: "1.2", transferSyntax: .explicitLittleEndian, dataSetOffset: 0, fileSize: 1))
    }

    private func work() async throws {
        guard let next = try ledger.received(limit: 50).randomElement(using: &random), let instance = instances[next.id]
        else { return }
        let outcome: Outcome =
            random.below(6) == 0
            ? .held(project: "p", destinations: destinations, reason: .unmatched, detail: "", contentHash: nil)
            : .ready(output(instance), destinations: destinations, pseudonyms: [])
        let recorded = try await withCheckedThrowingContinuation { continuation in
            ledger.record([outcome], of: next.id, replacing: next.isReleased) { continuation.resume(with: $0) }
        }
        for (delivery, _) in recorded.deliveries {
            #expect(delivery.id > lastDelivery, "a number came back")
            lastDelivery = delivery.id
        }
    }

    private func output(_ instance: Instance) -> Output {
        Output(
            project: "p", strategy: "s", ruleSet: "\(rules)", sopClassUID: "1.2", sopInstanceUID: "2.25.\(instance.key)",
            patientID: "P", studyInstanceUID: "2.25.8", seriesInstanceUID: "2.25.9", transferSyntax: .explicitLittleEndian,
            dataSet: EncodedDataSet(bytes: [instance.key, instance.content, rules], segments: [.own(0..<3)]),
            instanceHash: [instance.key], contentHash: [instance.key, instance.content], summary: "{}")
    }

    /// As a lane does: what it takes it looks up once more, and then it is on its way.
    private func begin() throws {
        let destination = destinations[random.below(2)]
        for delivery in try ledger.waiting(for: destination, limit: 9, except: Set(lanes.map(\.id)))
        where inFlight[destination]?.begin(delivery) == true {
            guard try ledger.isWaiting(delivery.id), let output = try ledger.output(delivery.output) else {
                Issue.record("what waits has no bytes")
                return
            }
            #expect(output.dataSet.bytes[0] == delivery.instanceHash[0])
            lanes.append(delivery)
            return
        }
    }

    private func end() async throws {
        guard !lanes.isEmpty else { return }
        let delivery = lanes.remove(at: random.below(lanes.count))
        let attempt: Attempt
        switch random.below(8) {
        case 0: attempt = .held(.outOfResources, reason: .refusedByArchive, detail: "")
        case 1: attempt = .retry(nil, note: "status", next: Date())
        default:
            attempt = .delivered(.success)
            let instance = try #require(instances[delivery.instance])
            archive[delivery.destination, default: [:]][instance.key] = instance.content
            sent.insert(delivery.id)
        }
        _ = try await withCheckedThrowingContinuation { continuation in
            ledger.record(attempt, of: delivery) { continuation.resume(with: $0) }
        }
        inFlight[delivery.destination]?.end(delivery.id)
    }

    private func cancel() throws {
        // Mostly what came last, as people do.
        let waiting = try ledger.deliveries(in: [.waiting])
        guard let chosen = random.below(3) == 0 ? waiting.randomElement(using: &random) : waiting.last else { return }
        _ = try ledger.cancel(destination: nil, instance: chosen.instance, reason: .cancelled)
        if random.below(2) == 0 { try ledger.release(chosen.instance) }
    }

    private func discard(_ id: InstanceID) throws {
        _ = try ledger.discard(id)
        instances[id]?.isDiscarded = true
    }

    private func sendAgain() throws {
        guard let delivery = try ledger.delivered(.init()).randomElement(using: &random) else { return }
        _ = try ledger.sendAgain([delivery], of: delivery.instance, hasOriginal: random.below(3) > 0)
    }

    private func anyHeld() throws -> InstanceID? { try ledger.quarantine().randomElement(using: &random)?.instance }

    /// Everything that can go goes; people do nothing more.
    func drain() async throws {
        for _ in 0..<400 {
            try await work()
            try begin()
            try await end()
            let waits = try !ledger.waitingDestinations().isEmpty
            if lanes.isEmpty, !waits, try ledger.receivedCount() == 0 { return }
        }
        Issue.record("something waits for ever")
    }

    func check() throws {
        #expect(try ledger.stranded().isEmpty)
        let deliveries = try ledger.deliveries(in: Set(Delivery.State.allCases))
        for delivery in deliveries {
            #expect((delivery.state == .delivered) == sent.contains(delivery.id), "\(delivery.id) \(delivery.state)")
        }
        let held = try ledger.quarantine()
        for entry in held where entry.reason == "superseded" {
            let own = deliveries.filter { $0.instance == entry.instance && $0.destination == entry.destination }
            #expect(own.contains { $0.state != .delivered && $0.state != .waiting }, "what was sent is not superseded")
        }
        for (id, instance) in instances where !instance.isDiscarded {
            if case .received = try ledger.state(of: id) { continue }
            // The same bytes that came again are the same thing.
            let twins = Set(instances.filter { $0.value.key == instance.key && $0.value.content == instance.content }.keys)
            if twins.contains(where: { instances[$0]?.isDiscarded == true }) { continue }
            for destination in destinations {
                let own = deliveries.filter { twins.contains($0.instance) && $0.destination == destination }
                let isHeld = held.contains { twins.contains($0.instance) && $0.destination ?? destination == destination }
                let isOpen = try twins.contains { if case .received = try ledger.state(of: $0) { true } else { false } }
                let isSomewhere = own.contains { $0.state == .delivered || $0.state == .waiting } || isHeld || isOpen
                #expect(isSomewhere, "\(id) is nowhere for \(destination)")
            }
            for delivery in deliveries where delivery.instance == id && delivery.state == .waiting {
                #expect(!held.contains { $0.instance == id && $0.destination == delivery.destination })
                #expect(try ledger.output(delivery.output) != nil)
            }
        }
    }

    /// What an archive has is what the delivery that counts says.
    func checkArchive() throws {
        for delivery in try ledger.delivered(.init()) {
            let instance = try #require(instances[delivery.instance])
            #expect(archive[delivery.destination]?[instance.key] == instance.content)
        }
    }
}

/// Numbers that are the same in each run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
