/// A JPEG XL stream (ISO/IEC 18181-2 §9): bare, or in boxes.
enum JPEGXLStream {
    /// The bare code stream has no place for metadata; boxes that have one hold, and a recompressed JPEG file
    /// (1.2.840.10008.1.2.4.111) that had something in it which no picture needs.
    ///
    /// - Throws: `pixel_stream_unsupported` for metadata, `pixel_stream_malformed`.
    static func inspect(_ bytes: [UInt8]) throws(PixelHold) -> StreamFinding {
        if bytes.starts(with: [0xFF, 0x0A]) { return StreamFinding() }
        guard bytes.has("JXL ", at: 4) else { throw PixelHold(.streamMalformed, "JPEG XL") }
        var position = 0
        while position + 8 <= bytes.count {
            guard let short = bytes.number(at: position, width: 4) else { break }
            let type = bytes[(position + 4)..<(position + 8)]
            let isRecompressed = type.elementsEqual(reconstruction)
            guard isRecompressed || pictures.contains(where: type.elementsEqual) else {
                throw PixelHold(.streamUnsupported, "JPEG XL box")
            }
            // 0: to the end; 1: a length of 64 bits follows.
            let length = short == 1 ? bytes.number(at: position + 8, width: 8) ?? 0 : short == 0 ? bytes.count - position : short
            let header = short == 1 ? 16 : 8
            guard length >= header, length <= bytes.count - position else { throw PixelHold(.streamMalformed, "JPEG XL") }
            if isRecompressed, !(try JPEGReconstruction.isHarmless(bytes[(position + header)..<(position + length)])) {
                throw PixelHold(.streamUnsupported, "JPEG XL: metadata of the JPEG file that it was made of")
            }
            position += length
        }
        // One byte of padding makes the length even (PS3.5 §A.4).
        guard bytes[position...].allSatisfy({ $0 == 0 }) else { throw PixelHold(.streamMalformed, "JPEG XL") }
        return StreamFinding()
    }

    /// Reconstruction of the JPEG file that it was made of.
    private static let reconstruction = Array("jbrd".utf8)

    /// Signature, file type, level, code stream, its parts, frame index.
    private static let pictures = ["JXL ", "ftyp", "jxll", "jxlc", "jxlp", "jxli"].map { Array($0.utf8) }
}
