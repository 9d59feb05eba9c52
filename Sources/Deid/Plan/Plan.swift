import Dicom
import Instances

/// What is to be done to one instance, and what it is called afterwards; nothing is changed yet.
///
/// Made by ``Deidentifier/plan(_:explain:)``.
public struct Plan: Sendable {
    /// What became of an element; its count is the audit record.
    public enum Action: String, CaseIterable, Hashable, Sendable {
        case keep, delete, empty, dummy
        case replaceUID = "replace_uid"
        case pseudonym
        case shiftDate = "shift_date"
        case shiftTime = "shift_time"
        case replace
        case cleanText = "clean_text"
        case add
    }

    /// One decision, for `veil explain`: only made when asked for.
    public struct Decision: Hashable, Sendable {
        /// `(0040,0275)[0]/(0040,0007)`.
        public var path: String
        /// Index in the view; nil for an element that is added.
        public var index: Int?
        public var vr: VR
        public var action: Action
        /// Profile edition and code, option, or file and line.
        public var rule: String
        /// The original value; nil for sequences and long values. Protected health information.
        public var old: [UInt8]?
        /// The new value; nil if there is none.
        public var new: [UInt8]?
        /// New items of a sequence; nil where they stay or go.
        public var items: [[NewElement]]?
        /// What was found in each value of a cleaned text, in Unicode scalars of the value without padding.
        public var spans: [[TextSpan]] = []
    }

    /// A pseudonym that the ledger has to know.
    public struct Mapping: Hashable, Sendable {
        public var kind: PseudonymKind
        public var original: String
        /// The issuer, where it is part of a patient's identity.
        public var issuer = ""
        public var replacement: String

        /// Finds it in the ledger.
        public func lookupHash(_ sealer: OriginalSealer) -> [UInt8] {
            sealer.lookupHash(original, issuer: issuer, as: kind)
        }
    }

    public var edits: [Edit] = []
    public var mappings: [Mapping] = []
    public var counts: [Action: Int] = [:]
    public var decisions: [Decision] = []
    /// What of the original stays, for the self-check.
    var remains: [Remainder] = []
    /// What the self-check's search found in texts and took out, so that nothing holds the instance for it.
    public internal(set) var removed: [SelfCheck.Finding] = []
    /// Texts of Veil's own in cleaned values.
    var written: [String] = []
    public var sopClassUID = ""
    public var originalSOPInstanceUID = ""
    /// New identifiers.
    public var sopInstanceUID = ""
    public var studyInstanceUID = ""
    public var seriesInstanceUID = ""
    public var patientID = ""
}

/// Why an instance cannot be planned for: it goes to quarantine with this reason.
public struct PlanHold: Error, Hashable, Sendable, CustomStringConvertible {
    /// Those of pseudonyms are named as `PseudonymError.Code`.
    public typealias Reason = HoldReason

    public var reason: Reason
    /// The attribute and the rule: never a value.
    public var detail: String

    init(_ reason: Reason, _ detail: String = "") {
        self.reason = reason
        self.detail = detail
    }

    init(_ error: PseudonymError, _ detail: String = "") {
        // Faults of the configuration cannot come from a Data Set; an instance that meets one is still held.
        self.init(error.code.holdReason ?? .identifierTooLong, detail)
    }

    public var description: String { detail.isEmpty ? reason.rawValue : "\(reason.rawValue): \(detail)" }
}
