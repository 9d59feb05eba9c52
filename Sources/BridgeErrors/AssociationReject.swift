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
        let words: String? =
            switch (source, reason) {
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
