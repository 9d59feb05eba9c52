import Foundation
import Testing

@Suite("Routes and destinations", .enabled(if: Peers.hasAll, "peers are missing: make test installs them"))
struct RoutingTests {
    @Test("an instance goes to every route that takes it; two projects have nothing in common")
    func twoProjects() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.projects.append(RoutesFile.project("other", key: "other.key"))
            routes.destinations.append("second: {folder: second}")
            routes.routes.append(RoutesFile.route("other", project: "other", to: "second"))
            try stage.serve(routes)
            try stage.send(try stage.study(SyntheticInstance.series(2)), to: routes.port)
            #expect(eventually { stage.files(in: "archive").count == 2 && stage.files(in: "second").count == 2 })
            let (one, two) = (stage.files(in: "archive"), stage.files(in: "second"))
            #expect(
                Set(one.flatMap { $0.split(separator: "/") }).isDisjoint(with: two.flatMap { $0.split(separator: "/") })
            )
        }
    }

    @Test(
        "modality, SOP Class, attributes and titles decide together",
        arguments: [
            ("modality: [CT, MR]", true), ("modality: US", false), ("sop_class: CTImageStorage", true),
            ("sop_class: [MRImageStorage]", false), ("attributes: {StudyDescription: \"QX*\"}", true),
            ("attributes: {StudyDescription: \"*LUNG*\"}", false),
            ("called_ae_title: V?IL, calling_ae_title: SENDER", true),
            ("called_ae_title: VEIL, modality: US", false), ("host: 127.0.0.0/8", true), ("host: 10.0.0.0/8", false),
        ])
    func matching(match: String, isTaken: Bool) async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.routes = [RoutesFile.route(match: match)]
            try stage.serve(routes)
            #expect(try stage.statuses(of: try stage.study([SyntheticInstance()]), to: routes.port) == ["0000"])
            #expect(try eventually { try stage.quarantine(routes).count + stage.files(in: "archive").count == 1 })
            #expect(stage.files(in: "archive").count == (isTaken ? 1 : 0))
        }
    }

    @Test("a dead destination delays neither a folder nor a living archive")
    func deadDestination() async throws {
        try await onStage { stage in
            let (living, dead) = (Ports.free(), Ports.free())
            var routes = RoutesFile(archive: living)
            routes.destinations += ["folder: {folder: folder}", RoutesFile.destination("dead", dead)]
            routes.routes = [RoutesFile.route(to: "dead, archive, folder")]
            try stage.archive(living)
            try stage.serve(routes)
            try stage.send(try stage.study(SyntheticInstance.series(10)), to: routes.port)
            #expect(
                eventually(seconds: 30) {
                    stage.files(in: "archive").count == 10 && stage.files(in: "folder").count == 10
                })
            #expect(try eventually { try stage.queue(routes).count == 10 })
            #expect(Set(try stage.queue(routes).map(\.destination)) == ["dead"])
            #expect(try stage.quarantine(routes).isEmpty)
        }
    }

    @Test("a folder destination holds an instance whose path another file has, and leaves that file alone")
    func folderPathTaken() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            try stage.serve(routes)
            let paths = try stage.study([SyntheticInstance()])
            let plan = try stage.veil("deidentify", "--config", routes.name, "--route", "trial", "-o", "out", paths[0])
            #expect(plan.status == 0)
            let name = try #require(stage.files(in: "out").first)
            try stage.write("somebody else's", to: "archive/\(name)")
            try stage.send(paths, to: routes.port)
            #expect(try eventually { try stage.quarantine(routes).map(\.reason) == ["path_taken"] })
            #expect(try stage.data("archive/\(name)") == Data("somebody else's".utf8))
            #expect(stage.files(in: "archive") == [name])
        }
    }

    @Test("killed while it fills a folder: in the end every instance is there once and whole, and no part of one")
    func folderCrash() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            try stage.study(SyntheticInstance.series(150))
            var node = try stage.serve(routes)
            let sender = try stage.start(
                Peers.python, "\(Peers.rigs)/sender.py", "127.0.0.1", "\(routes.port)", stage.path("study"), "--resend",
                "--no-digests", "--timeout", "5", "--give-up", "40", "--record", stage.path("sent.jsonl"))
            for round in 1...5 {
                #expect(eventually { stage.files(in: "archive").count >= round * 15 })
                node.crash()
                node = try stage.serve(routes)
            }
            #expect(sender.wait(seconds: 120) == 0, "\(sender.output)")
            #expect(try eventually { try stage.queue(routes).isEmpty && stage.files(in: "archive").count >= 150 })
            #expect(stage.files(in: "archive", hidden: true) == stage.files(in: "archive"), "parts of files")
            #expect(stage.files(in: "archive").count == 150)
            let whole = try stage.veil("deidentify", "--config", routes.name, "--route", "trial", "-o", "out", "study")
            #expect(whole.status == 0)
            let differing = try stage.files(in: "out").filter {
                try stage.data("out/\($0)") != stage.data("archive/\($0)")
            }
            #expect(differing.isEmpty)
            #expect(try stage.quarantine(routes).isEmpty)
        }
    }

    @Test("two routes with one project and destination but different strategies are an error of the file")
    func ambiguous() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.strategies.append("bare: {profile: none, unlisted: remove}")
            routes.routes.append(RoutesFile.route("second", strategy: "bare"))
            try stage.write(routes.text, to: routes.name)
            let ended = try stage.veil("check", "--config", routes.name)
            #expect(ended.status == 2)
            #expect(ended.errors.contains("routes[1]"), "\(ended.errors)")
        }
    }
}
