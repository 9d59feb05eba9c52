/// Video as Pixel Data (PS3.5 §8.2.5 to §8.2.9): a stream of MPEG-2, H.264 or H.265, bare or in one of three containers.
///
/// User data and free text are overwritten in place, so that every length and time stamp stays true; what an encoder
/// wrote about itself stays. Sound, subtitles and private streams are held: nobody can look into them.
enum VideoStream {
    /// - Throws: `pixel_stream_malformed`, `pixel_stream_unsupported`, `pixel_stream_audio`.
    static func inspect(_ bytes: [UInt8], _ codec: VideoCodec) throws(PixelHold) -> StreamFinding {
        var finding = StreamFinding()
        if bytes.has("ftyp", at: 4) {
            var file = MP4File(bytes, codec)
            try file.run()
            finding.patches = file.patches.sorted { $0.range.lowerBound < $1.range.lowerBound }
        } else if TransportStream.begins(bytes) {
            var stream = TransportStream(bytes)
            try stream.run()
            finding.patches = stream.patches
            finding.patches += stream.pictures.located(try ElementaryVideo.foreign(in: stream.pictures.bytes, codec))
            finding.patches.sort { $0.range.lowerBound < $1.range.lowerBound }
        } else if bytes.starts(with: [0, 0, 1, 0xBA]) {
            let pictures = try ProgramStream.pictures(of: bytes)
            finding.patches = pictures.located(try ElementaryVideo.foreign(in: pictures.bytes, codec))
        } else if bytes.starts(with: [0, 0, 1]) || bytes.starts(with: [0, 0, 0, 1]) {
            finding.patches = try ElementaryVideo.foreign(in: bytes, codec)
        } else {
            throw PixelHold(.streamMalformed, "video")
        }
        return finding
    }
}

/// What the pictures are coded with.
public enum VideoCodec: Sendable, Hashable {
    case mpeg2, h264, h265
}

/// Bytes gathered from several places of a file, which remember where they stood.
struct GatheredBytes {
    private(set) var bytes: [UInt8] = []
    /// Beginnings: among `bytes`, and in the file.
    private var spans: [(start: Int, file: Int)] = []

    mutating func append(_ file: [UInt8], _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        spans.append((bytes.count, range.lowerBound))
        bytes += file[range]
    }

    /// The same patches where the bytes stand in the file; each keeps its length.
    func located(_ patches: [StreamFinding.Patch]) -> [StreamFinding.Patch] {
        var found: [StreamFinding.Patch] = []
        var span = 0
        for patch in patches {
            var position = patch.range.lowerBound
            while position < patch.range.upperBound {
                while span + 1 < spans.count, spans[span + 1].start <= position { span += 1 }
                let end = min(patch.range.upperBound, span + 1 < spans.count ? spans[span + 1].start : bytes.count)
                let file = spans[span].file + position - spans[span].start
                let offset = position - patch.range.lowerBound
                found.append(
                    StreamFinding.Patch(
                        range: file..<file + end - position,
                        replacement: Array(patch.replacement[offset..<(offset + end - position)])))
                position = end
            }
        }
        return found
    }
}
