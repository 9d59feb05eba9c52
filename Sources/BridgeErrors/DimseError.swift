package import BridgeSupport

/// What went wrong in a conversation or with a Data Set: a code, and a text of ours that never quotes a peer or a file.
public struct DimseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of trouble, as the bridge tells them apart.
    public enum Code: Hashable, Sendable {
        /// An exception or a condition that nobody mapped.
        case unexpected
        /// No memory or thread could be had.
        case memory
        /// A file could not be read or written.
        case io
        /// Somebody else listens on the port.
        case addressInUse
        /// The host is not known, or not ours.
        case address
        /// Refused, unreachable, or reset before the association stood.
        case connect
        /// The peer answered A-ASSOCIATE-RJ.
        case rejected(AssociationReject)
        /// The peer aborted, the connection broke, or another thread interrupted.
        case aborted
        /// The peer did not connect, answer or go on in time.
        case timeout
        /// The peer released the association.
        case released
        /// No accepted presentation context for this SOP Class and Transfer Syntax.
        case noContext
        /// The peer broke PS3.7 or PS3.8.
        case protocolViolation
        /// The Data Set is malformed.
        case unreadable
        /// The Data Set ends inside an element.
        case truncated
        /// More sequence levels than the limit.
        case tooDeep
        /// Unfolds or counts beyond the limit.
        case tooLarge
        /// The layout of this Transfer Syntax is not known, or the conversion is not possible.
        case transferSyntax
        /// A caller's mistake.
        case argument
    }

    /// What it is about.
    public let code: Code
    /// Constant English text.
    public let text: String

    /// An error with the text that stands for its code.
    public init(_ code: Code) {
        self.init(code, text: code.name)
    }

    package init(_ code: Code, text: String) {
        self.code = code
        self.text = text
    }

    /// The error in a filled slot.
    package init(_ slot: bridge_error) {
        let code = Code(slot)
        self.init(code, text: slot.text.map { String(cString: $0) } ?? code.name)
    }

    /// Runs `body` with an error slot; nil from it throws what the slot says.
    package static func checked<Result>(_ body: (inout bridge_error) -> Result?) throws(DimseError) -> Result {
        var slot = bridge_error()
        guard let result = body(&slot) else { throw DimseError(slot) }
        return result
    }

    /// The code's name and the text.
    public var description: String { "\(code.name): \(text)" }

    /// Two errors are the same if their codes are.
    public static func == (left: DimseError, right: DimseError) -> Bool { left.code == right.code }

    /// Agrees with `==`.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension DimseError.Code {
    /// A stable word for logs and reasons.
    public var name: String {
        switch self {
        case .unexpected: "unexpected"
        case .memory: "memory"
        case .io: "io"
        case .addressInUse: "address_in_use"
        case .address: "address"
        case .connect: "connect"
        case .rejected: "rejected"
        case .aborted: "aborted"
        case .timeout: "timeout"
        case .released: "released"
        case .noContext: "no_context"
        case .protocolViolation: "protocol"
        case .unreadable: "unreadable"
        case .truncated: "truncated"
        case .tooDeep: "too_deep"
        case .tooLarge: "too_large"
        case .transferSyntax: "transfer_syntax"
        case .argument: "argument"
        }
    }

    /// The name; of a rejected association with the reason that the peer gave (PS3.8 Table 9-21).
    public var nameWithReason: String {
        guard case .rejected(let why) = self else { return name }
        return "\(name): \(why.meaning)"
    }

    init(_ slot: bridge_error) {
        switch slot.code {
        case BRIDGE_E_MEMORY: self = .memory
        case BRIDGE_E_IO: self = .io
        case BRIDGE_E_ADDRESS_IN_USE: self = .addressInUse
        case BRIDGE_E_ADDRESS: self = .address
        case BRIDGE_E_CONNECT: self = .connect
        case BRIDGE_E_REJECTED: self = .rejected(AssociationReject(packed: slot.status))
        case BRIDGE_E_ABORTED: self = .aborted
        case BRIDGE_E_TIMEOUT: self = .timeout
        case BRIDGE_E_RELEASED: self = .released
        case BRIDGE_E_NO_CONTEXT: self = .noContext
        case BRIDGE_E_PROTOCOL: self = .protocolViolation
        case BRIDGE_E_UNREADABLE: self = .unreadable
        case BRIDGE_E_TRUNCATED: self = .truncated
        case BRIDGE_E_TOO_DEEP: self = .tooDeep
        case BRIDGE_E_TOO_LARGE: self = .tooLarge
        case BRIDGE_E_TRANSFER_SYNTAX: self = .transferSyntax
        case BRIDGE_E_ARGUMENT: self = .argument
        default: self = .unexpected
        }
    }
}
