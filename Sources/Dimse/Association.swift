import BridgeErrors
import DcmtkBridge

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
