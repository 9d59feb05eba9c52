import Glibc

/// A JPEG or JPEG-LS stream (ISO/IEC 10918-1 Annex B, 14495-1 Annex C), segment by segment.
///
/// Application segments and comments go unless decoding needs them or an encoder wrote them about itself: Exif, XMP,
/// IPTC, ICC profiles, thumbnails. Everything between them stays, so the picture is decoded to the same samples.
struct JPEGStream {
    private let bytes: [UInt8]
    private var finding = StreamFinding()
    private var position = 2
    private var isJPEGLS = false

    /// - Throws: `pixel_stream_malformed`, or `pixel_data_length` for two pictures in one frame.
    static func inspect(_ bytes: [UInt8]) throws(PixelHold) -> StreamFinding {
        var stream = JPEGStream(bytes: bytes)
        try stream.run()
        return stream.finding
    }

    /// Whether a whole application segment or comment, marker and length included, stays as it is.
    static func keeps(_ segment: [UInt8]) -> Bool {
        guard segment.count >= 4 else { return false }
        var stream = JPEGStream(bytes: segment)
        stream.judge(segment[1], 0..<segment.count, 4..<segment.count)
        return stream.finding.patches.isEmpty
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var malformed: PixelHold { PixelHold(.streamMalformed, "JPEG") }

    private mutating func run() throws(PixelHold) {
        guard bytes.starts(with: [0xFF, 0xD8]) else { throw malformed }
        var hasScan = false
        while true {
            // A stream that ends after a scan lacks its end, which hides nothing.
            if position == bytes.count, hasScan { return }
            let start = position
            let code = try marker()
            switch code {
            case 0xD9: return try finding.settleSurplus(of: bytes, from: position, start: [0xFF, 0xD8, 0xFF])
            case 0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF, 0xF8:
                let content = try segment()
                guard JPEGSegment.isFilled(code, bytes[content]) else { throw malformed }
                position = content.upperBound
            case 0xC0...0xCF, 0xF7:
                let content = try segment()
                guard let first = bytes[content].first, JPEGSegment.isFilled(code, bytes[content]) else { throw malformed }
                finding.precision = max(finding.precision ?? 0, Int(first))
                if code == 0xF7 { isJPEGLS = true }
                position = content.upperBound
            case 0xDA:
                let content = try segment()
                guard JPEGSegment.isFilled(code, bytes[content]) else { throw malformed }
                position = content.upperBound
                try skipEntropyCoded()
                hasScan = true
            case 0xE0...0xEF, 0xFE:
                let content = try segment()
                position = content.upperBound
                judge(code, start..<content.upperBound, content)
            default: throw malformed
            }
        }
    }

    /// The code of the marker at `position`, fill bytes before it skipped.
    private mutating func marker() throws(PixelHold) -> UInt8 {
        guard position < bytes.count, bytes[position] == 0xFF else { throw malformed }
        while position < bytes.count, bytes[position] == 0xFF { position += 1 }
        guard position < bytes.count else { throw malformed }
        position += 1
        return bytes[position - 1]
    }

    /// The content of the segment whose length stands at `position`.
    private func segment() throws(PixelHold) -> Range<Int> {
        guard let length = bytes.number(at: position, width: 2), length >= 2, position + length <= bytes.count else {
            throw malformed
        }
        return position + 2..<position + length
    }

    /// Goes to the next marker that is no part of a scan.
    private mutating func skipEntropyCoded() throws(PixelHold) {
        while let found = next(0xFF, from: position), found + 1 < bytes.count {
            let code = bytes[found + 1]
            position = found + 1
            if code == 0xFF { continue }
            let isStuffed = isJPEGLS ? code < 0x80 : code == 0
            if isStuffed || (0xD0...0xD7).contains(code) { continue }
            position = found
            return
        }
        position = bytes.count
    }

    private func next(_ byte: UInt8, from start: Int) -> Int? {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, start < buffer.count,
                let found = memchr(base + start, Int32(byte), buffer.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    private mutating func judge(_ code: UInt8, _ whole: Range<Int>, _ content: Range<Int>) {
        let start = content.lowerBound
        switch code {
        case 0xFE where EncoderComment.isKnown(bytes[content]): return
        case 0xE0 where bytes.has("JFIF\0", at: start) && content.count >= 14:
            // Behind the header stands a thumbnail: a picture that nobody cleans.
            let hasThumbnail = content.count > 14 || bytes[start + 12] != 0 || bytes[start + 13] != 0
            guard hasThumbnail else { return }
            finding.replace(whole, with: [0xFF, 0xE0, 0, 16] + bytes[start..<(start + 12)] + [0, 0])
        case 0xEE where bytes.has("Adobe", at: start):
            guard content.count > 12 else { return }
            finding.replace(whole, with: [0xFF, 0xEE, 0, 14] + bytes[start..<(start + 12)])
        case 0xE8 where isSPIFF(content): return
        default: finding.remove(whole)
        }
    }

    /// The header and the end of a SPIFF directory (ISO/IEC 10918-3 Annex F), and HP's colour transformation.
    private func isSPIFF(_ content: Range<Int>) -> Bool {
        let start = content.lowerBound
        if bytes.has("SPIFF\0", at: start) { return content.count == 30 }
        if bytes.has("mrfx", at: start) { return content.count == 5 }
        return content.count == 6 && bytes[content].elementsEqual([0, 0, 0, 1, 0xFF, 0xD8])
    }
}
