import Instances
import Ledger

/// What waits for the destinations.
extension Desk {
    /// What waits, oldest first: instances that nobody has worked on yet, then deliveries.
    ///
    /// - Parameter destination: only deliveries to this one; nil: everything.
    /// - Throws: `UnknownName` for the destination, `LedgerError`.
    public func queue(destination: String? = nil) throws -> [QueueRow] {
        try checkDestination(destination)
        let deliveries = try ledger.deliveries(in: [.waiting], destination: destination).map(QueueRow.init)
        return destination == nil ? try ledger.received(limit: .max).map { QueueRow($0) } + deliveries : deliveries
    }

    /// What became of one instance; nil if the ledger does not know it, or no longer does.
    ///
    /// - Throws: `LedgerError`.
    public func report(on id: InstanceID) throws -> InstanceReport? {
        guard let received = try ledger.instance(id), let fate = try ledger.fate(of: id) else { return nil }
        return InstanceReport(rows: try rows(received, fate), series: try ledger.series(of: id).map(SeriesRow.init))
    }

    private func rows(_ received: ReceivedInstance, _ fate: Ledger.Fate) throws -> [QueueRow] {
        var holds = try ledger.quarantine(instance: received.id)
        let decision = try ledger.lastDecision(about: received.id)
        var rows = try ledger.deliveries(in: Set(Delivery.State.allCases), instance: received.id).map { delivery in
            var row = QueueRow(delivery)
            guard [.held, .cancelled].contains(delivery.state) else { return row }
            let own = holds.firstIndex { $0.project == delivery.project && $0.destination == delivery.destination }
            // Nothing is held of it any more: a person gave it up, or let it go on.
            guard let own else {
                if let decision { row.state = decision.rawValue }
                return row
            }
            row.reason = holds.remove(at: own).reason
            return row
        }
        rows += holds.map { QueueRow($0) }
        // A release puts an instance before the worker again, beside deliveries that are over.
        if rows.isEmpty || fate == .received { rows.append(QueueRow(received, state: fate.rawValue)) }
        return rows
    }

    /// Makes waiting deliveries due now; a running node takes that up within seconds. Returns how many.
    ///
    /// - Throws: `NotFound` if an instance is named and nothing of it waits, `UnknownName` for the destination,
    ///   `LedgerError`.
    public func retry(destination: String? = nil, instance: InstanceID? = nil) throws -> Int {
        try checkDestination(destination)
        return try checked(ledger.retryNow(destination: destination, instance: instance), instance)
    }

    /// Takes waiting deliveries out of the queue; they are held in quarantine. Returns how many.
    ///
    /// - Throws: as `retry`.
    public func cancel(destination: String? = nil, instance: InstanceID? = nil) throws -> Int {
        try checkDestination(destination)
        return try checked(ledger.cancel(destination: destination, instance: instance, reason: .cancelled), instance)
    }

    private func checked(_ count: Int, _ instance: InstanceID?) throws -> Int {
        if count == 0, let instance { throw NotFound("\(instance): nothing of this instance waits") }
        return count
    }

    /// Queues again what was delivered, by the rules of today.
    ///
    /// - Throws: `LedgerError` with code `notFound` if nothing that was delivered fits; `StartError` for a key that cannot
    ///   be read.
    public func sendAgain(_ choice: SendAgain.Choice) throws -> [SendAgain.Item] {
        try SendAgain(configuration, spool: spool, ledger: ledger)(choice)
    }
}
