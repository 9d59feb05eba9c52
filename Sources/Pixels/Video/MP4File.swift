/// An MP4 file (ISO/IEC 14496-12, -15) with one track of H.264 or H.265.
///
/// Boxes of metadata become free space, names of handlers and compressors and times of creation are blanked; the media
/// data are read as the NAL units that they must be from end to end.
struct MP4File {
    private let bytes: [UInt8]
    private let codec: VideoCodec
    private(set) var patches: [StreamFinding.Patch] = []
    private var media: [Range<Int>] = []
    private var unitLength = 4

    init(_ bytes: [UInt8], _ codec: VideoCodec) {
        self.bytes = bytes
        self.codec = codec
    }

    private var malformed: PixelHold { PixelHold(.streamMalformed, "MP4") }

    mutating func run() throws(PixelHold) {
        guard codec != .mpeg2 else { throw PixelHold(.streamUnsupported, "MPEG-2 in MP4") }
        try read(0..<bytes.count, depth: 0)
        guard !media.isEmpty else { throw malformed }
        for range in media { try readUnits(range) }
    }

    private static let containers: Set<String> = [
        "moov", "trak", "edts", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf", "mfra", "tapt",
    ]
    /// Numbers only.
    private static let tables: Set<String> = [
        "ftyp", "iods", "elst", "vmhd", "stts", "ctts", "stsc", "stsz", "stco", "co64", "stss", "sdtp", "cslg", "sgpd", "sbgp",
        "stz2", "stps", "stdp", "padb", "subs", "tref", "pdin", "clef", "prof", "enof", "styp", "sidx", "mehd", "trex", "mfhd",
        "tfhd", "tfdt", "trun", "tfra", "mfro",
    ]

    private mutating func read(_ range: Range<Int>, depth: Int) throws(PixelHold) {
        var position = range.lowerBound
        while position < range.upperBound {
            if depth == 0, bytes[position...].allSatisfy({ $0 == 0 }) { return }
            guard position + 8 <= range.upperBound, var length = bytes.number(at: position, width: 4) else {
                throw malformed
            }
            var header = 8
            if length == 1 {
                guard position + 16 <= range.upperBound, bytes[position + 8] == 0,
                    let long = bytes.number(at: position + 9, width: 7)
                else { throw malformed }
                length = long
                header = 16
            } else if length == 0 {
                length = range.upperBound - position
            }
            guard length >= header, length <= range.upperBound - position else { throw malformed }
            let type = String(decoding: bytes[(position + 4)..<(position + 8)], as: UTF8.self)
            try read(type, position, position + header..<position + length, depth)
            position += length
        }
    }

    private mutating func read(
        _ type: String, _ position: Int, _ content: Range<Int>, _ depth: Int
    ) throws(PixelHold) {
        switch type {
        case _ where Self.containers.contains(type) && depth < 8: try read(content, depth: depth + 1)
        case _ where Self.tables.contains(type): return
        case "mdat": media.append(content)
        case "mvhd", "tkhd", "mdhd": blankTimes(content)
        case "hdlr": try readHandler(content)
        case "stsd": try readDescription(content)
        case "dref": return try readReferences(content)
        case "smhd": throw PixelHold(.streamHasAudio)
        case "free", "skip", "wide": blank(content, with: 0)
        case "udta" where namesEncoder(content): return
        case "udta", "meta", "uuid":
            patches.append(StreamFinding.Patch(range: position + 4..<position + 8, replacement: Array("free".utf8)))
            blank(content, with: 0)
        default: throw PixelHold(.streamUnsupported, "MP4 box")
        }
    }

    /// User data with one entry, the encoder's name, as FFmpeg writes it.
    private func namesEncoder(_ content: Range<Int>) -> Bool {
        let heading: [[UInt8]] = [
            Array("meta".utf8), [0, 0, 0, 0], [0, 0, 0, 33], Array("hdlr".utf8), [UInt8](repeating: 0, count: 8),
            Array("mdirappl".utf8), [UInt8](repeating: 0, count: 9),
        ]
        let entry: [[UInt8]] = [Array("data".utf8), [0, 0, 0, 1, 0, 0, 0, 0]]
        let start = content.lowerBound, list = start + 45
        guard bytes[content].dropFirst(4).starts(with: heading.joined()), bytes.has("ilst", at: list + 4),
            bytes[list...].dropFirst(12).starts(with: [0xA9] + Array("too".utf8)),
            bytes[list...].dropFirst(20).starts(with: entry.joined())
        else { return false }
        let lengths = [(start, 0), (list, 45), (list + 8, 53), (list + 16, 61)]
        return lengths.allSatisfy { bytes.number(at: $0.0, width: 4) == content.count - $0.1 }
            && EncoderComment.isKnown(bytes[content].dropFirst(77))
    }

    private mutating func blank(_ range: Range<Int>, with byte: UInt8) {
        guard range.lowerBound < range.upperBound, bytes[range].contains(where: { $0 != byte }) else { return }
        patches.append(StreamFinding.Patch(range: range, replacement: [UInt8](repeating: byte, count: range.count)))
    }

    /// Creation and modification, in seconds: dates.
    private mutating func blankTimes(_ content: Range<Int>) {
        guard let version = bytes[content].first else { return }
        blank((content.lowerBound + 4..<content.lowerBound + (version == 1 ? 20 : 12)).clamped(to: content), with: 0)
    }

    private mutating func readHandler(_ content: Range<Int>) throws(PixelHold) {
        guard content.count >= 24 else { throw malformed }
        let name = content.lowerBound + 24..<content.upperBound
        switch String(decoding: bytes[(content.lowerBound + 8)..<(content.lowerBound + 12)], as: UTF8.self) {
        case "vide", "url ": break
        case "soun": throw PixelHold(.streamHasAudio)
        default: throw PixelHold(.streamUnsupported, "a track beside the pictures")
        }
        let known = ["VideoHandler", "Core Media Video", "GPAC ISO Video Handler", "ISO Media file produced by Google Inc."]
        let text = String(decoding: bytes[name].prefix { $0 != 0 }, as: UTF8.self)
        if !known.contains(text) || bytes[name].dropFirst(text.utf8.count).contains(where: { $0 != 0 }) {
            blank(name, with: 0)
        }
    }

    /// One visual sample entry, its compressor's name, and how long lengths of units are.
    private mutating func readDescription(_ content: Range<Int>) throws(PixelHold) {
        let entry = content.lowerBound + 8
        guard bytes.number(at: entry - 4, width: 4) == 1, let length = bytes.number(at: entry, width: 4),
            entry + length == content.upperBound, length >= 86
        else { throw malformed }
        // A length, 31 bytes of text.
        let compressor = entry + 50..<entry + 82
        if !EncoderComment.isKnown(bytes[compressor].dropFirst(Int(bytes[entry + 50]) == 0 ? 0 : 1)),
            !bytes[compressor].dropFirst().starts(with: Array("AVC Coding".utf8))
        {
            blank(compressor, with: 0)
        }
        var position = entry + 86
        while position + 8 <= content.upperBound {
            guard let length = bytes.number(at: position, width: 4), length >= 8, position + length <= content.upperBound
            else { throw malformed }
            switch String(decoding: bytes[(position + 4)..<(position + 8)], as: UTF8.self) {
            case "avcC" where length > 12: unitLength = Int(bytes[position + 8 + 4] & 3) + 1
            case "hvcC" where length > 30:
                unitLength = Int(bytes[position + 8 + 21] & 3) + 1
                try readParameterUnits(position + 8 + 22..<position + length)
            case "pasp", "colr", "btrt", "fiel", "clap", "chrm", "gama", "mdcv", "clli": break
            default: throw PixelHold(.streamUnsupported, "sample description")
            }
            position += length
        }
    }

    /// Units of H.265 that stand before all pictures (ISO/IEC 14496-15 §8.3.3.1): messages may be among them.
    private mutating func readParameterUnits(_ range: Range<Int>) throws(PixelHold) {
        var position = range.lowerBound + 1
        for _ in 0..<bytes[range.lowerBound] {
            guard let count = bytes.number(at: position + 1, width: 2), position + 3 <= range.upperBound else { throw malformed }
            position += 3
            for _ in 0..<count {
                guard let length = bytes.number(at: position, width: 2), position + 2 + length <= range.upperBound else {
                    throw malformed
                }
                patches += try ElementaryVideo.messages(in: bytes, position + 2..<position + 2 + length, codec)
                position += 2 + length
            }
        }
    }

    /// Only references to this file, without a place.
    private func readReferences(_ content: Range<Int>) throws(PixelHold) {
        guard content.count == 20, bytes.has("url ", at: content.lowerBound + 12) else {
            throw PixelHold(.streamUnsupported, "data reference")
        }
    }

    private mutating func readUnits(_ range: Range<Int>) throws(PixelHold) {
        var position = range.lowerBound
        while position < range.upperBound {
            guard let length = bytes.number(at: position, width: unitLength), length > 0,
                position + unitLength + length <= range.upperBound
            else { throw malformed }
            let unit = position + unitLength..<position + unitLength + length
            patches += try ElementaryVideo.messages(in: bytes, unit, codec)
            position = unit.upperBound
        }
    }
}
