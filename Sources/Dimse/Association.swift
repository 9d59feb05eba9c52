import DimseBridge

/// Why an association is refused: the three fields of A-ASSOCIATE-RJ (PS3.8 Table 9-21).
public struct AssociationReject: Hashable, Sendable, CustomStringConvertible {
    /// 1 permanent, 2 transient.
    public let result: UInt8
    /// 1 service user, 2 service provider (ACSE), 3 service provider (presentation).
    public let source: UInt8
    /// What it means depends on the source.
    public let reason: UInt8

    /// The three fields as they are sent.
    public init(result: UInt8, source: UInt8, reason: UInt8) {
        self.result = result
        self.source = source
        self.reason = reason
    }

    init(packed: UInt32) {
        self.init(
            result: UInt8(truncatingIfNeeded: packed >> 16), source: UInt8(truncatingIfNeeded: packed >> 8),
            reason: UInt8(truncatingIfNeeded: packed))
    }

    /// Permanent, by the service user, without a reason.
    public static let noReason = AssociationReject(result: 1, source: 1, reason: 1)
    /// Permanent: nobody knows the caller.
    public static let callingAETitleNotRecognized = AssociationReject(result: 1, source: 1, reason: 3)
    /// Permanent: nobody has the title that was called.
    public static let calledAETitleNotRecognized = AssociationReject(result: 1, source: 1, reason: 7)
    /// Transient: come back later.
    public static let temporaryCongestion = AssociationReject(result: 2, source: 3, reason: 1)
    /// Transient: as many associations as there may be.
    public static let localLimitExceeded = AssociationReject(result: 2, source: 3, reason: 2)

    /// What the peer says, in the words of PS3.8 Table 9-21.
    public var meaning: String {
        let words: String? = switch (source, reason) {
        case (1, 2): "application context name not supported"
        case (1, 3): "calling AE title not recognized"
        case (1, 7): "called AE title not recognized"
        case (2, 2): "protocol version not supported"
        case (3, 1): "temporary congestion"
        case (3, 2): "local limit exceeded"
        default: nil
        }
        return words ?? "no reason given (\(self))"
    }

    /// Result, source and reason, separated by slashes.
    public var description: String { "\(result)/\(source)/\(reason)" }
}

/// An A-ASSOCIATE-RQ that waits for its answer.
public struct AssociationRequest: Hashable, Sendable {
    /// Counts the connections of this process from 1.
    public let association: UInt64
    /// Without padding; may hold anything that a peer sent. Empty only for connections that never requested.
    public let callingAETitle: String
    /// As `callingAETitle`.
    public let calledAETitle: String
    /// Dotted IPv4.
    public let peerAddress: String
    /// One for each proposed presentation context. Empty in an `AssociationSummary`.
    public let abstractSyntaxes: [String]

    /// A request made up, as tests of a handler need it.
    public init(
        association: UInt64, callingAETitle: String, calledAETitle: String, peerAddress: String,
        abstractSyntaxes: [String]
    ) {
        self.association = association
        self.callingAETitle = callingAETitle
        self.calledAETitle = calledAETitle
        self.peerAddress = peerAddress
        self.abstractSyntaxes = abstractSyntaxes
    }

    init(_ info: bridge_association_info) {
        var syntaxes: [String] = []
        if let listed = info.abstract_syntaxes {
            syntaxes = (0..<Int(info.context_count)).map { String(cString: listed[$0]) }
        }
        self.init(
            association: info.association, callingAETitle: String(cString: info.calling_ae_title),
            calledAETitle: String(cString: info.called_ae_title), peerAddress: String(cString: info.peer_address),
            abstractSyntaxes: syntaxes)
    }
}

/// The answer to an `AssociationRequest`.
public enum AssociationDecision: Hashable, Sendable {
    case accept
    case reject(AssociationReject)
}

/// How an association was and how it ended.
public struct AssociationSummary: Hashable, Sendable {
    /// Who asked; without the abstract syntaxes.
    public let request: AssociationRequest
    /// `released`, `aborted` (by the peer), `closed` (without a word), `rejected` (by the handler), `rejected_limit` (too
    /// many stand), `rejected_context` (not DICOM's application context), `rejected_title` (a title is empty), `timeout`,
    /// `stopped` (by `Listener.stop`), `interrupted` (to make room, or at the end of the stop's grace), `protocol` (the
    /// peer broke it).
    public let outcome: String
    /// C-STORE requests answered with 0000.
    public let stored: Int

    /// A summary made up, as tests of a handler need it.
    public init(request: AssociationRequest, outcome: String, stored: Int) {
        self.request = request
        self.outcome = outcome
        self.stored = stored
    }
}

/// What an abstract syntax is to the listener.
public enum AbstractSyntaxKind: Hashable, Sendable {
    case refused, verification, storage
}
