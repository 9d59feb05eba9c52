import Foundation
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
        // On a full disk the ledger cannot even be opened.
        if exclusively { _ = spool.keepBallast() }
        do {
            if exclusively, let trouble = troubleWithLedger(path) { throw StartError.unavailable("\(path): \(trouble)") }
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

    /// Why a node must not make a ledger in a state directory that has none; nil if it may.
    static func troubleWithLedger(_ path: String) -> String? {
        guard !Ledger.exists(in: path) else { return nil }
        let hasInstances = SpoolDirectory.Folder.allCases.contains { folder in
            let names = try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder.rawValue)")  // not there: none
            return names?.contains { $0.hasSuffix(".dcm") } == true
        }
        return hasInstances
            ? "ledger.sqlite is missing, but accepted instances are here; restore the ledger, or move spool/ and "
                + "quarantine/ aside"
            : nil
    }
}
