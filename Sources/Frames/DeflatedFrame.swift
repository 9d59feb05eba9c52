import BridgeErrors
import BridgeSupport
import DcmtkBridge

/// One frame as a stream of its own by RFC 1951 (PS3.5 §8.2.16).
public enum DeflatedFrame {
    /// What a stream unfolds to, and how many bytes of `stream` it takes: padding may follow.
    ///
    /// - Parameter limit: of the result, in bytes.
    /// - Throws: `.truncated`, `.unreadable`; `.tooLarge` beyond the limit.
    public static func inflate(_ stream: [UInt8], limit: Int) throws(DimseError) -> (frame: [UInt8], used: Int) {
        var used = 0
        let frame = try BridgeBytes.taken { result, slot in
            bridge_frame_inflate(stream, stream.count, limit, &result, &used, &slot)
        }
        return (frame, used)
    }

    /// The stream of a frame, padded to even length.
    public static func deflate(_ frame: [UInt8]) throws(DimseError) -> [UInt8] {
        try BridgeBytes.taken { result, slot in bridge_frame_deflate(frame, frame.count, &result, &slot) }
    }
}
