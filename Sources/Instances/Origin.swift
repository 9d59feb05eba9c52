/// Where an instance came from. Every source has a case, so that what depends on it does not compile until it has decided.
public enum Origin: Hashable, Sendable {
    /// Another node sent it, on an association that it opened to us.
    case association(AssociationOrigin)
}

/// What a sender said of itself, and where it was.
public struct AssociationOrigin: Hashable, Sendable {
    public var callingAETitle: String
    /// The title by which the sender called us.
    public var calledAETitle: String
    /// The sender's IPv4 address, dotted.
    public var peerAddress: String

    public init(callingAETitle: String, calledAETitle: String, peerAddress: String) {
        self.callingAETitle = callingAETitle
        self.calledAETitle = calledAETitle
        self.peerAddress = peerAddress
    }
}

extension Origin {
    /// The texts by which routes are chosen and as which the ledger keeps an origin.
    public var fields: AssociationOrigin {
        switch self {
        case .association(let association): association
        }
    }

    /// The origin that `fields` were of.
    public init(fields: AssociationOrigin) { self = .association(fields) }
}
