import BridgeErrors
import Deid
import Instances
import Pixels

/// Why an instance is held, and what its pixels showed until then.
public struct HeldInstance: Error, Hashable, Sendable {
    public var reason: HoldReason
    /// The attribute, the frame or the rule: never a value.
    public var detail: String
    /// Of an instance that is held for its pixels, what would have been covered, as far as that was known; nil: it is held
    /// for something else.
    public var boxes: [PixelBox]?
    /// The Data Set itself cannot be read or changed, whatever the rules are: it is held for every destination at once.
    public var isOfDataSet = false

    public init(reason: HoldReason, detail: String = "") {
        self.reason = reason
        self.detail = detail
    }

    /// What is wrong with a Data Set that DCMTK or the scan before it refused; nil for our own trouble (memory, files).
    public init?(_ error: DimseError) {
        switch error.code {
        case .unreadable: self.init(reason: .dataSetUnreadable)
        case .truncated: self.init(reason: .dataSetTruncated)
        case .tooDeep: self.init(reason: .dataSetTooDeep)
        case .tooLarge: self.init(reason: .dataSetTooLarge)
        case .transferSyntax: self.init(reason: .transferSyntaxUnknown)
        // The same instance would meet it again.
        case .argument, .unexpected: self.init(reason: .internalError, detail: error.code.name)
        default: return nil
        }
        isOfDataSet = true
    }

    init(_ hold: PlanHold) { self.init(reason: hold.reason, detail: hold.detail) }

    /// - Parameter decision: what was decided before.
    init(_ hold: PixelHold, after decision: PixelDecision? = nil) {
        self.init(reason: hold.reason.code, detail: hold.detail)
        boxes = hold.boxes.isEmpty ? decision?.boxes ?? [] : hold.boxes
    }
}

extension HeldInstance: Encodable {
    private enum CodingKeys: CodingKey { case reason, detail, meaning, next, trouble }

    /// Reason with what it means, and detail; nothing of it holds values.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(reason, forKey: .reason)
        try container.encode(detail, forKey: .detail)
        try container.encode(reason.meaning, forKey: .meaning)
        try container.encode(reason.next, forKey: .next)
        try container.encode(reason.trouble, forKey: .trouble)
    }
}
