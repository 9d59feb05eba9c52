import DataSets
import Dicom
import Frames

/// Reads frames of an image as samples, one at a time, whatever their Transfer Syntax is.
///
/// Unused bits of cells are cleared (those above a signed sample extend its sign), so that overlays in them do not show;
/// values that lossy JPEG 2000 gives beyond the range end with it.
public struct FrameReader: Sendable {
    public let module: PixelModule
    private let coding: PixelCoding
    private let native: NativeFrames?
    private let encapsulated: PixelFrames?

    /// - Parameter dataSet: the same one is given to each call.
    /// - Throws: `PixelHold` if the frames of it cannot be told or are of a kind that nobody decodes, `DimseError`.
    public init(_ dataSet: borrowing DataSet, _ module: PixelModule, transferSyntax: TransferSyntax) throws {
        guard let coding = PixelCoding(transferSyntax) else { throw PixelHold(.streamUnsupported, "transfer syntax") }
        try self.init(dataSet, module, coding)
    }

    init(_ dataSet: borrowing DataSet, _ module: PixelModule, _ coding: PixelCoding) throws {
        guard module.nativeLength(frames: module.frames) != nil else { throw PixelHold(.notDescribed) }
        guard let value = try dataSet.pixelValue(at: module.index) else { throw PixelHold(.notDescribed, "no pixels") }
        var module = module
        try module.palette.load(from: dataSet)
        self.module = module
        self.coding = coding
        if value.isEncapsulated {
            guard coding.isDecoded, !module.isFloat else { throw PixelHold(.notDecodable, "codec") }
            native = nil
            encapsulated = try PixelFrames(of: dataSet, module, value)
        } else {
            native = try NativeFrames(module, length: value.length)
            encapsulated = nil
        }
    }

    public var frameCount: Int { module.frames }

    /// A frame as it is stored: one read of the file. What comes of it can be decoded in another thread.
    ///
    /// - Parameter number: from 0.
    public func frame(_ number: Int, in dataSet: borrowing DataSet) throws -> StoredFrame {
        guard (0..<frameCount).contains(number) else { throw PixelHold(.notDescribed, "frame number") }
        if let native {
            let range = native.bytes(of: number..<number + 1)
            let bytes = try dataSet.readPixels(at: module.index, range)
            let samples = native.samples(ofFrame: number, in: bytes, from: range.lowerBound)
            return StoredFrame(module: module, content: .samples(samples))
        }
        guard let encapsulated, encapsulated.ranges.indices.contains(number) else { throw PixelHold(.framesUnclear) }
        let bytes = try dataSet.readPixels(at: module.index, encapsulated.ranges[number])
        return StoredFrame(module: module, content: .stream(EncodedFrame(bytes: bytes, module: module, coding: coding)))
    }

    /// Samples of a frame, numbered from 0.
    ///
    /// - Throws: `PixelHold`: `pixel_stream_malformed` for a frame that cannot be decoded.
    public func samples(ofFrame number: Int, in dataSet: borrowing DataSet) throws -> FrameSamples {
        try frame(number, in: dataSet).samples()
    }
}

/// One frame as it stands in the value.
public struct StoredFrame: Sendable {
    enum Content: Sendable {
        case samples(FrameSamples)
        case stream(EncodedFrame)
    }

    let module: PixelModule
    let content: Content

    /// Decodes it. Any thread.
    public func samples() throws -> FrameSamples {
        var samples: FrameSamples
        switch content {
        case .samples(let found): samples = found
        case .stream(let frame): return try frame.settledSamples()
        }
        if module.bitsAllocated > 1, module.bitsAllocated != module.bitsStored, !module.isFloat {
            guard module.sampleBits.isPossible else { throw PixelHold(.notDescribed, "bits") }
            try samples.clearForeign(module)
        }
        return samples
    }
}
