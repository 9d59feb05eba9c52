/// A Data Set ready to leave, as a recipe: bytes of its own, and ranges of the received file for long values that no rule
/// touched (Pixel Data above all), which are therefore never copied.
public struct EncodedDataSet: Hashable, Sendable {
    /// One stretch of the Data Set.
    public enum Segment: Hashable, Sendable {
        /// A range of `bytes`.
        case own(Range<Int>)
        /// A range of the received file, counted from its first byte.
        case original(offset: UInt64, length: UInt64)
        /// A range of a file beside it, of changed pixels that are too many to be among `bytes`.
        case changed(offset: UInt64, length: UInt64)
    }

    public var bytes: [UInt8]
    public var segments: [Segment]

    public init(bytes: [UInt8], segments: [Segment]) {
        self.bytes = bytes
        self.segments = segments
    }

    /// Whether ranges of the received file are in it.
    public var needsOriginal: Bool { segments.contains { if case .original = $0 { true } else { false } } }

    /// Where the last of the ranges of the received file ends.
    public var originalEnd: UInt64 {
        segments.reduce(0) { if case .original(let offset, let length) = $1 { max($0, offset + length) } else { $0 } }
    }

    /// Whether ranges of the file of changed pixels are in it.
    public var needsPixels: Bool { segments.contains { if case .changed = $0 { true } else { false } } }

    /// Length of the whole Data Set in bytes.
    public var count: UInt64 {
        segments.reduce(0) { sum, segment in
            switch segment {
            case .own(let range): sum + UInt64(range.count)
            case .original(_, let length), .changed(_, let length): sum + length
            }
        }
    }
}
