import Instances

/// Why a pseudonym, a key or a policy could not be had; never holds a value of a data set.
///
/// Codes with ``Code/holdsInstance`` belong to one instance, which goes to quarantine under that reason. The others are
/// configuration: the node must not start with them. Two errors are equal when their codes are.
public struct PseudonymError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A stable reason, written to logs, quarantine rows and `--json`.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        enum Value: String, CaseIterable {
            case keyFileMissing = "key_file_missing"
            case keyFileExists = "key_file_exists"
            case keyFileUnreadable = "key_file_unreadable"
            case keyFileNotWritten = "key_file_not_written"
            case keyFileExposed = "key_file_exposed"
            case keyFileMalformed = "key_file_malformed"
            case uidRootInvalid = "uid_root_invalid"
            case patientIDPrefixInvalid = "patient_id_prefix_invalid"
            case patientIDCharactersInvalid = "patient_id_characters_invalid"
            case dateShiftInvalid = "date_shift_invalid"
            case patientTableDuplicateID = "patient_table_duplicate_id"
            case patientTableDuplicateReplacement = "patient_table_duplicate_replacement"
            case patientTableInvalidRow = "patient_table_invalid_row"
            case patientIDMissing = "patient_id_missing"
            case studyUIDMissing = "study_uid_missing"
            case patientNotInTable = "patient_not_in_table"
            case identifierTooLong = "identifier_too_long"
            case sealedValueInvalid = "sealed_value_invalid"
        }

        let value: Value

        /// The code as text, for example `patient_not_in_table`.
        public var rawValue: String { value.rawValue }
        public var description: String { rawValue }

        /// The reason that one instance is held for; nil for a fault of the configuration or the ledger.
        var holdReason: HoldReason? {
            switch value {
            case .patientIDMissing: .patientIDMissing
            case .studyUIDMissing: .studyUIDMissing
            case .patientNotInTable: .patientNotInTable
            case .identifierTooLong: .identifierTooLong
            case .keyFileMissing, .keyFileExists, .keyFileUnreadable, .keyFileNotWritten, .keyFileExposed, .keyFileMalformed,
                .uidRootInvalid, .patientIDPrefixInvalid, .patientIDCharactersInvalid, .dateShiftInvalid,
                .patientTableDuplicateID, .patientTableDuplicateReplacement, .patientTableInvalidRow, .sealedValueInvalid:
                nil
            }
        }

        /// True if one instance is to be held for it; false for a fault of the configuration or the ledger.
        public var holdsInstance: Bool { holdReason != nil }

        /// There is no such key file.
        public static let keyFileMissing = Code(value: .keyFileMissing)
        /// A key is never overwritten.
        public static let keyFileExists = Code(value: .keyFileExists)
        /// The key file cannot be opened or read.
        public static let keyFileUnreadable = Code(value: .keyFileUnreadable)
        /// A new key could not be brought safely to disk.
        public static let keyFileNotWritten = Code(value: .keyFileNotWritten)
        /// Group or others may read or write the key file, or it is no regular file.
        public static let keyFileExposed = Code(value: .keyFileExposed)
        /// The key file holds neither 32 bytes nor 64 hexadecimal digits, or only one repeated byte.
        public static let keyFileMalformed = Code(value: .keyFileMalformed)
        /// The UID root is no UID, longer than 24 characters, or the standard's own.
        public static let uidRootInvalid = Code(value: .uidRootInvalid)
        /// The prefix is not legal in an LO value, or too long beside the characters.
        public static let patientIDPrefixInvalid = Code(value: .patientIDPrefixInvalid)
        /// Fewer than 8 or more than 26 characters.
        public static let patientIDCharactersInvalid = Code(value: .patientIDCharactersInvalid)
        /// The range is empty, or wider than a century to either side.
        public static let dateShiftInvalid = Code(value: .dateShiftInvalid)
        /// Two rows of the table name the same patient.
        public static let patientTableDuplicateID = Code(value: .patientTableDuplicateID)
        /// Two rows of the table give two patients the same replacement.
        public static let patientTableDuplicateReplacement = Code(value: .patientTableDuplicateReplacement)
        /// A row has no Patient ID, or its replacement is not legal in an LO value.
        public static let patientTableInvalidRow = Code(value: .patientTableInvalidRow)
        /// No Patient ID, and the policy says hold.
        public static let patientIDMissing = Code(value: .patientIDMissing)
        /// No Patient ID and no Study Instance UID to stand in for it.
        public static let studyUIDMissing = Code(value: .studyUIDMissing)
        /// The table has no row for the patient.
        public static let patientNotInTable = Code(value: .patientNotInTable)
        /// An identifier whose length is kept is longer than any VR allows.
        public static let identifierTooLong = Code(value: .identifierTooLong)
        /// A sealed original was not sealed under this key, or was changed.
        public static let sealedValueInvalid = Code(value: .sealedValueInvalid)

        static let all = Value.allCases.map(Code.init)
    }

    /// What went wrong.
    public let code: Code
    /// The line of the table it is about, counted from 1.
    public let line: Int?
    /// The file it is about.
    public let path: String?
    /// The system's reason, `errno`.
    public let systemError: Int32?

    init(_ code: Code, line: Int? = nil, path: String? = nil, systemError: Int32? = nil) {
        self.code = code
        self.line = line
        self.path = path
        self.systemError = systemError
    }

    public static func == (one: PseudonymError, other: PseudonymError) -> Bool { one.code == other.code }
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }

    public var description: String {
        var text = code.rawValue
        if let path { text += " in \(path)" }
        if let line { text += " at line \(line)" }
        if let systemError { text += " (errno \(systemError))" }
        return text
    }
}
