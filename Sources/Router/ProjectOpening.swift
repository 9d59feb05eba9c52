import Deid
import Foundation
import Ledger
import Routes

extension RuleBook {
    /// The project with its key, checked against the ledger.
    ///
    /// A key file is made only for a project that the ledger does not know: a known project with a new key would give every
    /// patient a second identity.
    static func open(_ configuration: ProjectConfiguration, ledger: Ledger) throws(StartError) -> Project {
        let name = configuration.name
        let key = try key(of: configuration, ledger: ledger)
        let isChanged: Bool
        do {
            isChanged = try ledger.register(
                project: name, keyFingerprint: key.fingerprint, policy: configuration.pseudonymPolicy)
        } catch {
            throw .unavailable("\(configuration.keyFile): project \(name): \(error)")
        }
        return try project(configuration, key, hasNewPolicy: isChanged)
    }

    /// The project for looking only: a key that is missing is made for this once, and kept nowhere.
    static func openForDryRun(_ configuration: ProjectConfiguration) throws(StartError) -> Project {
        do {
            let key = try ProjectKey(contentsOf: configuration.keyFile)
            return try project(configuration, key, hasNewPolicy: false)
        } catch let error as StartError {
            throw error
        } catch let error as PseudonymError where error.code == .keyFileMissing {
            var made = try project(configuration, ProjectKey.random(), hasNewPolicy: false)
            made.isTemporary = true
            return made
        } catch let error as PseudonymError {
            throw .unavailable(KeyTrouble.text(error, path: configuration.keyFile, isKnown: false))
        } catch {
            throw .unavailable("\(configuration.keyFile): \(error)")
        }
    }

    private static func project(
        _ configuration: ProjectConfiguration, _ key: ProjectKey, hasNewPolicy: Bool
    ) throws(StartError) -> Project {
        let name = configuration.name
        do {
            let pseudonymizer = try Pseudonymizer(
                key: key, uidRoot: configuration.uidRoot, patientIDPolicy: try policy(configuration),
                dateShift: configuration.dateShift)
            return Project(
                name: name, pseudonymizer: pseudonymizer, sealer: OriginalSealer(key: key), hasNewPolicy: hasNewPolicy)
        } catch let error as StartError {
            throw error
        } catch {
            throw .configuration(["project \(name): \(error)"])
        }
    }

    private static func key(of configuration: ProjectConfiguration, ledger: Ledger) throws(StartError) -> ProjectKey {
        do {
            return try ProjectKey(contentsOf: configuration.keyFile)
        } catch  where error.code == .keyFileMissing {
            do {
                guard try !ledger.knows(project: configuration.name) else {
                    throw StartError.unavailable(
                        "\(configuration.keyFile): the key of project \(configuration.name) is missing, and the ledger knows the "
                            + "project; restore that key file")
                }
                try FileManager.default.createDirectory(
                    atPath: URL(fileURLWithPath: configuration.keyFile).deletingLastPathComponent().path,
                    withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                return try ProjectKey.create(at: configuration.keyFile)
            } catch let error as StartError {
                throw error
            } catch let error as PseudonymError {
                throw .unavailable(KeyTrouble.text(error, path: configuration.keyFile, isKnown: false))
            } catch let error as LedgerError {
                throw .unavailable("\(configuration.keyFile): \(error)")
            } catch {
                throw .unavailable("\(configuration.keyFile): its folder cannot be made")
            }
        } catch {
            // Without an answer of the ledger the cautious advice.
            let isKnown = (try? ledger.knows(project: configuration.name)) ?? true
            throw .unavailable(KeyTrouble.text(error, path: configuration.keyFile, isKnown: isKnown))
        }
    }

    /// Two projects with one key would give a patient the same pseudonyms in both: they could be linked.
    ///
    /// - Throws: `StartError.configuration`, a line for each project whose key file holds the key of one before it. Keys
    ///   that cannot be read are told of when they are opened.
    static func refuseSharedKeys(_ configuration: Configuration) throws(StartError) {
        var owners: [String: ProjectConfiguration] = [:]
        var lines: [String] = []
        for project in configuration.projects {
            guard let key = try? ProjectKey(contentsOf: project.keyFile) else { continue }  // told of when it is opened
            if let owner = owners[key.fingerprint] {
                lines.append(
                    "\(project.keyFile): project \(project.name) has the same key as project \(owner.name) (\(owner.keyFile)), "
                        + "so that patients could be linked across them; give each its own: veil key create FILE")
            } else {
                owners[key.fingerprint] = project
            }
        }
        if !lines.isEmpty { throw .configuration(lines) }
    }

    /// The project's way with Patient IDs; reads its table if it has one.
    static func policy(_ configuration: ProjectConfiguration) throws(StartError) -> PatientIDPolicy {
        let patientID = configuration.patientID
        let (issuer, missing) = (patientID.issuer, patientID.missing)
        switch patientID.replacements {
        case .characters(let prefix, let count):
            do {
                return try PatientIDPolicy(prefix: prefix, characters: count, issuer: issuer, missing: missing)
            } catch {
                throw .configuration(["project \(configuration.name): patient_id: \(error)"])
            }
        case .table(let path):
            do {
                return try PatientIDPolicy(rows: try PatientTableFile.rows(at: path), issuer: issuer, missing: missing)
            } catch {
                throw .configuration([error.line.map { "\(path):\($0): \(error)" } ?? "\(path): \(error)"])
            }
        }
    }
}

extension ProjectConfiguration {
    /// Everything beside the key that decides which pseudonym an original gets, as text to compare.
    fileprivate var pseudonymPolicy: String {
        let source =
            switch patientID.replacements {
            case .characters(let prefix, let count): "\(count) characters after '\(prefix)'"
            case .table: "table"
            }
        return "uid_root \(uidRoot); patient_id \(source), issuer \(patientID.issuer.rawValue); "
            + "date_shift \(dateShift.minimumDays)...\(dateShift.maximumDays)"
    }
}

extension RuleBook.Project {
    /// The pseudonyms of a plan as the ledger keeps them.
    func records(of plan: Plan) -> [PseudonymRecord] {
        plan.mappings.map { mapping in
            PseudonymRecord(
                project: name, kind: mapping.kind.rawValue, originalHash: mapping.lookupHash(sealer),
                sealedOriginal: sealer.seal(mapping.original, as: mapping.kind), replacement: mapping.replacement)
        }
    }
}
