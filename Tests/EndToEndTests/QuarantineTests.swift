import Foundation
import Testing

@Suite("veil quarantine", .enabled(if: Peers.hasTools, "DCMTK's tools are not installed"))
struct QuarantineTests {
    /// A node whose route does not take Called AE Title OTHER, with instances held as unmatched.
    private func hold(_ stage: Stage, _ count: Int) throws -> (node: Program, routes: RoutesFile, rows: [QuarantineRow]) {
        var routes = RoutesFile(folder: "archive")
        routes.routes = [RoutesFile.route(match: "called_ae_title: TRIAL")]
        let node = try stage.serve(routes)
        try stage.send(try stage.study(SyntheticInstance.series(count)), to: routes.port, called: "OTHER")
        #expect(try eventually { try stage.quarantine(routes).count == count })
        return (node, routes, try stage.quarantine(routes))
    }

    @Test("what no route takes is answered 0000, held as unmatched, and shown without its values")
    func unmatched() async throws {
        try await onStage { stage in
            let (_, routes, rows) = try hold(stage, 2)
            #expect(rows.map(\.reason) == ["unmatched", "unmatched"])
            let list = try stage.veil("quarantine", "list", "--config", routes.name)
            #expect(list.status == 0 && list.output.split(separator: "\n").count == 4)
            #expect(list.output.contains("2 unmatched: No route takes the instance."), "\(list.output)")
            let none = try stage.json(
                [QuarantineRow].self, "quarantine", "list", "--reason", "gave_up", "--config", routes.name)
            #expect(none.isEmpty)
            let shown = try stage.veil("quarantine", "show", rows[0].instance, "--config", routes.name)
            #expect(shown.status == 0)
            for text in [
                "unmatched", "STORESCU", "OTHER", "127.0.0.1", "1.2.840.10008.1.2.1", "No route takes the instance.",
                "Add a route", "rules", "none fits these AE titles",
            ] {
                #expect(shown.output.contains(text), "\(shown.output)")
            }
            for marker in SyntheticInstance.markers {
                #expect(!(list.output + shown.output).contains(marker), "\(marker)")
            }
            #expect(stage.files(in: "archive").isEmpty)
        }
    }

    @Test("released after the configuration is right, it is de-identified and delivered; the original never goes out")
    func release() async throws {
        try await onStage { stage in
            var (node, routes, rows) = try hold(stage, 2)
            let early = try stage.veil("quarantine", "release", rows[0].instance, "--config", routes.name)
            #expect(early.status == 0)
            // Nothing has changed, so it is held again.
            #expect(try eventually { try stage.quarantine(routes).count == 2 })
            #expect(stage.files(in: "archive").isEmpty)

            routes.routes.append(RoutesFile.route("other", match: "called_ae_title: OTHER"))
            try stage.write(routes.text, to: routes.name)
            node.signal(SIGHUP)
            #expect(eventually { node.errors.contains("configuration reloaded") })
            let unasked = try stage.veil("quarantine", "release", "--reason", "unmatched", "--config", routes.name)
            #expect(unasked.status == 2 && unasked.errors.contains("would release 2 instances"), "\(unasked.text)")
            let released = try stage.veil(
                "quarantine", "release", "--reason", "unmatched", "--yes", "--config", routes.name)
            #expect(released.status == 0 && released.output.contains("2 released"), "\(released.text)")
            #expect(try stage.haveArrived(2, routes))
            #expect(try stage.quarantine(routes).isEmpty)
            for file in stage.files(in: "archive") {
                let data = try stage.data("archive/\(file)")
                for marker in SyntheticInstance.markers {
                    #expect(data.range(of: Data(marker.utf8)) == nil, "\(marker)")
                }
            }
            #expect(eventually { stage.files(in: "state").allSatisfy { !$0.contains(rows[0].instance) } })
            #expect(try stage.ledger("SELECT count(*) FROM audit WHERE event = 'quarantine.release'") == ["3"])
        }
    }

    @Test("exported, it is the original in a folder of mode 0700, and stays held")
    func export() async throws {
        try await onStage { stage in
            let (_, routes, rows) = try hold(stage, 1)
            let id = rows[0].instance
            let ended = try stage.veil("quarantine", "export", id, "-o", "originals", "--config", routes.name)
            #expect(ended.status == 0 && ended.output.contains("1 exported"), "\(ended.text)")
            #expect(try stage.permissions("originals") == 0o700)
            let attributes = try stage.attributes("originals/\(id).dcm")
            #expect(attributes["(0010,0020)"] == SyntheticInstance().patientID)
            let data = try stage.data("originals/\(id).dcm")
            #expect(data.suffix(SyntheticInstance().dataSet.count) == Data(SyntheticInstance().dataSet))
            #expect(try stage.quarantine(routes).count == 1)
            #expect(try stage.ledger("SELECT instance FROM audit WHERE event = 'quarantine.export'") == [id])
        }
    }

    @Test("discarded, its file is gone, and the audit keeps that it was")
    func discard() async throws {
        try await onStage { stage in
            let (_, routes, rows) = try hold(stage, 2)
            #expect(stage.files(in: "state/quarantine").count == 2)
            let ended = try stage.veil("quarantine", "discard", rows[0].instance, "--config", routes.name)
            #expect(ended.status == 0 && ended.output.contains("1 discarded"), "\(ended.text)")
            #expect(try stage.quarantine(routes).map(\.instance) == [rows[1].instance])
            #expect(stage.files(in: "state").filter { $0.contains(rows[0].instance) }.isEmpty)
            #expect(
                try stage.ledger("SELECT instance FROM audit WHERE event = 'quarantine.discard'") == [rows[0].instance])
            let again = try stage.veil("quarantine", "discard", rows[0].instance, "--config", routes.name)
            #expect(again.status == 1 && again.errors.contains(rows[0].instance), "\(again.text)")
        }
    }

    @Test("a reason that is not there is an error with the nearest one; nothing to release is no success")
    func reasons() async throws {
        try await onStage { stage in
            let (_, routes, rows) = try hold(stage, 1)
            func quarantine(_ verb: String, _ more: String...) throws -> Ended {
                try Program.run(
                    Peers.veil, ["quarantine", verb, "--config", routes.name] + more, in: stage.folder)
            }
            for verb in ["list", "release", "discard"] {
                let typo = try quarantine(verb, "--reason", "unmached")
                #expect(typo.status == 2 && typo.errors.contains("did you mean unmatched?"), "\(verb): \(typo.text)")
            }
            let none = try quarantine("release", "--reason", "gave_up", "--yes")
            #expect(none.status == 1 && none.errors.contains("nothing is held for gave_up"), "\(none.text)")
            #expect(try quarantine("list", "--reason", "gave_up").status == 0)
            let other = String(rows[0].instance.dropLast()) + (rows[0].instance.hasSuffix("0") ? "1" : "0")
            #expect(try quarantine("show", other).status == 1)
            #expect(try quarantine("release", other).status == 1)
            #expect(try stage.quarantine(routes) == rows)
        }
    }

    @Test(
        "everything with a reason is discarded only with --yes, or when a person at a terminal says so",
        .enabled(if: Peers.find("script") != nil))
    func bulk() async throws {
        try await onStage { stage in
            let (_, routes, rows) = try hold(stage, 2)
            let verb = ["quarantine", "discard", "--reason", "unmatched", "--config", routes.name]
            let refused = try Program.run(Peers.veil, verb + ["--json"], in: stage.folder)
            #expect(refused.status == 2 && refused.errors.contains("would discard 2 instances"), "\(refused.text)")
            #expect(refused.output.contains("would discard 2 instances"), "an error as JSON")
            func atTerminal(_ answer: String) throws -> Ended {
                let command = ([Peers.veil] + verb).joined(separator: " ")
                return try Program.run(
                    "/bin/sh", ["-c", "printf '\(answer)\\n' | script -qefc '\(command)' /dev/null"], in: stage.folder)
            }
            let no = try atTerminal("n")
            #expect(no.status == 1 && no.output.contains("nothing was done"), "\(no.text)")
            #expect(try stage.quarantine(routes) == rows)
            let yes = try atTerminal("yes")
            #expect(yes.status == 0 && yes.output.contains("2 discarded"), "\(yes.text)")
            #expect(try stage.quarantine(routes).isEmpty)
        }
    }

    @Test("the same instance again is not delivered again; with other bytes it is held until a person releases it")
    func duplicate() async throws {
        try await onStage { stage in
            let port = Ports.free()
            let routes = RoutesFile(archive: port)
            try stage.archive(port)
            let node = try stage.serve(routes)
            var instance = SyntheticInstance()
            try stage.send(try stage.study([instance]), to: routes.port)
            try stage.send(try stage.study([instance]), to: routes.port)
            #expect(try eventually { try stage.queue(routes).isEmpty && stage.files(in: "archive").count == 1 })
            instance.comment = "QXCOMMENT2"
            try stage.send(try stage.study([instance], in: "changed"), to: routes.port)
            #expect(try eventually { try stage.quarantine(routes).map(\.reason) == ["duplicate_differs"] })
            // Sent once more, the held version is not held twice.
            try stage.send(try stage.study([instance], in: "changed"), to: routes.port)
            #expect(
                try eventually { try stage.ledger("SELECT count(*) FROM instance WHERE state <> 'received'") == ["4"] })
            #expect(try stage.quarantine(routes).count == 1)
            #expect(try stage.ledger("SELECT count(*) FROM delivery") == ["1"])
            func deliveries() -> Int { node.errors.components(separatedBy: "msg=delivered ").count - 1 }
            #expect(deliveries() == 1)
            let held = try #require(try stage.quarantine(routes).first?.instance)
            #expect(try stage.veil("quarantine", "release", held, "--config", routes.name).status == 0)
            #expect(eventually { deliveries() == 2 })
            #expect(try stage.quarantine(routes).isEmpty)
        }
    }

    @Test(
        "an instance without Patient ID is held only if the project says so", arguments: [("by_study", 0), ("hold", 1)])
    func missingPatientID(missing: String, held: Int) async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.projects = [
                RoutesFile.project().replacing("characters: 12", with: "characters: 12, missing: \(missing)")
            ]
            try stage.serve(routes)
            var instance = SyntheticInstance()
            instance.hasPatientID = false
            try stage.send(try stage.study([instance]), to: routes.port)
            #expect(
                try eventually {
                    try stage.quarantine(routes).count == held && stage.files(in: "archive").count == 1 - held
                })
        }
    }
}
