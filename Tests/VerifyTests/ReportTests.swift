import Deid
import Dicom
import Foundation
import GRDB
import Testing

@testable import Verify

@Suite("Reports")
struct ReportTests {
    /// Two instances, in one of them a name that was kept.
    private func study() throws -> Study {
        let study = try Study([Instance(), Instance(number: 2)])
        try study.change("a/1.dcm") { $0[.patientName] = NewElement(.patientName, .PN, text: "Family^Jane") }
        return study
    }

    @Test("the database has a row for each check and element; only a failed one quotes the original")
    func database() throws {
        let study = try study()
        let path = study.path + "/report.sqlite"
        let (summary, pairs, _) = try study.verify(reports: [DatabaseReport(path)])
        let database = try DatabaseQueue(path: path)
        try database.read { db in
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM checks") == pairs.flatMap(\.checks).count)
            #expect(try Int.fetchOne(db, sql: "SELECT sum(passed) FROM totals") == summary.passed)
            let failed = try Row.fetchAll(
                db, sql: """
                    SELECT original, path, action, expected, found FROM checks JOIN pairs ON pairs.id = pair
                    WHERE checks.outcome = 'failed' AND action = 'text_removed'
                    """)
            #expect(failed.count == 1)
            #expect(failed.first?["original"] == "a/1.dcm")
            #expect(failed.first?["path"] == "<(0010,0010)>")
            #expect(failed.first?["expected"] == "Family^Jane")
            let leaks = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM checks WHERE outcome = 'passed' AND expected LIKE '%Jane%'")
            #expect(leaks == 0)
        }
        try database.close()
        #expect(try study.folder?.permissions("report.sqlite") == 0o600)
    }

    @Test("an earlier report is replaced, any other file is left alone")
    func existing() throws {
        let study = try study()
        let path = study.path + "/report.sqlite"
        for _ in 0..<2 { _ = try study.verify(reports: [DatabaseReport(path)]) }
        let other = study.path + "/other.sqlite"
        let database = try DatabaseQueue(path: other)
        try database.write { try $0.execute(sql: "CREATE TABLE precious (x)") }
        try database.close()
        #expect(throws: VerifyError.self) { try DatabaseReport(other) }
        let text = try #require(try study.folder?.write(Data("precious".utf8), "text.sqlite"))
        #expect(throws: VerifyError.self) { try DatabaseReport(text) }
        #expect(try study.folder?.text("text.sqlite") == "precious")
    }

    @Test("the CSV file has the same rows, safe for spreadsheets")
    func csv() throws {
        let study = try study()
        let (_, pairs, _) = try study.verify(reports: [CSVReport(study.path + "/report.csv")])
        let lines = try #require(try study.folder?.text("report.csv")).split(separator: "\n")
        #expect(lines.count == 1 + pairs.flatMap(\.checks).count)
        #expect(lines.first == "pair,original,clean,matched,path,action,expected,found,outcome,rule")
        let row = "2,a/1.dcm,a/1.dcm,path,\"<(0010,0010)>\",text_removed,Family^Jane,Family^Jane,failed,"
        #expect(lines.contains { $0.hasPrefix(row) })
        #expect(try study.folder?.permissions("report.csv") == 0o600)
    }

    @Test(
        "cells that a spreadsheet would run are made text",
        arguments: [
            ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+49 30 1", "'+49 30 1"), ("-cmd", "'-cmd"), ("\tx", "'\tx"),
            ("-1024", "-1024"), ("+1.5", "+1.5"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("", ""),
            ("=a,b", "\"'=a,b\""), ("a\nb", "\"a\nb\""),
        ])
    func formula(text: String, cell: String) { #expect(CSVText.field(text) == cell) }

    @Test("the page shows totals and every failure, and nothing in a value becomes markup")
    func page() throws {
        let study = try study()
        try study.change("a/0.dcm") {
            $0[Tag(0x0008, 0x1030)] = NewElement(Tag(0x0008, 0x1030), .LO, text: "<script>alert(1)</script>&\"")
        }
        let report = try HTMLReport(
            study.path + "/report.html", title: "a <b> title", original: study.path + "/original",
            clean: study.path + "/clean")
        let (summary, _, failures) = try study.verify(reports: [report])
        let page = try #require(try study.folder?.text("report.html"))
        #expect(page.contains("<h2>Failures: all \(failures.count)</h2>"))
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;"))
        #expect(!page.contains("<script>alert"))
        #expect(page.contains("a &lt;b&gt; title"))
        #expect(page.contains("<small>PatientName</small>"))
        #expect(page.contains("\(summary.failed) of \(summary.passed + summary.failed) checks failed"))
        #expect(try study.folder?.permissions("report.html") == 0o600)
    }

    @Test("a long page says how much it does not show")
    func capped() throws {
        let study = try Study((1...5).map { Instance(number: $0) })
        for number in 0..<5 { try study.change("a/\(number).dcm") { $0[.modality] = nil } }
        let report = try HTMLReport(
            study.path + "/report.html", title: "t", original: study.path + "/original", clean: study.path + "/clean",
            limits: .init(failures: 3))
        _ = try study.verify(reports: [report])
        let page = try #require(try study.folder?.text("report.html"))
        #expect(page.contains("<h2>Failures: the first 3 of 5</h2>"))
        #expect(page.components(separatedBy: "<tr data-action").count == 4)
    }

    @Test("masked instances are shown before and after, with what was covered")
    func pictures() throws {
        let study = try Study([Instance()])
        let report = try HTMLReport(
            study.path + "/report.html", title: "t", original: study.path + "/original", clean: study.path + "/clean",
            boxes: { _ in [MaskBox(frame: 0, x: 1, y: 2, width: 3, height: 1, reason: "name")] })
        let hidden = CheckResult(.pixelsHidden, at: "<(7fe0,0010)>", expected: "a", found: "b", passed: true)
        let result = PairResult(
            number: 1, original: "a/0.dcm", clean: "a/0.dcm", match: .path, outcome: .compared, reason: "",
            checks: [hidden])
        try report.add(result)
        try report.finish(Summary())
        let page = try #require(try study.folder?.text("report.html"))
        #expect(page.contains("<h2>Masked instances: all 1</h2>"))
        #expect(page.components(separatedBy: "<img ").count == 3, "before and after")
        #expect(page.contains("<rect x=\"1\" y=\"2\" width=\"3\" height=\"1\"><title>name</title></rect>"))
        #expect(page.contains("viewBox=\"0 0 4 4\""))
    }

    @Test("kinds of failures are counted by place, items together, without values")
    func kinds() throws {
        let kinds = FailureKinds()
        let nested = (0..<3).map { "<(0040,0275)>[<000\($0)>]<(0040,0007)>" }
        let checks = (nested + ["<(0010,0010)>"]).map {
            CheckResult(.textRemoved, at: $0, expected: "x", found: "x", passed: false)
        }
        try kinds.add(
            PairResult(
                number: 1, original: "a", clean: "b", match: .path, outcome: .compared, reason: "",
                checks: checks))
        #expect(kinds.kinds.map(\.count) == [3, 1])
        #expect(kinds.kinds.first?.kind.path == "<(0040,0275)>[*]<(0040,0007)>")
    }

    @Test(
        "shares are never rounded up",
        arguments: [(1, 3, "33.33 %"), (99_999, 100_000, "99.99 %"), (5, 5, "100.00 %"), (0, 0, "")])
    func percent(passed: Int, total: Int, text: String) { #expect(HTMLPage.percent(passed, total) == text) }
}

@Suite("Attributes as a table")
struct AttributeTableTests {
    @Test("columns are named by keyword or tag, and by what they say of the file")
    func columns() {
        #expect(TableColumn("PatientID") == .attribute(.patientID))
        #expect(TableColumn("(0010,0020)") == .attribute(.patientID))
        #expect(TableColumn("00100020") == .attribute(.patientID))
        #expect(TableColumn("frames") == .frames)
        #expect(TableColumn("Patient ID") == nil)
        #expect(TableColumn.attribute(.patientID).name == "PatientID")
    }

    @Test("a row has the file's values, sequences and pixels by their size")
    func row() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Instance().file, "a.dcm")
        let names = [
            "path", "size", "transfer_syntax", "frames", "PatientName", "ImageType", "Rows", "ReferencedImageSequence",
            "PixelData", "StudyTime",
        ]
        let row = try AttributeTable(names.compactMap(TableColumn.init)).row(path)
        #expect(
            row == [
                path, "\(Instance().file.count)", "1.2.840.10008.1.2.1", "1", "Family^Jane",
                "ORIGINAL\\PRIMARY\\AXIAL", "4", "1 items", "16 bytes", "",
            ])
    }

    @Test("the union of all files' attributes, without sequences, pixels and private ones")
    func union() throws {
        let folder = try TemporaryFolder()
        var other = Instance(number: 2)
        other[Tag(0x0008, 0x0031)] = NewElement(Tag(0x0008, 0x0031), .TM, text: "1010")
        let paths = [try folder.write(Instance().file, "a"), try folder.write(other.file, "b")]
        let names = AttributeTable.attributes(of: paths + [folder.path + "/nowhere"]).map(\.name)
        #expect(names.contains("SeriesTime") && names.contains("PatientName"))
        #expect(!names.contains("PixelData") && !names.contains("ReferencedImageSequence"))
        #expect(!names.contains { $0.hasPrefix("(0009") })
        #expect(names.first == "ImageType")
    }
}
