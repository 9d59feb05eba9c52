import GRDB

extension Ledger {
    /// The fingerprint of each project's key, by project, in the ledger of `stateDirectory`, which is neither migrated nor
    /// written to; nil if there is no ledger.
    ///
    /// - Throws: `LedgerError` with code `unavailable`.
    public static func knownKeys(in stateDirectory: String) throws(LedgerError) -> [String: String]? {
        guard exists(in: stateDirectory) else { return nil }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        do {
            let file = try DatabaseQueue(path: stateDirectory + "/ledger.sqlite", configuration: configuration)
            defer { try? file.close() }  // nothing was written
            return try file.read { db in
                guard try !Schema.migrator().hasBeenSuperseded(db) else {
                    throw LedgerError(.unavailable, "ledger.sqlite was written by a newer Veil; start that one")
                }
                // A node that ended in its first seconds may have left none.
                guard try db.tableExists("project") else { return [:] }
                return try Row.fetchAll(db, sql: "SELECT name, keyFingerprint FROM project")
                    .reduce(into: [:]) { $0[$1["name"]] = $1["keyFingerprint"] }
            }
        } catch let error as LedgerError {
            throw error
        } catch {
            throw LedgerError(.unavailable, "ledger.sqlite cannot be read; see its owner and mode")
        }
    }
}
