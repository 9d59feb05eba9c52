import Foundation
import Testing

@Suite("veil verify and veil table", .enabled(if: Peers.hasTools, "DCMTK's tools are not installed"))
struct VerifyTests {
    /// What `veil verify --json` prints, as far as tests look at it.
    private struct Result: Decodable {
        struct Count: Decodable {
            var passed: Int
            var failed: Int
        }
        struct Failure: Decodable {
            var check: String
            var path: String
            var count: Int
        }
        var passed: Int
        var failed: Int
        var checks: [String: Count]
        var instances: [String: Int]
        var matched: [String: Int]
        var failures: [Failure]
    }

    /// A study of three, and its clean files in `out`.
    private func prepare(_ stage: Stage, _ more: [String] = ["--keep-paths"]) throws {
        let routes = RoutesFile(folder: "archive")
        try stage.write(routes.text, to: routes.name)
        try stage.study(SyntheticInstance.series(2) + SyntheticInstance.series(1, patient: 2))
        let ended = try Program.run(
            Peers.veil, ["deidentify", "--config", routes.name, "--route", "trial", "-o", "out", "study"] + more,
            in: stage.folder)
        try #require(ended.status == 0, "\(ended.text)")
    }

    private func verify(_ stage: Stage, _ more: String...) throws -> Ended {
        try Program.run(
            Peers.veil, ["verify", "study", "out", "--config", "routes.yml", "--route", "trial"] + more,
            in: stage.folder)
    }

    private func result(_ stage: Stage, _ more: [String] = [], status: Int32) throws -> Result {
        let ended = try Program.run(
            Peers.veil, ["verify", "study", "out", "--config", "routes.yml", "--route", "trial", "--json"] + more,
            in: stage.folder)
        try #require(ended.status == status, "\(ended.text)")
        return try JSONDecoder().decode(Result.self, from: Data(ended.output.utf8))
    }

    @Test("what veil wrote passes, in either layout, and no original is needed in the ledger")
    func clean() async throws {
        for layout in [["--keep-paths"], []] {
            try await onStage { stage in
                try prepare(stage, layout)
                try FileManager.default.removeItem(atPath: stage.path("state"))
                let found = try result(stage, status: 0)
                #expect(found.instances == ["compared": 3])
                #expect(found.matched == [layout.isEmpty ? "mapping" : "path": 3])
                #expect(found.failed == 0 && found.passed > 150)
                #expect(found.checks["pixels_retained"]?.passed == 3)
                #expect(!FileManager.default.fileExists(atPath: stage.path("state")), "verify makes no state directory")
            }
        }
    }

    @Test("a spoilt file is found: exit status 1, its place on the terminal, its values only in the reports")
    func spoilt() async throws {
        try await onStage { stage in
            try prepare(stage)
            let spoil = try stage.tool(
                "dcmodify", ["-nb", "-i", "(0010,0010)=QXFAMILY^JANE", stage.path("out/image1.dcm")])
            try #require(spoil.status == 0, "\(spoil.text)")
            let ended = try verify(stage, "--db", "r.sqlite", "--html", "r.html", "--csv", "r.csv")
            #expect(ended.status == 1, "\(ended.text)")
            #expect(ended.output.contains("text_removed") && ended.output.contains("<(0010,0010)>"))
            #expect(!ended.text.contains("QXFAMILY"), "no value on the terminal")
            for name in ["r.sqlite", "r.html", "r.csv"] {
                #expect(try stage.permissions(name) == 0o600)
                #expect(String(decoding: try stage.data(name), as: UTF8.self).contains("QXFAMILY"), "\(name)")
            }
            let rows = try stage.tool(
                "sqlite3",
                [
                    stage.path("r.sqlite"),
                    """
                    SELECT original, path, original_value FROM checks JOIN pairs ON pairs.id = pair
                    WHERE checks.outcome = 'failed' AND action = 'text_removed'
                    """,
                ])
            #expect(rows.output == "image1.dcm|<(0010,0010)>|QXFAMILY^JANE\n")
            let page = String(decoding: try stage.data("r.html"), as: UTF8.self)
            #expect(page.contains(/made at<[^0-9]*[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z/))
            let total = try stage.tool("sqlite3", [stage.path("r.sqlite"), "SELECT count(*) FROM checks"])
            let csv = String(decoding: try stage.data("r.csv"), as: UTF8.self).split(separator: "\n").count
            #expect(total.output == "\(csv - 1)\n")
            for marker in SyntheticInstance.markers where marker != "QXFAMILY" {
                #expect(!String(decoding: try stage.data("r.csv"), as: UTF8.self).contains(marker), "\(marker)")
            }
        }
    }

    @Test("missing, unreadable and surplus files are each named on standard error")
    func instances() async throws {
        try await onStage { stage in
            try prepare(stage)
            try FileManager.default.removeItem(atPath: stage.path("out/image0.dcm"))
            try stage.write(try stage.data("out/image1.dcm").dropLast(9), to: "out/image1.dcm")
            try stage.write(SyntheticInstance(number: 9).file, to: "out/extra.dcm")
            let ended = try verify(stage)
            #expect(ended.status == 1)
            #expect(ended.errors.contains("image0.dcm: missing"))
            #expect(ended.errors.contains("image1.dcm: clean unreadable (truncated)"))
            #expect(ended.errors.contains("extra.dcm: without original"))
            #expect(ended.output.contains("instances: 1 compared, 1 missing, 1 clean unreadable, 1 without original"))
        }
    }

    @Test("an instance that the rules hold is told, and is no failure as long as it did not leave")
    func held() async throws {
        try await onStage { stage in
            try prepare(stage)
            var nobody = SyntheticInstance(number: 5)
            nobody.isAnonymous = true
            try stage.write(nobody.file, to: "study/nobody.dcm")
            let found = try result(stage, status: 0)
            #expect(found.instances == ["compared": 3, "held": 1])
            let ended = try verify(stage)
            #expect(ended.errors.contains("nobody.dcm: held (identifiers_missing)"))
            try stage.write(SyntheticInstance(number: 5).file, to: "out/nobody.dcm")
            #expect(try result(stage, status: 1).instances == ["compared": 3, "not_held": 1])
        }
    }

    @Test("with an answer key its checks are made, by the key of the project or by an exported mapping")
    func answerKey() async throws {
        try await onStage { stage in
            try prepare(stage)
            let instance = SyntheticInstance.series(1)[0]
            let checks = [
                ("text_removed", "(0010,0010)", "QXFAMILY", ""), ("tag_retained", "(0008,0060)", "", ""),
                ("text_retained", "(0010,0040)", "F", ""), ("uid_consistent", "(0020,000d)", "", instance.studyUID),
                ("patid_consistent", "(0010,0020)", "", instance.patientID),
            ].enumerated().map { number, line in
                "\"\(number)\": {\"action\": \"<\(line.0)>\", \"tag_ds\": \"<\(line.1)>\", "
                    + "\"action_text\": \"<\(line.2)>\", \"value\": \"<\(line.3)>\"}"
            }
            let made = try stage.tool(
                "sqlite3",
                [
                    stage.path("answers.db"),
                    """
                    CREATE TABLE answer_data (SOPInstanceUID TEXT, AnswerData TEXT);
                    INSERT INTO answer_data VALUES ('\(instance.uid)', '{\(checks.joined(separator: ", "))}')
                    """,
                ])
            try #require(made.status == 0, "\(made.text)")
            try stage.write(
                stage.veil("mapping", "export", "--config", "routes.yml", "--project", "trial").output, to: "map.csv")
            for more in [[], ["--mapping", "map.csv"]] {
                let found = try result(stage, ["--key", "answers.db"] + more, status: 1)
                #expect(found.passed == 4)
                // The profile empties the sex.
                #expect(found.failures.map(\.check) == ["text_retained"])
                #expect(found.instances == ["compared": 1, "unknown": 2])
            }
        }
    }

    @Test("wrong usage is exit status 2, a missing key file 3, and a file that is no report is not overwritten")
    func usage() async throws {
        try await onStage { stage in
            try prepare(stage)
            #expect(try verify(stage, "--key", "nowhere.db").status == 2)
            #expect(try verify(stage, "--mapping", "nowhere.csv").status == 2)
            #expect(try verify(stage, "--csv", "nowhere/r.csv").status == 2)
            let ledger = try stage.data("state/ledger.sqlite")
            #expect(try verify(stage, "--db", "state/ledger.sqlite").status == 2)
            #expect(try stage.data("state/ledger.sqlite") == ledger)
            let folder = try stage.veil("verify", "nowhere", "out", "--config", "routes.yml", "--route", "trial")
            #expect(folder.status == 2 && folder.errors.contains("nowhere"))
            try FileManager.default.removeItem(atPath: stage.path("trial.key"))
            let ended = try verify(stage)
            #expect(ended.status == 3 && ended.errors.contains("trial.key"))
            #expect(!FileManager.default.fileExists(atPath: stage.path("trial.key")))
        }
    }

    @Test("veil table shows chosen or usual columns, and all attributes in a CSV file that only its owner reads")
    func table() async throws {
        try await onStage { stage in
            try stage.study(SyntheticInstance.series(2))
            var formula = SyntheticInstance(number: 3)
            formula.comment = "=HYPERLINK(1)"
            try stage.write(formula.file, to: "study/formula.dcm")
            let usual = try stage.veil("table", "study")
            #expect(usual.status == 0, "\(usual.text)")
            #expect(usual.output.contains("PatientID") && usual.output.contains("QXPATIENT1"))
            let chosen = try stage.veil("table", "study", "--attributes", "Modality,(0020,0013),frames", "--width", "0")
            let lines = chosen.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            let rows = [["CT", "3", "1"], ["CT", "1", "1"], ["CT", "2", "1"]]
            #expect(lines == [["Modality", "InstanceNumber", "frames"]] + rows)
            let written = try stage.veil("table", "study", "--csv", "t.csv")
            #expect(written.status == 0, "\(written.text)")
            let csv = String(decoding: try stage.data("t.csv"), as: UTF8.self).split(separator: "\n")
            #expect(csv.count == 4)
            #expect(csv[0].hasPrefix("path,size,transfer_syntax,frames,ImageType,"))
            #expect(csv[1].contains(",'=HYPERLINK(1),"))
            #expect(try stage.permissions("t.csv") == 0o600)
        }
    }

    @Test("veil table skips a file that is no DICOM file, and refuses unknown columns")
    func tableFailures() async throws {
        try await onStage { stage in
            try stage.study(SyntheticInstance.series(1))
            try stage.write("remember the milk", to: "study/notes.txt")
            let ended = try stage.veil("table", "study", "--json", "--attributes", "Modality")
            #expect(ended.status == 0)
            #expect(ended.errors.contains("study/notes.txt: skipped: not_dicom"))
            let rows = try JSONDecoder().decode([[String: String]].self, from: Data(ended.output.utf8))
            #expect(rows == [["Modality": "CT"]])
            let unknown = try stage.veil("table", "study", "--attributes", "Modality,PatientNane")
            #expect(unknown.status == 2 && unknown.errors.contains("PatientNane"))
        }
    }
}
