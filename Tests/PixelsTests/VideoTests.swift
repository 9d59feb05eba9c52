import Testing

@testable import Pixels

private let marker = Array("Mustermann^Erika".utf8)

@Suite("Video keeps its pictures, user data are blanked in place")
struct VideoTests {
    private static let start: [UInt8] = [0, 0, 1]
    private static let blank = [UInt8](repeating: 0x20, count: marker.count)

    private static func mpeg2(_ text: [UInt8]) -> [UInt8] {
        start + [0xB3, 1, 2, 3, 4, 5, 6, 7, 8] + start + [0xB2] + text + start + [0x00, 9, 9, 9] + start + [0xB7]
    }

    private static func h264(_ text: [UInt8], type: UInt8 = 5) -> [UInt8] {
        let uuid = type == 5 ? [UInt8](repeating: 0xAB, count: 16) : []
        let message = [type, UInt8(uuid.count + text.count)] + uuid + text
        return [0] + start + [0x67, 1, 2, 3] + start + [0x06] + message + [0x80] + start + [0x65, 7, 7, 7, 7]
    }

    private static func h265(_ text: [UInt8]) -> [UInt8] {
        start + [0x40, 1, 2, 3] + start + [39 << 1, 1, 5, UInt8(16 + text.count)] + [UInt8](repeating: 0xAB, count: 16)
            + text + [0x80] + start + [0x26, 1, 7, 7]
    }

    private static func program(_ pictures: [UInt8], audio: Bool = false) -> [UInt8] {
        let pack: [UInt8] = start + [0xBA, 0x44, 0, 4, 0, 4, 1, 0, 0, 3, 0xF8]
        let half = pictures.count / 2
        func packet(_ code: UInt8, _ content: ArraySlice<UInt8>) -> [UInt8] {
            start + [code] + big(content.count + 3) + [0x80, 0, 0] + content
        }
        return pack + packet(0xE0, pictures[..<half]) + (audio ? packet(0xC0, [1, 2]) : []) + packet(0xE0, pictures[half...])
            + start + [0xB9]
    }

    private static func packet(_ pid: Int, begins: Bool, _ content: [UInt8]) -> [UInt8] {
        [0x47, UInt8(pid >> 8) | (begins ? 0x40 : 0), UInt8(pid & 255), 0x10] + content
            + [UInt8](repeating: 0xFF, count: 184 - content.count)
    }

    private static func transport(_ pictures: [UInt8], service: [UInt8]? = nil, streams: [UInt8] = [0x1B]) -> [UInt8] {
        let programs: [UInt8] = [0, 0x00, 0xB0, 13, 0, 1, 0xC1, 0, 0, 0, 1, 0xE1, 0x00, 1, 2, 3, 4]
        let entries = streams.enumerated().flatMap { [$1, 0xE2, UInt8($0), 0xF0, 0] as [UInt8] }
        let map = [0, 0x02, 0xB0, UInt8(13 + entries.count), 0, 1, 0xC1, 0, 0, 0xE2, 0, 0xF0, 0] + entries + [1, 2, 3, 4]
        let header = start + [0xE0, 0, 0, 0x80, 0, 0]
        let content = header + pictures + [UInt8](repeating: 0, count: max(0, 368 - header.count - pictures.count))
        return packet(0, begins: true, programs) + (service.map { packet(0x11, begins: true, $0) } ?? [])
            + packet(0x100, begins: true, map) + packet(0x200, begins: true, Array(content[..<184]))
            + packet(0x200, begins: false, Array(content[184..<368]))
    }

    private static func box(_ type: String, _ content: [UInt8]) -> [UInt8] { Streams.box(type, content) }

    private static func mp4(
        _ text: [UInt8], meta: [UInt8] = [], times: UInt8 = 0, handler: String = "vide", name: String = "VideoHandler"
    ) -> [UInt8] {
        let uuid = [UInt8](repeating: 0xAB, count: 16)
        let message = [0x06, 5, UInt8(16 + text.count)] + uuid + text + [0x80]
        let media = [0, 0, 0, UInt8(message.count)] + message + [0, 0, 0, 3, 0x65, 1, 2]
        let entry = [UInt8](repeating: 0, count: 78) + box("avcC", [1, 2, 3, 4, 0xFF, 0, 0])
        let description = [0, 0, 0, 0, 0, 0, 0, 1] + [0, 0] + big(entry.count + 8) + Array("avc1".utf8) + entry
        let table = box("stbl", box("stsd", description) + box("stts", [0, 0, 0, 0]))
        let reference = box("dinf", box("dref", [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 12] + Array("url ".utf8) + [0, 0, 0, 1]))
        let handlerBox = [UInt8](repeating: 0, count: 8) + Array(handler.utf8) + [UInt8](repeating: 0, count: 12)
        let time = [0, 0, 0, 0] + [UInt8](repeating: times, count: 8) + [UInt8](repeating: 0, count: 12)
        let track = box(
            "mdia",
            box("mdhd", time) + box("hdlr", handlerBox + Array(name.utf8) + [0])
                + box("minf", box("vmhd", [0, 0]) + reference + table))
        return box("ftyp", Array("isom".utf8)) + box("mdat", media) + box("moov", box("mvhd", time) + box("trak", track) + meta)
    }

    @Test("bare streams")
    func elementary() throws {
        for (codec, make) in [(.mpeg2, Self.mpeg2), (.h264, { Self.h264($0) }), (.h265, Self.h265)]
            as [(VideoCodec, ([UInt8]) -> [UInt8])]
        {
            let stream = make(marker)
            #expect(try VideoStream.inspect(stream, codec).applied(to: stream) == make(Self.blank))
            #expect(try VideoStream.inspect(make(Self.blank), codec).patches.isEmpty)
            #expect(try VideoStream.inspect(make(Array("Lavc58.54.100".utf8)), codec).patches.isEmpty)
        }
        let captions = Self.h264(marker, type: 4)
        #expect(try VideoStream.inspect(captions, .h264).applied(to: captions) == Self.h264(Self.blank, type: 4))
    }

    @Test("messages of other kinds are blanked, those that tell decoders what to do stay")
    func messages() throws {
        for type: UInt8 in [1, 4, 6, 19, 24, 30, 100, 200, 254] {
            let stream = Self.h264(marker, type: type)
            #expect(try VideoStream.inspect(stream, .h264).applied(to: stream) == Self.h264(Self.blank, type: type))
        }
        for type: UInt8 in [0, 1, 6, 45, 144] {
            #expect(try VideoStream.inspect(Self.h264([1, 0x40, 9, 0x80], type: type), .h264).patches.isEmpty)
        }
    }

    @Test("units that the standards leave to others are held")
    func units() {
        for type: UInt8 in [0, 16, 18, 22, 24, 28, 30, 31] {
            let stream = Self.h264(Self.blank) + Self.start + [0x60 | type] + marker
            #expect(throws: PixelHold(.streamUnsupported, "unit of video")) { try VideoStream.inspect(stream, .h264) }
        }
        for type: UInt8 in [10, 15, 22, 31, 41, 48, 63] {
            let stream = Self.h265(Self.blank) + Self.start + [type << 1, 1] + marker
            #expect(throws: PixelHold(.streamUnsupported, "unit of video")) { try VideoStream.inspect(stream, .h265) }
        }
        // A delimiter, an end, and filler with more than theirs.
        for type: UInt8 in [9, 10, 11, 12] {
            let stream = Self.h264(Self.blank) + Self.start + [type] + marker
            #expect(throws: PixelHold(.streamUnsupported, "unit of video")) { try VideoStream.inspect(stream, .h264) }
        }
        for code: [UInt8] in [[0xB0], [0xB1], [0xB6], [0xB7], [0xB8], [0xB9], [0xBD], [0xB5, 0x60], [0xB5, 0xF0]] {
            let stream = Self.mpeg2(Self.blank) + Self.start + code + marker
            #expect(throws: PixelHold(.streamUnsupported, "unit of video")) { try VideoStream.inspect(stream, .mpeg2) }
        }
    }

    @Test(
        "what x264 and x265 write about themselves stays; what only looks like it goes",
        arguments: [
            (
                "x264 - core 164 r3095 baee400 - H.264/MPEG-4 AVC codec - Copyleft 2003-2022 - http://www.videolan.org/x264.html "
                    + "- options: cabac=1 ref=3 deblock=1:0:0 me=hex psy_rd=1.00:0.00 crf=23.0", true
            ),
            (
                "x265 (build 199) - 3.5+1-f0c1022b6:[Linux][GCC 12.2.0][64 bit] 8bit+10bit+12bit - H.265/HEVC codec - Copyright "
                    + "2013-2018 (c) Multicoreware, Inc - http://x265.org - options: cpuid=1111039 wpp no-pmode fps=25/1 rc=crf",
                true
            ),
            (
                "x264 - core 164 r3095 baee400 - H.264/MPEG-4 AVC codec - Copyleft 2003-2022 - http://www.videolan.org/x264.html "
                    + "- options: cabac=1 Mustermann Erika", false
            ),
            ("x265 (build 199) - options: wpp", false), ("x264 - core 164 19600101", false),
        ])
    func encoderOptions(text: String, isKnown: Bool) throws {
        #expect(EncoderOptions.areAll(Array(text.utf8)) == isKnown)
    }

    @Test("a message among the parameters of an MP4 file")
    func parameterUnits() throws {
        func file(_ text: [UInt8]) -> [UInt8] {
            let message = [39 << 1, 1, 5, UInt8(16 + text.count)] + [UInt8](repeating: 0xAB, count: 16) + text + [0x80]
            let units: [UInt8] = [1, 39, 0, 1, 0, UInt8(message.count)] + message
            let entry =
                [UInt8](repeating: 0, count: 78)
                + Self.box("hvcC", [UInt8](repeating: 0, count: 21) + [3] + units)
            let description = [0, 0, 0, 0, 0, 0, 0, 1] + [0, 0] + big(entry.count + 8) + Array("hvc1".utf8) + entry
            return Self.box("ftyp", Array("isom".utf8)) + Self.box("mdat", [0, 0, 0, 3, 0x26, 1, 2])
                + Self.box("moov", Self.box("trak", Self.box("stsd", description)))
        }
        #expect(try VideoStream.inspect(file(marker), .h265).applied(to: file(marker)) == file(Self.blank))
        #expect(try VideoStream.inspect(file(Self.blank), .h265).patches.isEmpty)
    }

    @Test("escaped zeros stay, so that a unit keeps its length")
    func escapes() throws {
        let text: [UInt8] = [1, 2, 0, 0, 3, 1, 9]
        let uuid = [UInt8](repeating: 0xAB, count: 16)
        func stream(_ text: [UInt8]) -> [UInt8] {
            Self.start + [0x06, 5, UInt8(16 + 6)] + uuid + text + [0x80] + Self.start + [0x65, 7]
        }
        let cleaned = try VideoStream.inspect(stream(text), .h264).applied(to: stream(text))
        #expect(cleaned == stream([0x20, 0x20, 0, 0, 3, 0x20, 0x20]))
    }

    @Test("a programme stream, a text over two packets; sound is held")
    func program() throws {
        let stream = Self.program(Self.mpeg2(marker))
        #expect(try VideoStream.inspect(stream, .mpeg2).applied(to: stream) == Self.program(Self.mpeg2(Self.blank)))
        #expect(throws: PixelHold(.streamHasAudio)) {
            try VideoStream.inspect(Self.program(Self.mpeg2(marker), audio: true), .mpeg2)
        }
    }

    @Test("a transport stream: pictures, foreign packets, sound")
    func transport() throws {
        let stream = Self.transport(Self.h264(marker), service: marker)
        let cleaned = try VideoStream.inspect(stream, .h264).applied(to: stream)
        var expected = Self.transport(Self.h264(Self.blank), service: [])
        expected.replaceSubrange(188..<192, with: [0x47, 0x1F, 0xFF, 0x10])
        #expect(cleaned == expected)
        let known = Self.transport(
            Self.h264(Self.blank), service: [UInt8](repeating: 0, count: 21) + Array("FFmpeg\u{9}Service01".utf8) + [1, 2, 3, 4])
        #expect(try VideoStream.inspect(known, .h264).patches.isEmpty)
        #expect(throws: PixelHold(.streamHasAudio)) {
            try VideoStream.inspect(Self.transport(Self.h264(marker), streams: [0x1B, 0x0F]), .h264)
        }
    }

    @Test("an MP4 file: messages, metadata, names, dates; sound")
    func mp4() throws {
        let plain = Self.mp4(Self.blank)
        #expect(try VideoStream.inspect(plain, .h264).patches.isEmpty)
        for dirty in [Self.mp4(marker), Self.mp4(Self.blank, times: 7)] {
            #expect(try VideoStream.inspect(dirty, .h264).applied(to: dirty) == plain)
        }
        let meta = Self.mp4(Self.blank, meta: Self.box("udta", marker))
        let free = Self.mp4(Self.blank, meta: Self.box("free", [UInt8](repeating: 0, count: marker.count)))
        #expect(try VideoStream.inspect(meta, .h264).applied(to: meta) == free)
        func userData(_ name: String) -> [UInt8] {
            let text = Self.box("data", [0, 0, 0, 1, 0, 0, 0, 0] + Array(name.utf8))
            let tool = Self.box("_too", text)
            let handler = Self.box(
                "hdlr", [UInt8](repeating: 0, count: 8) + Array("mdirappl".utf8) + [UInt8](repeating: 0, count: 9))
            var metadata = Self.box("meta", [0, 0, 0, 0] + handler + Self.box("ilst", tool))
            metadata[metadata.count - text.count - 4] = 0xA9
            return Self.box("udta", metadata)
        }
        let tool = Self.mp4(Self.blank, meta: userData("Lavf59.27.100"))
        #expect(try VideoStream.inspect(tool, .h264).patches.isEmpty)
        let person = Self.mp4(Self.blank, meta: userData("Mustermann Eri"))
        #expect(try !VideoStream.inspect(person, .h264).patches.isEmpty)
        let named = Self.mp4(Self.blank, name: "Mustermann^Erika")
        let nameless = Self.mp4(Self.blank, name: String(repeating: "\0", count: 16))
        #expect(try VideoStream.inspect(named, .h264).applied(to: named) == nameless)
        #expect(throws: PixelHold(.streamHasAudio)) { try VideoStream.inspect(Self.mp4(marker, handler: "soun"), .h264) }
        #expect(throws: PixelHold.self) { try VideoStream.inspect(Self.mp4(marker, handler: "text"), .h264) }
        #expect(throws: PixelHold.self) { try VideoStream.inspect(plain, .mpeg2) }
    }

    @Test("no video of random bytes stops the process")
    func random() {
        var generator = SplitMix(seed: 3)
        let streams: [([UInt8], VideoCodec)] = [
            (Self.program(Self.mpeg2(marker)), .mpeg2), (Self.transport(Self.h264(marker)), .h264), (Self.mp4(marker), .h264),
            (Self.h265(marker), .h265),
        ]
        for round in 0..<4000 {
            var (stream, codec) = streams[round % streams.count]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                stream[Int.random(in: 0..<stream.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            // Held or cleaned: both are right, a crash is not.
            _ = try? VideoStream.inspect(stream, codec).applied(to: stream)
        }
    }
}
