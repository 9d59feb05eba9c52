import Deid
import Ledger
import Routes

/// A project with its secret, for what an operator looks up beside the node.
public struct OpenedProject: Sendable {
    public let name: String
    public let pseudonymizer: Pseudonymizer
    public let sealer: OriginalSealer

    /// Reads the project's key and checks it against the ledger.
    ///
    /// - Throws: `StartError`: `unavailable` for a missing or other key, `configuration` for a table that cannot be read.
    public init(_ configuration: ProjectConfiguration, ledger: Ledger) throws(StartError) {
        let project = try RuleBook.open(configuration, ledger: ledger)
        (name, pseudonymizer, sealer) = (project.name, project.pseudonymizer, project.sealer)
    }
}
