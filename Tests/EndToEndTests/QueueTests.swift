import Foundation
import Testing

@Suite("veil queue", .enabled(if: Peers.hasTools, "DCMTK's tools are not installed"))
struct QueueTests {
    /// A configuration whose node tries an archive that is down only every ten minutes.
    private func patient(_ port: Int) -> RoutesFile {
        var routes = RoutesFile(archive: port)
        routes.destinations = [
            RoutesFile.destination("archive", port).replacing(
                "first: 1s, longest: 2s", with: "first: 10m, longest: 15m")
        ]
        return routes
    }

    @Test("with the archive down everything waits, is listed and can be cancelled; cancelled is held")
    func archiveIsDown() async throws {
        try await onStage { stage in
            let routes = patient(Ports.free())
            try stage.serve(routes)
            try stage.send(try stage.study(SyntheticInstance.series(3)), to: routes.port)
            #expect(try eventually { try stage.queue(routes).filter { $0.attempts > 0 }.count > 0 })

            let rows = try stage.queue(routes)
            #expect(rows.map(\.state) == ["waiting", "waiting", "waiting"])
            #expect(Set(rows.map(\.destination)) == ["archive"])
            let list = try stage.veil("queue", "list", "--config", routes.name)
            let lines = list.output.split(separator: "\n")
            #expect(list.status == 0 && lines.count == 4, "\(list.text)")
            #expect(lines.first?.hasPrefix("instance") == true)
            for row in rows { #expect(list.output.contains(row.instance)) }
            let typo = try stage.veil("queue", "list", "--destination", "archiv", "--config", routes.name)
            #expect(typo.status == 2 && typo.errors.contains("did you mean archive?"), "\(typo.text)")

            let one = rows[0].instance
            let cancelled = try stage.veil("queue", "cancel", one, "--config", routes.name)
            #expect(cancelled.status == 0 && cancelled.output.contains("1 cancelled"), "\(cancelled.text)")
            #expect(try stage.quarantine(routes).map(\.instance) == [one])
            #expect(try stage.quarantine(routes).map(\.reason) == ["cancelled"])
            #expect(try stage.queue(routes).count == 2)
            let shown = try stage.json([QueueRow].self, "queue", "show", one, "--config", routes.name)
            #expect(shown.map(\.state) == ["cancelled"])
            #expect(try stage.veil("queue", "cancel", one, "--config", routes.name).status == 1, "it waits no more")
            #expect(try stage.veil("quarantine", "discard", one, "--config", routes.name).status == 0)
            let given = try stage.json([QueueRow].self, "queue", "show", one, "--config", routes.name)
            #expect(given.map(\.state) == ["discarded"])

            #expect(
                try stage.ledger("SELECT event, detail FROM audit WHERE event LIKE 'queue.%'") == [
                    "queue.cancel|count=1 reason=cancelled", "queue.cancel|count=0 reason=cancelled",
                ])
        }
    }

    @Test("retry takes effect within seconds, although the node waits longer before it tries the destination again")
    func retry() async throws {
        try await onStage { stage in
            let port = Ports.free()
            let routes = patient(port)
            try stage.serve(routes)
            try stage.send(try stage.study(SyntheticInstance.series(2)), to: routes.port)
            #expect(try eventually { try stage.queue(routes).contains { $0.attempts > 0 } })
            let one = try stage.queue(routes)[0].instance
            try stage.archive(port)
            let retried = try stage.veil("queue", "retry", "--destination", "archive", "--config", routes.name)
            #expect(retried.status == 0 && retried.output.contains("2 due now"), "\(retried.text)")
            #expect(try eventually(seconds: 40) { try stage.queue(routes).isEmpty })
            #expect(stage.files(in: "archive").count == 2)
            let delivered = try stage.json([QueueRow].self, "queue", "show", one, "--config", routes.name)
            #expect(delivered.map(\.state) == ["delivered"])
            #expect(delivered.map(\.destination) == ["archive"])
        }
    }

    @Test("with an archive that takes one association at a time nothing waits for the association that does not open")
    func oneAssociationAtATime() async throws {
        try await onStage { stage in
            let port = Ports.free()
            var routes = RoutesFile(archive: port)
            routes.destinations = [
                RoutesFile.destination("archive", port).replacing("associations: 1", with: "associations: 2")
            ]
            try stage.archive(port, oneAtATime: true)
            try stage.serve(routes)
            try stage.send(try stage.study(SyntheticInstance.series(8)), to: routes.port)
            #expect(try stage.haveArrived(8, routes))
            // An association without work is given up after five seconds, and one of the acceptor's after three.
            let milliseconds = try stage.ledger("SELECT max(endedAt) - min(endedAt), max(attempts) FROM delivery")
            let parts = try #require(milliseconds.first).split(separator: "|").compactMap { Int($0) }
            #expect(parts[0] < 2500 && parts[1] == 1, "\(milliseconds)")
        }
    }

    @Test("when the archive is back the queue empties by itself, and what was delivered is shown so")
    func archiveIsBack() async throws {
        try await onStage { stage in
            let port = Ports.free()
            let routes = RoutesFile(archive: port)
            try stage.serve(routes)
            try stage.send(try stage.study(SyntheticInstance.series(2)), to: routes.port)
            #expect(try eventually { try stage.queue(routes).contains { $0.attempts > 0 } })
            let ids = try stage.queue(routes).map(\.instance)
            try stage.archive(port)
            #expect(try eventually(seconds: 40) { try stage.queue(routes).isEmpty })
            #expect(stage.files(in: "archive").count == 2)
            for id in ids {
                let shown = try stage.veil("queue", "show", id, "--config", routes.name)
                #expect(shown.output.contains("delivered") && shown.output.contains("0000"), "\(shown.text)")
            }
        }
    }

    @Test("an instance that is not there is exit status 1, and nothing changes")
    func unknownInstance() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            try stage.serve(routes)
            try stage.send(try stage.study([SyntheticInstance()]), to: routes.port)
            #expect(eventually { stage.files(in: "archive").count == 1 })
            let id = try #require(try stage.ledger("SELECT id FROM instance").first)
            let other = String(id.dropLast()) + (id.hasSuffix("0") ? "1" : "0")
            let ended = try stage.veil("queue", "show", other, "--config", routes.name)
            #expect(ended.status == 1)
            #expect(ended.errors.contains(other), "\(ended.errors)")
        }
    }

    @Test("what became of an instance is told, also when it has no delivery: held, discarded, here before")
    func fates() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.routes = [RoutesFile.route(match: "called_ae_title: TRIAL")]
            try stage.serve(routes)
            func states(_ id: String) throws -> [String] {
                try stage.json([QueueRow].self, "queue", "show", id, "--config", routes.name).map(\.state)
            }
            let study = try stage.study([SyntheticInstance()])
            for count in 1...2 {
                try stage.send(study, to: routes.port, called: "TRIAL")
                #expect(
                    try eventually { try stage.ledger("SELECT id FROM instance WHERE state = 'finished'").count == count })
            }
            let ids = try stage.ledger("SELECT id FROM instance ORDER BY id")
            #expect(try ids.map(states) == [["delivered"], ["duplicate"]])

            try stage.send(study, to: routes.port, called: "OTHER")
            #expect(try eventually { try stage.quarantine(routes).count == 1 })
            let held = try stage.quarantine(routes)[0].instance
            #expect(try states(held) == ["held"])
            #expect(try stage.veil("queue", "show", held, "--config", routes.name).output.contains("unmatched"))
            #expect(try stage.veil("quarantine", "discard", held, "--config", routes.name).status == 0)
            #expect(try states(held) == ["discarded"])
        }
    }

    @Test("an empty queue lists a heading, and an empty JSON list; without a ledger it is exit status 3")
    func empty() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            try stage.write(routes.text, to: routes.name)
            let early = try stage.veil("queue", "list", "--config", routes.name)
            #expect(early.status == 3 && early.errors.contains("state"), "\(early.text)")
            #expect(!FileManager.default.fileExists(atPath: stage.path("state")))
            try stage.serve(routes)
            let list = try stage.veil("queue", "list", "--config", routes.name)
            #expect(list.status == 0 && list.output.hasPrefix("instance"))
            #expect(try stage.queue(routes).isEmpty)
        }
    }
}
