import Ledger

extension Check {
    /// What the ledger in a state directory, if there is one, has lost sight of: one line each. Nothing is changed.
    static func ledgerWarnings(in stateDirectory: String) -> [String] {
        guard Ledger.exists(in: stateDirectory) else { return [] }
        do throws(LedgerError) {
            return try Ledger.stranded(in: stateDirectory).map {
                "\($0): accepted, but nothing of it waits or is held; the next start of the node works on it again"
            }
        } catch {
            return ["\(stateDirectory): \(error)"]
        }
    }
}
