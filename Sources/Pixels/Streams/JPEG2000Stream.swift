/// A JPEG 2000 or HTJ2K code stream (ISO/IEC 15444-1 Annex A), bare or in JP2 boxes (Annex I).
///
/// Comments of the main header go, those of tile-parts are blanked (lengths of tile-parts count them), unless an encoder
/// wrote them about itself. Of the boxes, only those stay that decoding needs.
struct JPEG2000Stream {
    private let bytes: [UInt8]
    private var finding = StreamFinding()

    /// - Throws: `pixel_stream_malformed`, `pixel_stream_unsupported`, `pixel_data_length`.
    static func inspect(_ bytes: [UInt8]) throws(PixelHold) -> StreamFinding {
        var stream = JPEG2000Stream(bytes: bytes)
        if bytes.has("jP  ", at: 4) {
            try stream.readBoxes()
        } else {
            try stream.readCodeStream(0..<bytes.count, isLast: true)
        }
        return stream.finding
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var malformed: PixelHold { PixelHold(.streamMalformed, "JPEG 2000") }

    // MARK: code stream

    private static let startOfCodeStream = 0xFF4F, startOfTilePart = 0xFF90, startOfData = 0xFF93, end = 0xFFD9
    private static let size = 0xFF51, comment = 0xFF64
    /// Part 1, Part 2 and Part 15 segments with parameters of the coding.
    private static let parameters: Set<Int> = Set(
        [0x50, 0x51, 0x52, 0x53, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5C, 0x5D, 0x5E, 0x5F, 0x60, 0x61, 0x63]
            + Array(0x70...0x7A)
    ).reduce(into: []) { $0.insert(0xFF00 | $1) }

    private mutating func readCodeStream(_ range: Range<Int>, isLast: Bool) throws(PixelHold) {
        guard bytes.number(at: range.lowerBound, width: 2) == Self.startOfCodeStream,
            bytes.number(at: range.lowerBound + 2, width: 2) == Self.size
        else { throw malformed }
        var position = range.lowerBound + 2
        try skipHeader(&position, within: range, until: Self.startOfTilePart) { finding, whole, text in
            // A box around it counts its bytes.
            if isLast { finding.remove(whole) } else { finding.blank(text) }
        }
        while position < range.upperBound {
            if bytes.number(at: position, width: 2) == Self.end {
                if !isLast, bytes[(position + 2)..<range.upperBound].contains(where: { $0 != 0 }) { throw malformed }
                guard isLast else { return }
                return try finding.settleSurplus(of: bytes, from: position + 2, start: [0xFF, 0x4F, 0xFF, 0x51])
            }
            try skipTilePart(&position, within: range)
        }
    }

    private mutating func skipTilePart(_ position: inout Int, within range: Range<Int>) throws(PixelHold) {
        let start = position
        guard bytes.number(at: start, width: 2) == Self.startOfTilePart, start + 12 <= range.upperBound,
            bytes.number(at: start + 2, width: 2) == 10, let length = bytes.number(at: start + 6, width: 4)
        else { throw malformed }
        position += 12
        try skipHeader(&position, within: range, until: Self.startOfData) { finding, _, text in
            finding.blank(text)
        }
        if length == 0 {
            // The last one: up to the end marker, behind which only padding may stand.
            var end = range.upperBound
            while end > position, bytes[end - 1] == 0 { end -= 1 }
            guard end - 2 >= position, bytes.number(at: end - 2, width: 2) == Self.end else { throw malformed }
            position = end - 2
        } else {
            // A stream that is cut short ends inside its last tile-part, which hides nothing.
            guard start + length >= position + 2 else { throw malformed }
            position = min(start + length, range.upperBound)
        }
    }

    /// Goes over marker segments to the marker `last`.
    private mutating func skipHeader(
        _ position: inout Int, within range: Range<Int>, until last: Int,
        foreign: (inout StreamFinding, _ whole: Range<Int>, _ text: Range<Int>) -> Void
    ) throws(PixelHold) {
        while let code = bytes.number(at: position, width: 2), code != last {
            guard let length = bytes.number(at: position + 2, width: 2), length >= 2,
                position + 2 + length <= range.upperBound
            else { throw malformed }
            let end = position + 2 + length
            if code == Self.comment {
                guard length >= 4 else { throw malformed }
                let text = position + 6..<end
                if !EncoderComment.isKnown(bytes[text]) { foreign(&finding, position..<end, text) }
            } else if code == Self.size {
                try readSize(position, length)
            } else if !Self.parameters.contains(code) {
                throw malformed
            }
            position = end
        }
        guard position + 2 <= range.upperBound else { throw malformed }
    }

    private mutating func readSize(_ position: Int, _ length: Int) throws(PixelHold) {
        guard let components = bytes.number(at: position + 38, width: 2), components > 0,
            length == 38 + 3 * components
        else { throw malformed }
        for component in 0..<components {
            let bits = Int(bytes[position + 40 + 3 * component] & 0x7F) + 1
            finding.precision = max(finding.precision ?? 0, bits)
        }
    }

    // MARK: boxes

    private struct Box {
        var type: String
        var whole: Range<Int>
        var content: Range<Int>
    }

    private mutating func readBoxes() throws(PixelHold) {
        var position = 0
        var hasCodeStream = false
        while position < bytes.count {
            guard bytes[position...].contains(where: { $0 != 0 }) else { return }
            let box = try box(at: position, within: 0..<bytes.count)
            position = box.whole.upperBound
            switch box.type {
            case "jP  ", "ftyp": continue
            case "jp2h": try settleHeader(box)
            case "jp2c" where !hasCodeStream:
                hasCodeStream = true
                try readCodeStream(box.content, isLast: false)
            case "jp2c": throw PixelHold(.length, "a second picture in a frame")
            default: finding.remove(box.whole)
            }
        }
        guard hasCodeStream else { throw malformed }
    }

    /// Keeps what decoding needs. A colour profile may say anything; samples are decoded without it, so that the colour
    /// space it stands for is named instead. Boxes that nobody knows go.
    private mutating func settleHeader(_ header: Box) throws(PixelHold) {
        var position = header.content.lowerBound
        var kept: [UInt8] = []
        var components = 0
        var namesColour = false
        while position < header.content.upperBound {
            let box = try box(at: position, within: header.content)
            position = box.whole.upperBound
            switch box.type {
            case "ihdr":
                guard box.content.count == 14, let count = bytes.number(at: box.content.lowerBound + 8, width: 2) else {
                    throw malformed
                }
                components = count
                kept += bytes[box.whole]
            case "bpcc", "pclr", "cmap", "cdef": kept += bytes[box.whole]
            case "res " where box.content.count <= 36: kept += bytes[box.whole]
            case "colr":
                let isNumbers = [7, 35].contains(box.content.count) && bytes[box.content.lowerBound] == 1
                if isNumbers { kept += bytes[box.whole] } else if !namesColour { kept += Self.colour(components) }
                namesColour = true
            default: continue
            }
        }
        guard kept.count != header.content.count else { return }
        finding.replace(header.whole, with: Self.box("jp2h", kept))
    }

    /// A colour specification box: sRGB, or grey.
    private static func colour(_ components: Int) -> [UInt8] {
        box("colr", [1, 0, 0, 0, 0, 0, components < 3 ? 17 : 16])
    }

    private static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let length = content.count + 8
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } + Array(type.utf8) + content
    }

    private func box(at position: Int, within range: Range<Int>) throws(PixelHold) -> Box {
        guard position + 8 <= range.upperBound, var length = bytes.number(at: position, width: 4) else { throw malformed }
        var header = 8
        if length == 1 {
            // Eight bytes; more than the lower seven would not be in memory.
            guard bytes[position..<range.upperBound].count >= 16, bytes[position + 8] == 0,
                let long = bytes.number(at: position + 9, width: 7)
            else { throw malformed }
            length = long
            header = 16
        } else if length == 0 {
            length = range.upperBound - position
        }
        guard length >= header, length <= range.upperBound - position else { throw malformed }
        return Box(
            type: String(decoding: bytes[(position + 4)..<(position + 8)], as: UTF8.self),
            whole: position..<position + length, content: position + header..<position + length)
    }
}
