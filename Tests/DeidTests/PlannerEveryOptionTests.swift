import Dicom
import Testing

@testable import Deid

/// Every row of Table E.1-1 under every option column, against what the letters of the table say.
@Suite("Table E.1-1 under its options")
struct PlannerEveryOptionTests {
    typealias Element = MemoryDataSet.Element

    /// Options with a column; structured content has tests of its own.
    static let options: [ProfileOption] = ProfileOption.allCases.filter {
        $0.column != nil && $0 != .retainSafePrivate && $0 != .cleanStructuredContent
    }

    private static let name = "QUENTZLER"

    /// Something legal of its VR, with the patient's name in it where there is room.
    private func element(_ row: ProfileTable.Row, _ tag: Tag) -> Element? {
        switch row.vrs.first ?? .LO {
        case .SQ: Element(tag.rawValue, items: [[Element(0x0008_0104, .LO, "nodule of \(Self.name)")]])
        case .DA: Element(tag.rawValue, .DA, "20120813")
        case .TM: Element(tag.rawValue, .TM, "131415.161718")
        case .DT: Element(tag.rawValue, .DT, "20120813131415+0100")
        case .UI: Element(tag.rawValue, .UI, "1.2.77.20120813")
        case .AS: Element(tag.rawValue, .AS, "051Y")
        case .CS, .AE, .SH: Element(tag.rawValue, row.vrs.first ?? .SH, Self.name)
        case .DS, .IS: Element(tag.rawValue, row.vrs.first ?? .IS, "71")
        case .US, .FL, .FD, .UL, .SS, .SL: Element(tag, row.vrs.first ?? .US, bytes: [8, 1, 2, 3, 4, 5, 6, 7])
        case .OB, .OW: Element(tag, .OB, bytes: Array(Self.name.utf8))
        case .UN: nil
        default: Element(tag.rawValue, row.vrs.first ?? .LO, "nodule of \(Self.name)")
        }
    }

    private static let rows: [(row: ProfileTable.Row, tag: Tag)] = ProfileTable.shared.rows.compactMap { row in
        // Not part of a Data Set; planes, documents and marks have tests of their own.
        guard case .exact(let tag) = row.tag, tag.group >= 8, tag.group & 0xFF01 != 0x6000, tag.group & 0xFF01 != 0x5000,
            tag != Tag(0x0042, 0x0011), tag != Tag(0xFFFC, 0xFFFC), !ProtectedAttributes.marks.contains(tag)
        else { return nil }
        return (row, tag)
    }

    private func days() throws -> Int {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        return try pseudonymizer.dateOffset(for: pseudonymizer.patient(id: "PAT-4711", issuer: "", studyInstanceUID: ""))
    }

    @Test("each letter does what it says, at top level and in items", arguments: options)
    func letters(_ option: ProfileOption) throws {
        let rules = try PlanFixture.ruleSet(options: [option])
        let basic = try PlanFixture.ruleSet()
        let days = try days()
        for (row, tag) in Self.rows {
            guard let marked = element(row, tag) else { continue }
            for isNested in [false, true] {
                // A sequence that no row names around it.
                let placed = isNested ? Element(0x0008_1140, items: [[marked]]) : marked
                let patient = Element(0x0010_0010, .PN, "\(Self.name)^JANE")
                let before = tag == .patientName && !isNested ? [placed] : [patient, placed]
                let instance = PlanFixture.instance(before.sorted { $0.tag < $1.tag })
                let clean = try PlanFixture.clean(instance, rules)
                let result = isNested ? clean[0x0008_1140, tag.rawValue] : clean[tag.rawValue]
                let place = Comment(rawValue: "\(tag) \(row.keyword) under \(option), nested: \(isNested)")
                switch (row.letter(option), marked.vr) {
                case (nil, _):
                    let without = try PlanFixture.clean(instance, basic)
                    let other = isNested ? without[0x0008_1140, tag.rawValue] : without[tag.rawValue]
                    // What Table E.1-1 does not name inside of an item may follow the option.
                    if marked.vr != .SQ { #expect(result == other, place) }
                    #expect(result == nil || !clean.contains(Self.name), place)
                case (.keep, .SQ): #expect(result?.items.count == 1, place)
                case (.keep, _): #expect(result?.bytes == marked.bytes, place)
                case (.clean, .SQ):
                    #expect(result?.items.count == 1 && !clean.contains(Self.name), place)
                    #expect(option != .cleanDescriptors || clean.contains("nodule"), place)
                case (.clean, .DA):
                    #expect(result?.text == DicomDate.shift(date: "20120813", byDays: days), place)
                case (.clean, .DT):
                    #expect(result?.text == DicomDate.shift(dateTime: "20120813131415+0100", byDays: days), place)
                case (.clean, .TM): #expect(result?.text == "131415.161718", place)
                case (.clean, .LO), (.clean, .LT), (.clean, .ST), (.clean, .UT), (.clean, .UC):
                    let text = try #require(result, place).text
                    // A service is its own clue: all of it can go.
                    #expect((text.contains("nodule") || tag == Tag(0x0032, 0x1033)) && !text.contains(Self.name), place)
                // Nothing of a short value is left, or nobody can look into it: as the Type allows.
                case (.clean, _): #expect(!clean.contains(Self.name), place)
                }
            }
        }
    }

    @Test("the compiled table shows the letter and the option that it comes from", arguments: options)
    func shown(_ option: ProfileOption) throws {
        let shown = try PlanFixture.ruleSet(options: [option]).rows
        #expect(shown.count == ProfileTable.shared.rows.count + CommentTable.rows.count)
        for (row, display) in zip(ProfileTable.shared.rows, shown) {
            #expect(display.tag == row.tag.description)
            switch row.letter(option) {
            case .keep: #expect(display.action == "K" && display.source.hasSuffix(": \(option)"))
            case .clean: #expect(display.action == "C" && display.source.hasSuffix(": \(option)"))
            case nil: #expect(display.action == row.basic.rawValue && display.source.hasSuffix(": Basic Profile"))
            }
        }
    }

    @Test("an option that is carried out is claimed with its code, and no other", arguments: ProfileOption.allCases)
    func claimed(_ option: ProfileOption) throws {
        let clean = try PlanFixture.clean(PlanFixture.instance(), PlanFixture.ruleSet(options: [option]))
        let codes = clean[0x0012_0064]?.items.compactMap { $0.first?.text }
        // Of an instance without pixels there is nothing to say about them.
        let isClaimed = option.isCarriedOut && option != .cleanPixelData
        #expect(codes == (isClaimed ? ["113100", option.methodCode] : ["113100"]))
        #expect(MethodCode.all[option.methodCode] != nil)
    }

    @Test("where dates are shifted, dates that another option keeps are shifted with them")
    func shiftedBeforeKept() throws {
        let rules = try PlanFixture.ruleSet(options: [.retainLongitudinalModifiedDates, .retainDeviceIdentity])
        let clean = try PlanFixture.clean(
            PlanFixture.instance(
                .init(0x0008_0020, .DA, "20120820"), .init(0x0018_1200, .DA, "20120813"),
                .init(0x0018_1201, .TM, "101112"), .init(0x0018_1000, .LO, "SN 1")), rules)
        let (study, calibration) = (clean[0x0008_0020]?.text, clean[0x0018_1200]?.text)
        #expect(study.flatMap { DicomDate.day($0)?.days } == calibration.flatMap { DicomDate.day($0)?.days }.map { $0 + 7 })
        #expect(study != "20120820" && clean[0x0018_1201]?.text == "101112" && clean[0x0018_1000]?.text == "SN 1")
    }

    @Test("options that need the profile's table are an error without it")
    func contradictions() throws {
        #expect(throws: StrategyError.self) {
            _ = try PlanFixture.ruleSet(profile: .none, options: [.cleanDescriptors], unlisted: .keep)
        }
        _ = try PlanFixture.ruleSet(profile: .none, options: [.cleanPixelData], unlisted: .keep)
    }
}
