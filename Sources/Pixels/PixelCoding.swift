import Dicom
import Frames

/// How pixels are coded: the families of Transfer Syntaxes (PS3.5 §8.2, §10).
public enum PixelCoding: Sendable, Hashable {
    case native
    /// Native frames, each in fragments of its own: as they are, or deflated.
    case uncompressedFrames, deflatedFrames
    case rle
    /// Baseline, Extended, Lossless.
    case jpeg
    case jpegLS
    case jpeg2000
    /// High-Throughput JPEG 2000 and Part 2 of JPEG 2000: read, not written.
    case jpeg2000Other
    case jpegXL
    case video(VideoCodec)

    /// nil for a Transfer Syntax that nobody knows.
    public init?(_ syntax: TransferSyntax) {
        switch syntax.encoding {
        case nil: return nil
        case .encapsulated: break
        default:
            self = .native
            return
        }
        switch syntax {
        case .rleLossless:
            self = .rle
            return
        case .encapsulatedUncompressed:
            self = .uncompressedFrames
            return
        case .deflatedImageFrame:
            self = .deflatedFrames
            return
        default: break
        }
        switch syntax.numberInJPEGFamily ?? 0 {
        case 50...70: self = .jpeg
        case 80, 81: self = .jpegLS
        case 90, 91: self = .jpeg2000
        case 92, 93, 201...203: self = .jpeg2000Other
        case 100, 101: self = .video(.mpeg2)
        case 102...106: self = .video(.h264)
        case 107, 108: self = .video(.h265)
        case 110...112: self = .jpegXL
        default: return nil
        }
    }

    /// No library of Debian's both reads and writes it.
    var isOnlyCarried: Bool {
        switch self {
        case .jpeg2000Other, .jpegXL, .video: true
        case .native, .uncompressedFrames, .deflatedFrames, .rle, .jpeg, .jpegLS, .jpeg2000: false
        }
    }

    /// Frames are as in a native value, bits and planes too.
    var holdsNativeFrames: Bool { self == .uncompressedFrames || self == .deflatedFrames }

    /// Frames of it become samples here.
    var isDecoded: Bool { codec != nil || holdsNativeFrames }

    /// What decodes a frame; nil for those that are native, video and JPEG XL.
    var codec: FrameCodec? {
        switch self {
        case .rle: .rle
        case .jpeg: .jpeg
        case .jpegLS: .jpegLS
        case .jpeg2000, .jpeg2000Other: .jpeg2000
        case .native, .uncompressedFrames, .deflatedFrames, .jpegXL, .video: nil
        }
    }
}
