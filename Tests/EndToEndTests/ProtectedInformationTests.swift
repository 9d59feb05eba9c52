import Foundation
import Testing

/// Marked values go in; they must show nowhere but in quarantined originals and in what the key opens.
@Suite("Identifying values", .enabled(if: Peers.hasAll, "peers are missing: make test installs them"))
struct ProtectedInformationTests {
    /// The markers that `data` holds, as UTF-8 or UTF-16.
    private func markers(in data: Data) -> [String] {
        SyntheticInstance.markers.filter { marker in
            [marker.data(using: .utf8), marker.data(using: .utf16LittleEndian)].contains {
                $0.map { data.range(of: $0) != nil } ?? false
            }
        }
    }

    private func expectClean(_ stage: Stage, _ folder: String, except quarantined: String? = nil) throws {
        for file in stage.files(in: folder) {
            #expect(markers(in: Data(file.utf8)).isEmpty, "the name \(folder)/\(file)")
            if let quarantined, file.hasPrefix(quarantined) { continue }
            #expect(try markers(in: stage.data("\(folder)/\(file)")).isEmpty, "\(folder)/\(file)")
        }
    }

    @Test(
        "none in the log at debug level, the ledger's bytes, file names, or what arrives; nothing stays after delivery")
    func canary() async throws {
        try await onStage { stage in
            let port = Ports.free()
            var routes = RoutesFile(archive: port)
            routes.routes = [RoutesFile.route(match: "modality: CT")]
            try stage.write(routes.text, to: routes.name)
            let node = try stage.start(Peers.veil, "serve", "--config", routes.name, "--log-level", "debug")
            #expect(eventually { Ports.isListening(routes.port) })

            var unmatched = SyntheticInstance(number: 3)
            unmatched.modality = "US"
            var broken = SyntheticInstance(number: 4)
            broken.tail = SyntheticInstance.brokenTail
            var other = SyntheticInstance(number: 5)
            other.announcedUID = other.uid + ".1"
            let paths = try stage.study(SyntheticInstance.series(2) + [unmatched, broken, other])
            #expect(try stage.statuses(of: paths, to: routes.port) == ["0000", "0000", "0000", "0000", "A900"])
            #expect(try eventually { try stage.quarantine(routes).count == 2 && stage.queue(routes).count == 2 })
            // While they wait, clean instances lie in the ledger and originals in the spool.
            for file in stage.files(in: "state") where file.hasPrefix("ledger") {
                #expect(try markers(in: stage.data("state/\(file)")).isEmpty, "\(file) while instances wait")
            }

            try stage.archive(port)
            #expect(try eventually { try stage.queue(routes).isEmpty })
            #expect(stage.files(in: "archive").count == 2)
            try expectClean(stage, "archive")
            try expectClean(stage, "state", except: "quarantine/")
            #expect(
                eventually {
                    stage.files(in: "state").filter { !$0.hasPrefix("ledger") && !["lock", "ballast"].contains($0) }.count == 2
                },
                "\(stage.files(in: "state"))")

            var changed = SyntheticInstance(number: 1)
            changed.comment = "QXCOMMENT2"
            try stage.send(try stage.study([changed], in: "changed"), to: routes.port)
            #expect(try eventually { try stage.quarantine(routes).count == 3 })
            try stage.write(routes.text.replacing("unmatched: quarantine", with: "unmatched: shred"), to: routes.name)
            node.signal(SIGHUP)
            #expect(eventually { node.errors.contains("configuration not reloaded") })
            #expect(node.stop() == 0)
            let log = node.output + node.errors
            #expect(markers(in: Data(log.utf8)).isEmpty, "\(log)")
            #expect(log.contains("instance.id="))
            try expectClean(stage, "state", except: "quarantine/")
        }
    }

    @Test("a file that fails in file mode is named by its path and reason only")
    func fileMode() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            try stage.write(routes.text, to: routes.name)
            var broken = SyntheticInstance()
            broken.tail = SyntheticInstance.brokenTail
            try stage.study([broken])
            let ended = try stage.veil("deidentify", "--config", routes.name, "--route", "trial", "-o", "out", "study")
            #expect(ended.status == 1)
            #expect(ended.errors.contains("study/image0.dcm: held: data_set_"), "\(ended.errors)")
            #expect(markers(in: Data(ended.text.utf8)).isEmpty, "\(ended.text)")
            try expectClean(stage, "state")
        }
    }
}
