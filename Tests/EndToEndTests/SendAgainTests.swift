import Foundation
import Testing

@Suite("veil send-again", .enabled(if: Peers.hasTools, "DCMTK's tools are not installed"))
struct SendAgainTests {
    private struct Report: Decodable {
        struct Item: Decodable {
            var instance: String
            var destinations: [String]
            var outcome: String
        }

        var queued: Int
        var originalNotKept: Int
        var instances: [Item]
    }

    private func deliveries(_ node: Program) -> Int { node.errors.components(separatedBy: "msg=delivered ").count - 1 }

    @Test("what is kept goes out again by the rules of today, by its original or its new study, and is audited")
    func kept() async throws {
        try await onStage { stage in
            let port = Ports.free()
            var routes = RoutesFile(archive: port)
            routes.node = ["retention: {delivered_files: 7d, ledger: 10y}"]
            try stage.archive(port)
            let node = try stage.serve(routes)
            try stage.send(try stage.study(SyntheticInstance.series(2)), to: routes.port)
            #expect(try eventually { try stage.queue(routes).isEmpty && deliveries(node) == 2 })
            let before = try stage.attributes("archive/\(stage.files(in: "archive")[0])")

            routes.strategies = ["basic: {profile: basic, options: [retain_longitudinal_modified_dates]}"]
            try stage.write(routes.text, to: routes.name)
            node.signal(SIGHUP)
            #expect(eventually { node.errors.contains("configuration reloaded") })
            let study = SyntheticInstance().studyUID
            let report = try stage.json(Report.self, "send-again", "--study", study, "--config", routes.name)
            #expect(report.queued == 2 && report.originalNotKept == 0)
            #expect(report.instances.map(\.destinations) == [["archive"], ["archive"]])
            #expect(try eventually { try stage.queue(routes).isEmpty && deliveries(node) == 4 })
            let after = try stage.attributes("archive/\(stage.files(in: "archive")[0])")
            #expect(before["(0008,0020)"] != after["(0008,0020)"], "the rules of today")
            #expect(
                try stage.ledger("SELECT DISTINCT detail FROM audit WHERE event = 'delivery.send_again'") == [
                    "queued destinations=archive"
                ])

            let new = try #require(after["(0020,000d)"])
            let text = try stage.veil("send-again", "--study", new, "--since", "1h", "--config", routes.name)
            #expect(text.status == 0 && text.output.contains("2 queued again"), "\(text.text)")
            #expect(try eventually { try stage.queue(routes).isEmpty && deliveries(node) == 6 })
            for arguments in [["--study", "1.2.3.4"], ["--since", "2099-01-01"]] {
                let none = try Program.run(Peers.veil, ["send-again", "--config", routes.name] + arguments, in: stage.folder)
                #expect(none.status == 1 && none.errors.contains("nothing that fits"), "\(none.text)")
            }
            #expect(try stage.veil("send-again", "--config", routes.name).status == 2)
        }
    }

    @Test("what is not kept is named, and the same sent from the source again is delivered, not dropped")
    func notKept() async throws {
        try await onStage { stage in
            let port = Ports.free()
            let routes = RoutesFile(archive: port)
            try stage.archive(port)
            let node = try stage.serve(routes)
            let files = try stage.study([SyntheticInstance()])
            try stage.send(files, to: routes.port)
            #expect(eventually { deliveries(node) == 1 && stage.files(in: "state/spool").isEmpty })
            try stage.send(files, to: routes.port)
            #expect(try eventually { try stage.ledger("SELECT count(*) FROM instance WHERE state = 'finished'") == ["2"] })
            #expect(deliveries(node) == 1)

            let lost = try stage.veil("send-again", "--destination", "archive", "--config", routes.name)
            #expect(lost.status == 1 && lost.output.contains("0 queued again"), "\(lost.text)")
            #expect(lost.errors.contains("original is not kept") && lost.errors.contains("from their source again"))
            try stage.send(files, to: routes.port)
            #expect(eventually { deliveries(node) == 2 })
            #expect(try stage.quarantine(routes).isEmpty)
            try stage.send(files, to: routes.port)
            #expect(try eventually { try stage.ledger("SELECT count(*) FROM instance WHERE state = 'finished'") == ["4"] })
            #expect(deliveries(node) == 2)
        }
    }

    @Test("the same values in another encoding are no difference; a real one is named by its attribute, without its value")
    func encodings() async throws {
        try await onStage { stage in
            let port = Ports.free()
            let routes = RoutesFile(archive: port)
            try stage.archive(port)
            let node = try stage.serve(routes)
            var instance = SyntheticInstance(rows: 16, columns: 16, pixels: (0..<256).map { UInt8($0 / 16) })
            let file = try stage.study([instance])[0]
            try stage.send([file], to: routes.port)
            #expect(eventually { deliveries(node) == 1 })
            for (number, options) in [["+ti"], ["+te", "+e"], ["+tb"], ["+te", "+g", "-e"]].enumerated() {
                let other = stage.path("other\(number).dcm")
                #expect(try stage.tool("dcmconv", options + [file, other]).status == 0)
                let proposal = options.contains("+ti") ? "-xi" : options.contains("+tb") ? "-xb" : "-xe"
                let sent = try stage.tool("storescu", [proposal, "-aec", "VEIL", "127.0.0.1", "\(routes.port)", other])
                #expect(sent.status == 0, "\(sent.text)")
            }
            let packed = stage.path("packed.dcm")
            #expect(try stage.tool("dcmcrle", [file, packed]).status == 0)
            #expect(try stage.tool("storescu", ["-xr", "-aec", "VEIL", "127.0.0.1", "\(routes.port)", packed]).status == 0)
            #expect(try eventually { try stage.ledger("SELECT count(*) FROM instance WHERE state = 'finished'") == ["6"] })
            #expect(try stage.quarantine(routes).isEmpty && deliveries(node) == 1)

            instance.comment = "QXCOMMENT2"
            try stage.send(try stage.study([instance], in: "changed"), to: routes.port)
            #expect(try eventually { try stage.quarantine(routes).map(\.reason) == ["duplicate_differs"] })
            let detail = try stage.quarantine(routes)[0].detail
            #expect(detail.hasPrefix("differs in (") && !detail.contains("QX"), "\(detail)")
        }
    }
}
