import BridgeErrors
import BridgeSupport
import DcmtkBridge
import PictureText

/// One encoded frame to samples and back, without loss.
///
/// Samples of a pixel stand together in cells of 8, 16 or 32 bits, Little Endian, in the colour model they were coded in;
/// JPEG 2000's component transformation is undone.
public enum FrameCodec: Sendable, Hashable {
    /// RLE Lossless.
    case rle
    /// All processes are decoded, lossless ones are encoded.
    case jpeg
    /// Encoded without loss.
    case jpegLS
    /// HTJ2K is decoded only; encoded reversibly.
    case jpeg2000

    /// What a frame looks like.
    public struct Format: Sendable, Hashable {
        public var rows: Int
        public var columns: Int
        public var samplesPerPixel: Int
        /// 8 or 16; RLE and JPEG 2000 also 32.
        public var bitsAllocated: Int
        /// What a JPEG header should say of three samples.
        public var isRGB: Bool

        public init(rows: Int, columns: Int, samplesPerPixel: Int, bitsAllocated: Int, isRGB: Bool) {
            self.rows = rows
            self.columns = columns
            self.samplesPerPixel = samplesPerPixel
            self.bitsAllocated = bitsAllocated
            self.isRGB = isRGB
        }

        var bridged: bridge_frame_format {
            bridge_frame_format(
                rows: UInt32(clamping: rows), columns: UInt32(clamping: columns),
                samples: UInt16(clamping: samplesPerPixel), allocated: UInt16(clamping: bitsAllocated), is_rgb: isRGB)
        }
    }

    private var bridged: bridge_codec {
        switch self {
        case .rle: BRIDGE_CODEC_RLE
        case .jpeg: BRIDGE_CODEC_JPEG
        case .jpegLS: BRIDGE_CODEC_JPEG_LS
        case .jpeg2000: BRIDGE_CODEC_JPEG_2000
        }
    }

    /// Throws `.unreadable` for a stream that is broken or of another size, `.transferSyntax` for one of a kind that the
    /// library does not know.
    ///
    /// - Parameter again: by the other decoder, where there are two: of lossy JPEG libjpeg-turbo's and DCMTK's.
    public func decode(_ bytes: [UInt8], _ format: Format, again: Bool = false) throws(DimseError) -> [UInt8] {
        var format = format.bridged
        return try BridgeBytes.taken { result, slot in
            bridge_frame_decode(bridged, again, bytes, bytes.count, &format, &result, &slot)
        }
    }

    /// Codes `samples` as `original` was coded: precision, predictor, levels. Throws `.transferSyntax` for lossy JPEG.
    public func encode(_ samples: [UInt8], _ format: Format, like original: [UInt8]) throws(DimseError) -> [UInt8] {
        var format = format.bridged
        return try BridgeBytes.taken { result, slot in
            bridge_frame_encode(
                bridged, samples, samples.count, &format, original, original.count, &result, &slot)
        }
    }
}

/// Covers boxes of lossy JPEG frames in their coefficients.
public enum JPEGBlocks {
    /// A rectangle in pixels, and what is written in it.
    public struct Rectangle: Sendable, Hashable {
        public var x: Int
        public var y: Int
        public var width: Int
        public var height: Int
        /// Of the same size.
        public var caption: Caption?

        public init(x: Int, y: Int, width: Int, height: Int, caption: Caption? = nil) {
            self.x = x
            self.y = y
            self.width = width
            self.height = height
            self.caption = caption
        }
    }

    /// Values of 0 to 255 for each component.
    public struct Levels: Sendable, Hashable {
        public var ground: [Int]
        public var ink: [Int]

        public init(ground: [Int], ink: [Int]) {
            self.ground = ground
            self.ink = ink
        }
    }

    /// The frame with the boxes, rounded out to MCUs, in one value each; every other block keeps its coefficients.
    ///
    /// - Parameter levels: nil: what stood there, averaged over at least 16 pixels.
    /// - Throws: `.transferSyntax` for progressive, arithmetic or 12-bit frames, `.unreadable` for broken ones.
    public static func cover(
        _ bytes: [UInt8], _ format: FrameCodec.Format, _ boxes: [Rectangle], levels: Levels?
    ) throws(DimseError) -> [UInt8] {
        var bridged = format.bridged
        let count = format.samplesPerPixel
        guard levels.map({ $0.ground.count == count && $0.ink.count == count }) ?? true,
            boxes.allSatisfy({ box in box.caption.map { $0.width == box.width && $0.height == box.height } ?? true })
        else { throw DimseError(.argument) }
        let ground = levels.map { $0.ground.map { Int32(clamping: $0) } }
        let ink = (levels?.ink ?? []).map { Int32(clamping: $0) }
        // Captions one after the other, so that one address is enough.
        let captions = boxes.flatMap { $0.caption?.ink ?? [] }
        return try BridgeBytes.taken { result, slot in
            captions.withUnsafeBufferPointer { drawn in
                var used = 0
                let rectangles = boxes.map { box in
                    defer { used += box.caption?.ink.count ?? 0 }
                    return bridge_rectangle(
                        x: UInt32(clamping: box.x), y: UInt32(clamping: box.y), width: UInt32(clamping: box.width),
                        height: UInt32(clamping: box.height),
                        ink: box.caption == nil ? nil : drawn.baseAddress.map { $0 + used })
                }
                func cover(_ levels: UnsafePointer<Int32>?) -> Bool {
                    bridge_jpeg_cover(
                        bytes, bytes.count, &bridged, rectangles, rectangles.count, levels, ink, &result, &slot)
                }
                return ground.map { $0.withUnsafeBufferPointer { cover($0.baseAddress) } } ?? cover(nil)
            }
        }
    }
}
