/// A transport stream (ISO/IEC 13818-1 §2.4), packets of 188 bytes or, as on discs, of 192.
///
/// The one programme's pictures are gathered; packets of other kinds become null packets, except the tables that name
/// the streams and FFmpeg's own service description.
struct TransportStream {
    private let bytes: [UInt8]
    private let packetLength: Int
    private(set) var patches: [StreamFinding.Patch] = []
    private(set) var pictures = GatheredBytes()
    private var mapPIDs: Set<Int> = []
    private var picturePID: Int?

    private static let nullPID = 0x1FFF

    static func begins(_ bytes: [UInt8]) -> Bool { packetLength(bytes) != nil }

    private static func packetLength(_ bytes: [UInt8]) -> Int? {
        for length in [188, 192] {
            let first = length - 188
            guard bytes.count >= length, bytes[first] == 0x47 else { continue }
            if bytes.count < 2 * length || bytes[first + length] == 0x47 { return length }
        }
        return nil
    }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        packetLength = Self.packetLength(bytes) ?? 188
    }

    private var malformed: PixelHold { PixelHold(.streamMalformed, "transport stream") }

    mutating func run() throws(PixelHold) {
        var position = 0
        while position < bytes.count {
            guard position + packetLength <= bytes.count else {
                // A fragment is padded to even length.
                guard bytes[position...].allSatisfy({ $0 == 0 }) else { throw malformed }
                break
            }
            try read(position + packetLength - 188..<position + packetLength)
            position += packetLength
        }
        guard picturePID != nil else { throw malformed }
    }

    private mutating func read(_ packet: Range<Int>) throws(PixelHold) {
        let start = packet.lowerBound
        guard bytes[start] == 0x47 else { throw malformed }
        let pid = Int(bytes[start + 1] & 0x1F) << 8 | Int(bytes[start + 2])
        let begins = bytes[start + 1] & 0x40 != 0
        let control = bytes[start + 3] >> 4 & 3
        var payload = start + 4..<packet.upperBound
        if control & 2 != 0 {
            let length = Int(bytes[start + 4])
            guard 5 + length <= 188 else { throw malformed }
            if length > 0, bytes[start + 5] & 0x03 != 0 { throw PixelHold(.streamUnsupported, "private data") }
            payload = start + 5 + length..<packet.upperBound
        }
        if control & 1 == 0 { payload = packet.upperBound..<packet.upperBound }
        switch pid {
        case Self.nullPID: blank(start + 4..<packet.upperBound)
        case 0: try readPrograms(payload, begins)
        case _ where mapPIDs.contains(pid): try readStreams(payload, begins)
        case _ where pid == picturePID: try gather(payload, begins)
        case 0x11 where isFFmpegService(payload): break
        default:
            // Another PID, and nothing but stuffing.
            patches.append(
                StreamFinding.Patch(
                    range: packet, replacement: [0x47, 0x1F, 0xFF, 0x10] + [UInt8](repeating: 0xFF, count: 184)))
        }
    }

    private mutating func blank(_ range: Range<Int>) {
        guard bytes[range].contains(where: { $0 != 0xFF && $0 != 0 }) else { return }
        patches.append(StreamFinding.Patch(range: range, replacement: [UInt8](repeating: 0xFF, count: range.count)))
    }

    /// The section that begins in a payload, whole: those of one programme fit a packet.
    private func section(_ payload: Range<Int>, _ begins: Bool) throws(PixelHold) -> Range<Int>? {
        guard begins, !payload.isEmpty else {
            if payload.isEmpty { return nil }
            throw PixelHold(.streamUnsupported, "a table of several packets")
        }
        let start = payload.lowerBound + 1 + Int(bytes[payload.lowerBound])
        guard start + 3 <= payload.upperBound else { throw malformed }
        let end = start + 3 + (Int(bytes[start + 1] & 0x0F) << 8 | Int(bytes[start + 2]))
        guard end <= payload.upperBound, end - start >= 12 else { throw malformed }
        guard bytes[end..<payload.upperBound].allSatisfy({ $0 == 0xFF }) else {
            throw PixelHold(.streamUnsupported, "several tables in a packet")
        }
        return start..<end
    }

    private mutating func readPrograms(_ payload: Range<Int>, _ begins: Bool) throws(PixelHold) {
        guard let section = try section(payload, begins) else { return }
        for entry in stride(from: section.lowerBound + 8, to: section.upperBound - 7, by: 4) {
            let pid = Int(bytes[entry + 2] & 0x1F) << 8 | Int(bytes[entry + 3])
            if bytes[entry] != 0 || bytes[entry + 1] != 0 { mapPIDs.insert(pid) }
        }
    }

    /// Descriptors without text: registration, video, AVC, HEVC, language, and timing.
    private static let descriptors: Set<UInt8> = [0x02, 0x05, 0x06, 0x0A, 0x0B, 0x0C, 0x0E, 0x10, 0x28, 0x2A, 0x38]

    private mutating func readStreams(_ payload: Range<Int>, _ begins: Bool) throws(PixelHold) {
        guard let section = try section(payload, begins) else { return }
        let end = section.upperBound - 4
        var position = section.lowerBound + 12
        try checkDescriptors(&position, count: length(at: position - 2), end)
        while position + 5 <= end {
            let type = bytes[position]
            let pid = Int(bytes[position + 1] & 0x1F) << 8 | Int(bytes[position + 2])
            switch type {
            case 0x01, 0x02, 0x1B, 0x24:
                guard picturePID == nil || picturePID == pid else {
                    throw PixelHold(.streamUnsupported, "two streams of pictures")
                }
                picturePID = pid
            case 0x03, 0x04, 0x0F, 0x11, 0x80...0x87: throw PixelHold(.streamHasAudio)
            default: throw PixelHold(.streamUnsupported, "a stream beside the pictures")
            }
            position += 5
            try checkDescriptors(&position, count: length(at: position - 2), end)
        }
    }

    private func length(at position: Int) -> Int { Int(bytes[position] & 0x0F) << 8 | Int(bytes[position + 1]) }

    private func checkDescriptors(_ position: inout Int, count: Int, _ limit: Int) throws(PixelHold) {
        let end = position + count
        guard end <= limit else { throw malformed }
        while position + 2 <= end {
            let isShort = bytes[position + 1] <= (bytes[position] == 0x38 ? 17 : 12)
            guard Self.descriptors.contains(bytes[position]), isShort else {
                throw PixelHold(.streamUnsupported, "descriptor")
            }
            position += 2 + Int(bytes[position + 1])
        }
        guard position == end else { throw malformed }
    }

    private mutating func gather(_ payload: Range<Int>, _ begins: Bool) throws(PixelHold) {
        guard begins else { return pictures.append(bytes, payload) }
        guard bytes[payload].starts(with: [0, 0, 1]), payload.count >= 9 else { throw malformed }
        pictures.append(bytes, try PacketHeader.payload(of: bytes, payload.lowerBound + 6..<payload.upperBound))
    }

    /// FFmpeg calls every service by the same two names.
    private func isFFmpegService(_ payload: Range<Int>) -> Bool {
        guard let start = payload.first(where: { bytes.has("FFmpeg", at: $0) }) else { return false }
        let names = Array("FFmpeg".utf8) + [9] + Array("Service01".utf8)
        let after = start + names.count + 4
        return bytes[start...].starts(with: names) && start - payload.lowerBound <= 21 && after <= payload.upperBound
            && bytes[after..<payload.upperBound].allSatisfy { $0 == 0xFF }
    }
}
