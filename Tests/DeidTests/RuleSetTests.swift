import Dicom
import Testing

@testable import Deid

@Suite("Compiled rule sets")
struct RuleSetTests {
    @Test("the version changes exactly when what decides changes")
    func version() throws {
        let row = #""(0008,1030)",LO,Name,,keep,"#
        let base = try PlanFixture.ruleSet([[row]]).version
        #expect(base.utf8.count == 16 && base.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        // Folder, names, blanks and comments decide nothing.
        #expect(try PlanFixture.ruleSet([[row]]).version == base)
        #expect(try PlanFixture.ruleSet([["# comment", #" "(0008, 1030)",LO,Other,Retired,keep"#]]).version == base)
        let table = #""(0008,1030)",LO,,,replaceWithMapping,m.csv"#
        let others = [
            try PlanFixture.ruleSet(), try PlanFixture.ruleSet([[#""(0008,1030)",LO,,,delete,"#]]),
            try PlanFixture.ruleSet([[#""(0008,1030)",SH,,,keep,"#]]),
            try PlanFixture.ruleSet([[#""(0008,103E)",LO,,,keep,"#]]),
            try PlanFixture.ruleSet([[#""(0008,1030)",LO,,,replaceWithLiteral,A"#]]),
            try PlanFixture.ruleSet([[#""(0008,1030)",LO,,,replaceWithLiteral,B"#]]),
            try PlanFixture.ruleSet([[row]], options: [.retainUIDs]), try PlanFixture.ruleSet([[row]], unlisted: .keep),
            try PlanFixture.ruleSet([[row]], profile: .none), try PlanFixture.ruleSet([[row]], removesPrivate: false),
            try PlanFixture.ruleSet([[row]], regeneratesSeriesNumber: true),
            try PlanFixture.ruleSet([[table]], tables: ["m.csv": "original,replacement\nA,B\n"]),
            try PlanFixture.ruleSet([[table]], tables: ["m.csv": "original,replacement\nA,C\n"]),
            // Two rows for the same element, in other order in two files.
            try PlanFixture.ruleSet([[row], [#""(0008,1030)",LO,,,delete,"#]]),
            try PlanFixture.ruleSet([[#""(0008,1030)",LO,,,delete,"#], [row]]),
            // The same rows split into files otherwise: another precedence.
            try PlanFixture.ruleSet([[#""(0008,1030)",,,,delete,"#], [row]]),
            try PlanFixture.ruleSet([[#""(0008,1030)",,,,delete,"#, row]]),
        ].map(\.version)
        #expect(Set(others + [base]).count == others.count + 1)
        let sameTable = ["original,replacement\nA,B\nC,D\n", "original,replacement\nC,D\nA,B\n"]
        #expect(Set(try sameTable.map { try PlanFixture.ruleSet([[table]], tables: ["m.csv": $0]).version }).count == 1)
    }

    @Test("the table that is shown has every row with its source")
    func rows() throws {
        let rules = try PlanFixture.ruleSet(
            [[#""(0008,1030)",LO,Study Description,,replaceWithLiteral,X"#, #""(50,)",GROUP,,,delete,"#]],
            options: [.retainLongitudinalModifiedDates, .retainUIDs])
        let rows = rules.rows
        #expect(rows.count == 2 + 657 + CommentTable.rows.count)
        #expect(rows[0].tag == "(0008,1030)" && rows[0].vr == "LO" && rows[0].action == "replaceWithLiteral \"X\"")
        #expect(rows[0].source.hasSuffix("rows0.csv:2") && rows[1].tag == "(50,)" && rows[1].vr == "GROUP")
        func shown(_ tag: String) -> String? {
            rows.last { $0.tag == tag }.map { "\($0.name) \($0.action) \($0.source)" }
        }
        let edition = ProfileTable.shared.edition
        #expect(shown("(0008,0020)") == "StudyDate C \(edition): retain_longitudinal_modified_dates")
        #expect(shown("(0008,0018)") == "SOPInstanceUID K \(edition): retain_uids")
        #expect(shown("(0010,0020)") == "PatientID Z/D \(edition): Basic Profile")
        #expect(try PlanFixture.ruleSet([[#""(0008,1030)",,,,keep,"#]], profile: .none).rows.map(\.vr) == ["*"])
    }

    @Test("a strategy that decides nothing about the patient's name and ID is warned of")
    func openIdentities() throws {
        func warnings(_ source: StrategySource) throws -> [String] {
            try RuleSet.compile(source).warnings.filter { $0.severity == .warning }.map(\.description)
        }
        let open = try warnings(StrategySource(name: "raw", profile: .none, unlisted: .keep))
        #expect(open.count == 2)
        #expect(open.first?.contains("strategy raw: nothing decides about Patient's Name (0010,0010)") == true)
        #expect(open.last?.contains("Patient ID (0010,0020)") == true)
        #expect(try warnings(StrategySource(name: "raw", profile: .none, unlisted: .remove)).isEmpty)
        #expect(try warnings(StrategySource(name: "raw", unlisted: .keep)).isEmpty)
    }

    @Test("everything that is wrong is said at once, by file and line")
    func errors() throws {
        do {
            _ = try PlanFixture.ruleSet(
                [[#""(0008,1030)",LO,,,kep,"#], [#""(0010,10)",LO,,,keep,"#]],
                options: [.retainLongitudinalFullDates, .retainLongitudinalModifiedDates])
            Issue.record("compiled")
        } catch let error as StrategyError {
            #expect(error.diagnostics.count == 3)
            #expect(
                error.description.contains("rows0.csv:2: error: ") && error.description.contains("rows1.csv:2: error: ")
            )
            #expect(error.description.contains("exclude each other"))
        }
    }
}
