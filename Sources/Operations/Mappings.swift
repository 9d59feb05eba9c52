import Deid
import Dicom
import Ledger
import Router
import Routes

/// Pseudonyms and originals of one project, for whoever has its key. Every use leaves an audit record.
public struct Mappings: Sendable {
    /// One pair, in the clear.
    public struct Pair: Encodable, Hashable, Sendable {
        public var kind: String
        public var original: String
        public var replacement: String

        public init(kind: String, original: String, replacement: String) {
            self.kind = kind
            self.original = original
            self.replacement = replacement
        }
    }

    private let project: OpenedProject
    private let ledger: Ledger

    /// - Throws: `StartError`: `configuration` for an unknown project, `unavailable` for a missing or other key.
    public init(_ configuration: Configuration, project name: String, ledger: Ledger) throws(StartError) {
        guard let project = configuration.project(named: name) else {
            let known = configuration.projects.map(\.name).joined(separator: ", ")
            throw .configuration(["\(configuration.file): no project is named '\(name)'; there are: \(known)"])
        }
        self.project = try OpenedProject(project, ledger: ledger)
        self.ledger = ledger
    }

    /// Pairs in which `value` is the original or the replacement.
    public func lookup(_ value: String, issuer: String = "") throws -> [Pair] {
        try ledger.audit("mapping.lookup", detail: "project=\(project.name)")
        var found: [PseudonymRecord] = []
        for kind in PseudonymKind.allCases {
            let hash = project.sealer.lookupHash(value, issuer: issuer, as: kind)
            found += try ledger.pseudonyms(project: project.name, kind: kind.rawValue, originalHash: hash)
            found += try ledger.pseudonyms(project: project.name, kind: kind.rawValue, replacement: value)
        }
        return try found.map(open)
    }

    /// Gives every pair to `body`, ordered by kind and replacement.
    public func export(_ body: (Pair) throws -> Void) throws {
        try ledger.audit("mapping.export", detail: "project=\(project.name)")
        try ledger.forEachPseudonym(project: project.name) { try body(open($0)) }
    }

    /// Takes pairs from another ledger of the same project, for example after a loss.
    ///
    /// Pseudonyms follow from the key alone, so a pair that the key does not give is wrong, or of another key: it is refused.
    /// - Returns: places in `pairs` that were refused; nothing is recorded unless it is empty.
    public func `import`(_ pairs: [Pair]) throws -> [Int] {
        try ledger.audit("mapping.import", detail: "project=\(project.name) count=\(pairs.count)")
        var records: [PseudonymRecord] = []
        var refused: [Int] = []
        for (index, pair) in pairs.enumerated() {
            guard let kind = PseudonymKind(rawValue: pair.kind), gives(pair, kind) else {
                refused.append(index)
                continue
            }
            records.append(
                PseudonymRecord(
                    project: project.name, kind: kind.rawValue,
                    originalHash: project.sealer.lookupHash(pair.original, as: kind),
                    sealedOriginal: project.sealer.seal(pair.original, as: kind), replacement: pair.replacement))
        }
        guard refused.isEmpty else { return refused }
        for start in stride(from: 0, to: records.count, by: 1000) {
            try ledger.record(Array(records[start..<min(start + 1000, records.count)]))
        }
        return []
    }

    private func open(_ record: PseudonymRecord) throws -> Pair {
        guard let kind = PseudonymKind(rawValue: record.kind) else { throw LedgerError(.notReadable) }
        return Pair(
            kind: record.kind, original: try project.sealer.open(record.sealedOriginal, as: kind),
            replacement: record.replacement)
    }

    /// Whether the project's key makes this replacement of this original.
    private func gives(_ pair: Pair, _ kind: PseudonymKind) -> Bool {
        let pseudonymizer = project.pseudonymizer
        do {
            switch kind {
            case .uid: return pseudonymizer.uid(pair.original) == pair.replacement
            case .patientID, .patientByStudy:
                let patient = try pseudonymizer.patient(
                    id: kind == .patientID ? pair.original : "", issuer: "", studyInstanceUID: pair.original)
                return try [pseudonymizer.patientID(for: patient), pseudonymizer.patientHashID(for: patient)]
                    .contains(pair.replacement)
            case .accession, .identifier:
                return try pseudonymizer.formatPreserving(pair.original, domain: .identifier) == pair.replacement
            case .name:
                return [.personName, .text].contains { pseudonymizer.name(pair.original, form: $0) == pair.replacement }
            }
        } catch {
            // Not an original that this project could have met.
            return false
        }
    }
}
