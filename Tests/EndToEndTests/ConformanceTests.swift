import Foundation
import Testing

/// The Conformance Statement against the command that wrote it and against what a node negotiates.
@Suite("Conformance Statement") struct ConformanceTests {
    private static let file = Peers.root + "/docs/conformance.md"

    /// Second cells of the table behind a heading.
    private func uids(_ heading: String) throws -> [String] {
        let text = try String(contentsOfFile: Self.file, encoding: .utf8)
        let chapter = try #require(text.components(separatedBy: "\n## ").first { $0.hasPrefix(heading) })
        return chapter.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            return cells.count > 2 && cells[2].hasPrefix("1.2.840.10008.") ? cells[2] : nil
        }
    }

    @Test("docs/conformance.md is what the code says; if not: make conformance")
    func current() async throws {
        try await onStage { stage in
            let ended = try stage.veil("conformance")
            #expect(ended.status == 0)
            let committed = try String(contentsOfFile: Self.file, encoding: .utf8)
            // Not compared as a whole: a failure would print two thousand lines.
            let (new, old) = (ended.output.split(separator: "\n"), committed.split(separator: "\n"))
            #expect(new.count == old.count)
            #expect(zip(new, old).first { $0 != $1 }.map { "\($0.0)" } == nil)
        }
    }

    /// What a node accepts for each line of abstract and transfer syntaxes.
    private func negotiate(_ stage: Stage, _ port: Int, _ lines: [String]) throws -> [String] {
        try stage.write(lines.joined(separator: "\n") + "\n", to: "contexts.txt")
        let ended = try Program.run(
            "/bin/sh",
            ["-c", "'\(Peers.python)' '\(Peers.rigs)/negotiate.py' 127.0.0.1 \(port) --called TRIAL < contexts.txt"],
            in: stage.folder)
        try #require(ended.status == 0, "\(ended.text)")
        return ended.output.split(separator: "\n").map(String.init)
    }

    @Test(
        "a node accepts every SOP Class and Transfer Syntax of the statement, and nothing of other services",
        .enabled(if: Peers.hasPython, "Python's packages are not installed"))
    func negotiated() async throws {
        try await onStage { stage in
            let classes = try uids("Annex A")
            let syntaxes = try uids("Annex B")
            #expect(classes.count > 150 && syntaxes.count > 40)
            #expect(Set(classes).count == classes.count && Set(syntaxes).count == syntaxes.count)
            let routes = RoutesFile(folder: "archive")
            try stage.serve(routes)
            // Each class once, going round the syntaxes; each syntax once with one class.
            let each = classes.enumerated().map { "\($1) \(syntaxes[$0 % syntaxes.count])" }
            let all = syntaxes.map { "1.2.840.10008.5.1.4.1.1.7 \($0)" }
            let answers = try negotiate(stage, routes.port, each + all)
            #expect(answers == (each + all).map { String($0.split(separator: " ")[1]) })

            let explicit = "1.2.840.10008.1.2.1"
            let others: [(String, String)] = [
                // Patient Root and Study Root query, retrieval, worklist, print, storage commitment.
                ("1.2.840.10008.5.1.4.1.2.1.1", "-"), ("1.2.840.10008.5.1.4.1.2.2.2", "-"),
                ("1.2.840.10008.5.1.4.31", "-"), ("1.2.840.10008.5.1.1.9", "-"), ("1.2.840.10008.1.20.1", "-"),
                // Verification, a class newer than any table, a private class.
                ("1.2.840.10008.1.1", explicit), ("1.2.840.10008.5.1.4.1.1.99999", explicit), ("1.3.6.1.4.1.5962.7", explicit),
            ]
            #expect(try negotiate(stage, routes.port, others.map { "\($0.0) \(explicit)" }) == others.map(\.1))
        }
    }

    @Test(
        "of several syntaxes the first that is listed is taken; one that is not listed only if it is alone",
        .enabled(if: Peers.hasPython, "Python's packages are not installed"))
    func order() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            try stage.serve(routes)
            let image = "1.2.840.10008.5.1.4.1.1.7"
            let (unknown, implicit, explicit) = ("1.2.840.10008.1.2.4.94", "1.2.840.10008.1.2", "1.2.840.10008.1.2.1")
            let jpeg = "1.2.840.10008.1.2.4.70"
            let answers = try negotiate(
                stage, routes.port,
                [
                    "\(image) \(jpeg),\(explicit)", "\(image) \(explicit),\(jpeg)", "\(image) \(unknown),\(implicit)",
                    "\(image) \(unknown)", "1.2.840.10008.1.1 \(jpeg)", "1.2.840.10008.1.1 \(jpeg),\(implicit)",
                ])
            #expect(answers == [jpeg, explicit, implicit, unknown, "-", implicit])
        }
    }

    @Test(
        "without private classes only those of the standard are accepted",
        .enabled(if: Peers.hasPython, "Python's packages are not installed"))
    func withoutPrivate() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.node = ["private_sop_classes: false"]
            try stage.serve(routes)
            let explicit = "1.2.840.10008.1.2.1"
            let answers = try negotiate(
                stage, routes.port, ["1.2.840.10008.5.1.4.1.1.2 \(explicit)", "1.3.6.1.4.1.5962.7 \(explicit)"])
            #expect(answers == [explicit, "-"])
        }
    }
}
