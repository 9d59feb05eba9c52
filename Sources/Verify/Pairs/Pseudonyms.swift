import Deid
import Dicom

/// What stands for an original: by a project's key, or out of a table that was exported.
public enum Pseudonyms: Sendable {
    case key(Pseudonymizer)
    case table(uids: [String: String], patientIDs: [String: String])

    /// Pairs of an export of `veil mapping export`: kinds `uid`, `patient_id`; others are not needed.
    public init(pairs: some Sequence<(kind: String, original: String, replacement: String)>) {
        var (uids, patientIDs): ([String: String], [String: String]) = ([:], [:])
        for pair in pairs {
            let kind = pair.kind.lowercased()
            if kind.contains("uid") {
                if uids[pair.original] == nil { uids[pair.original] = pair.replacement }
            } else if kind.contains("patient"), kind.contains("id") {
                if patientIDs[pair.original] == nil { patientIDs[pair.original] = pair.replacement }
            }
        }
        self = .table(uids: uids, patientIDs: patientIDs)
    }

    /// The issuer of a Patient ID is part of who somebody is.
    var distinguishesIssuers: Bool {
        if case .key(let pseudonymizer) = self { pseudonymizer.patientIDPolicy.issuer == .distinguish } else { false }
    }

    /// The UID that stands for `original`; nil if the table has none.
    func uid(_ original: String) -> String? {
        switch self {
        case .key(let pseudonymizer): pseudonymizer.uid(original)
        case .table(let uids, _): uids[original]
        }
    }

    /// The Patient IDs that may stand for `original`: by the project's policy, or by the action `patientHashId`.
    func patientIDs(_ original: String, issuer: String) -> [String] {
        switch self {
        case .table(_, let patientIDs): return patientIDs[original].map { [$0] } ?? []
        case .key(let pseudonymizer):
            // What the project cannot map has no pseudonym, so that nothing is the right one.
            guard let patient = try? pseudonymizer.patient(id: original, issuer: issuer, studyInstanceUID: "")
            else { return [] }
            // As above, for either way.
            return [try? pseudonymizer.patientID(for: patient), try? pseudonymizer.patientHashID(for: patient)]
                .compactMap { $0 }
        }
    }
}
