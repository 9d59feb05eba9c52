import Foundation
import Testing

@Suite("veil strategy")
struct StrategyTests {
    private static let header = "Tags,VR,Name,Status,Action,Option\n"

    @Test(
        "a right file is exit status 0; the same with a byte order mark and CRLF, as a spreadsheet saves it",
        arguments: ["\n", "\r\n"])
    func right(lineEnd: String) async throws {
        try await onStage { stage in
            let rows = [
                "Tags,VR,Name,Status,Action,Option", "\"(0010,0010)\",PN,Patient Name,,replaceWithRandomName,",
                "\"(0008,0020)\",DA,Study Date,,shiftDateByRandomNbOfDays,", "\"(0010,4000)\",LT,Comments,,delete,",
            ]
            let mark = lineEnd == "\r\n" ? "\u{FEFF}" : ""
            try stage.write(mark + rows.map { $0 + lineEnd }.joined(), to: "own.csv")
            let ended = try stage.veil("strategy", "lint", "own.csv")
            #expect(ended.status == 0, "\(ended.text)")
            #expect(ended.output.contains("own.csv: no errors"))
        }
    }

    @Test(
        "an error names file and line, and what may stand there",
        arguments: [
            ("\"(0010,0010)\",PN,,,shred,", "shred"), ("\"(0010,0010)\",PN,,,hashId,", "hashId"),
            ("\"(0010,00G0)\",PN,,,keep,", "tag"), ("\"(0008,0016)\",UI,,,delete,", "SOP"),
            ("\"(0008,0020)\",DA,,,shiftDateByFixedNbOfDays,soon", "days"),
            ("\"(0010,0020)\",LO,,,keep,\n\"(0010,0020)\",LO,,,delete,", "own.csv:3:"),
        ])
    func wrong(row: String, word: String) async throws {
        try await onStage { stage in
            try stage.write(Self.header + row + "\n", to: "own.csv")
            let ended = try stage.veil("strategy", "lint", "own.csv")
            #expect(ended.status == 2, "\(ended.text)")
            #expect(ended.errors.contains(row.contains("\n") ? "own.csv:3:" : "own.csv:2:"), "\(ended.errors)")
            #expect(ended.errors.contains(word), "\(ended.errors)")
        }
    }

    @Test("lint --json lists errors, with exit status 2; a missing file is exit status 2")
    func lintJSON() async throws {
        try await onStage { stage in
            struct Report: Decodable {
                var errors: [String]
                var warnings: [String]
            }
            try stage.write(Self.header + "\"(0010,0010)\",PN,,,shred,\n\"(0010,0020)\",LO,,,burn,\n", to: "own.csv")
            let ended = try stage.veil("strategy", "lint", "own.csv", "--json")
            #expect(ended.status == 2)
            let report = try JSONDecoder().decode(Report.self, from: Data(ended.output.utf8))
            #expect(report.errors.count == 2)
            #expect(try stage.veil("strategy", "lint", "none.csv").status == 2)
        }
    }

    @Test("the compiled table names each row's source: the profile, or file and line of the row that overrides it")
    func show() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.strategies = ["basic: {profile: basic, files: [own.csv]}"]
            try stage.write(routes.text, to: routes.name)
            try stage.write(
                Self.header + "\"(0010,0040)\",CS,Sex,,keep,\n\"(0018,1000)\",LO,Serial,,keep,\n", to: "own.csv")
            struct Row: Decodable {
                var tag: String
                var vr: String
                var action: String
                var source: String
            }
            struct Table: Decodable {
                var version: String
                var options: [String]
                var rows: [Row]
            }
            let shown = try stage.json(Table.self, "strategy", "show", "--config", routes.name, "--strategy", "basic")
            let rows = shown.rows
            let serial = rows.filter { $0.tag == "(0018,1000)" }
            #expect(serial.contains { $0.action == "keep" && $0.source.contains("own.csv:3") }, "\(serial)")
            let name = rows.filter { $0.tag == "(0010,0010)" }
            #expect(!name.isEmpty && !name.contains { $0.source.contains("own.csv") }, "\(name)")
            // PS3.15 Table E.1-1 has more than 600 rows.
            #expect(rows.count > 500)
            let table = try stage.veil("strategy", "show", "--config", routes.name, "--strategy", "basic")
            #expect(table.status == 0 && table.output.contains("own.csv:3"))
            let unknown = try stage.veil("strategy", "show", "--config", routes.name, "--strategy", "basc")
            #expect(unknown.status == 2 && unknown.errors.contains("basic"), "\(unknown.errors)")
        }
    }

    @Test("rows of a strategy file reach the delivered instance")
    func applied() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.strategies = ["basic: {profile: basic, files: [own.csv]}"]
            try stage.write(routes.text, to: routes.name)
            try stage.write(
                Self.header
                    + "\"(0008,1030)\",LO,Study Description,,replaceWithLiteral,TRIAL\n\"(0010,0040)\",CS,Sex,,keep,\n",
                to: "own.csv")
            try stage.study([SyntheticInstance()])
            #expect(
                try stage.veil("deidentify", "--config", routes.name, "--route", "trial", "-o", "out", "study").status
                    == 0)
            let file = try #require(stage.files(in: "out").first)
            #expect(try Peers.find("dcmdump") == nil || stage.attributes("out/\(file)")["(0008,1030)"] == "TRIAL")
            #expect(try Peers.find("dcmdump") == nil || stage.attributes("out/\(file)")["(0010,0040)"] == "F")
        }
    }

    @Test(
        "a DICOMDIR can be made of what each shipped strategy leaves",
        .enabled(if: Peers.find("dcmmkdir") != nil, "dcmmkdir is not installed"),
        arguments: ["ps315-basic", "research", "hipaa-safe-harbor", "midi"])
    func directory(name: String) async throws {
        try await onStage { stage in
            try FileManager.default.createDirectory(
                atPath: stage.path("strategies"), withIntermediateDirectories: true)
            for suffix in ["yml", "csv"] {
                try FileManager.default.copyItem(
                    atPath: "\(Peers.root)/strategies/\(name).\(suffix)", toPath: stage.path("strategies/\(name).\(suffix)"))
            }
            for number in 1...2 { try stage.write(SyntheticInstance(number: number).file, to: "study/IMAGE\(number)") }
            let ended = try stage.veil(
                "deidentify", "--config", "strategies/\(name).yml", "--route", name, "-o", "out", "--keep-paths", "study")
            #expect(ended.status == 0, "\(ended.text)")
            let made = try stage.tool(
                "dcmmkdir", ["+D", stage.path("out/DICOMDIR"), "+id", stage.path("out"), "IMAGE1", "IMAGE2"])
            #expect(made.status == 0, "\(made.text)")
        }
    }
}
