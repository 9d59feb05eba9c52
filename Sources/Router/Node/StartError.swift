/// Why a command or the node cannot begin. The text is for people: one line an error, no PHI.
public enum StartError: Error, Sendable, CustomStringConvertible {
    /// Wrong usage or configuration: exit status 2. One line each.
    case configuration([String])
    /// Port in use, state directory locked, key missing: exit status 3.
    case unavailable(String)

    public var description: String { lines.joined(separator: "\n") }

    var lines: [String] {
        switch self {
        case .configuration(let lines): lines
        case .unavailable(let line): [line]
        }
    }

    /// 2 or 3, as docs/operations.md lists them.
    public var exitStatus: Int32 {
        switch self {
        case .configuration: 2
        case .unavailable: 3
        }
    }
}
