import Foundation
import Testing

@Suite("veil deidentify", .enabled(if: Peers.hasTools, "DCMTK's tools are not installed"))
struct DeidentifyTests {
    /// A configuration and the arguments to run its route into `out`.
    private func prepare(_ stage: Stage) throws -> RoutesFile {
        let routes = RoutesFile(folder: "archive")
        try stage.write(routes.text, to: routes.name)
        return routes
    }

    private func deidentify(
        _ stage: Stage, _ more: String..., into output: String = "out", config: String = "routes.yml"
    ) throws -> Ended {
        try Program.run(
            Peers.veil, ["deidentify", "--config", config, "--route", "trial", "-o", output] + more, in: stage.folder)
    }

    @Test("the default layout is patient/study/series/instance in new identifiers")
    func layout() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            try stage.study(SyntheticInstance.series(2) + SyntheticInstance.series(1, patient: 2))
            let ended = try deidentify(stage, "study")
            #expect(ended.status == 0, "\(ended.text)")
            #expect(ended.output.contains("3 of 3 files written to out"))
            let files = stage.files(in: "out")
            #expect(files.count == 3)
            for file in files {
                let names = file.split(separator: "/").map(String.init)
                try #require(names.count == 4)
                let attributes = try stage.attributes("out/\(file)")
                #expect(names[0] == attributes["(0010,0020)"])
                #expect(names[0].wholeMatch(of: /T-[0-9A-Z]{12}/) != nil, "\(names[0])")
                #expect(names[1] == attributes["(0020,000d)"])
                #expect(names[2] == attributes["(0020,000e)"])
                #expect(names[3] == (attributes["(0008,0018)"] ?? "") + ".dcm")
                #expect(attributes["(0008,0018)"]?.hasPrefix("2.25.") == true)
                #expect(attributes["(0012,0062)"] == "YES")
            }
            #expect(Set(files.compactMap { $0.split(separator: "/").first }).count == 2)
        }
    }

    @Test("--keep-paths mirrors the input's relative paths, and inputs stay as they are")
    func keepPaths() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            let original = SyntheticInstance()
            try stage.write(original.file, to: "study/a/b/first image.dcm")
            try stage.write(SyntheticInstance(number: 2).file, to: "study/second")
            #expect(try deidentify(stage, "study", "--keep-paths").status == 0)
            #expect(stage.files(in: "out") == ["a/b/first image.dcm", "second"])
            #expect(try stage.data("study/a/b/first image.dcm") == original.file)
        }
    }

    @Test("a second run changes nothing and succeeds; a changed input is held as path_taken")
    func again() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            let paths = try stage.study(SyntheticInstance.series(2))
            #expect(try deidentify(stage, "study").status == 0)
            let before = try stage.files(in: "out").map { try stage.data("out/\($0)") }
            #expect(try deidentify(stage, "study").status == 0)

            var changed = SyntheticInstance(number: 1)
            // Modality is kept by the profile, so that the output differs too.
            changed.modality = "PT"
            try stage.write(changed.file, to: paths[0])
            let ended = try deidentify(stage, "study")
            #expect(ended.status == 1)
            #expect(ended.errors.contains("study/image0.dcm: held: path_taken"), "\(ended.errors)")
            #expect(!ended.errors.contains("image1"))
            #expect(try stage.files(in: "out").map { try stage.data("out/\($0)") } == before)
        }
    }

    @Test("what is no DICOM file is named on standard error with exit status 1, and the rest is done")
    func notDicom() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            try stage.study(SyntheticInstance.series(2))
            try stage.write("remember the milk", to: "study/notes.txt")
            try stage.write(Data(), to: "study/empty")
            try stage.write(SyntheticInstance(number: 3).file.prefix(700), to: "study/truncated.dcm")
            let ended = try deidentify(stage, "study", "--json")
            #expect(ended.status == 1)
            for name in ["notes.txt", "empty", "truncated.dcm"] {
                #expect(ended.errors.contains("study/\(name): "), "\(ended.errors)")
            }
            struct Report: Decodable {
                struct Failure: Decodable {
                    var path: String
                    var reason: String
                }
                var written: Int
                var failed: [Failure]
            }
            let report = try JSONDecoder().decode(Report.self, from: Data(ended.output.utf8))
            #expect(report.written == 2)
            #expect(report.failed.map(\.path) == ["study/empty", "study/notes.txt", "study/truncated.dcm"])
            #expect(report.failed.last?.reason == "data_set_truncated")
            #expect(stage.files(in: "out").count == 2)
        }
    }

    @Test("an unknown route and a missing input are exit status 2, and nothing is written")
    func wrongUsage() async throws {
        try await onStage { stage in
            let routes = try prepare(stage)
            let route = try stage.veil("deidentify", "--config", routes.name, "--route", "tral", "-o", "out", ".")
            #expect(route.status == 2)
            #expect(route.errors.contains("tral") && route.errors.contains("trial"))
            let input = try deidentify(stage, "nowhere")
            #expect(input.status == 2)
            #expect(input.errors.contains("nowhere"))
            #expect(stage.files(in: "out").isEmpty)
        }
    }

    @Test("beside a running node it works on the same state directory, and both write the same bytes")
    func besideANode() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            try stage.serve(routes)
            let paths = try stage.study(SyntheticInstance.series(3))
            try stage.send(paths, to: routes.port)
            let ended = try deidentify(stage, "study")
            #expect(ended.status == 0, "\(ended.text)")
            #expect(eventually { stage.files(in: "archive").count == 3 })
            let names = stage.files(in: "archive")
            #expect(stage.files(in: "out") == names)
            for name in names { #expect(try stage.data("out/\(name)") == stage.data("archive/\(name)"), "\(name)") }
        }
    }

    @Test("the same key gives the same bytes with another ledger; another key has nothing in common")
    func determinism() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            try stage.study(SyntheticInstance.series(2) + SyntheticInstance.series(1, patient: 2))
            for (name, key) in [("same", "trial.key"), ("other", "other.key")] {
                var routes = RoutesFile(folder: "archive")
                (routes.name, routes.stateDirectory, routes.projects) = (
                    "\(name).yml", name, [RoutesFile.project(key: key)]
                )
                try stage.write(routes.text, to: routes.name)
            }
            #expect(try deidentify(stage, "study").status == 0)
            #expect(try deidentify(stage, "study", into: "out-same", config: "same.yml").status == 0)
            #expect(try deidentify(stage, "study", into: "out-other", config: "other.yml").status == 0)
            let names = stage.files(in: "out")
            #expect(stage.files(in: "out-same") == names)
            for name in names { #expect(try stage.data("out/\(name)") == stage.data("out-same/\(name)")) }
            let parts = Set(names.flatMap { $0.split(separator: "/") })
            #expect(parts.isDisjoint(with: stage.files(in: "out-other").flatMap { $0.split(separator: "/") }))
        }
    }

    @Test("killed and run again: every output is whole, and no part of one stays")
    func crash() async throws {
        try await onStage { stage in
            let routes = try prepare(stage)
            try stage.study(SyntheticInstance.series(300))
            for count in [20, 60] {
                let run = try stage.start(
                    Peers.veil, "deidentify", "--config", routes.name, "--route", "trial", "-o", "out", "study")
                #expect(eventually { stage.files(in: "out").count >= count })
                run.crash()
            }
            let ended = try deidentify(stage, "study")
            #expect(ended.status == 0, "\(ended.text)")
            #expect(stage.files(in: "out").count == 300)
            #expect(stage.files(in: "out", hidden: true) == stage.files(in: "out"), "parts of files")
        }
    }

    @Test("no temporary file stays, in the output or in the state directory")
    func noOrphans() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            try stage.study(SyntheticInstance.series(5))
            try stage.write("no image", to: "study/notes.txt")
            _ = try deidentify(stage, "study")
            #expect(stage.files(in: "out", hidden: true).allSatisfy { $0.hasSuffix(".dcm") && !$0.contains("/.") })
            #expect(
                stage.files(in: "state").allSatisfy { $0 == "lock" || $0.hasPrefix("ledger.sqlite") },
                "\(stage.files(in: "state"))")
        }
    }
}
