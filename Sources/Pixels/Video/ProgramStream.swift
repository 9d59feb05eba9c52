/// A program stream (ISO/IEC 13818-1 §2.5): packets of pictures one after the other.
enum ProgramStream {
    /// - Throws: `pixel_stream_audio`, `pixel_stream_unsupported` for private streams, `pixel_stream_malformed`.
    static func pictures(of bytes: [UInt8]) throws(PixelHold) -> GatheredBytes {
        let malformed = PixelHold(.streamMalformed, "program stream")
        var pictures = GatheredBytes()
        var position = 0
        while position < bytes.count {
            if bytes[position...].allSatisfy({ $0 == 0 }) { break }
            guard bytes.number(at: position, width: 3) == 1, let code = bytes.number(at: position + 3, width: 1) else {
                throw malformed
            }
            switch code {
            case 0xB9: position += 4
            case 0xBA:
                // Only the form of MPEG-2, which counts its stuffing.
                guard let stuffing = bytes.number(at: position + 13, width: 1), bytes[position + 4] >> 6 == 1 else {
                    throw malformed
                }
                position += 14 + stuffing & 7
            default:
                guard let length = bytes.number(at: position + 4, width: 2), position + 6 + length <= bytes.count else {
                    throw malformed
                }
                let packet = position + 6..<position + 6 + length
                switch code {
                case 0xBB where packet.count % 3 == 0, 0xBC:
                    if VideoUnits.hasText(bytes[packet]) { throw PixelHold(.streamUnsupported, "programme map") }
                case 0xBE where bytes[packet].allSatisfy({ $0 == 0xFF }): break
                case 0xC0...0xDF: throw PixelHold(.streamHasAudio)
                case 0xE0...0xEF: pictures.append(bytes, try PacketHeader.payload(of: bytes, packet))
                default: throw PixelHold(.streamUnsupported, "private stream")
                }
                position = packet.upperBound
            }
        }
        return pictures
    }
}

/// The header of a packetised elementary stream (ISO/IEC 13818-1 §2.4.3.6).
enum PacketHeader {
    /// What follows the header, given all from its flags on.
    static func payload(of bytes: [UInt8], _ packet: Range<Int>) throws(PixelHold) -> Range<Int> {
        guard packet.count >= 3, bytes[packet.lowerBound] >> 6 == 2 else {
            throw PixelHold(.streamMalformed, "packet header")
        }
        let flags = bytes[packet.lowerBound + 1], start = packet.lowerBound + 3 + Int(bytes[packet.lowerBound + 2])
        guard start <= packet.upperBound else { throw PixelHold(.streamMalformed, "packet header") }
        // An extension may hold 16 private bytes.
        if flags & 1 == 1 {
            let stamps = [0, 0, 5, 10][Int(flags >> 6)]
            let others = (flags & 0x20 != 0 ? 6 : 0) + (flags & 0x10 != 0 ? 3 : 0) + (flags & 8 != 0 ? 1 : 0)
            let position = packet.lowerBound + 3 + stamps + others + (flags & 4 != 0 ? 1 : 0) + (flags & 2 != 0 ? 2 : 0)
            guard position < start else { throw PixelHold(.streamMalformed, "packet header") }
            if bytes[position] & 0x80 != 0 { throw PixelHold(.streamUnsupported, "private data") }
        }
        return start..<packet.upperBound
    }
}
