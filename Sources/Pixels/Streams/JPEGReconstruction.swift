import Frames

/// The box `jbrd` of JPEG XL (ISO/IEC 18181-2 §9.9 and Annex A): what it takes to make the JPEG file again that a stream
/// was made of. Its header tells how long each segment is that is no picture; their bytes follow, compressed by Brotli.
struct JPEGReconstruction {
    private var bits: BitReader
    private var segments: [(code: UInt8, kind: UInt32, length: Int)] = []
    private var scans = 0
    private var hasRestarts = false

    /// Whether nothing is in it but what ``JPEGStream`` would leave in the JPEG file as well.
    ///
    /// - Throws: `pixel_stream_malformed` if the header cannot be read.
    static func isHarmless(_ box: ArraySlice<UInt8>) throws(PixelHold) -> Bool {
        var reader = JPEGReconstruction(bits: BitReader(box))
        guard try reader.readHeader() else { return false }
        // Profiles and metadata that stand elsewhere in the file are no segment of ours to judge: boxes are.
        guard reader.segments.allSatisfy({ $0.kind <= 1 && $0.length >= 3 }) else { return false }
        let written = reader.segments.filter { $0.kind == 0 }
        let wanted = written.reduce(0) { $0 + $1.length }
        if wanted == 0 { return true }
        guard written.count <= 64, let content = Brotli.prefix(of: Array(box[reader.bits.byteBoundary...]), count: wanted) else {
            return false
        }
        var position = 0
        for segment in written {
            let bytes = Array(content[position..<position + segment.length])
            position += segment.length
            guard Int(bytes[1]) << 8 | Int(bytes[2]) == segment.length - 1, JPEGStream.keeps([0xFF] + bytes) else { return false }
        }
        return true
    }

    /// False for bytes that are in no segment: between markers, and behind the picture.
    private mutating func readHeader() throws(PixelHold) -> Bool {
        let isGrey = try bits.flag()
        var (applications, comments): ([UInt8], Int) = ([], 0)
        var markers = 0
        while true {
            let code = UInt8(0xC0 + (try bits.number(6)))
            markers += 1
            guard markers <= 16384 else { throw malformed }
            if code == 0xD9 { break }
            switch code {
            case 0xE0...0xEF: applications.append(code)
            case 0xFE: comments += 1
            case 0xDA: scans += 1
            case 0xDD: hasRestarts = true
            case 0xFF: return false
            default: break
            }
        }
        for code in applications {
            let kind = try bits.number((0, 0), (0, 1), (1, 2), (2, 4))
            segments.append((code, kind, Int(try bits.number(16)) + 1))
        }
        for _ in 0..<comments { segments.append((0xFE, 0, Int(try bits.number(16)) + 1)) }
        try readTables(isGrey)
        try readScans()
        guard try bits.number((0, 0), (8, 1), (16, 257), (22, 65793)) == 0 else { return false }
        // Bits between the last code and the next marker, where they are not all 1.
        if try bits.flag() { try bits.skip(Int(try bits.number(24))) }
        return true
    }

    private mutating func readTables(_ isGrey: Bool) throws(PixelHold) {
        for _ in 0..<(try bits.number((0, 1), (0, 2), (0, 3), (0, 4))) { try bits.skip(4) }
        var components: UInt32 = isGrey ? 1 : 3
        let kind = try bits.number(2)
        switch kind {
        case 0: components = 1
        case 3:
            components = try bits.number((0, 1), (0, 2), (0, 3), (0, 4))
            try bits.skip(8 * Int(components))
        default: components = 3
        }
        try bits.skip(2 * Int(components))
        for _ in 0..<(try bits.number((0, 4), (3, 2), (4, 10), (6, 26))) {
            try bits.skip(4)
            var symbols: UInt32 = 0
            for _ in 0...16 { symbols += try bits.number((0, 0), (0, 1), (3, 2), (8, 0)) }
            for _ in 0..<symbols { _ = try bits.number((2, 0), (2, 4), (4, 8), (8, 1)) }
        }
    }

    private mutating func readScans() throws(PixelHold) {
        guard scans > 0 else { throw malformed }
        for _ in 0..<scans {
            let components = try bits.number((0, 1), (0, 2), (0, 3), (0, 4))
            try bits.skip(6 + 6 + 4 + 4 + 6 * Int(components))
            _ = try bits.number((0, 0), (0, 1), (0, 2), (3, 3))
        }
        if hasRestarts { try bits.skip(16) }
        for _ in 0..<scans {
            for _ in 0..<(try bits.number((0, 0), (2, 1), (4, 4), (16, 20))) { try readBlock() }
            for _ in 0..<(try bits.number((0, 0), (2, 1), (4, 4), (16, 20))) {
                _ = try bits.number((0, 1), (2, 2), (4, 5), (8, 20))
                try readBlock()
            }
        }
    }

    private mutating func readBlock() throws(PixelHold) { _ = try bits.number((0, 0), (3, 1), (5, 9), (28, 41)) }

    private init(bits: BitReader) { self.bits = bits }
    private var malformed: PixelHold { PixelHold(.streamMalformed, "JPEG XL reconstruction data") }
}

/// Fields of JPEG XL (ISO/IEC 18181-1 Annex F): bits from the least significant on.
private struct BitReader {
    private let bytes: ArraySlice<UInt8>
    private var position = 0

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    mutating func number(_ width: Int) throws(PixelHold) -> UInt32 {
        guard position + width <= bytes.count * 8 else { throw PixelHold(.streamMalformed, "JPEG XL reconstruction data") }
        var number: UInt32 = 0
        for bit in 0..<width {
            let byte = bytes[bytes.startIndex + (position + bit) / 8]
            number |= UInt32(byte >> UInt8((position + bit) % 8) & 1) << UInt32(bit)
        }
        position += width
        return number
    }

    mutating func flag() throws(PixelHold) -> Bool { try number(1) == 1 }

    mutating func skip(_ width: Int) throws(PixelHold) {
        guard position + width <= bytes.count * 8 else { throw PixelHold(.streamMalformed, "JPEG XL reconstruction data") }
        position += width
    }

    /// A number in one of four forms, told apart by two bits: so many bits, to which an offset is added.
    mutating func number(
        _ forms: (width: Int, offset: UInt32)...
    ) throws(PixelHold) -> UInt32 {
        let form = forms[Int(try number(2))]
        return try number(form.width) + form.offset
    }

    /// The index of the first byte that was not begun.
    var byteBoundary: Int { bytes.startIndex + (position + 7) / 8 }
}
