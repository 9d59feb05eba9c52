import Foundation
import Testing

@Suite("veil mapping", .enabled(if: Peers.hasTools, "DCMTK's tools are not installed"))
struct MappingTests {
    private struct Row: Decodable {
        var kind: String
        var original: String
        var replacement: String
    }

    /// A ledger that knows one study, without a node.
    private func prepare(_ stage: Stage) throws -> RoutesFile {
        let routes = RoutesFile(folder: "archive")
        try stage.write(routes.text, to: routes.name)
        try stage.study([SyntheticInstance()])
        let ended = try stage.veil("deidentify", "--config", routes.name, "--route", "trial", "-o", "out", "study")
        try #require(ended.status == 0, "\(ended.text)")
        return routes
    }

    private func mapping(
        _ stage: Stage, _ verb: String, _ more: String..., project: String = "trial", config: String = "routes.yml"
    ) throws -> Ended {
        try Program.run(
            Peers.veil, ["mapping", verb, "--config", config, "--project", project] + more, in: stage.folder)
    }

    @Test("an original gives its replacement, a replacement its original; every look is an audit record without values")
    func lookup() async throws {
        try await onStage { stage in
            let routes = try prepare(stage)
            let instance = SyntheticInstance()
            let name = try #require(stage.files(in: "out").first)
            let attributes = try stage.attributes("out/\(name)")
            for (original, tag) in [
                (instance.patientID, "(0010,0020)"), (instance.studyUID, "(0020,000d)"), (instance.uid, "(0008,0018)"),
            ] {
                let replacement = try #require(attributes[tag])
                for value in [original, replacement] {
                    let rows = try stage.json(
                        [Row].self, "mapping", "lookup", value, "--config", routes.name, "--project", "trial")
                    #expect(rows.contains { $0.original == original && $0.replacement == replacement }, "\(rows)")
                }
            }
            let unknown = try mapping(stage, "lookup", "NOBODY")
            #expect(unknown.status == 1)
            #expect(unknown.output.isEmpty)
            let audit = try stage.ledger("SELECT event, detail FROM audit WHERE event LIKE 'mapping.%'")
            #expect(audit == Array(repeating: "mapping.lookup|project=trial", count: 7))
        }
    }

    @Test("an export is CSV of mode 0600; another ledger with the same key imports it, and then knows the same")
    func exportAndImport() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            #expect(try mapping(stage, "export", "-o", "pairs.csv").status == 0)
            #expect(try stage.permissions("pairs.csv") == 0o600)
            let text = String(decoding: try stage.data("pairs.csv"), as: UTF8.self)
            let lines = text.split(separator: "\n")
            #expect(lines.first == "kind,original,replacement")
            #expect(lines.contains { $0.hasPrefix("patient_id,QXPATIENT1,T-") }, "\(lines)")
            #expect(lines.contains { $0.hasPrefix("uid,\(SyntheticInstance().uid),2.25.") })
            #expect(try mapping(stage, "export").output == text)
            #expect(try mapping(stage, "export", "-o", "-").output == text)

            var second = RoutesFile(folder: "archive")
            (second.name, second.stateDirectory) = ("second.yml", "second")
            #expect(try stage.serve(second).stop() == 0)
            let imported = try mapping(stage, "import", "pairs.csv", config: second.name)
            #expect(imported.status == 0 && imported.output.contains("\(lines.count - 1) imported"), "\(imported.text)")
            #expect(try mapping(stage, "export", config: second.name).output == text)
            #expect(try mapping(stage, "import", "pairs.csv", config: second.name).status == 0)
            #expect(
                try stage.ledger("SELECT event FROM audit WHERE event LIKE 'mapping.%'", state: "second") == [
                    "mapping.import", "mapping.export", "mapping.import",
                ])
            #expect(
                try stage.ledger("SELECT event FROM audit WHERE event LIKE 'mapping.%'") == [
                    "mapping.export", "mapping.export", "mapping.export",
                ])
        }
    }

    @Test(
        "a pair that the key does not make, and a file that is no export, are refused with file and line",
        arguments: [
            ("kind,original,replacement\npatient_id,SOMEBODY,T-AAAAAAAAAAAA\n", ":2:"),
            ("kind,original\nuid,1.2\n", ":1:"),
            ("kind,original,replacement\nuid,1.2.3\n", ":2:"),
            ("kind,original,replacement\nuid,\"1.2.3,2.25.4\n", ":2:"),
            ("kind,original,replacement\nshoe_size,42,43\n", ":2:"),
        ])
    func refused(csv: String, place: String) async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            let before = try mapping(stage, "export").output
            try stage.write(csv, to: "pairs.csv")
            let ended = try mapping(stage, "import", "pairs.csv")
            #expect(ended.status == 2)
            #expect(ended.errors.contains("pairs.csv\(place)"), "\(ended.errors)")
            #expect(!ended.errors.contains("SOMEBODY"), "originals are not for error texts")
            #expect(try mapping(stage, "export").output == before)
        }
    }

    @Test("an unknown project is exit status 2 and the known ones are named")
    func unknownProject() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            let ended = try mapping(stage, "export", project: "tral")
            #expect(ended.status == 2)
            #expect(ended.errors.contains("'tral'") && ended.errors.contains("trial"), "\(ended.errors)")
        }
    }
}
