/// Why a comparison cannot be made or finished. One line for people, without values of any instance.
public enum VerifyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was given cannot be used: a folder, an answer key, a mapping, the name of a report.
    case unusable(String)
    /// A report cannot be written.
    case failed(String)

    public var description: String {
        switch self {
        case .unusable(let text), .failed(let text): text
        }
    }
}
