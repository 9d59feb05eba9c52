import Deid
import Dicom
import Pixels

/// An instance that may leave.
public struct CleanInstance: Sendable {
    /// New identifiers, the pseudonyms that the ledger has to know, counts, and decisions if they were asked for.
    public let plan: Plan
    public let transferSyntax: TransferSyntax
    /// Its bytes: own ones, and ranges of the original and of the changed pixels that were kept elsewhere.
    public let dataSet: EncodedDataSet
    /// What was decided about the pixels, boxes included; nil if the strategy leaves them alone.
    public let pixels: PixelDecision?
    /// What was taken out of Pixel Data, or covered.
    public let cleaning: PixelReport
}

/// What the engine made of one instance.
public struct EngineResult: Sendable {
    /// What the rules decided, as far as that came; decisions are in it if they were asked for.
    public var planned: Planned
    /// An instance that may leave, or why it may not.
    public var outcome: Result<CleanInstance, HeldInstance>

    /// What was decided about the pixels; of an instance that is held for them, the boxes found so far.
    public var pixels: PixelDecision? {
        switch outcome {
        case .success(let clean): return clean.pixels
        case .failure(let hold):
            guard let boxes = hold.boxes else { return nil }
            var decision = PixelDecision()
            decision.mask = PixelMask(boxes: boxes, fill: .black)
            return decision
        }
    }
}
