import Testing

@testable import Pixels

/// Streams put together by hand: structure as real ones have, without a picture that could be decoded.
enum Streams {
    static func segment(_ code: UInt8, _ content: [UInt8]) -> [UInt8] { [0xFF, code] + big(content.count + 2) + content }

    static let tables = segment(0xDB, [0] + [UInt8](repeating: 16, count: 64)) + segment(0xC4, [UInt8](repeating: 0, count: 17))
    static let frame = segment(0xC0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0])
    static let scan = segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56]
    static let end: [UInt8] = [0xFF, 0xD9]

    static func jpeg(_ planted: [UInt8] = [], between: [UInt8] = [], after: [UInt8] = []) -> [UInt8] {
        [0xFF, 0xD8] + planted + tables + frame + scan + between + scan + end + after
    }

    static func codeStream(main: [UInt8] = [], tile: [UInt8] = [], after: [UInt8] = []) -> [UInt8] {
        let size = segment(0x51, [UInt8](repeating: 0, count: 34) + [0, 1, 7, 1, 1])
        let coding = segment(0x52, [UInt8](repeating: 0, count: 10)) + segment(0x5C, [0x40, 0x40])
        let data: [UInt8] = [1, 2, 3, 4, 5]
        let length = 12 + tile.count + 2 + data.count
        let part: [UInt8] = [0xFF, 0x90, 0, 10, 0, 0] + [0, 0] + big(length) + [0, 1]
        return [0xFF, 0x4F] + size + coding + main + part + tile + [0xFF, 0x93] + data + end + after
    }

    static func comment(_ text: String) -> [UInt8] { segment(0x64, [0, 1] + Array(text.utf8)) }

    static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
        [0, 0] + big(content.count + 8) + Array(type.utf8) + content
    }

    static func boxed(_ codeStream: [UInt8], before: [UInt8] = [], after: [UInt8] = []) -> [UInt8] {
        let header = box("ihdr", [UInt8](repeating: 0, count: 14)) + box("colr", [1, 0, 0, 0, 0, 0, 17])
        return box("jP  ", [0x0D, 0x0A, 0x87, 0x0A]) + box("ftyp", Array("jp2 \0\0\0\0jp2 ".utf8)) + box("jp2h", header)
            + before + box("jp2c", codeStream) + after
    }
}

private let marker = "Mustermann^Erika"

@Suite("JPEG streams keep what decoding needs")
struct JPEGStreamTests {
    static let foreign: [(String, UInt8, [UInt8])] = [
        ("Exif", 0xE1, Array("Exif\0\0MM\0*\(marker)".utf8)),
        ("XMP", 0xE1, Array("http://ns.adobe.com/xap/1.0/\0<x>\(marker)</x>".utf8)),
        ("ICC profile", 0xE2, Array("ICC_PROFILE\0\u{1}\u{1}\(marker)".utf8)),
        ("IPTC", 0xED, Array("Photoshop 3.0\08BIM\(marker)".utf8)),
        ("JFXX thumbnail", 0xE0, Array("JFXX\0\u{10}\(marker)".utf8)),
        ("free comment", 0xFE, Array(marker.utf8)),
        ("comment behind a known one", 0xFE, Array("Lavc58.54.100 \(marker)".utf8)),
        ("JUMBF", 0xEB, Array("JP\0\u{1}\(marker)".utf8)), ("vendor", 0xE7, Array(marker.utf8)),
        ("SPIFF entry", 0xE8, [0, 0, 0, 9] + Array(marker.utf8)), ("Ducky", 0xEC, Array("Ducky\(marker)".utf8)),
    ]

    @Test("a foreign segment goes and nothing else", arguments: foreign.indices)
    func foreignSegment(index: Int) throws {
        let (_, code, content) = Self.foreign[index]
        let planted = Streams.segment(code, content)
        for stream in [Streams.jpeg(planted), Streams.jpeg([0xFF] + planted), Streams.jpeg(between: planted)] {
            let finding = try JPEGStream.inspect(stream)
            #expect(finding.applied(to: stream) == Streams.jpeg())
        }
    }

    static let structural: [(String, UInt8, [UInt8])] = [
        ("JFIF", 0xE0, Array("JFIF\0".utf8) + [1, 2, 1, 0, 72, 0, 72, 0, 0]),
        ("Adobe", 0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1]),
        ("SPIFF", 0xE8, Array("SPIFF\0".utf8) + [UInt8](repeating: 1, count: 24)),
        ("SPIFF end", 0xE8, [0, 0, 0, 1, 0xFF, 0xD8]), ("HP colour transformation", 0xE8, Array("mrfx\u{1}".utf8)),
        ("LSE", 0xF8, [1, 0, 255, 0, 1, 0, 2, 0, 3, 0, 64]), ("restart interval", 0xDD, [0, 4]),
        ("LEAD", 0xFE, Array("LEAD Technologies Inc. V1.01\0".utf8)), ("Lavc", 0xFE, Array("Lavc58.134.100\0".utf8)),
        ("libjpeg", 0xFE, Array("CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90\n".utf8)), ("empty", 0xFE, []),
    ]

    @Test("structural segments and encoders' comments stay", arguments: structural.indices)
    func structuralSegment(index: Int) throws {
        let (_, code, content) = Self.structural[index]
        let stream = Streams.jpeg(Streams.segment(code, content))
        #expect(try JPEGStream.inspect(stream).patches.isEmpty)
    }

    @Test("a thumbnail goes, its header stays")
    func thumbnail() throws {
        let header = Array("JFIF\0".utf8) + [1, 2, 1, 0, 72, 0, 72]
        let stream = Streams.jpeg(Streams.segment(0xE0, header + [1, 1] + [9, 9, 9]))
        #expect(
            try JPEGStream.inspect(stream).applied(to: stream) == Streams.jpeg(Streams.segment(0xE0, header + [0, 0])))
    }

    @Test("bytes behind the end go unless they are padding")
    func surplus() throws {
        for padding in [[0], [0xFF], [0, 0, 0, 0]] as [[UInt8]] {
            #expect(try JPEGStream.inspect(Streams.jpeg(after: padding)).patches.isEmpty)
        }
        let stream = Streams.jpeg(after: Array(marker.utf8))
        #expect(try JPEGStream.inspect(stream).applied(to: stream) == Streams.jpeg())
        #expect(throws: PixelHold.self) { try JPEGStream.inspect(Streams.jpeg(after: Streams.jpeg())) }
    }

    @Test("a scan that was cut short hides nothing")
    func withoutEnd() throws {
        let stream = Array(Streams.jpeg().dropLast(2))
        #expect(try JPEGStream.inspect(stream).patches.isEmpty)
        #expect(try JPEGStream.inspect(stream).precision == 8)
    }

    @Test(
        "what is no JPEG is not guessed at",
        arguments: [
            [], [0xFF, 0xD8], Array("not a JPEG".utf8), [0xFF, 0xD8, 0xFF, 0xE1, 0xFF, 0xFF, 1],
            [0xFF, 0xD8, 0xFF, 0xE1, 0, 1], [0xFF, 0xD8, 0x00] + Streams.tables, Streams.jpeg(between: [0xFF, 0x05]),
            Streams.jpeg([0xFF, 0xD0]), [0xFF, 0xD8] + Streams.tables,
            // More than tables, intervals and headers have.
            Streams.jpeg(Streams.segment(0xDD, [0, 4] + Array(marker.utf8))),
            Streams.jpeg(Streams.segment(0xDB, [0] + [UInt8](repeating: 16, count: 64) + Array(marker.utf8))),
            Streams.jpeg(Streams.segment(0xDB, [0x20] + [UInt8](repeating: 16, count: 64))),
            Streams.jpeg(Streams.segment(0xC4, [UInt8](repeating: 0, count: 17) + Array(marker.utf8))),
            Streams.jpeg(Streams.segment(0xDC, [0, 8] + Array(marker.utf8))),
            Streams.jpeg(Streams.segment(0xCC, Array(marker.utf8) + Array(marker.utf8))),
            Streams.jpeg(Streams.segment(0xC0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0] + Array(marker.utf8))),
            Streams.jpeg(Streams.segment(0xDA, [1, 1, 0, 0, 63, 0] + Array(marker.utf8))),
            Streams.jpeg(Streams.segment(0xF8, [1, 0, 255, 0, 1, 0, 2, 0, 3, 0, 64] + Array(marker.utf8))),
            Streams.jpeg(Streams.segment(0xF8, Array(marker.utf8))), Streams.jpeg(Streams.segment(0xDF, Array(marker.utf8))),
        ] as [[UInt8]])
    func malformed(stream: [UInt8]) {
        #expect(throws: PixelHold.self) { try JPEGStream.inspect(stream) }
    }

    @Test("no stream of random bytes stops the process")
    func random() {
        var generator = SplitMix(seed: 7)
        for _ in 0..<3000 {
            var stream = Streams.jpeg(Streams.segment(0xE1, Array(marker.utf8)))
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                stream[Int.random(in: 2..<stream.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            // Held or cleaned: both are right, a crash is not.
            _ = try? JPEGStream.inspect(stream).applied(to: stream)
            _ = try? JPEG2000Stream.inspect(stream)
        }
    }
}

@Suite("JPEG 2000 streams keep what decoding needs")
struct JPEG2000StreamTests {
    @Test("a comment of the main header goes")
    func mainHeader() throws {
        let stream = Streams.codeStream(main: Streams.comment(marker))
        #expect(try JPEG2000Stream.inspect(stream).applied(to: stream) == Streams.codeStream())
    }

    @Test("a comment of a tile-part is blanked, so that lengths stay true")
    func tilePart() throws {
        let stream = Streams.codeStream(tile: Streams.comment(marker))
        let blank = String(repeating: " ", count: marker.utf8.count)
        #expect(
            try JPEG2000Stream.inspect(stream).applied(to: stream) == Streams.codeStream(tile: Streams.comment(blank)))
    }

    @Test(
        "encoders' comments stay",
        arguments: [
            "Kakadu-v6.2", "Created by OpenJPEG version 2.5.0", "Creator: JasPer Version 1.900.1",
            "Kdu-Layer-Info: log_2{Delta-D(squared-error)/Delta-L(bytes)}, L(bytes)\n-192.0, 5.1e+03\n",
            "Created by: JJ2000 version 4.1",
        ])
    func known(text: String) throws {
        let stream = Streams.codeStream(main: Streams.comment(text))
        #expect(try JPEG2000Stream.inspect(stream).patches.isEmpty)
    }

    @Test(
        "what only looks like one goes",
        arguments: [
            "Kakadu-v6.2 for \(marker)", "Kakadu-19600101", "Created by OpenJPEG version 2.5.0\n\(marker)",
            "Kdu-Layer-Info: log_2{Delta-D(squared-error)/Delta-L(bytes)}, L(bytes)\n1960.01.01\n", "LEAD", "1.2",
        ])
    func lookalike(text: String) throws {
        let stream = Streams.codeStream(main: Streams.comment(text))
        #expect(try JPEG2000Stream.inspect(stream).applied(to: stream) == Streams.codeStream())
    }

    @Test("boxes beside the picture go")
    func boxes() throws {
        let stream = Streams.boxed(
            Streams.codeStream(), before: Streams.box("xml ", Array(marker.utf8)),
            after: Streams.box("uuid", Array(marker.utf8)) + Streams.box("free", Array(marker.utf8)))
        let finding = try JPEG2000Stream.inspect(stream)
        #expect(finding.applied(to: stream) == Streams.boxed(Streams.codeStream()))
        #expect(try JPEG2000Stream.inspect(Streams.boxed(Streams.codeStream())).patches.isEmpty)
    }

    @Test("a comment inside of boxes is blanked, for they count its bytes")
    func boxedComment() throws {
        let stream = Streams.boxed(Streams.codeStream(main: Streams.comment(marker)))
        let blank = String(repeating: " ", count: marker.utf8.count)
        let expected = Streams.boxed(Streams.codeStream(main: Streams.comment(blank)))
        #expect(try JPEG2000Stream.inspect(stream).applied(to: stream) == expected)
    }

    @Test("a profile in the header gives way to the name of its colour space, unknown boxes go")
    func colourProfile() throws {
        let named = Streams.boxed(Streams.codeStream())
        let size = try #require(named.indices.first { named[$0...].starts(with: Array("jp2h".utf8)) }) - 4
        let length = try #require(named.number(at: size, width: 4))
        let image = named[(size + 8)..<(size + 30)]
        let profile = Streams.box("colr", [2, 0, 0] + Array(marker.utf8)) + Streams.box("uuid", Array(marker.utf8))
        let stream = named[..<size] + Streams.box("jp2h", image + profile) + named[(size + length)...]
        #expect(try JPEG2000Stream.inspect(Array(stream)).applied(to: Array(stream)) == named)
    }

    @Test(
        "what nobody looks into is held",
        arguments: [
            Streams.boxed(Streams.codeStream(), after: Streams.box("jp2c", Streams.codeStream())),
            Streams.boxed([1, 2, 3]), Streams.codeStream(main: Streams.segment(0x00, Array(marker.utf8))),
            Streams.codeStream(after: Streams.codeStream()), Array(Streams.codeStream().prefix(30)),
            Streams.box("jP  ", []) + [0, 0, 0, 1] + Array("jp2c".utf8),
        ])
    func held(stream: [UInt8]) {
        #expect(throws: PixelHold.self) { try JPEG2000Stream.inspect(stream) }
    }
}

@Suite("RLE frames hold nothing but their runs")
struct RLEFrameTests {
    private func frame(_ segments: [[UInt8]], unused: UInt8 = 0) -> [UInt8] {
        var header = little32(segments.count)
        var offset = 64
        for segment in segments {
            header += little32(offset)
            offset += segment.count
        }
        header += [UInt8](repeating: 0, count: 60 - header.count) + [unused, 0, 0, 0]
        return header + segments.flatMap { $0 }
    }

    /// 16 cells: a literal run of 4, a repeated run of 12.
    private let runs: [UInt8] = [3, 1, 2, 3, 4, 245, 9]

    @Test("runs and padding stay")
    func plain() throws {
        #expect(try RLEFrame.inspect(frame([runs + [0], runs]), cells: 16).patches.isEmpty)
        #expect(try RLEFrame.inspect(frame([runs + [0], [128] + runs]), cells: 16).patches.isEmpty)
    }

    @Test("what follows the last run goes")
    func behind() throws {
        let bytes = frame([runs + [0], runs + Array(marker.utf8)])
        #expect(try RLEFrame.inspect(bytes, cells: 16).applied(to: bytes) == frame([runs + [0], runs]))
    }

    @Test("a second frame behind the last run is held", arguments: [0, 1, 6])
    func second(zeros: Int) {
        let bytes = frame([runs + [UInt8](repeating: 0, count: zeros) + frame([runs])])
        #expect(throws: PixelHold(.length, "RLE frame behind a frame")) { try RLEFrame.inspect(bytes, cells: 16) }
    }

    @Test("what stands between segments or in the header is held, and so are runs that do not fit")
    func held() {
        for bytes in [
            frame([runs + Array(marker.utf8), runs]), frame([runs], unused: 7), frame([[15] + runs]), frame([[3, 1]]),
            Array(frame([runs]).prefix(60)),
        ] {
            #expect(throws: PixelHold.self) { try RLEFrame.inspect(bytes, cells: 16) }
        }
    }
}

/// Random numbers that come again with the same seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
