import Dicom
import Testing

@testable import Deid

@Suite("Marks of the output")
struct PlannerMarksTests {
    typealias Element = MemoryDataSet.Element

    private func temporal(
        _ options: Set<ProfileOption> = [], profile: StrategySource.Profile = .basic, rows: [String] = [],
        _ elements: Element...
    ) throws -> String? {
        let rules = try PlanFixture.ruleSet(
            [rows], profile: profile, options: options, unlisted: profile == .none ? .keep : .profile)
        return try PlanFixture.clean(PlanFixture.instance(elements), rules)[0x0028_0303]?.text
    }

    private let date = Element(0x0008_0020, .DA, "20120102")

    @Test("the output says who, by what and by which rules")
    func marks() throws {
        let rules = try PlanFixture.ruleSet()
        let clean = try PlanFixture.clean(PlanFixture.instance(), rules)
        #expect(clean[0x0012_0062]?.text == "YES")
        #expect(clean[0x0012_0063]?.text == "VEIL \(Version.text)\\PS3.15 Basic Profile\\rules \(rules.version)")
        #expect(clean[0x0012_0063]?.text.split(separator: "\\").allSatisfy { $0.utf8.count <= 64 } == true)
        #expect(
            clean[0x0012_0064]?.items.map { $0.map(\.text) } == [
                ["113100", "DCM", "Basic Application Confidentiality Profile"]
            ])
    }

    @Test("only options that are carried out are claimed")
    func claims() throws {
        let rules = try PlanFixture.ruleSet(options: [
            .retainLongitudinalModifiedDates, .cleanDescriptors, .cleanGraphics, .cleanStructuredContent,
            .retainSafePrivate,
            .retainPatientCharacteristics, .cleanPixelData,
        ])
        let codes = try PlanFixture.clean(PlanFixture.instance(), rules)[0x0012_0064]?.items.compactMap {
            $0.first?.text
        }
        #expect(codes == ["113100", "113103", "113104", "113105", "113107", "113108", "113111"])
    }

    @Test("marks of an earlier tool are replaced, and deleted where Veil has nothing to say")
    func earlierTool() throws {
        let before = PlanFixture.instance(
            .init(0x0012_0062, .CS, "NO"), .init(0x0012_0063, .LO, "MARKER"),
            .init(0x0012_0064, items: [[.init(0x0008_0100, .SH, "113101"), .init(0x0008_0104, .LO, "MARKER")]]),
            .init(0x0028_0303, .CS, "UNMODIFIED"))
        for rules in [
            try PlanFixture.ruleSet(), try PlanFixture.ruleSet(unlisted: .remove),
            try PlanFixture.ruleSet(profile: .none, unlisted: .remove),
            try PlanFixture.ruleSet([[#""(0012,0063)",LO,,,keep,"#]], profile: .none, unlisted: .keep),
        ] {
            let clean = try PlanFixture.clean(before, rules)
            #expect(clean[0x0012_0062]?.text == "YES")
            #expect(!clean.contains("MARKER") && !clean.contains("113101"))
            #expect((clean[0x0012_0064] == nil) == (rules.source.profile == .none))
        }
    }

    @Test("temporal information: what happened is what is said")
    func temporalInformation() throws {
        #expect(try temporal([], date) == "REMOVED")
        #expect(try temporal() == "REMOVED")
        #expect(try temporal([.retainLongitudinalModifiedDates], date) == "MODIFIED")
        #expect(try temporal([.retainLongitudinalFullDates], date) == "UNMODIFIED")
        #expect(try temporal(profile: .none, date) == "UNMODIFIED")
        let study = #""(0008,0020)",DA,,"#
        #expect(try temporal(profile: .none, rows: [study + ",delete,"], date) == "REMOVED")
        #expect(try temporal(profile: .none, rows: [study + ",shiftDateByRandomNbOfDays,"], date) == "MODIFIED")
        #expect(try temporal(profile: .none, rows: [study + ",replaceWithLiteral,20000101"], date) == "REMOVED")
        #expect(
            try temporal(
                profile: .none, rows: [#""(0008,0030)",TM,,,shiftTimeByRandom,"#], .init(0x0008_0030, .TM, "10"))
                == "MODIFIED")
        // Some dates kept by a row while others went: neither all nor none.
        #expect(try temporal(rows: [study + ",keep,"], date, .init(0x0008_0021, .DA, "20120103")) == "MODIFIED")
        // A date of birth is not what the options for dates are about.
        let birth = Element(0x0010_0030, .DA, "19700101")
        #expect(try temporal([.retainLongitudinalFullDates], date, birth) == "UNMODIFIED")
        #expect(try temporal(rows: [study + ",keep,"], date, birth) == "UNMODIFIED")
        #expect(try temporal(rows: [#""(0010,0030)",DA,,,keep,"#], date, birth) == "REMOVED")
        #expect(try temporal([], birth) == "REMOVED")
        #expect(try temporal(rows: [study + ",keep,"], date) == "UNMODIFIED")
        #expect(
            try temporal([.retainLongitudinalFullDates], rows: [study + ",shiftDateByFixedNbOfDays,-1"], date)
                == "MODIFIED")
    }
}
