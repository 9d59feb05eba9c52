import Deid
import Dicom
import Foundation
import GRDB
import Glibc
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
                db,
                sql: """
                    SELECT original, path, action, expected, found, original_value FROM checks JOIN pairs ON pairs.id = pair
                    WHERE checks.outcome = 'failed' AND action = 'text_removed'
                    """)
            #expect(failed.count == 1)
            #expect(failed.first?["original"] == "a/1.dcm")
            #expect(failed.first?["path"] == "<(0010,0010)>")
            #expect(failed.first?["original_value"] == "Family^Jane")
            #expect((failed.first?["expected"] as String?)?.hasPrefix("T-") == true)
            let leaks = try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM checks WHERE outcome = 'passed' AND (expected LIKE '%Jane%' OR original_value <> '')")
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

    @Test("an empty file is taken for a database; links, folders, pipes and devices are not")
    func places() throws {
        let study = try study()
        let empty = try #require(try study.folder?.write(Data(), "empty.sqlite"))
        _ = try study.verify(reports: [DatabaseReport(empty)])
        let link = study.path + "/link.sqlite"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: empty)
        let pipe = study.path + "/pipe.sqlite"
        #expect(mkfifo(pipe, 0o600) == 0)
        for path in [link, pipe, study.path, "/dev/null", "/dev/stdout"] {
            #expect(throws: VerifyError.self) { try DatabaseReport(path) }
        }
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == empty)
        #expect(
            try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType == .typeCharacterSpecial)
    }

    @Test("the CSV file has the same rows, safe for spreadsheets")
    func csv() throws {
        let study = try study()
        let (_, pairs, _) = try study.verify(reports: [CSVReport(study.path + "/report.csv")])
        let lines = try #require(try study.folder?.text("report.csv")).split(separator: "\n")
        #expect(lines.count == 1 + pairs.flatMap(\.checks).count)
        #expect(lines.first == "pair,original,clean,matched,path,action,expected,found,outcome,rule,original_value")
        let row = "2,a/1.dcm,a/1.dcm,path,\"<(0010,0010)>\",text_removed,T-"
        #expect(lines.contains { $0.hasPrefix(row) && $0.contains(",Family^Jane,failed,") && $0.hasSuffix(",Family^Jane") })
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

    @Test("the page says who made it, when and with what, and what each check asks")
    func evidence() throws {
        let study = try study()
        let facts = [ReportFact("made by", "Ada <ada@x>"), ReportFact("made at", "2031-05-04T10:11:12Z")]
        let report = try HTMLReport(
            study.path + "/report.html", title: "t", facts: facts, original: study.path + "/original",
            clean: study.path + "/clean")
        let database = study.path + "/report.sqlite"
        _ = try study.verify(reports: [report, DatabaseReport(database, facts: facts)])
        let page = try #require(try study.folder?.text("report.html"))
        #expect(page.contains("<th>made by</th><td>Ada &lt;ada@x&gt;</td>"))
        for check in Check.allCases { #expect(page.contains(check.meaning), "\(check)") }
        let kept = try DatabaseQueue(path: database).read { db in
            try String.fetchOne(db, sql: "SELECT value FROM run WHERE name = 'made at'")
        }
        #expect(kept == "2031-05-04T10:11:12Z")
    }

    @Test("what was not delivered is listed with its reason, apart from what was compared")
    func undelivered() throws {
        let study = try Study((1...3).map { Instance(number: $0) })
        try study.remove("clean/a/0.dcm")
        try study.remove("clean/a/2.dcm")
        let report = try HTMLReport(
            study.path + "/report.html", title: "t", original: study.path + "/original", clean: study.path + "/clean",
            meaning: { $0 == "mapping_missing" ? "no row of the table knows it" : "" })
        let (summary, _, _) = try study.verify(holding: .mappingMissing, reports: [report])
        #expect(summary.pairs == [.held: 2, .compared: 1])
        let page = try #require(try study.folder?.text("report.html"))
        #expect(page.contains("<h2>Not delivered: all 2</h2>"))
        #expect(page.contains("2 of 3 originals have no clean file: 2 are held by the rules, 0 are missing."))
        #expect(page.contains("no row of the table knows it"))
        for name in ["a/0.dcm", "a/2.dcm"] {
            #expect(page.contains("<tr><td>\(name)</td><td>held</td><td><kbd>mapping_missing</kbd></td></tr>"))
        }
        #expect(!page.lowercased().contains("everything passed"))
    }

    @Test("what is missing is listed there too, and is no row among the failures of checks")
    func missing() throws {
        let study = try Study((1...2).map { Instance(number: $0) })
        try study.remove("clean/a/1.dcm")
        let report = try HTMLReport(
            study.path + "/report.html", title: "t", original: study.path + "/original", clean: study.path + "/clean")
        let (summary, _, _) = try study.verify(reports: [report])
        #expect(summary.pairs == [.missing: 1, .compared: 1] && !summary.isClean)
        let page = try #require(try study.folder?.text("report.html"))
        #expect(page.contains("<tr><td>a/1.dcm</td><td>missing</td>") && !page.contains("<h2>Failures"))
    }

    @Test("all masked instances are shown, on further pages where one would be too long; an earlier run's go")
    func manyPictures() throws {
        let study = try Study((1...7).map { Instance(number: $0) })
        let hidden = CheckResult(.pixelsHidden, at: "<(7fe0,0010)>", expected: "a", found: "b", passed: true)
        for (count, pages) in [(7, 3), (1, 0)] {
            let report = try HTMLReport(
                study.path + "/report.html", title: "t", original: study.path + "/original",
                clean: study.path + "/clean", limits: .init(pageBytes: 2_500))
            for number in 0..<count {
                try report.add(
                    PairResult(
                        number: number + 1, original: "a/\(number).dcm", clean: "a/\(number).dcm", match: .path,
                        outcome: .compared, reason: "", checks: [hidden]))
            }
            try report.finish(Summary())
            let names = try FileManager.default.contentsOfDirectory(atPath: study.path).filter { $0.hasSuffix(".html") }
            let further = names.filter { $0.hasPrefix("report-masked-") }.sorted()
            if pages == 0 { #expect(further.isEmpty) } else { #expect(!further.isEmpty) }
            var shown = 0
            let page = try #require(try study.folder?.text("report.html"))
            for name in ["report.html"] + further {
                let text = try #require(try study.folder?.text(name))
                shown += text.components(separatedBy: "<h3>a/").count - 1
                #expect(name == "report.html" || page.contains("href=\"\(name)\""))
                #expect(try study.folder?.permissions(name) == 0o600)
            }
            #expect(shown == count)
            #expect(page.contains("<h2>Masked instances: all \(count)</h2>"))
        }
    }

    @Test("frames with the same boxes are shown once, frames with others each")
    func frames() throws {
        let study = try Study([Instance()])
        let report = try HTMLReport(
            study.path + "/report.html", title: "t", original: study.path + "/original", clean: study.path + "/clean",
            boxes: { _ in
                [(0, 1), (1, 1), (2, 2)].map { MaskBox(frame: $0.0, x: $0.1, y: 0, width: 1, height: 1, reason: "name") }
            })
        let hidden = CheckResult(.pixelsHidden, at: "<(7fe0,0010)>", expected: "a", found: "b", passed: true)
        try report.add(
            PairResult(
                number: 1, original: "a/0.dcm", clean: "a/0.dcm", match: .path, outcome: .compared, reason: "",
                checks: [hidden]))
        try report.finish(Summary())
        let page = try #require(try study.folder?.text("report.html"))
        #expect(page.contains("before, frame 1") && !page.contains("before, frame 2") && page.contains("before, frame 3"))
    }

    @Test("of the others some are shown, as if drawn by lot, and the same for the same files and rules")
    func sample() throws {
        let study = try Study((1...12).map { Instance(number: $0) })
        func page(_ seed: String, _ size: Int) throws -> String {
            let report = try HTMLReport(
                study.path + "/report.html", title: "t", original: study.path + "/original",
                clean: study.path + "/clean", limits: .init(sample: size), seed: seed)
            _ = try study.verify(reports: [report])
            return try #require(try study.folder?.text("report.html"))
        }
        let first = try page("one", 4)
        #expect(first.contains("<h2>Instances in which nothing was covered: 4 of 12</h2>"))
        #expect(first.components(separatedBy: "<img ").count == 5)
        #expect(try page("one", 4) == first)
        #expect(try page("two", 4) != first)
        #expect(try page("one", 40).contains("nothing was covered: all 12</h2>"))
        #expect(try !page("one", 0).contains("<h2>Instances in which nothing was covered"))
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
