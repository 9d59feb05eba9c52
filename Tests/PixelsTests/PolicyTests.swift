import DataSets
import Deid
import Dicom
import Testing

@testable import Pixels

/// Finds what a test tells it to, in order of the searches.
private final class ToldFinder: TextSearching {
    var answers: [TextSearch]
    var modes: [TextMode] = []
    var display = TextDisplay()
    /// Samples of the first pixel of each frame of the last search.
    var firstPixels: [UInt8] = []

    init(_ answers: [TextSearch]) { self.answers = answers }

    func search(
        _ module: PixelModule, display: TextDisplay, text: TextCleaner, mode: TextMode, barcodes: Bool,
        deadline: ContinuousClock.Instant, frames: (Int) throws -> FrameSamples
    ) throws -> TextSearch {
        modes.append(mode)
        self.display = display
        firstPixels = try (0..<module.frames).map { try frames($0).bytes[0] }
        return answers.isEmpty ? TextSearch() : answers.removeFirst()
    }
}

@Suite struct PolicyTests {
    private typealias Attribute = (Tag, String, String)

    private static func image(
        _ attributes: [(Tag, String, String)] = [], frames: Int = 1, others: [(Tag, String, [UInt8])] = []
    ) -> ImageFile {
        var file = ImageFile(rows: 64, columns: 64, frames: frames, allocated: 8, stored: 8)
        file.pixels = [[UInt8](repeating: 50, count: 64 * 64 * frames)]
        file.others =
            others
            + attributes.map { tag, vr, value in
                (tag, vr, Array(value.utf8) + (value.utf8.count % 2 == 1 ? [0x20] : []))
            }
        return file
    }

    private static func decide(
        _ file: ImageFile, _ settings: PixelSettings, _ finder: ToldFinder
    ) throws -> PixelDecision {
        let stored = try TemporaryFile(file.dataSet())
        var dataSet = try DataSet(path: stored.path, offset: 0, transferSyntax: file.syntax)
        let view = try dataSet.view()
        let preparation = PixelPreparation(view, PixelModule.all(in: view), settings)
        let redactor = PixelRedactor(settings, finder)
        defer { withExtendedLifetime(stored) {} }
        return try redactor.decide(&dataSet, preparation)
    }

    private static func line(_ kind: FoundLine.Kind, x: Int = 4, y: Int = 4) -> FoundLine {
        FoundLine(x: x, y: y, width: 20, height: 8, kind: kind)
    }

    private static func box(x: Int = 2, y: Int = 2) -> PixelBox {
        PixelBox(x: x, y: y, width: 24, height: 12, reason: .text("NAME"))
    }

    private static let name = TextSearch(lines: [line(.identifying("NAME"))], boxes: [box()])

    @Test(
        "by_modality covers all text of pictures that were made to be read",
        arguments: [
            ([(Tag.modality, "CS", "US")], TextMode.maskAll), ([(.modality, "CS", "OT")], .maskAll),
            ([(.modality, "CS", "XC")], .maskAll), ([(.modality, "CS", "SC")], .maskAll),
            ([(.modality, "CS", "CT")], .keepSafe), ([(.modality, "CS", "MR")], .keepSafe), ([], .keepSafe),
            ([(.modality, "CS", "CT"), (Tag(0x0008, 0x0064), "CS", "WSD")], .maskAll),
            ([(.modality, "CS", "CT"), (Tag(0x0008, 0x0008), "CS", "DERIVED\\SECONDARY\\SCREEN SAVE")], .maskAll),
            ([(.modality, "CS", "CT"), (Tag(0x0008, 0x0008), "CS", "DERIVED\\SECONDARY\\MPR")], .keepSafe),
            ([(.modality, "CS", "CT"), (Tag(0x0028, 0x0301), "CS", "YES")], .maskAll),
            ([(.modality, "CS", "CT"), (Tag(0x0028, 0x0301), "CS", "NO")], .keepSafe),
        ] as [([(Tag, String, String)], TextMode)])
    func byModality(attributes: [(Tag, String, String)], mode: TextMode) throws {
        let finder = ToldFinder([])
        var file = Self.image(attributes)
        file.sopClass = "1.2.840.10008.5.1.4.1.1.2"
        _ = try Self.decide(file, PixelSettings(), finder)
        #expect(finder.modes == [mode])
        for (text, mode) in [(PixelSettings.Text.keepSafe, TextMode.keepSafe), (.maskAll, .maskAll)] {
            let finder = ToldFinder([])
            _ = try Self.decide(file, PixelSettings(text: text), finder)
            #expect(finder.modes == [mode])
        }
    }

    @Test("Burned In Annotation NO keeps no picture from being searched")
    func disbelieved() throws {
        let finder = ToldFinder([Self.name])
        let decision = try Self.decide(Self.image([(Tag(0x0028, 0x0301), "CS", "NO")]), PixelSettings(), finder)
        #expect(decision.boxes == [Self.box()] && decision.isSearched)
    }

    @Test("What has no picture is searched only if the strategy says always", arguments: [false, true])
    func noPicture(always: Bool) throws {
        let finder = ToldFinder([Self.name])
        var file = Self.image()
        file.sopClass = "1.2.840.10008.5.1.4.1.1.481.2"
        let decision = try Self.decide(file, PixelSettings(when: always ? .always : .auto), finder)
        #expect(decision.isSearched == always && decision.boxes.isEmpty == !always)
        #expect(finder.modes.isEmpty == !always)
    }

    @Test(
        "Pixels without the samples of their photometric interpretation are held before they are searched",
        arguments: [
            ("MONOCHROME2", 2), ("MONOCHROME1", 3), ("MONOCHROME2", 4), ("RGB", 4), ("RGB", 1), ("YBR_FULL", 1),
            ("PALETTE COLOR", 3), ("HSV", 3), ("", 1),
        ])
    func samples(photometric: String, samples: Int) throws {
        var file = Self.image()
        (file.photometric, file.samples) = (photometric, samples)
        file.pixels = [[UInt8](repeating: 50, count: 64 * 64 * samples)]
        let finder = ToldFinder([Self.name])
        #expect(throws: PixelHold(.notDescribed, "samples")) { _ = try Self.decide(file, PixelSettings(), finder) }
        #expect(finder.modes.isEmpty)
    }

    private static func palette(entries: Int, first: Int, isSegmented: Bool = false) -> [(Tag, String, [UInt8])] {
        let table = (0..<entries).flatMap { little(($0 + 1) * 65535 / entries) }
        return (0..<3).flatMap { (colour: Int) -> [(Tag, String, [UInt8])] in
            [
                (Tag(0x0028, UInt16(0x1101 + colour)), "US", little(entries) + little(first) + little(16)),
                (Tag(0x0028, UInt16((isSegmented ? 0x1221 : 0x1201) + colour)), "OW", table),
            ]
        }
    }

    @Test(
        "Text is searched for in the colours of the palette, however long it is and wherever it begins",
        arguments: [(256, 0, false, 0), (4096, 10, false, 10), (256, 0xFF80, true, -128), (256, 0xFF80, false, 0xFF80)])
    func palette(entries: Int, first: Int, isSigned: Bool, value: Int) throws {
        var file = Self.image(others: Self.palette(entries: entries, first: first))
        (file.photometric, file.isSigned) = ("PALETTE COLOR", isSigned)
        let finder = ToldFinder([])
        _ = try Self.decide(file, PixelSettings(), finder)
        #expect(finder.display.palette.count == 3 * entries && finder.display.paletteFirst == value)
        #expect(finder.display.palette.suffix(3) == [255, 255, 255])
    }

    @Test(
        "A palette in segments is the one that its segments describe",
        arguments: [
            // Values as they are, a straight line down, and both again.
            (
                [0, 2, 0, 0xFF00, 1, 4, 0xFB00, 2, 2, 0, 0, 0, 2, 0x700, 0x800],
                [0, 255, 254, 253, 252, 251, 0, 255, 254, 253, 252, 251, 7, 8]
            ),
            ([0, 1, 0x1000, 1, 2, 0x3000], [0x10, 0x20, 0x30]),
        ])
    func segmentedPalette(segments: [Int], expected: [UInt8]) throws {
        let table = segments.flatMap { little($0) }
        var file = Self.image(
            others: (0..<3).flatMap { (colour: Int) -> [(Tag, String, [UInt8])] in
                [
                    (Tag(0x0028, UInt16(0x1101 + colour)), "US", little(expected.count) + little(0) + little(16)),
                    (Tag(0x0028, UInt16(0x1221 + colour)), "OW", table),
                ]
            })
        file.photometric = "PALETTE COLOR"
        let finder = ToldFinder([])
        _ = try Self.decide(file, PixelSettings(), finder)
        #expect(finder.display.palette == expected.flatMap { [$0, $0, $0] })
    }

    @Test(
        "Segments that say too little, too much, or what cannot be followed are no palette",
        arguments: [
            [], [0], [0, 3, 1, 2], [1, 3, 9], [0, 4, 1, 2, 3, 4], [0, 2, 1, 2], [3, 3, 1, 2, 3], [0, 1, 5, 2, 1, 6, 0],
            [0, 1, 5, 2, 1, 1, 0],
        ])
    func brokenSegments(segments: [Int]) {
        #expect(SegmentedTable(segments, isWide: true).entries(3) == nil)
    }

    @Test("A palette that cannot be read is held", arguments: [0, 256])
    func unreadablePalette(segments: Int) throws {
        var file = Self.image(others: segments == 0 ? [] : Self.palette(entries: segments, first: 0, isSegmented: true))
        file.photometric = "PALETTE COLOR"
        #expect(throws: PixelHold(.notDescribed, "palette")) {
            _ = try Self.decide(file, PixelSettings(), ToldFinder([]))
        }
    }

    @Test("A palette that is told in both forms is held: nobody knows which one is displayed")
    func ambiguousPalette() throws {
        let plain = Self.palette(entries: 3, first: 0)
        let segments = (0..<3).map { (colour: Int) -> (Tag, String, [UInt8]) in
            (Tag(0x0028, UInt16(0x1221 + colour)), "OW", [0, 0, 3, 0, 1, 0, 1, 0, 1, 0])
        }
        var file = Self.image(others: plain + segments)
        file.photometric = "PALETTE COLOR"
        #expect(throws: PixelHold(.notDescribed, "palette")) {
            _ = try Self.decide(file, PixelSettings(), ToldFinder([]))
        }
    }

    @Test("Without text and rules nothing is covered, and nothing is looked at twice")
    func nothing() throws {
        let finder = ToldFinder([])
        let decision = try Self.decide(Self.image(), PixelSettings(), finder)
        #expect(decision.mask == nil && finder.modes.count == 1)
    }

    @Test("A device's regions are covered first, and each box says why")
    func device() throws {
        let region = DeviceRegion(
            .rectangle(horizontal: .init(), vertical: .init(end: .pixels(0), size: .pixels(10))))
        let rule = DeviceRule(
            name: "acme", condition: .test(DeviceTest([.init(.modality)], .equals, "CT")), regions: [region])
        let settings = PixelSettings(text: .keepSafe, devices: DeviceRules([.init(rules: [rule])]), fill: .blur)
        let decision = try Self.decide(Self.image([(.modality, "CS", "CT")]), settings, ToldFinder([Self.name]))
        #expect(decision.boxes.map(\.reason) == [.device("acme"), .text("NAME")])
        #expect(decision.boxes[0].y == 54 && decision.boxes[0].width == 64 && decision.mask?.fill == .blur)
        let other = try Self.decide(Self.image([(.modality, "CS", "MR")]), settings, ToldFinder([]))
        #expect(other.mask == nil)
    }

    @Test(
        "A device rule of which nothing touches the picture is held, whether text is searched for or not",
        arguments: [PixelSettings.When.auto, .always], ["1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.481.2"])
    func ruleOutside(when: PixelSettings.When, sopClass: String) throws {
        let below = DeviceRegion(.rectangle(horizontal: .init(), vertical: .init(start: .pixels(64), size: .pixels(9))))
        let above = DeviceRegion(.rectangle(horizontal: .init(), vertical: .init(start: .pixels(0), size: .pixels(9))))
        let outside = DeviceRegion(.outsideUltrasoundRegions)
        var file = Self.image()
        file.sopClass = sopClass
        let boxes = { (regions: [DeviceRegion]) in
            let rules = DeviceRules([.init(rules: [DeviceRule(name: "acme", condition: .always, regions: regions)])])
            return try Self.decide(file, PixelSettings(when: when, devices: rules), ToldFinder([])).boxes.count
        }
        #expect(throws: PixelHold(.deviceRuleOutside, "acme")) { _ = try boxes([below]) }
        #expect(throws: PixelHold(.deviceRuleOutside, "acme")) { _ = try boxes([below, outside]) }
        #expect(try boxes([below, above]) == 1)
        #expect(try boxes([outside]) == 0)
        #expect(try boxes([]) == 0)
    }

    @Test("Of ultrasound all outside of the regions goes as soon as there is text, if the modality decides")
    func ultrasound() throws {
        let regions = [(Tag(0x0018, 0x6011), "SQ", RegionTests.item([0, 20, 63, 50]))]
        let file = Self.image([(.modality, "CS", "US")], others: regions)
        let reasons = { (settings: PixelSettings, search: TextSearch) in
            try Self.decide(file, settings, ToldFinder([search])).boxes.map(\.reason)
        }
        let outside = PixelBox.Reason.outsideUltrasoundRegions
        #expect(try reasons(PixelSettings(), Self.name) == [.text("NAME"), outside, outside])
        #expect(try reasons(PixelSettings(), TextSearch()) == [])
        #expect(try reasons(PixelSettings(text: .maskAll), Self.name) == [.text("NAME")])
        let inside = TextSearch(lines: [Self.line(.kept, y: 30)], boxes: [])
        #expect(try reasons(PixelSettings(), inside) == [])
        let rule = DeviceRule(name: "us", condition: .always, regions: [DeviceRegion(.outsideUltrasoundRegions)])
        let devices = DeviceRules([.init(rules: [rule])])
        #expect(try reasons(PixelSettings(text: .keepSafe, devices: devices), TextSearch()) == [outside, outside])
        #expect(try reasons(PixelSettings(devices: devices), Self.name) == [outside, outside, .text("NAME")])
    }

    @Test("The second look sees covered pixels; what it finds is covered too")
    func secondLook() throws {
        let finder = ToldFinder([Self.name, TextSearch(lines: [Self.line(.identifying("DATE"))], boxes: [Self.box(x: 0, y: 0)])])
        let decision = try Self.decide(Self.image(frames: 9), PixelSettings(text: .maskAll), finder)
        #expect(decision.boxes == [Self.box(), Self.box(x: 0, y: 0)])
        #expect(finder.modes == [.maskAll, .secondLook, .secondLook])
        #expect(finder.firstPixels == [0, 0, 0])
        #expect(decision.found == 1 && decision.masked == 1)
    }

    @Test("Where everything goes, what the second look cannot read is covered, and holds nothing, however often it is seen")
    func secondLookUnreadable() throws {
        let seen = TextSearch(lines: [Self.line(.unreadable)], boxes: [Self.box()])
        for (text, looks) in [(PixelSettings.Text.maskAll, 4), (.keepSafe, 2)] {
            let finder = ToldFinder([TextSearch(lines: [Self.line(.masked)], boxes: [Self.box(x: 0, y: 0)]), seen, seen, seen])
            let decision = try Self.decide(Self.image(), PixelSettings(text: text), finder)
            #expect(decision.boxes.contains(Self.box()) == (text == .maskAll))
            #expect(finder.modes.count == looks)
        }
    }

    @Test("What identifies after three looks is held; what is safe or unreadable beside the boxes is not")
    func identifierFound() throws {
        let held = #expect(throws: PixelHold.self) {
            _ = try Self.decide(Self.image(), PixelSettings(), ToldFinder([Self.name, Self.name, Self.name, Self.name]))
        }
        #expect(held?.reason == .identifierFound)
        let rest = TextSearch(lines: [Self.line(.kept), Self.line(.unreadable)], boxes: [])
        #expect(try Self.decide(Self.image(), PixelSettings(), ToldFinder([Self.name, rest])).boxes.count == 1)
    }

    @Test("A page that mostly cannot be read is held", arguments: [(59, 0, false), (60, 0, true), (60, 31, false)])
    func unreadable(unreadable: Int, kept: Int, isHeld: Bool) throws {
        let kinds = Array(repeating: FoundLine.Kind.unreadable, count: unreadable) + Array(repeating: .kept, count: kept)
        // Each in its place, and seen through two windows.
        let lines =
            kinds.indices.map { Self.line(kinds[$0], x: 24 * ($0 % 8), y: 10 * ($0 / 8)) }
            + kinds.indices.map {
                Self.line(kinds[$0], x: 24 * ($0 % 8) + 1, y: 10 * ($0 / 8))
            }
        let settings = PixelSettings(text: .keepSafe)
        let decide = { try Self.decide(Self.image(), settings, ToldFinder([TextSearch(lines: lines)])) }
        if isHeld {
            #expect(#expect(throws: PixelHold.self) { _ = try decide() }?.reason == .unreadable)
        } else {
            #expect(try decide().unreadable == unreadable)
        }
    }

    @Test("Lines are counted once for each place, and in keeping with the boxes")
    func counts() throws {
        let seen = TextSearch(
            lines: [
                Self.line(.kept), Self.line(.identifying("NAME"), x: 5), Self.line(.masked),
                Self.line(.kept, y: 50), Self.line(.kept, x: 40, y: 30),
            ],
            boxes: [Self.box(), Self.box(x: 38, y: 2)])
        let region = DeviceRegion(
            .rectangle(horizontal: .init(), vertical: .init(end: .pixels(0), size: .pixels(16))))
        let devices = DeviceRules([.init(rules: [DeviceRule(name: "acme", condition: .always, regions: [region])])])
        let again = TextSearch(lines: [Self.line(.identifying("ID"), x: 4, y: 22)], boxes: [Self.box(x: 2, y: 20)])
        for (text, kept, unreadable) in [(PixelSettings.Text.keepSafe, 1, 1), (.maskAll, 1, nil)] {
            let settings = PixelSettings(text: text, devices: devices)
            let decision = try Self.decide(Self.image(), settings, ToldFinder([seen, again]))
            // The name, what the device rule covers, what stays, what the second look found, and a box of no line.
            #expect(decision.found == 5 && decision.kept == kept && decision.unreadable == unreadable)
            #expect(decision.boxes.count == 4)
            #expect(decision.lines.first?.kind == .identifying("NAME"))
        }
    }

    @Test("Where labels replace, a box says what stands for its line, and nothing that was read beside it")
    func labels() throws {
        let file = Self.image([(Tag(0x0010, 0x0010), "PN", "QUENTIN^HOLLIS"), (Tag(0x0008, 0x0020), "DA", "20240229")])
        var line = Self.line(.identifying("NAME"))
        line.text = "Xq: QUENTIN HOLLIS"
        let finder = ToldFinder([TextSearch(lines: [line], boxes: [Self.box(), Self.box(x: 30, y: 30)])])
        let decision = try Self.decide(file, PixelSettings(fill: .replace), finder)
        let label = try #require(decision.boxes[0].label)
        #expect(!label.isEmpty && !label.contains("QUENTIN") && !label.contains("Xq"))
        #expect(decision.boxes[1].label == nil)
        let black = ToldFinder([TextSearch(lines: [line], boxes: [Self.box()])])
        #expect(try Self.decide(file, PixelSettings(), black).boxes[0].label == nil)
    }

    @Test("An icon with text goes, one without stays", arguments: [true, false])
    func icon(hasText: Bool) throws {
        var file = Self.image()
        file.icon = [
            (Tag(0x0028, 0x0002), "US", little(1)), (Tag(0x0028, 0x0004), "CS", Array("MONOCHROME2 ".utf8)),
            (Tag(0x0028, 0x0010), "US", little(4)), (Tag(0x0028, 0x0011), "US", little(4)),
            (Tag(0x0028, 0x0100), "US", little(8)), (Tag(0x0028, 0x0101), "US", little(8)),
            (Tag(0x0028, 0x0102), "US", little(7)), (Tag(0x0028, 0x0103), "US", little(0)),
            (.pixelData, "OW", [UInt8](repeating: 9, count: 16)),
        ]
        let stored = try TemporaryFile(file.dataSet())
        var dataSet = try DataSet(path: stored.path, offset: 0, transferSyntax: file.syntax)
        let view = try dataSet.view()
        let modules = PixelModule.all(in: view)
        let sequence = try #require(view.topLevel(Tag(0x0088, 0x0200)))
        let preparation = PixelPreparation(view, modules, PixelSettings())
        let finder = ToldFinder(modules.map { $0.isNested && hasText ? Self.name : TextSearch() })
        let decision = try PixelRedactor(PixelSettings(), finder).decide(&dataSet, preparation)
        #expect(dataSet.has(sequence) == !hasText && decision.mask == nil && modules.count == 2)
        withExtendedLifetime(stored) {}
    }

    @Test(
        "A language pack that is missing is named by its Debian package",
        arguments: [
            ("eng", "tesseract-ocr-eng"), ("chi_sim", "tesseract-ocr-chi-sim"), ("script/Latin", "tesseract-ocr-script-latn"),
            ("script/Japanese_vert", "tesseract-ocr-script-jpan-vert"), ("script/Arabic", "tesseract-ocr-script-arab"),
        ])
    func packages(language: String, package: String) {
        #expect(TextLanguage(language).package == package)
        #expect(!TextLanguage("no_such_language").isInstalled)
    }
}
