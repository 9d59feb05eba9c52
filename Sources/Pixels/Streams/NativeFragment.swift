import BridgeErrors
import DataSets
import Frames

/// A frame that stands in its fragment as in a native value (PS3.5 §8.1.1), from the first byte on: as it is (§A.4.11), or
/// deflated (§A.4.13).
struct NativeFragment {
    /// The frame as a native value of its own.
    private let value: [UInt8]
    /// Bytes of the fragment that are the frame.
    private let used: Int
    private let fragment: [UInt8]
    private let module: PixelModule
    private let isDeflated: Bool

    /// Of a frame, unfolded.
    private static let largest = 1 << 31

    /// - Throws: `pixels_not_described`, `pixel_stream_malformed`, `pixel_data_length` for a stream that unfolds to more than
    ///   the frame is, `pixels_not_maskable` for frames of more than 2 GB or than a deflated Data Set may unfold to.
    init(_ fragment: [UInt8], _ module: PixelModule, _ coding: PixelCoding) throws {
        self.fragment = fragment
        self.module = module.ofOneFrame
        isDeflated = coding == .deflatedFrames
        guard self.module.nativeLength(frames: 1) != nil else { throw PixelHold(.notDescribed) }
        guard isDeflated else {
            value = fragment
            used = fragment.count
            return
        }
        // Some writers store chroma for every pixel under a name that says otherwise, and pad.
        let bits = module.rows * module.columns * module.samplesPerPixel * module.bitsAllocated
        guard bits / 8 < Self.largest, UInt64(bits / 8) <= DataSet.Limits.standard.maximumInflated else {
            throw PixelHold(.notMaskable, "a frame that unfolds to \(bits / 8 / 1_000_000) MB")
        }
        let unfolded = try Self.unfolded(fragment, limit: (bits + 7) / 8 + 1)
        (value, used) = (unfolded.frame, unfolded.used)
    }

    private static func unfolded(_ stream: [UInt8], limit: Int) throws -> (frame: [UInt8], used: Int) {
        do throws(DimseError) {
            return try DeflatedFrame.inflate(stream, limit: limit)
        } catch {
            switch error.code {
            case .tooLarge: throw PixelHold(.length, "a frame unfolds to more than it is")
            case .truncated, .unreadable: throw PixelHold(.streamMalformed, "deflate")
            default: throw error
            }
        }
    }

    func samples() throws(PixelHold) -> FrameSamples {
        try NativeFrames(module, length: UInt64(value.count)).samples(ofFrame: 0, in: value, from: 0)
    }

    /// The fragment with other samples, in cells as those of ``samples()``.
    func replacing(samples: [UInt8]) throws -> [UInt8] {
        let frames = try NativeFrames(module, length: UInt64(value.count))
        var changed = value
        frames.put(FrameSamples(samples, frames.layout), ofFrame: 0, into: &changed, from: 0)
        return try isDeflated ? DeflatedFrame.deflate(changed) : changed
    }

    /// What stands behind the picture: padding and zeros stay, anything else goes.
    ///
    /// - Throws: `pixel_data_length` for as much as another picture.
    func inspect() throws(PixelHold) -> StreamFinding {
        var finding = StreamFinding()
        let length = settledLength
        let isMore = value.count > length && value[length...].contains { $0 != 0 }
        if isDeflated {
            if isMore { throw PixelHold(.length, "a frame unfolds to more than it is") }
            let rest = Array(fragment[used...])
            if rest.count <= 1 || rest.allSatisfy({ $0 == 0 }) { return finding }
            if isStream(rest) { throw PixelHold(.length, "a second picture in a frame") }
            finding.remove(used..<fragment.count)
        } else if isMore, value.count > length + 1 {
            guard value.count - length < length, !hasWholeChroma else { throw PixelHold(.length) }
            finding.remove(length..<value.count)
        }
        return finding
    }

    /// Whether bytes unfold to something, if only to the size of this frame.
    private func isStream(_ bytes: [UInt8]) -> Bool {
        do {
            return try !DeflatedFrame.inflate(bytes, limit: value.count).frame.isEmpty
        } catch {
            return error.code == .tooLarge
        }
    }

    /// Under a name that says otherwise there is chroma for every pixel, and more: which bytes are the picture nobody knows.
    private var hasWholeChroma: Bool {
        let full = module.rows * module.columns * module.samplesPerPixel * module.bitsAllocated / 8
        return module.doubledSamples < module.samplesPerPixel * 2 && value.count >= full
    }

    private var settledLength: Int {
        let length = UInt64(value.count)
        return module.storesWholeChroma(length: length) ? value.count : Int(clamping: module.nativeLength(frames: 1) ?? length)
    }
}

extension PixelModule {
    /// Of one of its frames alone.
    fileprivate var ofOneFrame: PixelModule {
        var module = self
        module.frames = 1
        return module
    }
}
