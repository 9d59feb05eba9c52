/// An original and the clean file that belongs to it.
public struct Pair: Hashable, Sendable {
    /// How they found each other.
    public enum Match: String, Hashable, Sendable {
        /// The same relative path.
        case path
        /// The SOP Instance UID that stands for the original's.
        case mapping
        /// The same place among instances that look the same.
        case position
    }

    /// Relative to its folder.
    public var original: String
    /// Relative to its folder; nil if there is none.
    public var clean: String?
    public var match: Match?
}

/// What became of one pair, or of a file without one.
public enum PairOutcome: String, CaseIterable, Hashable, Sendable {
    /// Compared; the checks say how it went.
    case compared
    /// The rules hold the instance, and there is no clean file: as it should be.
    case held
    /// There is no clean file, and no rule holds the instance.
    case missing
    /// There is a clean file although the rules hold the instance.
    case notHeld = "not_held"
    /// The answer key does not know the instance.
    case unknown
    case originalUnreadable = "original_unreadable"
    case cleanUnreadable = "clean_unreadable"
    /// A clean file that belongs to no original.
    case withoutOriginal = "without_original"

    /// Something for a person to look into, whatever the checks say.
    public var isFailure: Bool {
        switch self {
        case .compared, .held, .unknown: false
        case .missing, .notHeld, .originalUnreadable, .cleanUnreadable, .withoutOriginal: true
        }
    }
}

/// One pair with its checks: what reports are made of.
public struct PairResult: Sendable {
    /// From 1, in the order of the originals' paths.
    public var number: Int
    /// "" for a clean file without an original.
    public var original: String
    public var clean: String?
    public var match: Pair.Match?
    public var outcome: PairOutcome
    /// Why it is held or cannot be read: a stable code.
    public var reason: String
    public var checks: [CheckResult]
}
