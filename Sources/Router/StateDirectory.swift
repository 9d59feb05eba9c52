import Ledger
import Spool

/// Opens what a state directory holds, for the node and for the commands beside it.
public enum StateDirectory {
    /// - Parameter exclusively: for the node: no other may have it.
    /// - Throws: `StartError.unavailable`.
    public static func open(_ path: String, exclusively: Bool) throws(StartError) -> (SpoolDirectory, Ledger) {
        let spool: SpoolDirectory
        do {
            spool = try SpoolDirectory(path: path, exclusively: exclusively)
        } catch {
            throw .unavailable(
                error.code == .locked
                    ? "\(path): another node holds this state directory; stop it, or name another state_directory"
                    : "\(path): the state directory cannot be used: \(error)")
        }
        do {
            if exclusively, !Ledger.exists(in: path),
                try SpoolDirectory.Folder.allCases.contains(where: { try !spool.identifiers(in: $0).isEmpty })
            {
                throw StartError.unavailable(
                    "\(path): ledger.sqlite is missing, but accepted instances are here; restore the ledger, or move spool/ and "
                        + "quarantine/ aside")
            }
            let ledger = try Ledger(stateDirectory: path) {
                try spool.syncNames()
                FaultPoint.receiveDirectorySynced.pass()
            }
            return (spool, ledger)
        } catch let error as StartError {
            throw error
        } catch {
            throw .unavailable("\(path): \(error)")
        }
    }
}
