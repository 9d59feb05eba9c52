/// A frame in RLE Lossless (PS3.5 Annex G): a header of 64 bytes and up to 15 segments of packed bytes.
///
/// What a decoder never looks at (unused header fields, gaps, the rest of a segment) must be empty.
enum RLEFrame {
    /// - Parameter cells: bytes that each segment unpacks to: rows by columns.
    /// - Throws: `pixel_stream_malformed`, `pixel_data_length` for more bytes than the segments need.
    static func inspect(_ bytes: [UInt8], cells: Int) throws(PixelHold) -> StreamFinding {
        guard bytes.count >= 64 else { throw PixelHold(.streamMalformed, "RLE") }
        let numbers = stride(from: 0, to: 64, by: 4).map { start in
            bytes[start..<(start + 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        let count = numbers[0]
        guard (1...15).contains(count), numbers[1] == 64, numbers[(count + 1)...].allSatisfy({ $0 == 0 }) else {
            throw PixelHold(.streamMalformed, "RLE")
        }
        var finding = StreamFinding()
        for segment in 1...count {
            let start = numbers[segment]
            let end = segment == count ? bytes.count : numbers[segment + 1]
            guard start <= end, end <= bytes.count else { throw PixelHold(.streamMalformed, "RLE") }
            let used = try unpackedEnd(of: bytes, start..<end, cells: cells)
            // A byte of padding makes a segment even; some writers fill with more, always with zeros.
            guard end - used > 1, bytes[used..<end].contains(where: { $0 != 0 }) else { continue }
            guard segment == count else { throw PixelHold(.length, "RLE segment") }
            guard !hasHeader(bytes[used..<end]) else { throw PixelHold(.length, "RLE frame behind a frame") }
            finding.remove(used..<end)
        }
        return finding
    }

    /// Whether a frame begins in what follows the last run: nobody looked at its picture, and nobody may lose it.
    private static func hasHeader(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.indices.dropLast(63).contains { start in
            (1...15).contains(rest[start]) && rest[(start + 1)..<(start + 8)].elementsEqual([0, 0, 0, 64, 0, 0, 0])
        }
    }

    /// Where the runs that give `cells` bytes end.
    private static func unpackedEnd(of bytes: [UInt8], _ range: Range<Int>, cells: Int) throws(PixelHold) -> Int {
        var position = range.lowerBound
        var produced = 0
        while produced < cells {
            guard position < range.upperBound else { throw PixelHold(.streamMalformed, "RLE") }
            let control = Int(bytes[position])
            switch control {
            case 0..<128:
                position += 2 + control
                produced += 1 + control
            case 128: position += 1
            default:
                position += 2
                produced += 257 - control
            }
        }
        guard position <= range.upperBound, produced == cells else { throw PixelHold(.streamMalformed, "RLE") }
        return position
    }
}
