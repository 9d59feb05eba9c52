/// How a project replaces Patient IDs: `patient_id` in `routes.yml`.
public struct PatientIDPolicy: Sendable, Hashable {
    /// Whether the same ID from two issuers is one patient.
    public enum Issuer: String, Sendable, Hashable, CaseIterable {
        /// The Patient ID alone says who it is.
        case ignore
        /// Patient ID and Issuer of Patient ID (0010,0021) together say who it is.
        case distinguish
    }

    /// What becomes of instances without a Patient ID.
    public enum Missing: String, Sendable, Hashable, CaseIterable {
        /// Each study counts as a patient of its own.
        case byStudy = "by_study"
        /// They are held.
        case hold
    }

    /// Where replacements come from.
    public enum Replacement: Sendable, Hashable {
        /// `prefix` and then `count` base-32 characters, 5 bits each.
        case characters(prefix: String, count: Int)
        /// A table; who is not in it is held.
        case table(PatientTable)
    }

    /// Where replacements come from.
    public let replacement: Replacement
    /// Whether the same ID from two issuers is one patient.
    public let issuer: Issuer
    /// What becomes of instances without a Patient ID.
    public let missing: Missing

    /// How many characters a replacement may have.
    public static let allowedCharacters = 8...26

    /// Replacements of `prefix` and `characters` base-32 characters.
    ///
    /// Throws `patient_id_characters_invalid` outside of 8...26, and `patient_id_prefix_invalid` unless the whole is a
    /// legal LO value (PS3.5 §6.2) that does not begin with a blank.
    public init(
        prefix: String = "", characters: Int = 12, issuer: Issuer = .ignore, missing: Missing = .byStudy
    ) throws(PseudonymError) {
        guard Self.allowedCharacters.contains(characters) else { throw PseudonymError(.patientIDCharactersInvalid) }
        guard prefix.utf8.count + characters <= 64, prefix.utf8.first != UInt8(ascii: " "), LongString.isPlain(prefix) else {
            throw PseudonymError(.patientIDPrefixInvalid)
        }
        replacement = .characters(prefix: prefix, count: characters)
        self.issuer = issuer
        self.missing = missing
    }

    /// Replacements out of a table of `rows`, checked with the same view of issuers.
    ///
    /// Throws what ``PatientTable`` throws.
    public init(
        rows: [PatientTable.Row], issuer: Issuer = .ignore, missing: Missing = .byStudy
    ) throws(PseudonymError) {
        replacement = .table(try PatientTable(rows: rows, issuer: issuer))
        self.issuer = issuer
        self.missing = missing
    }
}

/// What every LO value that Veil writes must be (PS3.5 §6.2).
enum LongString {
    /// True if `text` is printable ASCII without a backslash: legal whatever the Specific Character Set is.
    static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
    }
}
