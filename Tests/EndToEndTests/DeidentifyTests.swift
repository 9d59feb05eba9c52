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

    @Test("--keep-paths replaces names of folders and files that identify somebody, the same way everywhere, and says so")
    func keepPathsOfPatients() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            let one = SyntheticInstance()
            let other = SyntheticInstance(patient: 2)
            let inputs = [
                "QXFAMILY_JANE/CT 2021/a.dcm": one, "jane qxfamily/b.dcm": one, "QXPATIENT1/CT/\(one.uid).dcm": one,
                "CT.\(one.uid)": one, "2021-07-04/c.dcm": one, "QXACCESSION-thorax/d.dcm": one, "Thorax/Series 1/e.IMA": one,
                // The other patient's header says nothing of the folder that both lie in.
                "QXPATIENT1/CT/f.dcm": other, "Thorax/19550813/g": one,
            ]
            for (name, instance) in inputs { try stage.write(instance.file, to: "study/\(name)") }
            let ended = try deidentify(stage, "study", "--keep-paths", "--json")
            #expect(ended.status == 0, "\(ended.text)")
            #expect(ended.errors.contains("names of folders and files that identify somebody, replaced: 8"), "\(ended.errors)")
            let report = try Report(ended)
            let outputs = Dictionary(uniqueKeysWithValues: report.files.map { ($0.input, $0.output ?? "") })
            func parts(_ name: String) -> [String] {
                (outputs["study/\(name)"] ?? "").split(separator: "/").dropFirst().map(String.init)
            }
            #expect(report.replacedNames == 8 && outputs.count == inputs.count)
            for (input, output) in outputs {
                #expect(output.split(separator: "/").count == input.split(separator: "/").count)
                for text in ["QXFAMILY", "JANE", "QXPATIENT", "QXACCESSION", "2021-07", "1955", SyntheticInstance.root] {
                    #expect(!output.lowercased().contains(text.lowercased()), "\(output)")
                }
                #expect(FileManager.default.fileExists(atPath: stage.path(output)))
            }
            #expect(parts("Thorax/Series 1/e.IMA") == ["Thorax", "Series 1", "e.IMA"])
            #expect(Array(parts("QXFAMILY_JANE/CT 2021/a.dcm").dropFirst()) == ["CT 2021", "a.dcm"])
            #expect(parts("QXPATIENT1/CT/\(one.uid).dcm")[0] == parts("QXPATIENT1/CT/f.dcm")[0], "one folder, one name")
            #expect(parts("QXPATIENT1/CT/\(one.uid).dcm")[2].hasSuffix(".dcm"))
            let replaced = report.files.flatMap { ($0.output ?? "").split(separator: "/") }
                .filter { $0.wholeMatch(of: /[0-9a-z]{20}(\.dcm)?/) != nil }
            #expect(Set(replaced).count == 8, "\(replaced)")
            // By the key, not by chance.
            let again = try deidentify(stage, "study", "--keep-paths", "--json", into: "again")
            #expect(try Report(again).files.map { $0.output?.dropFirst(5) } == report.files.map { $0.output?.dropFirst(3) })
        }
    }

    @Test("- is one file from standard input and to standard output, with the same bytes as a file")
    func streams() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            try stage.study([SyntheticInstance()])
            #expect(try deidentify(stage, "study/image0.dcm", "--keep-paths").status == 0)
            func shell(_ command: String) throws -> Ended {
                try Program.run("/bin/sh", ["-c", "veil() { '\(Peers.veil)' \"$@\"; }; \(command)"], in: stage.folder)
            }
            let verb = "veil deidentify --config routes.yml --route trial"
            let piped = try shell("cat study/image0.dcm | \(verb) - -o - | cat > piped.dcm")
            #expect(piped.output.isEmpty && piped.errors.contains("1 of 1 files written to standard output"), "\(piped.text)")
            #expect(try stage.data("piped.dcm") == stage.data("out/image0.dcm"))
            #expect(try shell("\(verb) - -o pipe-out < study/image0.dcm").status == 0)
            #expect(stage.files(in: "pipe-out").count == 1)
            let held = try shell("head -c 700 study/image0.dcm | \(verb) - -o -")
            #expect(
                held.status == 1 && held.output.isEmpty && held.errors.contains("-: held: data_set_truncated"), "\(held.text)")
            let full = try shell("\(verb) study/image0.dcm -o - > /dev/full")
            #expect(full.status == 1 && full.errors.contains("output_no_space"), "\(full.text)")
            #expect(try shell("\(verb) study study -o -").status == 2)
            let explained = try shell("veil explain --config routes.yml --route trial --json - < study/image0.dcm")
            #expect(explained.status == 0 && explained.output.contains("standard input"), "\(explained.errors)")
            #expect(stage.files(in: "state").allSatisfy { $0 == "lock" || $0.hasPrefix("ledger.sqlite") })
        }
    }

    @Test("two projects whose key files hold the same key are refused, before the ledger knows the second")
    func sharedKey() async throws {
        try await onStage { stage in
            var routes = try prepare(stage)
            routes.projects.append(RoutesFile.project("other", key: "other.key"))
            try stage.write(routes.text, to: routes.name)
            #expect(try stage.veil("key", "create", "trial.key").status == 0)
            // The same key in its other form.
            let digits = try stage.data("trial.key").map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            try stage.write(digits, to: "other.key")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: stage.path("other.key"))
            try stage.study([SyntheticInstance()])
            for verb in [["check"], ["serve"], ["deidentify", "--route", "trial", "study", "-o", "out"]] {
                let ended = try Program.run(Peers.veil, verb + ["--config", routes.name], in: stage.folder)
                #expect(ended.status == 2, "\(verb)")
                #expect(
                    ended.errors.contains("other.key: project other has the same key as project trial"), "\(ended.errors)")
            }
            #expect(stage.files(in: "out").isEmpty)
        }
    }

    @Test("a second run changes nothing and succeeds; a changed input fails as path_taken")
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
            #expect(ended.errors.contains("study/image0.dcm: failed: path_taken"), "\(ended.errors)")
            #expect(!ended.errors.contains("image1"))
            #expect(try stage.files(in: "out").map { try stage.data("out/\($0)") } == before)
        }
    }

    /// What `--json` prints, as far as tests look.
    private struct Report: Decodable {
        struct File: Decodable, Hashable {
            var input: String
            var outcome: String
            var output: String?
            var reason: String?
        }
        struct Without: Decodable {
            var path: String
            var reason: String
        }
        var written: Int
        var held: [Without]
        var failed: [Without]
        var skipped: [Without]
        var files: [File]
        var replacedNames: Int

        init(_ ended: Ended) throws { self = try JSONDecoder().decode(Report.self, from: Data(ended.output.utf8)) }
    }

    @Test("what is no instance is skipped and counted; held by the rules and failed are told apart; the rest is done")
    func notDicom() async throws {
        try await onStage { stage in
            _ = try prepare(stage)
            try stage.study(SyntheticInstance.series(2))
            try stage.write("remember the milk", to: "study/notes.txt")
            try stage.write(Data(), to: "study/empty")
            try stage.write(SyntheticInstance(number: 3).file.prefix(140), to: "study/head.dcm")
            var directory = SyntheticInstance(number: 4)
            directory.sopClassUID = "1.2.840.10008.1.3.10"
            try stage.write(directory.file, to: "study/DICOMDIR")
            let clean = try deidentify(stage, "study/image0.dcm", "study/notes.txt", "study/DICOMDIR", into: "clean")
            #expect(clean.status == 0 && clean.output.contains("1 of 1 files written to clean, 2 skipped"), "\(clean.text)")
            try stage.write(SyntheticInstance(number: 3).file.prefix(700), to: "study/truncated.dcm")
            // A file is where a folder has to be.
            try stage.write("x", to: "out/T")
            try stage.write(SyntheticInstance(number: 5).file, to: "study/T/below.dcm")
            let ended = try deidentify(stage, "study", "--keep-paths", "--json")
            #expect(ended.status == 1)
            #expect(ended.errors.contains("2 of 5 held by the rules, 1 failed"), "\(ended.errors)")
            #expect(ended.errors.contains("study/notes.txt: skipped: not_dicom"), "\(ended.errors)")
            #expect(ended.errors.contains("study/truncated.dcm: held: data_set_truncated"), "\(ended.errors)")
            let report = try Report(ended)
            #expect(report.written == 2)
            #expect(report.skipped.map(\.path) == ["study/DICOMDIR", "study/empty", "study/notes.txt"])
            #expect(report.skipped.map(\.reason) == ["dicomdir", "not_dicom", "not_dicom"])
            #expect(report.held.map(\.path) == ["study/head.dcm", "study/truncated.dcm"])
            #expect(report.held.map(\.reason) == ["data_set_unreadable", "data_set_truncated"])
            #expect(report.failed.map(\.path) == ["study/T/below.dcm"])
            #expect(report.failed[0].reason.hasPrefix("output_"))
            // The map from input to output.
            #expect(report.files.count == 8)
            let written = report.files.filter { $0.outcome == "written" }
            #expect(written.map(\.input) == ["study/image0.dcm", "study/image1.dcm"])
            for file in written { #expect(FileManager.default.fileExists(atPath: stage.path(file.output ?? "none"))) }
            #expect(report.files.first { $0.input == "study/truncated.dcm" }?.reason == "data_set_truncated")

            let nothing = try deidentify(stage, "study/notes.txt")
            #expect(nothing.status == 1 && nothing.errors.contains("no DICOM instance"), "\(nothing.text)")
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
