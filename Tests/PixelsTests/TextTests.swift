import BridgeErrors
import Deid
import Dicom
import PictureText
import Pixels
import Testing

@Suite("Text in pixels is found, and what is not provably safe is covered")
struct TextTests {
    private static func screen() throws -> TextPicture {
        var picture = TextPicture()
        try picture.write("KOWALSKI, PIOTR", x: 12, y: 10)
        try picture.write("Depth 16 cm", x: 12, y: 150)
        return picture
    }

    @Test(
        "a name is covered and a depth stays, whatever the samples are",
        arguments: ["MONOCHROME2", "MONOCHROME1", "RGB", "YBR_FULL", "PALETTE COLOR"])
    func colours(photometric: String) throws {
        let found = try search(Self.screen().image(photometric))
        #expect(found.covers(x: 16, y: 14, width: 150, height: 14))
        #expect(found.spares(x: 12, y: 150, width: 120, height: 22))
        #expect(found.kept == 1 && found.masked >= 1)
        #expect(found.lines.contains { $0.kind == .kept && $0.text == "Depth 16 cm" })
    }

    @Test("dark letters on a bright page are found as well")
    func dark() throws {
        var picture = TextPicture(ground: 235)
        try picture.write("NOVAK, ANNA", x: 20, y: 60, level: 15)
        let found = try search(picture.image())
        #expect(found.covers(x: 26, y: 64, width: 100, height: 14))
    }

    @Test("everything goes where everything is to go, and what it says is not told")
    func maskAll() throws {
        let found = try search(Self.screen().image(), .maskAll)
        #expect(found.covers(x: 16, y: 14, width: 150, height: 14))
        #expect(found.covers(x: 16, y: 154, width: 90, height: 14))
        #expect(found.kept == 0)
        #expect(found.lines.allSatisfy { $0.text == nil })
    }

    @Test("lines that run upwards are found")
    func turned() throws {
        let found = try search(Self.screen().turned().image(), .maskAll)
        // What was at x 16 to 166 of 360 columns is at y 194 to 344 now.
        #expect(found.covers(x: 14, y: 204, width: 14, height: 130))
    }

    @Test("a word of medicine goes if the header tells that it is the patient's name")
    func header() throws {
        var picture = TextPicture()
        try picture.write("LIVER", x: 20, y: 60)
        let safe = try search(picture.image())
        #expect(safe.kept == 1 && safe.boxes.isEmpty)
        let named = try search(picture.image(), clues: HeaderClues(keywords: ["PatientName": "LIVER^ANNA"]))
        #expect(named.covers(x: 26, y: 64, width: 50, height: 14))
    }

    @Test("speckle, rulers and frames are no text", arguments: [TextMode.keepSafe, .maskAll])
    func clutter(mode: TextMode) throws {
        var picture = TextPicture()
        picture.speckle(70, seed: 7)
        for row in 20..<180 {
            picture.grey[row * 360 + 330] = 230
            if row % 16 == 4 { for column in 322..<330 { picture.grey[row * 360 + column] = 230 } }
        }
        for column in 40..<200 {
            picture.grey[40 * 360 + column] = 200
            picture.grey[120 * 360 + column] = 200
        }
        #expect(try search(picture.image(), mode).boxes.isEmpty)
    }

    @Test("a text on speckle that stays over a clip, and one that comes and goes, are covered on all frames")
    func clip() throws {
        let frames = try (0..<12).map { number in
            var frame = TextPicture()
            frame.speckle(90, seed: UInt64(number) + 1)
            try frame.write("HADDAD, LEILA", x: 20, y: 20)
            if (4..<9).contains(number) { try frame.write("MRN 4471902", x: 20, y: 140) }
            return frame
        }
        let found = try search(frames[0].image(more: Array(frames.dropFirst())))
        #expect(found.covers(x: 28, y: 24, width: 110, height: 14))
        #expect(found.covers(x: 28, y: 144, width: 90, height: 14))
        #expect(found.boxes.allSatisfy { $0.frames == nil })
    }

    @Test("pages of one instance, each with its own text in the same place")
    func pages() throws {
        var first = TextPicture(ground: 0)
        try first.write("Gain 55", x: 20, y: 60)
        var second = TextPicture(ground: 0)
        try second.write("LINDQVIST", x: 20, y: 60)
        let found = try search(first.image(more: [second]))
        #expect(found.covers(x: 28, y: 64, width: 70, height: 14))
    }

    @Test("a page of one instance is searched like a picture of its own", arguments: [TextMode.keepSafe, .maskAll])
    func faintPages(mode: TextMode) throws {
        for seed: UInt64 in 1...3 {
            var page = TextPicture(ground: 0)
            page.speckle(60, seed: seed)
            for (row, words) in ["SMITH JOHN", "1957-03-04", "MRN 8839201"].enumerated() {
                try page.write(words, x: 20, y: 20 + 60 * row, height: 20, level: 100)
            }
            var other = TextPicture(ground: 0)
            other.speckle(60, seed: seed + 10)
            let alone = try search(page.image(), mode), among = try search(page.image(more: [other]), mode)
            #expect(!alone.boxes.isEmpty && among.hides(alone))
        }
    }

    @Test("where everything is to go, all goes that goes where safe text is kept")
    func superset() throws {
        let words = [
            "SMITH JOHN", "Li", "W 400 L 40", "MRN 8839201", "12.03.1956", "Liver", "kV 120", "Dr. Ng", "i", "R", "Qzrwt 7",
            "04:56:12 PM",
        ]
        for seed in 1...12 {
            var picture = TextPicture()
            picture.speckle(40 + 20 * (seed % 4), seed: UInt64(seed))
            for row in 0..<6 {
                let number = (seed * 7 + row * 5) % words.count, height = 12 + (seed * 3 + row * 7) % 14
                let level = UInt8(60 + (seed * 37 + row * 61) % 196)
                try picture.write(words[number], x: 6 + 31 * (row % 3), y: 2 + 33 * row, height: height, level: level)
                let beside = words[(number + row + 1) % words.count]
                try picture.write(beside, x: 200 + 9 * row, y: 4 + 32 * row, height: height, level: 255 - level)
            }
            let safe = try search(picture.image(), .keepSafe), all = try search(picture.image(), .maskAll)
            #expect(all.hides(safe), "seed \(seed)")
        }
    }

    @Test("what stands in a row with text that goes, goes", arguments: [TextMode.keepSafe, .maskAll])
    func strayWord(mode: TextMode) throws {
        for gap in [10, 16, 24, 34] {
            var picture = TextPicture()
            try picture.write("MRN 8839201 Jones", x: 8, y: 60, height: 20)
            try picture.write("Mary", x: 8 + 17 * 15 + gap, y: 60, height: 20)
            let found = try search(picture.image(), mode)
            #expect(found.covers(x: 8 + 17 * 15 + gap + 6, y: 64, width: 30, height: 12), "gap \(gap)")
        }
    }

    @Test("two words in one row are judged together: a letter, and a number that makes it somebody's age")
    func pair() throws {
        for (first, isCovered) in [("F", true), ("L", false)] {
            var picture = TextPicture()
            try picture.write(first, x: 24, y: 60, height: 20)
            try picture.write("44", x: 24 + 15 + 32, y: 60, height: 20)
            let found = try search(picture.image(), .keepSafe)
            #expect(found.covers(x: 74, y: 64, width: 20, height: 12) == isCovered, "\(first)")
        }
    }

    @Test("a search that takes too long is held")
    func deadline() throws {
        #expect(throws: PixelHold(.timeLimit)) {
            _ = try search(Self.screen().image(), deadline: .now - .seconds(1))
        }
    }

    @Test("a language whose data are missing is told by its name")
    func language() {
        #expect(throws: PixelHold(.languageMissing, "xyz")) { _ = try TextFinder(languages: ["xyz"]) }
    }

    @Test("tables of the scorer that are broken are refused", arguments: [0, 3, 8, 40])
    func table(length: Int) {
        let bytes = Array([UInt8]("VTL1".utf8) + [34, 0, 0, 0] + [UInt8](repeating: 9, count: 60)).prefix(length)
        #expect(throws: DimseError(.argument)) {
            try bytes.withUnsafeBufferPointer { _ = try TextDetector(scorer: $0) }
        }
    }

    @Test(
        "what a line proves",
        arguments: [
            ("W 400 L 40", .safe), ("TR: 2000.0", .safe), ("CTDIvol 12.5 mGy", .safe), ("Im 45/120", .safe), ("L", .safe),
            ("Matrix 256x256", .safe), ("Gallbladcer", .safe), ("k¥ 120", .safe), ("Freeze", .safe),
            ("Name:", .label), ("Patient ID", .label), ("06:49", .identifying(.date)), ("045Y", .identifying(.other)),
            ("Age 38", .identifying(.other)), ("030¥", .identifying(.other)),
            ("Dr. Foot", .identifying(.name)), ("N. Ng", .identifying(.name)), ("P6060", .unproven), ("2/71", .unproven),
            ("Kowalski", .identifying(.name)), ("12.03.1956", .identifying(.date)), ("Pt: Liver", .identifying(.other)),
            ("74 12 99", .unproven), ("78F78", .unproven), ("630P630", .unproven), ("5mm 2.5mm", .safe), ("8471195", .unproven),
            ("Long P.", .unproven), ("Qzrwt", .unproven), ("Age a1", .unproven), ("NG", .unproven),
            ("12 NG/ML", .safe), ("F/32", .identifying(.other)), ("45 M", .identifying(.other)), ("F, 44", .identifying(.other)),
            ("8m F", .identifying(.other)), ("53/M", .identifying(.other)), ("M 3d", .identifying(.other)),
            ("M 78Y", .identifying(.other)), ("5 m", .safe), ("F 2.8", .safe), ("T 3", .safe),
            ("or", .unproven), ("Le", .unproven), ("99-1", .unproven), ("L947", .unproven), ("S400", .safe), ("P60.5", .safe),
            ("S1234-5678", .unproven), ("A21-3456", .unproven), ("F1234-1122", .unproven), ("R1234.5678", .unproven),
            ("X123-456-789", .unproven), ("of the", .unproven), ("4CH", .safe), ("2D", .safe), ("C 55", .safe), ("P", .safe),
        ] as [(String, LineProof)])
    func proof(line: String, proof: LineProof) {
        let found = TextCleaner(clues: HeaderClues()).proof(ofLine: line)
        switch (proof, found) {
        case (.identifying, .identifying): break
        case (.unproven, .identifying), (.label, .identifying): break
        default: #expect(found == proof)
        }
    }
}
