import Foundation
import Ledger
import Routes
import Spool
import Synchronization

/// Delivers to all destinations: a queue and its lanes for each, none of which waits for another's.
final class DeliveryService: Sendable {
    private struct Destination {
        var configuration: DestinationConfiguration
        var queue: DestinationQueue
        var lanes: [DeliveryLane]
    }

    private let ledger: Ledger
    private let spool: SpoolDirectory
    private let originals: OriginalDisposal
    private let log: RouterLog
    private let destinations = Mutex<[String: Destination]>([:])
    /// What each destination is being sent, whatever became of its configuration.
    private let inFlight = Mutex<[String: InFlightInstances]>([:])
    /// The last `queue retry` that was taken up.
    private let lastRetry = Mutex(Date())
    /// Destinations of the configuration, whether their lanes run at this moment or not; nil once the node stops.
    private let configured = Mutex<Set<String>?>([])

    init(ledger: Ledger, spool: SpoolDirectory, originals: OriginalDisposal, log: RouterLog) {
        self.ledger = ledger
        self.spool = spool
        self.originals = originals
        self.log = log
    }

    /// Makes destinations what the configuration says: new ones start, removed ones end and what waits for them is held.
    func update(_ configurations: [DestinationConfiguration], timeouts: NodeConfiguration.Timeouts) {
        let isRunning = configured.withLock { names in
            if names != nil { names = Set(configurations.map(\.name)) }
            return names != nil
        }
        guard isRunning else { return }
        let wanted = Dictionary(configurations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let ended = destinations.withLock { destinations in
            let ended = destinations.filter { wanted[$0.key] != $0.value.configuration }
            for name in ended.keys { destinations[name] = nil }
            return ended
        }
        end(ended.map(\.value), within: 10)
        for configuration in configurations where destinations.withLock({ $0[configuration.name] == nil }) {
            let started = start(configuration, timeouts)
            destinations.withLock { $0[configuration.name] = started }
        }
        holdForRemoved()
    }

    /// Destinations that are about to be added: what a new rule book sends there is not held meanwhile.
    func expect(_ configurations: [DestinationConfiguration]) {
        configured.withLock { $0?.formUnion(configurations.map(\.name)) }
    }

    /// A delivery that was just committed. A destination that was removed in this instant finds it at the next look.
    func add(_ delivery: Delivery, _ output: Output) {
        destinations.withLock { $0[delivery.destination]?.queue }?.add(.init(delivery: delivery, output: output))
    }

    /// All queues look into the ledger again; after a `queue retry` also those that wait for their destination.
    func rescan() {
        let isAsked = lastRetry.withLock { last in
            // Without the ledger nothing can be tried anyway; the next look finds the request.
            guard let asked = try? ledger.lastRetry(after: last) else { return false }
            last = asked
            return true
        }
        for queue in destinations.withLock({ $0.values.map(\.queue) }) { queue.rescan(triesNow: isAsked) }
        holdForRemoved()
    }

    /// Ends all lanes: what is being sent may finish until `seconds` are over; the rest waits in the ledger.
    func stop(within seconds: TimeInterval) {
        configured.withLock { $0 = nil }
        let all = destinations.withLock { destinations in
            defer { destinations = [:] }
            return Array(destinations.values)
        }
        end(all, within: seconds)
    }

    private func start(
        _ configuration: DestinationConfiguration, _ timeouts: NodeConfiguration.Timeouts
    ) -> Destination {
        let (ledger, log, name) = (ledger, log, configuration.name)
        let inFlight = self.inFlight.withLock { known in
            let found = known[name] ?? InFlightInstances()
            known[name] = found
            return found
        }
        let queue = DestinationQueue(Backoff(configuration.retry), inFlight: inFlight) { limit, known in
            do {
                return try ledger.waiting(for: name, limit: limit, except: known)
            } catch {
                log.error("waiting deliveries cannot be read", .destination(name))
                return []
            }
        }
        let lanes = (0..<configuration.lanes).map { _ in
            DeliveryLane(
                name, retry: configuration.retry, sender: configuration.makeSender(timeouts: timeouts, spool: spool),
                queue: queue, ledger: ledger, spool: spool, originals: originals, log: log)
        }
        for lane in lanes { lane.start() }
        return Destination(configuration: configuration, queue: queue, lanes: lanes)
    }

    private func end(_ destinations: [Destination], within seconds: TimeInterval) {
        let deadline = Date(timeIntervalSinceNow: seconds)
        for destination in destinations { destination.queue.stop() }
        for lane in destinations.flatMap(\.lanes) { lane.join(deadline: deadline) }
    }

    private func holdForRemoved() {
        guard let names = configured.withLock({ $0 }) else { return }
        do {
            for name in try ledger.waitingDestinations().subtracting(names) {
                let count = try ledger.cancel(destination: name, instance: nil, reason: .destinationRemoved)
                log.warning("deliveries to a removed destination are held", .destination(name), .count(count))
            }
        } catch {
            log.error("deliveries to removed destinations could not be held")
        }
    }
}
