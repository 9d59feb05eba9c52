/// Segments that decoding needs: what their headers count must be all that they have.
enum JPEGSegment {
    /// Whether the content of a structural segment ends where the standard says (ISO/IEC 10918-1 Annex B, 14495-1 Annex C).
    static func isFilled(_ code: UInt8, _ content: ArraySlice<UInt8>) -> Bool {
        let start = content.startIndex
        switch code {
        case 0xC4: return areTables(content) { 17 + $0.dropFirst().prefix(16).reduce(0) { $0 + Int($1) } }
        case 0xDB: return areTables(content) { $0[$0.startIndex] >> 4 == 0 ? 65 : 129 }
        // Four tables of each of two classes.
        case 0xCC: return content.count % 2 == 0 && content.count <= 16
        // JPEG-LS has intervals of up to four bytes.
        case 0xDD: return (2...4).contains(content.count)
        case 0xDC: return content.count == 2
        case 0xDF: return content.count == 1
        case 0xDA: return content.count >= 1 && content.count == 4 + 2 * Int(content[start])
        case 0xF8: return isParameters(content)
        // Frames and hierarchies.
        default: return content.count >= 6 && content.count == 6 + 3 * Int(content[start + 5])
        }
    }

    /// One table behind the other, each as long as `length` of what begins there.
    private static func areTables(_ content: ArraySlice<UInt8>, _ length: (ArraySlice<UInt8>) -> Int) -> Bool {
        var rest = content
        while let first = rest.first {
            guard first >> 4 <= 1, first & 0xF <= 3 else { return false }
            let count = length(rest)
            guard count <= rest.count else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// JPEG-LS: thresholds, mapping tables, the size of a large picture.
    private static func isParameters(_ content: ArraySlice<UInt8>) -> Bool {
        switch content.first {
        case 1: content.count == 11
        case 2, 3: content.count > 3
        case 4: content.count <= 10
        default: false
        }
    }
}
