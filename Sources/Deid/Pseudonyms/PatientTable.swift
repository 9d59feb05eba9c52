/// The replacements for Patient IDs that somebody else decided: a file `patient_id,issuer,replacement`.
public struct PatientTable: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// One row of the file, as read.
    public struct Row: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
        /// The original Patient ID.
        public let patientID: String
        /// Its issuer; empty if there is none.
        public let issuer: String
        /// What is written instead.
        public let replacement: String
        /// Where it stands, for error messages.
        public let line: Int

        /// A row as read; blanks and NULs around each text do not count.
        public init(patientID: String, issuer: String = "", replacement: String, line: Int) {
            self.patientID = Unpadded.text(patientID)
            self.issuer = Unpadded.text(issuer)
            self.replacement = Unpadded.text(replacement)
            self.line = line
        }

        public var description: String { "<protected>" }
        public var customMirror: Mirror { Mirror(self, children: []) }
    }

    private struct Patient: Hashable {
        let id: String
        let issuer: String
    }

    private let replacements: [Patient: String]

    /// How many patients the table knows.
    public var count: Int { replacements.count }

    /// The table of `rows`.
    ///
    /// With `issuer` `.ignore` the issuer column does not count. Throws, with the line of the later row,
    /// `patient_table_duplicate_id` and `patient_table_duplicate_replacement` (two patients would become one, or one
    /// two), and `patient_table_invalid_row` if there is no ID, or the replacement is empty, over 64 characters, or not
    /// printable ASCII.
    init(rows: [Row], issuer: PatientIDPolicy.Issuer) throws(PseudonymError) {
        var replacements: [Patient: String] = [:]
        var taken: Set<String> = []
        for row in rows {
            guard !row.patientID.isEmpty, (1...64).contains(row.replacement.utf8.count),
                LongString.isPlain(row.replacement)
            else { throw PseudonymError(.patientTableInvalidRow, line: row.line) }
            let patient = Patient(id: row.patientID, issuer: issuer == .distinguish ? row.issuer : "")
            guard replacements.updateValue(row.replacement, forKey: patient) == nil else {
                throw PseudonymError(.patientTableDuplicateID, line: row.line)
            }
            guard taken.insert(row.replacement).inserted else {
                throw PseudonymError(.patientTableDuplicateReplacement, line: row.line)
            }
        }
        self.replacements = replacements
    }

    /// The replacement for `patient`; nil without a row, and always for a patient known only by a study.
    func replacement(for patient: PatientIdentity) -> String? {
        guard patient.source == .patientID else { return nil }
        return replacements[Patient(id: patient.identifier, issuer: patient.issuer)]
    }

    public var description: String { "PatientTable(\(count) patients)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
