import Dicom
import Glibc
import Testing

@testable import Deid

@Suite("Any data set")
struct PlannerPropertyTests {
    typealias Element = MemoryDataSet.Element

    /// SplitMix64: the same sequence for the same seed, on every machine.
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let named: [(tag: Tag, vr: VR)] = ProfileTable.shared.rows.compactMap { row in
        guard case .exact(let tag) = row.tag, tag.group >= 8, tag != Tag(0x0042, 0x0011), let vr = row.vrs.first else {
            return nil
        }
        return (tag, vr)
    }
    private static let vrs = VR.all.sorted { $0.rawValue < $1.rawValue }

    /// Elements of one level. Values of attributes that the profile treats, and private ones, hold the marker; others
    /// have one that may stay.
    private func level(_ random: inout Random, depth: Int) -> [Element] {
        var elements: [Tag: Element] = [:]
        for _ in 0..<Int.random(in: 0...(depth == 0 ? 30 : 6), using: &random) {
            let element = one(&random, depth: depth)
            elements[element.tag] = element
        }
        if Bool.random(using: &random) {
            let group = [0x0009, 0x0029, 0x0033, 0x7FE1].randomElement(using: &random) ?? 0x0009
            elements[Tag(UInt16(group), 0x10)] = Element(Tag(UInt16(group), 0x10), .LO, bytes: Array("ACME 1".utf8))
        }
        return elements.values.sorted { $0.tag < $1.tag }
    }

    private func one(_ random: inout Random, depth: Int) -> Element {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<5:
            let (tag, vr) = Self.named.randomElement(using: &random) ?? Self.named[0]
            let other = Self.vrs.randomElement(using: &random) ?? vr
            return filled(tag, Int.random(in: 0..<5, using: &random) == 0 ? other : vr, &random, depth, "QUENTZLER")
        case 5, 6:
            let tag = Tag(
                [0x0009, 0x0029, 0x0033, 0x7FE1].randomElement(using: &random) ?? 9,
                UInt16.random(in: 0x1000...0x10FF, using: &random))
            return filled(tag, Self.vrs.randomElement(using: &random) ?? .LO, &random, depth, "QUENTZLER")
        case 7:
            let tag = Tag(
                UInt16.random(in: 4...0x3FFF, using: &random) * 2, UInt16.random(in: 0...0xFFFE, using: &random))
            var element = filled(tag, Self.vrs.randomElement(using: &random) ?? .UN, &random, depth, "QUENTZLER")
            element.isStandard = false
            return element
        case 8:
            let tags: [UInt32] = [0x6000_3000, 0x6000_0022, 0x6002_1500, 0x5004_3000, 0x0008_0000, 0xFFFC_FFFC]
            return filled(Tag(rawValue: tags.randomElement(using: &random) ?? 0), .LT, &random, depth, "QUENTZLER")
        default:
            // Standard attributes that the profile does not name, with legal values.
            let kept: [(UInt32, VR, String)] = [
                (0x0018_0050, .DS, "1.25"), (0x0008_0008, .CS, "ORIGINAL\\PRIMARY"), (0x0020_0013, .IS, "7"),
                (0x0018_0024, .SH, "SEQ"),
            ]
            let (tag, vr, text) = kept.randomElement(using: &random) ?? kept[0]
            return Element(tag, vr, text)
        }
    }

    private func filled(_ tag: Tag, _ vr: VR, _ random: inout Random, _ depth: Int, _ marker: String) -> Element {
        if vr == .SQ {
            guard depth < 8 else { return Element(tag.rawValue, items: []) }
            let items = (0..<Int.random(in: 0...3, using: &random)).map { _ in level(&random, depth: depth + 1) }
            return Element(tag.rawValue, items: items)
        }
        let values: [String]
        switch vr {
        case .DA: values = ["19770813", "1977", "", marker]
        case .DT: values = ["19770813101112+0100", marker]
        case .TM: values = ["770813.77", marker]
        case .UI: values = ["1.2.19770813", "1.2.19770813\\\\" + marker, marker, "1.2.840.10008.19770813.1"]
        default:
            values = [
                marker, "A\\\(marker)\\", "seen \(marker) today", Array(repeating: marker, count: 20).joined(separator: " "), "",
            ]
        }
        var element = Element(tag.rawValue, vr, values.randomElement(using: &random) ?? marker)
        element.isLoaded = Int.random(in: 0..<50, using: &random) > 0 || tag.group <= 0x20
        return element
    }

    private static let strategies: [([String], Set<ProfileOption>, StrategySource.Unlisted)] = [
        ([], [], .profile), ([], [.retainLongitudinalModifiedDates], .profile), ([], [], .remove),
        ([], [.cleanDescriptors, .cleanGraphics, .cleanStructuredContent, .retainSafePrivate], .profile),
        (
            [
                #""(0010,0020)",LO,,,patientHashId,"#, #""(0029,"ACME 1",10)",,,,remove,"#,
                #""(0008,1030)",,,,delete,"#,
                #""(0040,0275)/(0040,0007)",LO,,,ensureTagExists,X"#, #""(50,)",GROUP,,,delete,"#,
            ], [.retainLongitudinalModifiedDates], .profile
        ),
    ]

    @Test("nothing that the profile treats survives, nothing crashes, twice is the same", arguments: 0..<40)
    func nothingSurvives(_ seed: UInt64) throws {
        var random = Random(state: seed)
        let (rows, options, unlisted) = Self.strategies[Int(seed) % Self.strategies.count]
        let rules = try PlanFixture.ruleSet([rows], options: options, unlisted: unlisted)
        var held = 0
        for number in 0..<10 {
            let sopClass = [
                PlanFixture.ct, PlanFixture.unknownClass, "1.2.840.10008.5.1.4.1.1.88.33",
                "1.2.840.10008.5.1.4.1.1.2.1",
            ][number % 4]
            let own: Set<Tag> = [
                .sopClassUID, .sopInstanceUID, .patientID, .patientName, .studyInstanceUID, .specificCharacterSet,
            ]
            // The marker is the patient's name, which the header tells.
            let instance = PlanFixture.instance(
                level(&random, depth: 0).filter { !own.contains($0.tag) }
                    + [Element(0x0010_0010, .PN, "QUENTZLER^DOE")], sopClass: sopClass)
            let plan: Plan
            do {
                plan = try PlanFixture.plan(instance, rules)
            } catch let hold as PlanHold {
                #expect(!hold.description.contains("QUENTZLER"))
                held += 1
                continue
            }
            let clean = try instance.applying(plan.edits)
            #expect(!clean.contains("QUENTZLER"), "seed \(seed), number \(number)")
            #expect(!clean.contains("4711") && !clean.contains("Doe^Jane"))
            #expect(!clean.all.contains { [.DA, .DT, .UI].contains($0.vr) && $0.text.contains("19770813") })
            #expect(clean[0x0008_0016]?.text == sopClass && clean[0x0008_0018]?.text == plan.sopInstanceUID)
            #expect(clean[0x0012_0062]?.text == "YES")
            let again = try PlanFixture.plan(instance, rules)
            #expect(again.edits == plan.edits && again.mappings == plan.mappings)
        }
        #expect(held < 10)
    }

    @Test("cleaning what is clean changes only what is keyed", arguments: 100..<110)
    func twice(_ seed: UInt64) throws {
        var random = Random(state: seed)
        let rules = try PlanFixture.ruleSet()
        let instance = PlanFixture.instance(
            level(&random, depth: 0).filter { $0.tag.group > 0x20 || $0.tag.group == 0x18 })
        do {
            let once = try PlanFixture.clean(instance, rules)
            let twice = try PlanFixture.clean(once, rules)
            #expect(twice.all.map(\.tag) == once.all.map(\.tag))
        } catch let hold as PlanHold {
            #expect(hold.reason == .valueUnreadable)
        }
    }

    @Test("a large data set takes time by its size, not by its square")
    func large() throws {
        func seconds(_ count: Int) throws -> Double {
            let item: [Element] = [
                .init(0x0008_0020, .DA, "20120101"), .init(0x0008_0030, .TM, "101112"),
                .init(0x0008_1155, .UI, "1.2.3"),
                .init(0x0010_0020, .LO, "PAT-1"), .init(0x0018_0050, .DS, "1"), .init(0x6000_0022, .LO, "x"),
                .init(0x6000_3000, .OW, "xx"), .init(0x0029_0010, .LO, "ACME 1"), .init(0x0029_1010, .LO, "xx"),
            ]
            let sequence = Element(0x0008_1140, items: Array(repeating: item, count: count / item.count))
            let rules = try PlanFixture.ruleSet(
                [
                    [
                        #""(0008,0030)",TM,,,shiftTimeByRandom,"#, #""(0008,1140)/(0010,0021)",LO,,,ensureTagExists,X"#,
                        #""(0008,1140)/(0029,"ACME 1",10)",LO,,,hashId,"#,
                    ]
                ], options: [.retainLongitudinalModifiedDates])
            let view = PlanFixture.instance(sequence).view()
            let deidentifier = Deidentifier(
                ruleSet: rules, pseudonymizer: try PseudonymFixture.pseudonymizer(issuer: .distinguish))
            // This thread's own time: other tests run beside it.
            let begin = threadSeconds()
            _ = try deidentifier.plan(view, explain: false)
            return threadSeconds() - begin
        }
        _ = try seconds(1000)
        let (small, large) = (try seconds(10_000), try seconds(80_000))
        // Eight times as much; with a square in it, sixty-four times.
        #expect(large < 24 * max(small, 0.01))
    }
}

/// Seconds that this thread has run.
private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
