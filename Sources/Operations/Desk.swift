import Foundation
import Instances
import Ledger
import Router
import Routes
import Spool

/// What an operator can do with what a node keeps, beside a running node or without one: look, try again, cancel, release,
/// discard, export, send again, look up pseudonyms.
///
/// Each action, and each look at an original or a pseudonym, leaves a record in the ledger's audit. Methods give back values
/// that a command prints and a page can show; none of them reads arguments or writes to a terminal.
public struct Desk: Sendable {
    public let configuration: Configuration
    let spool: SpoolDirectory
    let ledger: Ledger

    /// A desk over a state directory that somebody else opened and closes.
    public init(_ configuration: Configuration, spool: SpoolDirectory, ledger: Ledger) {
        self.configuration = configuration
        self.spool = spool
        self.ledger = ledger
    }

    /// Opens the state directory that `configuration` names, for as long as `body` runs.
    ///
    /// - Parameter creating: make the state directory if it is missing: for what fills it.
    /// - Throws: `NotFound` for what the ledger does not have, `UnknownName`, and `StartError.unavailable` for a state
    ///   directory that cannot be used; what `body` throws else.
    public static func open(
        _ configuration: Configuration, creating: Bool = false, _ body: (Desk) throws -> Void
    ) throws {
        let folder = configuration.node.stateDirectory
        // Looking must not make a state directory: a wrong path would look like an empty queue.
        guard creating || Ledger.exists(in: folder) else {
            throw StartError.unavailable("\(folder): no ledger is here; has the node run with this configuration?")
        }
        let (spool, ledger) = try StateDirectory.open(folder, exclusively: false)
        defer { ledger.close() }
        do {
            try body(Desk(configuration, spool: spool, ledger: ledger))
        } catch let error as LedgerError where error.code == .notFound {
            throw NotFound(error.advice.isEmpty ? error.description : error.advice)
        } catch let error as LedgerError {
            throw StartError.unavailable("ledger: \(error)")
        } catch let error as SpoolError {
            throw StartError.unavailable("state directory: \(error)")
        }
    }

    /// How much of each series went, waits and is held, by study and series in the identifiers that leave.
    ///
    /// - Parameters:
    ///   - waiting: those of which something waits as well; else only those of which something is held.
    ///   - destination: only for this one; nil: all.
    public func series(waiting: Bool, destination: String? = nil) throws -> [SeriesRow] {
        try checkDestination(destination)
        return try ledger.series(waiting: waiting).filter { destination == nil || $0.destination == destination }
            .map(SeriesRow.init)
    }

    /// Pseudonyms and originals of a project.
    ///
    /// - Throws: `StartError`: `configuration` for an unknown project, `unavailable` for a missing or other key.
    public func mappings(project: String) throws(StartError) -> Mappings {
        try Mappings(configuration, project: project, ledger: ledger)
    }

    /// - Throws: `UnknownName` for a destination that neither the configuration nor the ledger knows.
    func checkDestination(_ name: String?) throws {
        guard let name else { return }
        let known = configuration.destinations.map(\.name)
        guard !known.contains(name), try ledger.deliveries(in: Set(Delivery.State.allCases), destination: name).isEmpty
        else { return }
        let advice =
            NearestName.of(name, among: known).map { "did you mean \($0)?" }
            ?? "there are: \(known.joined(separator: ", "))"
        throw UnknownName(kind: .destination, description: "no destination is named '\(name)'; \(advice)")
    }
}

/// What was asked for by name is not there.
public struct NotFound: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// A name that neither the configuration nor the ledger knows: a typing error.
public struct UnknownName: Error, CustomStringConvertible {
    /// What the name is of.
    public enum Kind: String, Sendable { case destination, reason }

    public let kind: Kind
    /// With the nearest name that there is.
    public let description: String
}

/// What came of an action on several instances: one that fails is named, and the rest is done.
public struct Tally: Encodable, Sendable {
    /// One that it was not done to.
    public struct Failure: Encodable, Sendable {
        public var instance: String
        public var error: String
    }

    /// How many it was done to.
    public var count: Int
    public var failed: [Failure]

    public init(count: Int, failed: [Failure] = []) {
        self.count = count
        self.failed = failed
    }

    /// Does `body` for each instance.
    init(_ instances: [InstanceID], _ body: (InstanceID) throws -> Void) throws {
        var failed: [Failure] = []
        for id in instances {
            do {
                try body(id)
            } catch let error as LedgerError {
                failed.append(.init(instance: id.value, error: error.description))
            } catch let error as SpoolError {
                failed.append(.init(instance: id.value, error: error.description))
            } catch is CocoaError {
                failed.append(.init(instance: id.value, error: "the file cannot be written"))
            }
        }
        self.init(count: instances.count - failed.count, failed: failed)
    }
}
