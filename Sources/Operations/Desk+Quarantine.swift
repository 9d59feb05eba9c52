import Foundation
import Instances
import Ledger
import Router
import Routes

/// What was held, and what a person decides about it.
extension Desk {
    /// Everything that is held, oldest first.
    ///
    /// - Parameter reason: only with this code; nil: all.
    /// - Throws: `UnknownName` for a reason that neither this Veil nor the ledger knows, `LedgerError`.
    public func quarantine(reason: String? = nil) throws -> [HeldRow] {
        let all = try ledger.quarantine()
        guard let reason else { return all.map(HeldRow.init) }
        try Self.check(reason, among: all)
        return all.filter { $0.reason == reason }.map(HeldRow.init)
    }

    /// One held instance: why, and where it came from; nil if nothing of it is held.
    ///
    /// - Throws: `LedgerError`.
    public func held(_ id: InstanceID) throws -> HeldReport? {
        let holds = try ledger.quarantine(instance: id).map(HeldRow.init)
        guard !holds.isEmpty, let received = try ledger.instance(id) else { return nil }
        let candidates = Matcher(configuration).candidates(
            called: received.calledAETitle, calling: received.callingAETitle, host: received.peerAddress)
        return HeldReport(
            holds: holds, routes: candidates.map { configuration.routes[$0].name }, receivedAt: received.receivedAt,
            callingAETitle: received.callingAETitle, calledAETitle: received.calledAETitle,
            peerAddress: received.peerAddress, sopClassUID: received.sopClassUID,
            transferSyntaxUID: received.transferSyntax.uid, fileSize: received.fileSize,
            file: spool.original(id), picture: spool.picture(id),
            series: try ledger.series(of: id).map(SeriesRow.init))
    }

    /// The instances of a choice, each once: the named ones in their order, then the others, oldest first.
    ///
    /// - Throws: `NotFound` if none was named and nothing else is held, `UnknownName` for the reason, `LedgerError`.
    public func identifiers(_ choice: HeldChoice) throws -> [InstanceID] {
        var chosen: [InstanceID] = []
        for id in choice.instances where !chosen.contains(id) { chosen.append(id) }
        var held = Set(try ledger.held(study: choice.study, series: choice.series))
        if let reason = choice.reason {
            let all = try ledger.quarantine()
            try Self.check(reason, among: all)
            held.formUnion(all.filter { $0.reason == reason }.map(\.instance))
        }
        held.subtract(chosen)
        if chosen.isEmpty, held.isEmpty {
            let asked = [choice.reason, choice.series, choice.study].compactMap { $0 }.joined(separator: ", ")
            throw NotFound("nothing is held for \(asked)")
        }
        return chosen + held.sorted()
    }

    /// Runs the current rules on the originals again; never sends an original. A running node takes them up within seconds.
    public func release(_ instances: [InstanceID]) throws -> Tally {
        try Tally(instances) { try ledger.release($0) }
    }

    /// Gives up what is held of the instances; their originals are removed once nothing else needs them.
    public func discard(_ instances: [InstanceID]) throws -> Tally {
        try Tally(instances) { id in
            if try ledger.discard(id) == .finished { try spool.remove(id) }
        }
    }

    /// Copies held originals, with all their identifiers, into a folder (0700) as `<instance>.dcm`.
    ///
    /// - Throws: `StartError.unavailable` if the folder cannot be made.
    public func export(_ instances: [InstanceID], to folder: String) throws -> Tally {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StartError.unavailable("\(folder): the folder cannot be made")
        }
        return try Tally(instances) { id in
            guard !(try ledger.quarantine(instance: id).isEmpty), let file = spool.original(id)
            else { throw LedgerError(.notFound, "nothing of this instance is held") }
            // Noted before it is done: a copy that nobody knows of is worse than a note of one that failed.
            try ledger.audit("quarantine.export", instance: id)
            try FileManager.default.copyItem(atPath: file, toPath: "\(folder)/\(id.value).dcm")
        }
    }

    /// - Throws: `UnknownName` with the nearest reason, for one that neither this Veil nor the ledger knows.
    private static func check(_ reason: String, among held: [QuarantineEntry]) throws(UnknownName) {
        let present = Set(held.map(\.reason))
        guard !present.contains(reason), HoldReason(rawValue: reason) == nil else { return }
        let known = present.sorted() + HoldReason.allCases.map(\.rawValue)
        let advice =
            NearestName.of(reason, among: known).map { "did you mean \($0)?" }
            ?? "`veil quarantine reasons` lists them"
        throw UnknownName(kind: .reason, description: "there is no reason '\(reason)'; \(advice)")
    }
}
