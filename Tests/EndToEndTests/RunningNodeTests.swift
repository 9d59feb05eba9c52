import Foundation
import Testing

@Suite("veil serve: stopping and reloading", .enabled(if: Peers.hasAll, "peers are missing: make test installs them"))
struct RunningNodeTests {
    @Test("SIGTERM ends an idle node within seconds, with exit status 0", arguments: [SIGTERM, SIGINT])
    func idle(signal: Int32) async throws {
        try await onStage { stage in
            let node = try stage.serve(RoutesFile(folder: "archive"))
            let begin = Date()
            node.signal(signal)
            #expect(node.wait(seconds: 60) == 0)
            #expect(Date().timeIntervalSince(begin) < 15)
        }
    }

    @Test("what waits for a dead archive survives SIGTERM and is delivered after the next start")
    func waiting() async throws {
        try await onStage { stage in
            let port = Ports.free()
            let routes = RoutesFile(archive: port)
            let node = try stage.serve(routes)
            try stage.send(try stage.study(SyntheticInstance.series(3)), to: routes.port)
            #expect(node.stop() == 0)
            #expect(try stage.queue(routes).count == 3)
            try stage.archive(port)
            try stage.serve(routes)
            #expect(try eventually { try stage.queue(routes).isEmpty })
            #expect(stage.files(in: "archive").count == 3)
        }
    }

    @Test("SIGTERM under load: whatever was answered 0000 is delivered or waits, and arrives after the next start")
    func underLoad() async throws {
        try await onStage { stage in
            let port = Ports.free()
            let routes = RoutesFile(archive: port)
            try stage.archive(port)
            let node = try stage.serve(routes)
            try stage.study(SyntheticInstance.series(400))
            let sender = try stage.start(
                Peers.python, "\(Peers.rigs)/sender.py", "127.0.0.1", "\(routes.port)", stage.path("study"), "--record",
                stage.path("sent.jsonl"), "--no-digests", "--timeout", "10")
            func acknowledged() -> Int {
                let text = FileManager.default.contents(atPath: stage.path("sent.jsonl")) ?? Data()
                return String(decoding: text, as: UTF8.self).components(separatedBy: "\"0000\"").count - 1
            }
            #expect(eventually { acknowledged() >= 40 })
            #expect(node.stop() == 0, "\(node.errors.suffix(2000))")
            sender.wait(seconds: 120)
            let sent = acknowledged()
            try #require(sent < 400, "the sender was faster than the signal")
            let kept = try stage.queue(routes).count + stage.files(in: "archive").count
            #expect(kept >= sent)
            try stage.serve(routes)
            #expect(try eventually { try stage.queue(routes).isEmpty })
            // One more may have been accepted whose answer the sender did not see any more.
            #expect((sent...sent + 1).contains(stage.files(in: "archive").count))
            #expect(try stage.quarantine(routes).isEmpty)
        }
    }

    @Test("SIGHUP while the node starts does not end it")
    func reloadWhileStarting() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            try stage.write(routes.text, to: routes.name)
            let node = try stage.start(Peers.veil, "serve", "--config", routes.name)
            #expect(eventually { FileManager.default.fileExists(atPath: stage.path("state/ledger.sqlite")) })
            node.signal(SIGHUP)
            #expect(eventually { Ports.isListening(routes.port) || !node.isRunning })
            #expect(node.isRunning)
        }
    }

    @Test("SIGTERM while an archive says nothing: exit status 0 as soon as the time-outs allow")
    func muteArchive() async throws {
        try await onStage { stage in
            let port = Ports.free()
            let routes = RoutesFile(archive: port)
            let mute = try stage.start(Peers.python, "\(Peers.rigs)/archive.py", "\(port)", "--mute")
            #expect(eventually { Ports.isListening(port) && mute.isRunning })
            let node = try stage.serve(routes)
            try stage.send(try stage.study([SyntheticInstance()]), to: routes.port)
            #expect(try eventually { try stage.queue(routes).first?.state == "waiting" })
            let begin = Date()
            #expect(node.stop() == 0)
            // `timeouts: {acse: 3s}`, and an association that is not there yet cannot be interrupted.
            #expect(Date().timeIntervalSince(begin) < 20)
            #expect(try stage.queue(routes).count == 1)
        }
    }

    @Test("an archive that does not answer within timeouts.dimse loses its association, and gets the instance again")
    func silentArchive() async throws {
        try await onStage { stage in
            let port = Ports.free()
            let routes = RoutesFile(archive: port)
            try stage.start(
                Peers.python, "\(Peers.rigs)/archive.py", "\(port)", "--on", "1=silent", "--record",
                stage.path("arrived.jsonl"))
            #expect(eventually { Ports.isListening(port) })
            try stage.serve(routes)
            try stage.send(try stage.study([SyntheticInstance()]), to: routes.port)
            // `timeouts: {dimse: 4s}` and a first wait of 1 s.
            #expect(try eventually(seconds: 40) { try stage.queue(routes).isEmpty })
        }
    }

    @Test("SIGHUP: a new route takes effect for what comes next")
    func reload() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.routes = [RoutesFile.route(match: "called_ae_title: FIRST")]
            let node = try stage.serve(routes)
            let paths = try stage.study(SyntheticInstance.series(2))
            try stage.send([paths[0]], to: routes.port, called: "SECOND")
            #expect(try eventually { try stage.quarantine(routes).map(\.reason) == ["unmatched"] })

            routes.routes.append(RoutesFile.route("second", match: "called_ae_title: SECOND"))
            try stage.write(routes.text, to: routes.name)
            node.signal(SIGHUP)
            #expect(eventually { node.errors.contains("configuration reloaded") })
            try stage.send([paths[1]], to: routes.port, called: "SECOND")
            #expect(eventually { stage.files(in: "archive").count == 1 })
            #expect(try stage.quarantine(routes).count == 1)
        }
    }

    @Test("SIGHUP with a broken file: the old configuration stays in effect, and the log says what is wrong")
    func brokenReload() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            let node = try stage.serve(routes)
            try stage.write(routes.text.replacing("unmatched: quarantine", with: "unmatched: shred"), to: routes.name)
            node.signal(SIGHUP)
            #expect(eventually { node.errors.contains("configuration not reloaded") })
            #expect(node.errors.contains("unmatched") && node.errors.contains("shred"), "\(node.errors)")
            try stage.send(try stage.study([SyntheticInstance()]), to: routes.port)
            #expect(eventually { stage.files(in: "archive").count == 1 })
            #expect(node.isRunning)
        }
    }

    @Test("SIGHUP that removes a destination holds what waits for it; released, it goes where the new routes say")
    func removedDestination() async throws {
        try await onStage { stage in
            var routes = RoutesFile(archive: Ports.free())
            let node = try stage.serve(routes)
            try stage.send(try stage.study(SyntheticInstance.series(2)), to: routes.port)
            #expect(try eventually { try stage.queue(routes).filter { $0.state == "waiting" }.count == 2 })

            routes.destinations = ["folder: {folder: archive}"]
            routes.routes = [RoutesFile.route(to: "folder")]
            try stage.write(routes.text, to: routes.name)
            node.signal(SIGHUP)
            #expect(try eventually { try stage.quarantine(routes).count == 2 })
            #expect(Set(try stage.quarantine(routes).map(\.reason)) == ["destination_removed"])
            #expect(try stage.queue(routes).isEmpty)

            let released = try stage.veil(
                "quarantine", "release", "--reason", "destination_removed", "--yes", "--config", routes.name)
            #expect(released.status == 0)
            #expect(released.output.contains("2 released"))
            #expect(eventually { stage.files(in: "archive").count == 2 })
            #expect(try stage.quarantine(routes).isEmpty)
        }
    }
}
