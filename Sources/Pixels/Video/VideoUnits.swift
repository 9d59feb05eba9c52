/// Which units of a coded video are pictures and what these need; an encoder may put anything into the others.
enum VideoUnits {
    /// - Parameter unit: of H.264 or H.265, its header first.
    /// - Throws: `pixel_stream_unsupported` for types that the standards leave to others or to later, and for more content
    ///   than a delimiter, an end or filler has.
    static func check(_ unit: ArraySlice<UInt8>, _ codec: VideoCodec) throws(PixelHold) {
        guard let first = unit.first else { return }
        let content: ArraySlice<UInt8>
        let isBounded: Bool
        let isFiller: Bool
        switch codec {
        case .mpeg2: return
        case .h264:
            let type = first & 0x1F
            // Slices, parameter sets, messages, delimiters; prefixes and slices of further layers.
            guard (1...15).contains(type) || (19...21).contains(type) else { throw unsupported }
            content = unit.dropFirst()
            (isBounded, isFiller) = ((9...11).contains(type), type == 12)
        case .h265:
            let type = first >> 1 & 0x3F
            guard (0...9).contains(type) || (16...21).contains(type) || (32...40).contains(type) else { throw unsupported }
            content = unit.dropFirst(2)
            (isBounded, isFiller) = ((35...37).contains(type), type == 38)
        }
        if isBounded && content.count > 2 || isFiller && !content.dropLast().allSatisfy({ $0 == 0xFF }) { throw unsupported }
    }

    /// - Parameter unit: of MPEG-2, from its start code's last byte on.
    /// - Throws: `pixel_stream_unsupported` for reserved start codes and extensions, and for more content than an end or a
    ///   group has; `pixel_stream_malformed` for a sequence header that is too long.
    static func check(mpeg2 unit: ArraySlice<UInt8>) throws(PixelHold) {
        guard let code = unit.first else { return }
        let content = unit.dropFirst()
        let isKnown: Bool
        switch code {
        case 0x00...0xAF, 0xB2: isKnown = true
        case 0xB3:
            // A header with two tables: what is longer is no such stream at all.
            guard content.count <= 8 + 128 else { throw PixelHold(.streamMalformed, "video") }
            isKnown = true
        case 0xB4, 0xB7: isKnown = content.isEmpty
        case 0xB5: isKnown = content.first.map { (1...10).contains($0 >> 4) && $0 >> 4 != 6 } ?? false
        case 0xB8: isKnown = content.count <= 4
        default: isKnown = false
        }
        if !isKnown { throw unsupported }
    }

    /// SEI messages that tell decoders and displays what to do; all others may hold whatever somebody wants.
    static func isNeeded(_ message: Int, _ codec: VideoCodec) -> Bool {
        switch message {
        case 0...2, 6, 45, 47, 137, 144, 147: true
        case 7...23: codec == .h264
        case 128...132, 136: codec == .h265
        default: false
        }
    }

    /// Eight printable characters in a row are a text.
    static func hasText(_ bytes: some Sequence<UInt8>) -> Bool {
        var count = 0
        for byte in bytes {
            count = (0x20..<0x7F).contains(byte) ? count + 1 : 0
            if count == 8 { return true }
        }
        return false
    }

    private static let unsupported = PixelHold(.streamUnsupported, "unit of video")
}
