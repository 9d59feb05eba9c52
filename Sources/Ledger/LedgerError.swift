/// What can go wrong with the ledger. Carries no values, only codes and our own words.
public struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    public enum Code: String, Sendable, CaseIterable {
        /// The file cannot be opened or its schema is newer than this program.
        case unavailable
        /// `synchronous = FULL` could not be established: commits would not be durable.
        case notDurable = "not_durable"
        /// Another key than the one that the ledger knows for this project.
        case otherKey = "other_key"
        /// The key file of a project that the ledger knows is missing.
        case missingKey = "missing_key"
        /// Two originals got the same pseudonym.
        case pseudonymCollision = "pseudonym_collision"
        /// The ledger holds no such thing.
        case notFound = "not_found"
        /// A transaction failed; nothing of it was kept.
        case commitFailed = "commit_failed"
        /// A sealed value does not open under this key.
        case notReadable = "not_readable"
    }

    public let code: Code
    /// Constant words about where and what to do.
    public let advice: String

    public init(_ code: Code, _ advice: String = "") {
        self.code = code
        self.advice = advice
    }

    public var description: String { advice.isEmpty ? code.rawValue : "\(code.rawValue): \(advice)" }

    public static func == (a: LedgerError, b: LedgerError) -> Bool { a.code == b.code }
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
