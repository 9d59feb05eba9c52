/// The ten checks, named as the MIDI-B benchmark names them.
public enum Check: String, CaseIterable, Hashable, Sendable {
    /// The attribute is there, also when it is empty.
    case tagRetained = "tag_retained"
    /// It is there and has a value.
    case textNotNull = "text_notnull"
    /// The text is in its value.
    case textRetained = "text_retained"
    /// The text is not in its value.
    case textRemoved = "text_removed"
    /// The old date is not in its value.
    case dateShifted = "date_shifted"
    /// The old UID is not in its value.
    case uidChanged = "uid_changed"
    /// Pixel Data is what it was, byte for byte.
    case pixelsRetained = "pixels_retained"
    /// The new UID is the one that stands for the old one.
    case uidConsistent = "uid_consistent"
    /// The new Patient ID is the one that stands for the old one.
    case patidConsistent = "patid_consistent"
    /// Something in the picture was covered.
    case pixelsHidden = "pixels_hidden"

    /// What asks that something is gone holds where there is no clean file at all.
    public var passesWithoutFile: Bool {
        switch self {
        case .textRemoved, .dateShifted, .uidChanged, .pixelsHidden: true
        default: false
        }
    }
}

extension Check {
    /// An answer key minds no attribute that is gone altogether, unless the key says that it has to be there.
    var passesIfAbsent: Bool { passesWithoutFile || self == .uidConsistent || self == .patidConsistent }
}

/// One check of one element: a row of every report.
public struct CheckResult: Hashable, Sendable {
    public var check: Check
    /// Where in the clean file: `<(0040,0275)>[<0000>]<(0040,0007)>`, private attributes by their creator.
    public var path: String
    /// What should be there: a value, or words like `absent or empty`.
    public var expected: String
    /// What has to be gone: a value of the original, protected health information; "" if nothing has to.
    public var old: String
    /// What is there; nil if the element is not.
    public var found: String?
    public var passed: Bool
    /// The rule that says so; "" for an answer key.
    public var rule: String

    public init(
        _ check: Check, at path: String, expected: String, old: String = "", found: String?, passed: Bool,
        rule: String = ""
    ) {
        self.check = check
        self.path = path
        self.expected = expected
        self.old = old
        self.found = found
        self.passed = passed
        self.rule = rule
    }

    /// `old` as reports show it: nothing of the original that is gone as it should be.
    public var reportedOld: String { passed ? "" : old }

    /// `found` as reports show it: only where it is not what it should be.
    public var reportedFound: String { passed ? "" : found ?? "" }
}
