import Foundation
import Testing

@Suite("veil explain", .enabled(if: Peers.hasTools, "DCMTK's tools are not installed"))
struct ExplainTests {
    /// What `--json` prints, as far as tests look.
    private struct Report: Decodable {
        struct Attribute: Decodable {
            var path: String
            var name: String
            var action: String
            var old: String?
            var new: String?
            var rule: String
            var source: String
            var holds: Bool
        }
        struct Identifier: Decodable {
            var name: String
            var old: String?
            var new: String?
        }
        struct Held: Decodable {
            var reason: String
            var detail: String
        }
        var attributes: [Attribute]
        var identifiers: [Identifier]
        var counts: [String: Int]
        var held: Held?
        var notes: [String]

        subscript(path: String) -> Attribute? { attributes.first { $0.path == path } }
    }

    private static let header = "Tags,VR,Name,Status,Action,Option\n"

    private func prepare(_ stage: Stage, rows: String = "", options: String = "") throws -> RoutesFile {
        var routes = RoutesFile(folder: "archive")
        routes.strategies = ["basic: {profile: basic, options: [\(options)], files: [own.csv]}"]
        try stage.write(routes.text, to: routes.name)
        try stage.write(Self.header + rows, to: "own.csv")
        return routes
    }

    private func explain(_ stage: Stage, _ file: String) throws -> Report {
        try stage.json(Report.self, "explain", "--config", "routes.yml", "--route", "trial", file)
    }

    @Test("of an identifier in a stream that nobody can make out it says that the instance would be held")
    func opaqueStream() async throws {
        try await onStage { stage in
            let routes = try prepare(stage)
            for (text, reason) in [("of QXPATIENT1 here", "identifier_found"), ("of nobody at all..", nil)] {
                var instance = SyntheticInstance()
                // High-Throughput JPEG 2000, by its name.
                instance.transferSyntaxUID = "1.2.840.10008.1.2.4.201"
                instance.fragment = [9, 200, 31] + Array(text.utf8) + [0, 240, 7]
                try stage.write(instance.file, to: "a.dcm")
                #expect(try explain(stage, "a.dcm").held?.reason == reason)
                let said = try stage.veil("explain", "--config", routes.name, "--route", "trial", "a.dcm").output
                #expect(said.contains(reason == nil ? "would leave" : "would be held: identifier_found"))
            }
        }
    }

    @Test("what it says of each attribute is what veil deidentify does to it")
    func truthful() async throws {
        try await onStage { stage in
            let routes = try prepare(
                stage, rows: "\"(0010,0040)\",CS,Sex,,keep,\n\"(0018,1000)\",LO,Serial,,replaceWithLiteral,NONE\n",
                options: "retain_longitudinal_modified_dates")
            try stage.study([SyntheticInstance()])
            #expect(
                try stage.veil("deidentify", "--config", routes.name, "--route", "trial", "-o", "out", "study").status
                    == 0)
            let file = try #require(stage.files(in: "out").first)
            let written = try stage.attributes("out/\(file)")
            let report = try explain(stage, "study/image0.dcm")
            #expect(report.held == nil)
            #expect(report.notes.isEmpty, "\(report.notes)")
            for attribute in report.attributes where !attribute.path.contains("/") {
                let tag = attribute.path.lowercased()
                if attribute.new == nil {
                    #expect(written[tag] == nil, "\(attribute.path)")
                } else if let found = written[tag], !found.isEmpty {
                    #expect(attribute.new == found.trimmingCharacters(in: .whitespaces), "\(attribute.path)")
                } else {
                    #expect(written[tag] != nil, "\(attribute.path)")
                }
            }
            #expect(report["(0010,0010)"]?.old == "QXFAMILY^JANE")
            #expect(report["(0010,0010)"]?.action == "pseudonym")
            #expect(report["(0010,0040)"]?.action == "keep")
            #expect(report["(0010,0040)"]?.source.hasSuffix("own.csv:2") == true)
            #expect(report["(0018,1000)"]?.new == "NONE")
            #expect(report["(0018,1000)"]?.source.hasSuffix("own.csv:3") == true)
            #expect(report["(0008,0020)"]?.rule == "retain_longitudinal_modified_dates")
            #expect(report["(0008,0020)"]?.action == "shift_date")
            #expect(report["(0008,0080)"]?.rule == "Basic Profile X/Z/D, Type 3")
            #expect(report["(0008,0080)"]?.source.hasPrefix("PS3.15 Table E.1-1") == true)
            #expect(report["(0009,1001)"]?.action == "delete" && report["(0009,1001)"]?.name == "VEIL TEST")
            #expect(report["(0008,1140)[0]/(0008,1155)"]?.action == "replace_uid")
            #expect(report["(0012,0062)"]?.new == "YES")
            #expect(report["(0012,0064)[0]/(0008,0100)"]?.new == "113100")
            // Every element of the file shows once, in the order of a Data Set.
            let paths = report.attributes.map(\.path)
            #expect(Set(paths).count == paths.count)
            #expect(paths.filter { !$0.contains("/") } == paths.filter { !$0.contains("/") }.sorted())
            #expect(report.counts.values.reduce(0, +) == paths.count)
        }
    }

    @Test("it writes nothing: no key, no state directory, no ledger, and says that pseudonyms are examples then")
    func dry() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            try stage.study([SyntheticInstance()])
            let before = stage.files(in: "")
            let report = try explain(stage, "study/image0.dcm")
            #expect(stage.files(in: "") == before)
            #expect(report.notes.contains { $0.contains("key file of project trial does not exist") })
            #expect(report.identifiers.first { $0.name == "Patient ID" }?.new?.hasPrefix("T-") == true)
        }
    }

    @Test("a held instance says why and where, also to people; exit status 0, as the explanation is what was asked for")
    func held() async throws {
        try await onStage { stage in
            _ = try prepare(stage, rows: "\"(0008,1030)\",DA,Description,,delete,\n")
            try stage.study([SyntheticInstance()])
            let report = try explain(stage, "study/image0.dcm")
            #expect(report.held?.reason == "rule_vr_mismatch")
            #expect(report["(0008,1030)"]?.holds == true)
            #expect(report.attributes.filter(\.holds).count == 1)
            #expect(report["(0010,0010)"]?.action == "undecided" && report["(0010,0010)"]?.new == nil)
            #expect(report.identifiers.allSatisfy { $0.new == nil })
            let text = try stage.veil("explain", "--config", "routes.yml", "--route", "trial", "study/image0.dcm")
            #expect(text.status == 0)
            #expect(text.output.contains("would be held: rule_vr_mismatch"), "\(text.output)")
            #expect(text.output.contains("own.csv:2"))
            #expect(text.output.contains("<- held because of this"))
        }
    }

    @Test("a file that is cut off is held with the reason the node has for it")
    func truncated() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            try stage.write(SyntheticInstance().file.prefix(900), to: "cut.dcm")
            #expect(try explain(stage, "cut.dcm").held?.reason == "data_set_truncated")
        }
    }

    @Test("--html writes one page that only its owner can read, with the picture, and prints a summary")
    func page() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            var instance = SyntheticInstance()
            instance.comment = "<script>alert('QX')</script>"
            try stage.study([instance])
            let ended = try stage.veil(
                "explain", "--config", "routes.yml", "--route", "trial", "study/image0.dcm", "--html", "page.html")
            #expect(ended.status == 0, "\(ended.text)")
            #expect(ended.output.contains("page.html: written") && ended.output.contains("would leave"))
            let page = String(decoding: try stage.data("page.html"), as: UTF8.self)
            #expect(page.contains("src=\"data:image/png;base64,iVBORw0KGgo"))
            #expect(page.contains("&lt;script&gt;alert(&#39;QX&#39;)") && !page.contains("<script>alert"))
            #expect(page.contains("4 × 4"))
            #expect(try stage.permissions("page.html") == 0o600)
        }
    }

    @Test("--changes leaves out what stays; a terminal sees no control characters")
    func changes() async throws {
        try await onStage { stage in
            _ = try prepare(stage, rows: "\"(0010,4000)\",LT,Comments,,keep,\n")
            var instance = SyntheticInstance()
            instance.comment = "\u{1B}]0;owned\u{07}"
            try stage.study([instance])
            let all = try stage.veil("explain", "--config", "routes.yml", "--route", "trial", "study/image0.dcm")
            #expect(all.output.contains("PatientComments") && all.output.contains("␛]0;owned␇"))
            #expect(!all.output.utf8.contains(0x1B) && !all.output.utf8.contains(0x07))
            let changes = try stage.veil(
                "explain", "--config", "routes.yml", "--route", "trial", "--changes", "study/image0.dcm")
            #expect(!changes.output.contains("PatientComments") && changes.output.contains("PatientName"))
        }
    }

    @Test("exit statuses: 2 for an unknown route, a missing file, wrong frames; 1 for what is not DICOM")
    func statuses() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            try stage.study([SyntheticInstance()])
            try stage.write("remember the milk", to: "notes.txt")
            func status(_ arguments: String...) throws -> Int32 {
                try Program.run(Peers.veil, ["explain", "--config", "routes.yml"] + arguments, in: stage.folder).status
            }
            #expect(try status("--route", "tral", "study/image0.dcm") == 2)
            #expect(try status("--route", "trial", "nowhere.dcm") == 2)
            #expect(try status("--route", "trial", "--frames", "0", "study/image0.dcm") == 2)
            #expect(try status("--route", "trial", "--frames", "a,b", "study/image0.dcm") == 2)
            #expect(try status("--route", "trial", "notes.txt") == 1)
            #expect(try status("--route", "trial", "study/image0.dcm") == 0)
        }
    }
}
