import Dicom
import Testing

@testable import Deid

@Suite("Private attributes that are known to be safe")
struct PlannerPrivateTests {
    typealias Element = MemoryDataSet.Element

    private static let patient = Element(0x0010_0010, .PN, "QUENTZLER^JANE")

    private func rules(
        _ list: StrategySource.PrivateAttributes = .ps315, _ options: Set<ProfileOption> = []
    ) throws -> RuleSet {
        try RuleSet.compile(
            StrategySource(name: "test", options: options.union([.retainSafePrivate]), safePrivate: list)
        ).ruleSet
    }

    private func left(_ elements: [Element], _ rules: RuleSet) throws -> MemoryDataSet {
        let instance = PlanFixture.instance(([Self.patient] + elements).sorted { $0.tag < $1.tag })
        return MemoryDataSet(elements: try PlanFixture.clean(instance, rules).elements.filter(\.tag.isPrivate))
    }

    @Test("creator, group and element have to be on the list; any block will do")
    func listed() throws {
        let rules = try rules()
        for block: UInt32 in [0x10, 0x42, 0xFF] {
            let (creator, first) = (0x0019_0000 | block, 0x0019_0000 | block << 8)
            let clean = try left(
                [
                    .init(creator, .LO, "GEMS_ACQU_01 "), .init(first | 0x24, .DS, "1.5"), .init(first | 0x01, .DS, "9"),
                    .init(first | 0x9E, .LO, "fgre"),
                ], rules)
            #expect(clean.elements.map(\.tag.rawValue) == [creator, first | 0x24, first | 0x9E])
            #expect(clean[first | 0x24]?.text == "1.5" && clean[first | 0x9E]?.text == "fgre")
        }
        for creator in ["GEMS_ACQU_02", "gems_acqu_01", "GEMS ACQU 01", ""] {
            let other: [Element] = [.init(0x0019_0010, .LO, creator), .init(0x0019_1024, .DS, "1.5")]
            #expect(try left(other, rules).elements.isEmpty, "\(creator)")
        }
        // Another group, and nobody's block.
        #expect(
            try left([.init(0x0021_0010, .LO, "GEMS_ACQU_01"), .init(0x0021_1024, .DS, "1.5")], rules).elements.isEmpty)
        #expect(try left([.init(0x0019_1024, .DS, "1.5")], rules).elements.isEmpty)
    }

    @Test("every entry of the table is kept, and what is beside it is not")
    func wholeTable() throws {
        #expect(PrivateList.ps315.count == 479)
        #expect(PrivateList.tcia.count == 2445)
        let entry = PrivateList.ps315.entry(Tag(0x2001, 0x1003), creator: "Philips Imaging DD 001", isNested: false)
        #expect(entry?.vr == .FL)
        #expect(PrivateList.ps315.entry(Tag(0x0013, 0x1010), creator: "CTP", isNested: false) == nil)
        #expect(PrivateList.tcia.entry(Tag(0x0013, 0x1010), creator: "CTP", isNested: false) != nil)
    }

    @Test("TCIA's list is a switch; what TCIA saw only in sequences stays only there")
    func tcia() throws {
        let block: [Element] = [.init(0x0013_0010, .LO, "CTP"), .init(0x0013_1010, .LO, "LIDC")]
        #expect(try left(block, rules()).elements.isEmpty)
        #expect(try left(block, rules(.tcia))[0x0013_1010]?.text == "LIDC")
        let nested: [Element] = [.init(0x0029_0010, .LO, "GEIIS_RA1000"), .init(0x0029_1036, .DA, "20120813")]
        let rules = try rules(.tcia, [.retainLongitudinalModifiedDates])
        #expect(try left(nested, rules).elements.isEmpty)
        let item = PlanFixture.instance(.init(0x0008_1140, items: [nested]))
        let clean = try PlanFixture.clean(item, rules)
        #expect(clean[0x0008_1140, 0x0029_1036].map { $0.text != "20120813" && $0.text.utf8.count == 8 } == true)
    }

    @Test("kept ones are cleaned by their VR")
    func cleaned() throws {
        let rules = try rules(.tcia, [.retainLongitudinalModifiedDates])
        let days = try PseudonymFixture.pseudonymizer()
        let offset = try days.dateOffset(for: days.patient(id: "PAT-4711", issuer: "", studyInstanceUID: ""))
        let clean = try left(
            [
                .init(0x0019_0010, .LO, "GEMS_ACQU_01"), .init(0x0019_109D, .DT, "20120813101112"),
                .init(0x0019_109E, .LO, "fgre for QUENTZLER"),
                .init(0x0043_0010, .LO, "GEMS_PARM_01"), .init(0x0043_1088, .UI, "1.2.77.1"),
                .init(0x0009_0010, .LO, "GEMS_GENIE_1"), .init(0x0009_102B, .LO, "1.2.77.2"),
                .init(0x0013_0010, .LO, "GEMS_GENIE_1"), .init(0x0013_1023, .LO, "20120813"),
            ], rules)
        #expect(clean[0x0019_109D]?.text == DicomDate.shift(dateTime: "20120813101112", byDays: offset))
        #expect(clean[0x0019_109E].map { $0.text.hasPrefix("fgre") && !$0.text.contains("QUENTZLER") } == true)
        #expect(clean[0x0043_1088]?.text.hasPrefix("2.25.") == true)
        #expect(clean[0x0009_102B]?.text.hasPrefix("2.25.") == true)
        #expect(clean[0x0013_1023]?.text == DicomDate.shift(date: "20120813", byDays: offset))
        // Without an option for dates they go, as all dates do; what is no UID where one should be goes too.
        let other = try left(
            [
                .init(0x0019_0010, .LO, "GEMS_ACQU_01"), .init(0x0019_109D, .DT, "20120813101112"),
                .init(0x0043_0010, .LO, "GEMS_PARM_01"), .init(0x0043_1088, .UI, "QUENTZLER"),
            ], self.rules(.tcia))
        #expect(other.elements.isEmpty)
    }

    @Test("UN is read as the list says; a sequence that nobody can read goes")
    func unknown() throws {
        let rules = try rules(.tcia, [.retainLongitudinalModifiedDates])
        let clean = try left(
            [
                .init(0x0019_0010, .LO, "GEMS_ACQU_01"), .init(0x0019_109D, .UN, "20120813101112"),
                .init(0x0019_109E, .UN, "QUENTZLER fgre"), .init(0x0019_1024, .UN, "1.5"),
                .init(0x2001_0010, .LO, "Philips Imaging DD 001"), .init(0x2001_105F, .UN, "QUENTZLER^JANE"),
                .init(0x2001_1003, .UN, "\u{1}\u{2}\u{3}\u{4}"),
            ], rules)
        #expect(!clean.contains("QUENTZLER") && !clean.contains("20120813"))
        #expect(clean[0x0019_109D] != nil && clean[0x0019_109E] != nil && clean[0x0019_1024]?.text == "1.5")
        #expect(clean[0x2001_105F] == nil && clean[0x2001_1003] != nil)
    }

    @Test("private sequences are gone through, at any depth")
    func sequences() throws {
        let inner: [Element] = [
            .init(0x0008_0020, .DA, "20120813"), .init(0x0010_0010, .PN, "QUENTZLER^JANE"),
            .init(0x0008_1155, .UI, "1.2.77.3"), .init(0x0018_0050, .DS, "1.5"),
            .init(0x2001_0010, .LO, "Philips Imaging DD 001"), .init(0x2001_1003, .FL, "abcd"),
            .init(0x2001_10FE, .LO, "QUENTZLER"),
        ]
        let outer: [Element] = [
            .init(0x2001_0010, .LO, "Philips Imaging DD 001"), .init(0x2001_105F, items: [inner]),
        ]
        let clean = try left(
            [.init(0x2001_0010, .LO, "Philips Imaging DD 001"), .init(0x2001_105F, items: [outer])], rules())
        #expect(!clean.contains("QUENTZLER") && !clean.contains("20120813") && !clean.contains("1.2.77"))
        #expect(clean[0x2001_105F, 0x2001_105F, 0x0018_0050]?.text == "1.5")
        #expect(clean[0x2001_105F, 0x2001_105F, 0x2001_1003] != nil)
    }

    @Test("names go whatever the list says, bytes with the patient's name in them too")
    func names() throws {
        let clean = try left(
            [
                .init(0x0019_0010, .LO, "GEMS_ACQU_01"), .init(0x0019_109E, .PN, "Somebody^Else"),
                .init(0x0019_1024, .OB, "\u{1}\u{2}QUENTZLER\u{1}\u{2}"),
            ], rules())
        #expect(clean.elements.isEmpty)
    }

    @Test("rows beat the list")
    func rows() throws {
        let rules = try PlanFixture.ruleSet(
            [[#""(0019,"GEMS_ACQU_01",24)",DS,,,delete,"#, #""(0019,"ACME",01)",LO,,,keep,"#]],
            options: [.retainSafePrivate])
        let clean = try left(
            [
                .init(0x0019_0010, .LO, "GEMS_ACQU_01"), .init(0x0019_1024, .DS, "1"),
                .init(0x0019_0011, .LO, "ACME"), .init(0x0019_1101, .LO, "own"),
            ], rules)
        #expect(clean.elements.map(\.tag.rawValue) == [0x0019_0011, 0x0019_1101])
    }

    @Test("listed attributes in a private sequence that is not listed stay, and nothing else in it does")
    func unlistedSequence() throws {
        let item: [Element] = [
            .init(0x0018_1030, .LO, "T1 axial"), .init(0x0008_1140, items: [[.init(0x0008_1155, .UI, "1.2.3")]]),
            .init(0x2005_0010, .LO, "Philips MR Imaging DD 001"), .init(Tag(0x2005, 0x100E), .FL, bytes: [0, 0, 0x80, 0x3F]),
            .init(0x2005_10FA, .LO, "QUENTZLER"), .init(0x2005_0014, .LO, "SOMEBODY"), .init(0x2005_140F, items: [[]]),
        ]
        let block: [Element] = [
            .init(0x2005_0012, .LO, "NOBODY KNOWS"), .init(0x2005_1230, items: [item, []]),
            .init(0x2005_1231, items: [[.init(0x0018_1030, .LO, "T1")]]),
        ]
        for list: StrategySource.PrivateAttributes in [.ps315, .tcia] {
            let clean = try left(block, rules(list))
            #expect(clean.elements.map(\.tag.rawValue) == [0x2005_0012, 0x2005_1230])
            #expect(clean[0x2005_1230]?.items.count == 2)
            #expect(clean[0x2005_1230]?.items[0].map(\.tag.rawValue) == [0x2005_0010, 0x2005_100E])
            #expect(clean[0x2005_1230, 0x2005_100E]?.bytes == [0, 0, 0x80, 0x3F])
        }
        #expect(try PlanFixture.clean(PlanFixture.instance(block), PlanFixture.ruleSet())[0x2005_1230] == nil)
    }

    @Test("Philips' sequences of private frame attributes are on the longer list, with the standard's attributes in them")
    func philips() throws {
        let scale = Element(Tag(0x2005, 0x100E), .FL, bytes: [0, 0, 0x80, 0x3F])
        let block: [Element] = [
            .init(0x2005_0014, .LO, "Philips MR Imaging DD 005"),
            .init(
                0x2005_140F,
                items: [[.init(0x0018_0081, .DS, "30"), .init(0x2005_0010, .LO, "Philips MR Imaging DD 001"), scale]]),
        ]
        let clean = try left(block, rules(.tcia))
        #expect(clean[0x2005_140F, 0x2005_100E] == scale && clean[0x2005_140F, 0x0018_0081]?.text == "30")
        #expect(try left(block, rules(.ps315))[0x2005_140F, 0x2005_100E] == scale)
    }
}
