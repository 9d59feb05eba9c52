import Foundation
import Testing

/// The status table of C-STORE answers.
@Suite("Answers to C-STORE", .enabled(if: Peers.hasAll, "peers are missing: make test installs them"))
struct StoreStatusTests {
    @Test("A900 for another instance than announced, C000 for none, 0000 for the next good one; only that is kept")
    func mismatch() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            try stage.serve(routes)
            var other = SyntheticInstance(number: 1)
            other.announcedUID = other.uid + ".1"
            var anonymous = SyntheticInstance(number: 2)
            anonymous.isAnonymous = true
            let paths = try stage.study([other, anonymous, SyntheticInstance(number: 3)])
            #expect(try stage.statuses(of: paths, to: routes.port) == ["A900", "C000", "0000"])
            #expect(eventually { stage.files(in: "archive").count == 1 })
            #expect(try stage.quarantine(routes).isEmpty)
            #expect(try stage.ledger("SELECT count(*) FROM instance") == ["1"])
        }
    }

    @Test("with little room associations are rejected, transient, and nothing is kept; with room again the same sender succeeds")
    func noRoom() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.minimumFreeSpace = "9000000GB"
            let node = try stage.serve(routes)
            let paths = try stage.study(SyntheticInstance.series(2))
            #expect(try stage.statuses(of: paths, to: routes.port) == ["----", "----"])
            let sent = try stage.tool("storescu", ["127.0.0.1", "\(routes.port)"] + paths)
            #expect(sent.status != 0)
            #expect(sent.text.contains("Rejected Transient") && sent.text.contains("Local Limit Exceeded"), "\(sent.text)")
            #expect(node.errors.contains("reason=no_space"), "\(node.errors)")
            #expect(try stage.ledger("SELECT count(*) FROM instance") == ["0"])
            #expect(
                stage.files(in: "state").allSatisfy { ["lock", "ballast"].contains($0) || $0.hasPrefix("ledger.sqlite") },
                "\(stage.files(in: "state"))")

            routes.minimumFreeSpace = "64MiB"
            try stage.write(routes.text, to: routes.name)
            node.signal(SIGHUP)
            #expect(eventually { node.errors.contains("configuration reloaded") })
            #expect(try stage.statuses(of: paths, to: routes.port) == ["0000", "0000"])
            #expect(eventually { stage.files(in: "archive").count == 2 })
        }
    }

    @Test("with unmatched: refuse, an instance that no route takes is answered 0124 and not kept")
    func notAuthorized() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.routes = [RoutesFile.route(match: "modality: CT")]
            routes.unmatched = "refuse"
            try stage.serve(routes)
            var mr = SyntheticInstance(number: 1)
            mr.modality = "MR"
            let paths = try stage.study([mr, SyntheticInstance(number: 2)])
            #expect(try stage.statuses(of: paths, to: routes.port) == ["0124", "0000"])
            #expect(eventually { stage.files(in: "archive").count == 1 })
            #expect(try stage.ledger("SELECT count(*) FROM instance") == ["1"])
            #expect(try stage.quarantine(routes).isEmpty)
        }
    }

    @Test("what cannot be read to its end is answered 0000 and held with a reason, never delivered")
    func unreadable() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            try stage.serve(routes)
            var broken = SyntheticInstance()
            broken.tail = SyntheticInstance.brokenTail
            #expect(try stage.statuses(of: try stage.study([broken]), to: routes.port) == ["0000"])
            #expect(try eventually { try stage.quarantine(routes).count == 1 })
            #expect(try stage.quarantine(routes).first?.reason.hasPrefix("data_set_") == true)
            #expect(stage.files(in: "archive").isEmpty)
        }
    }

    @Test("what was answered 0000 counts, although the sender aborts afterwards")
    func abortAfterStore() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            try stage.serve(routes)
            try stage.study(SyntheticInstance.series(5))
            let ended = try Program.run(
                Peers.python,
                [
                    "\(Peers.rigs)/sender.py", "127.0.0.1", "\(routes.port)", "study", "--abort-after", "3", "--record",
                    "sent.jsonl",
                ],
                in: stage.folder)
            #expect(ended.output.contains("3 of 5 acknowledged"), "\(ended.text)")
            #expect(eventually { stage.files(in: "archive").count == 3 })
        }
    }
}
