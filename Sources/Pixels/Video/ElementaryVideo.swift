import Glibc

/// User data inside coded pictures: of MPEG-2 (ISO/IEC 13818-2 §6.2.2.2), and SEI messages of H.264 and H.265.
enum ElementaryVideo {
    /// Patches that blank what no encoder wrote about itself; each keeps its length.
    static func foreign(in bytes: [UInt8], _ codec: VideoCodec) throws(PixelHold) -> [StreamFinding.Patch] {
        var patches: [StreamFinding.Patch] = []
        var next = startCode(in: bytes, from: 0)
        guard next != nil else { throw PixelHold(.streamMalformed, "video") }
        while let start = next {
            let content = start + 3
            next = startCode(in: bytes, from: content)
            // Zeros before a start code belong to nobody.
            var end = next ?? bytes.count
            while end > content, bytes[end - 1] == 0 { end -= 1 }
            guard content < end else { continue }
            if codec == .mpeg2 {
                try VideoUnits.check(mpeg2: bytes[content..<end])
                let text = content + 1..<end
                guard bytes[content] == 0xB2, !isKnown(bytes[text]) else { continue }
                patches.append(blank(bytes, text))
            } else {
                patches += try messages(in: bytes, content..<end, codec)
            }
        }
        return patches
    }

    /// SEI messages of a NAL unit, if it is one of those.
    ///
    /// - Throws: `pixel_stream_malformed`, `pixel_stream_unsupported`.
    static func messages(
        in bytes: [UInt8], _ unit: Range<Int>, _ codec: VideoCodec
    ) throws(PixelHold) -> [StreamFinding.Patch] {
        guard !unit.isEmpty else { return [] }
        try VideoUnits.check(bytes[unit], codec)
        let first = bytes[unit.lowerBound]
        let header = codec == .h264 ? 1 : 2
        let isMessage = codec == .h264 ? first & 0x1F == 6 : (39...40).contains(first >> 1 & 0x3F)
        guard isMessage, unit.count > header else { return [] }
        // Positions of the bytes that count: an escape of two zeros is none of them.
        let positions = payload(bytes, unit.dropFirst(header))
        var patches: [StreamFinding.Patch] = []
        var index = 0
        while index + 2 <= positions.count {
            let type = variable(bytes, positions, &index)
            let size = variable(bytes, positions, &index)
            guard let type, let size, index + size <= positions.count else { throw PixelHold(.streamMalformed, "SEI") }
            let content = positions[index..<(index + size)]
            index += size
            // 5: unregistered, behind a UUID that names its kind. The others are registered ones (captions), or nobody's.
            let text = type == 5 ? content.dropFirst(16) : content
            let isNeeded = VideoUnits.isNeeded(type, codec) && !VideoUnits.hasText(content.lazy.map { bytes[$0] })
            if !isNeeded, let begin = text.first, let end = text.last, !isKnown(text.map { bytes[$0] }) {
                patches.append(blank(bytes, begin..<end + 1))
            }
            // What is left is the stop bit.
            if positions.count - index <= 1 { break }
        }
        return patches
    }

    private static func payload(_ bytes: [UInt8], _ range: Range<Int>) -> [Int] {
        var zeros = 0
        var positions: [Int] = []
        for position in range {
            if zeros >= 2, bytes[position] == 3 {
                zeros = 0
                continue
            }
            zeros = bytes[position] == 0 ? zeros + 1 : 0
            positions.append(position)
        }
        return positions
    }

    /// A number written as a sum of bytes that ends with one below 255.
    private static func variable(_ bytes: [UInt8], _ positions: [Int], _ index: inout Int) -> Int? {
        var sum = 0
        while index < positions.count {
            let byte = Int(bytes[positions[index]])
            index += 1
            sum += byte
            if byte < 255 { return sum }
        }
        return nil
    }

    /// Blanks, except escapes with the zeros they stand for: without these the unit would have another length.
    private static func blank(_ bytes: [UInt8], _ range: Range<Int>) -> StreamFinding.Patch {
        var replacement = [UInt8](repeating: 0x20, count: range.count)
        for position in range where bytes[position] == 3 && position >= 2 {
            guard bytes[position - 1] == 0, bytes[position - 2] == 0 else { continue }
            for kept in (position - 2)...position where range.contains(kept) {
                replacement[kept - range.lowerBound] = bytes[kept]
            }
        }
        return StreamFinding.Patch(range: range, replacement: replacement)
    }

    /// Position of the next 00 00 01.
    private static func startCode(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return nil }
            var position = start + 2
            while position < buffer.count, let found = memchr(base + position, 1, buffer.count - position) {
                position = UnsafeRawPointer(found) - base
                if buffer[position - 1] == 0, buffer[position - 2] == 0 { return position - 2 }
                position += 1
            }
            return nil
        }
    }

    private static func isKnown(_ text: some Collection<UInt8>) -> Bool {
        EncoderComment.isKnown(text) || EncoderOptions.areAll(Array(text))
            || text.allSatisfy { $0 == 0 || $0 == 0x20 || $0 == 0xFF }
    }
}
