import DcmtkBridge

/// Brotli streams (RFC 7932).
public enum Brotli {
    /// The first `count` bytes that a stream unfolds to; nil if it has fewer or is broken.
    public static func prefix(of stream: [UInt8], count: Int) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            guard let target = buffer.baseAddress else { return }
            filled = bridge_brotli_prefix(stream, stream.count, target, count) ? count : 0
        }
        return bytes.count == count ? bytes : nil
    }
}
