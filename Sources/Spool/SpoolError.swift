/// What can go wrong with files of the state directory. Paths are ours and hold no PHI.
public struct SpoolError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    public enum Code: String, Sendable, CaseIterable {
        /// No room left, or less than the configured floor.
        case noSpace = "no_space"
        /// Any other failure of a file operation.
        case failed
        /// Another node holds the state directory.
        case locked
        /// The file is not there.
        case missing
        /// A path is too long, or leads through something that is no folder.
        case path
        /// The received original is gone or shorter than it was.
        case original
    }

    public let code: Code
    /// What was tried.
    public let operation: String
    /// `errno`, 0 if there is none.
    public let number: Int32

    public init(_ code: Code, _ operation: String, number: Int32 = 0) {
        self.code = code
        self.operation = operation
        self.number = number
    }

    public var description: String { "\(operation): \(code.rawValue)\(number == 0 ? "" : " (errno \(number))")" }

    public static func == (a: SpoolError, b: SpoolError) -> Bool { a.code == b.code }
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
