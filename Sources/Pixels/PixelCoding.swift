import Dicom
import Frames

/// How pixels are coded: the families of Transfer Syntaxes (PS3.5 §8.2, §10).
public enum PixelCoding: Sendable, Hashable {
    case native
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
        if syntax == .rleLossless {
            self = .rle
            return
        }
        switch syntax.uid.split(separator: ".").last.flatMap({ Int($0) }) ?? 0 {
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
        case .native, .rle, .jpeg, .jpegLS, .jpeg2000: false
        }
    }

    /// What decodes a frame; nil for video and JPEG XL.
    var codec: FrameCodec? {
        switch self {
        case .rle: .rle
        case .jpeg: .jpeg
        case .jpegLS: .jpegLS
        case .jpeg2000, .jpeg2000Other: .jpeg2000
        case .native, .jpegXL, .video: nil
        }
    }
}
