import Dicom
import Testing

@testable import Deid

/// Places that carry identity and that are easily forgotten.
struct IdentityPlace: Sendable, CustomTestStringConvertible {
    typealias Element = MemoryDataSet.Element

    var name: String
    var elements: @Sendable () -> [Element]
    var testDescription: String { name }

    init(_ name: String, _ elements: @autoclosure @escaping @Sendable () -> [Element]) {
        self.name = name
        self.elements = elements
    }

    static let marker = "LEAK7"
    private static let bytes = Array("LEAK7 LEAK7 LEAK7 ".utf8)

    private static func text(_ tag: UInt32, _ vr: VR) -> Element { Element(tag, vr, marker) }

    static let all: [IdentityPlace] = [
        IdentityPlace(
            "digital signatures",
            [
                Element(
                    0xFFFA_FFFA,
                    items: [
                        [
                            Element(0x0400_0100, .UI, "1.2.3.LEAK7"), Element(Tag(0x0400, 0x0115), .OB, bytes: bytes),
                            Element(Tag(0x0400, 0x0120), .OB, bytes: bytes),
                        ]
                    ])
            ]),
        IdentityPlace(
            "MACs of other instances",
            [Element(0x0400_0403, items: [[Element(Tag(0x0400, 0x0404), .OB, bytes: bytes)]])]),
        IdentityPlace(
            "encrypted attributes", [Element(0x0400_0500, items: [[Element(Tag(0x0400, 0x0520), .OB, bytes: bytes)]])]),
        IdentityPlace(
            "original attributes",
            [
                Element(
                    0x0400_0561,
                    items: [
                        [
                            text(0x0400_0563, .LO), text(0x0400_0564, .LO),
                            Element(0x0400_0550, items: [[text(0x0010_0010, .PN), text(0x0010_0020, .LO)]]),
                            Element(
                                0x0400_0551, items: [[Element(Tag(0x0400, 0x0552), .OB, bytes: bytes)]]),
                        ]
                    ])
            ]),
        IdentityPlace(
            "contributing equipment",
            [
                Element(
                    0x0018_A001,
                    items: [
                        [
                            text(0x0008_0080, .LO), text(0x0008_1010, .SH), text(0x0008_1070, .PN), text(0x0018_1000, .LO),
                            text(0x0018_A003, .ST),
                        ]
                    ])
            ]),
        IdentityPlace(
            "referenced patients, studies, steps",
            [
                Element(0x0008_1120, items: [[text(0x0008_1155, .UI)]]),
                Element(0x0008_1110, items: [[Element(0x0008_1155, .UI, "1.2.LEAK7")]]),
                Element(0x0008_1111, items: [[Element(0x0008_1155, .UI, "1.2.LEAK7")]]),
                Element(0x0040_0275, items: [[text(0x0040_1001, .SH), text(0x0008_0050, .SH), text(0x0040_0009, .SH)]]),
                Element(0x0008_1115, items: [[Element(0x0020_000E, .UI, "1.2.LEAK7")]]),
            ]),
        IdentityPlace(
            "other IDs and their issuers",
            [
                text(0x0010_1000, .LO), text(0x0010_0021, .LO),
                Element(
                    0x0010_1002,
                    items: [
                        [
                            text(0x0010_0020, .LO), text(0x0010_0021, .LO),
                            Element(
                                0x0010_0024,
                                items: [[text(0x0040_0032, .UT), Element(0x0040_0036, items: [[text(0x0040_0031, .UT)]])]]),
                        ]
                    ]),
                Element(0x0010_0024, items: [[text(0x0040_0031, .UT)]]),
                Element(0x0008_0051, items: [[text(0x0040_0031, .UT)]]),
                Element(0x0038_0014, items: [[text(0x0040_0031, .UT)]]),
                Element(0x0040_0026, items: [[text(0x0040_0032, .UT)]]),
            ]),
        IdentityPlace(
            "people", [text(0x0010_2297, .PN), text(0x0010_1060, .PN), text(0x0010_1005, .PN), text(0x0040_A075, .PN)]),
        IdentityPlace(
            "devices",
            [
                text(0x0018_1000, .LO), text(0x0018_1004, .LO), text(0x0018_1007, .LO), text(0x0018_1008, .LO),
                text(0x0018_700A, .SH), text(0x0018_1010, .LO),
                Element(0x0018_100A, items: [[text(0x0018_1009, .UT)]]), Element(0x0018_1002, .UI, "1.2.LEAK7"),
            ]),
        IdentityPlace(
            "AE titles",
            [
                text(0x0008_0054, .AE), text(0x0008_0055, .AE), text(0x0040_0001, .AE), text(0x0040_0241, .AE),
                text(0x2100_0070, .AE), text(0x2100_0140, .AE),
            ]),
        IdentityPlace(
            "UIDs, of attributes nobody has listed too",
            [
                Element(0x0020_0052, .UI, "1.2.LEAK7"), Element(0x0008_9123, .UI, "1.2.LEAK7"),
                Element(0x0040_E011, .UI, "1.2.LEAK7"), Element(0x0088_0140, .UI, "1.2.20190412.LEAK7"),
                Element(0x0018_9801, items: [[Element(0x0020_9161, .UI, "1.2.LEAK7")]]),
            ]),
        IdentityPlace(
            "addresses of documents and pixels",
            [
                Element(0x0008_1190, .UR, "https://x.example/LEAK7"), Element(0x0040_E010, .UR, "https://x.example/LEAK7"),
                Element(0x0028_7FE0, .UR, "https://x.example/LEAK7"), Element(0x0040_4073, .UR, "https://x.example/LEAK7"),
                text(0x0040_E001, .ST),
            ]),
        IdentityPlace("icons", [Element(0x0088_0200, items: [[Element(.pixelData, .OW, bytes: bytes)]])]),
        IdentityPlace(
            "overlays and curves",
            [
                Element(Tag(0x6000, 0x3000), .OW, bytes: bytes), text(0x6000_0022, .LO), text(0x6002_4000, .LT),
                text(0x601E_1500, .LO), text(0x5000_2500, .LO), Element(Tag(0x5006, 0x3000), .OW, bytes: bytes),
            ]),
        IdentityPlace(
            "barcodes and labels", [text(0x2200_0005, .LT), text(0x2200_0002, .UT), text(0x2030_0020, .LO)]),
        IdentityPlace(
            "an earlier tool's words", [text(0x0012_0063, .LO), Element(0x0012_0064, items: [[text(0x0008_0104, .LO)]])]),
        IdentityPlace(
            "private attributes",
            [
                Element(0x0029_0010, .LO, "ACME LEAK7"), Element(0x0029_1001, .LO, marker),
                Element(0x0040_0555, items: [[Element(0x0029_0010, .LO, "ACME"), Element(0x0029_1001, .LO, marker)]]),
            ]),
        IdentityPlace(
            "unknown and trailing bytes",
            [
                Element(Tag(0x0008, 0x4711), .UN, bytes: bytes, isStandard: false),
                Element(Tag(0xFFFC, 0xFFFC), .OB, bytes: bytes),
            ]),
        IdentityPlace(
            "live streams",
            [
                Element(0x0034_0001, items: [[Element(Tag(0x0034, 0x0002), .OB, bytes: bytes)]]),
                Element(Tag(0x0034, 0x0005), .OB, bytes: bytes),
            ]),
        IdentityPlace(
            "waveform labels",
            [
                Element(
                    0x5400_0100,
                    items: [
                        [
                            text(0x003A_0020, .SH),
                            Element(0x003A_0200, items: [[text(0x003A_0203, .SH), text(0x003A_020C, .LO)]]),
                        ]
                    ])
            ]),
        IdentityPlace(
            "specimens",
            [
                text(0x0040_0512, .LO),
                Element(0x0040_0560, items: [[text(0x0040_0551, .LO), Element(0x0040_0554, .UI, "1.2.LEAK7")]]),
            ]),
        IdentityPlace(
            "content items",
            [
                Element(
                    0x0040_A730,
                    items: [
                        ContentFixture.item("PNAME", nil, [text(0x0040_A123, .PN)]),
                        ContentFixture.item("TEXT", ("DCM", "121022"), [text(0x0040_A160, .UT)]),
                    ])
            ]),
        IdentityPlace("a hanging protocol's author", [text(0x0072_0008, .LO)]),
    ]
}

@Suite("Everything that can carry identity")
struct ContentIdentityTests {
    @Test("leaves without it", arguments: IdentityPlace.all)
    func places(place: IdentityPlace) throws {
        // Without the option for descriptors: what a cleaner finds in texts is tested elsewhere.
        let research: Set<ProfileOption> = [
            .cleanStructuredContent, .cleanGraphics, .retainLongitudinalModifiedDates, .retainPatientCharacteristics,
            .retainSafePrivate,
        ]
        for sopClass in [PlanFixture.ct, ContentFixture.comprehensiveSR, PlanFixture.unknownClass] {
            for options in [[], research] {
                let instance = PlanFixture.instance(place.elements(), sopClass: sopClass)
                #expect(instance.contains(IdentityPlace.marker))
                let result = try PlanFixture.clean(instance, PlanFixture.ruleSet(options: options))
                let left = result.all.filter { String(decoding: $0.bytes, as: UTF8.self).contains(IdentityPlace.marker) }
                #expect(left.map(\.tag) == [], "\(sopClass)")
            }
        }
    }

    @Test("the instance's own UIDs are found in texts too, also of attributes that nobody has listed")
    func uidsInText() throws {
        let uid = "1.2.276.0.7230010.3.1.4.20190412.815"
        let instance = PlanFixture.instance(
            .init(0x0020_000D, .UI, uid), .init(0x0008_1030, .LO, "see \(uid)"),
            .init(0x0020_9453, .LO, "of \(uid)"))
        for options in [[], [.cleanDescriptors]] as [Set<ProfileOption>] {
            let result = try PlanFixture.clean(instance, PlanFixture.ruleSet(options: options))
            #expect(!result.contains(uid))
        }
    }

    @Test("a directory is refused")
    func directory() throws {
        let directory = PlanFixture.instance(sopClass: "1.2.840.10008.1.3.10")
        #expect(try PlanFixture.hold(directory, PlanFixture.ruleSet()) == .directory)
    }

    @Test("ages of 90 and more are not told, with what an option keeps either")
    func ages() throws {
        let instance = PlanFixture.instance(.init(0x0010_1010, .AS, "093Y"))
        for options in [[], [.retainPatientCharacteristics]] as [Set<ProfileOption>] {
            let result = try PlanFixture.clean(instance, PlanFixture.ruleSet(options: options))
            #expect(result[0x0010_1010]?.text != "093Y")
        }
    }
}
