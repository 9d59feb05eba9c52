import Foundation
import Testing

/// What an operator reads in the log.
@Suite("The log", .enabled(if: Peers.hasTools, "DCMTK's tools are not installed"))
struct LogTests {
    @Test(
        "a rejected association is one line with its reason",
        arguments: [
            ("OTHER", "TRIAL", "sender_not_in_accept"), ("CT2", "TRIAL", "no_route_for_sender"),
            ("CT1", "NOBODY", "no_route_for_called_ae_title"),
        ])
    func rejected(calling: String, called: String, reason: String) async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.node = ["accept: [{calling_ae_title: \"CT*\"}]"]
            routes.routes = [RoutesFile.route(match: "called_ae_title: TRIAL, calling_ae_title: CT1")]
            routes.unmatched = "refuse"
            let node = try stage.serve(routes)
            _ = try stage.tool("echoscu", ["-aet", calling, "-aec", called, "127.0.0.1", "\(routes.port)"])
            #expect(eventually { node.errors.contains("msg=\"association rejected\"") }, "\(node.errors)")
            let line = node.errors.split(separator: "\n").first { $0.contains("association rejected") } ?? ""
            #expect(line.contains("level=notice") && line.hasSuffix("reason=\(reason)"), "\(line)")
            #expect(line.contains("calling_ae_title=\(calling) ") && line.contains("called_ae_title=\(called) "))
        }
    }

    @Test("a destination that comes back is told of, and one that rejects with the reason it gives")
    func recovery() async throws {
        try await onStage { stage in
            let port = Ports.free()
            let routes = RoutesFile(archive: port)
            let node = try stage.serve(routes)
            try stage.send(try stage.study([SyntheticInstance()]), to: routes.port)
            #expect(eventually { node.errors.contains("msg=\"destination in trouble\"") }, "\(node.errors)")
            #expect(!node.errors.contains("well again"))
            try stage.archive(port)
            #expect(
                eventually { node.errors.contains("msg=\"destination is well again\" destination=archive") }, "\(node.errors)")
            #expect(try stage.haveArrived(1, routes))
        }
    }

    @Test("a reload warns of listener settings only while they differ from those that the listener was started with")
    func reload() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            let node = try stage.serve(routes)
            func warningsAfterReload(_ count: Int, _ text: String) throws -> Int {
                try stage.write(text, to: routes.name)
                node.signal(SIGHUP)
                #expect(eventually { node.errors.components(separatedBy: "msg=\"configuration reloaded\"").count == count + 1 })
                return node.errors.components(separatedBy: "take effect at the next start only").count - 1
            }
            let first = routes.text
            #expect(try warningsAfterReload(1, first) == 0)
            routes.port += 1
            #expect(try warningsAfterReload(2, routes.text) == 1)
            #expect(try warningsAfterReload(3, first) == 1)
        }
    }

    @Test("on the journal lines begin with their priority, also why a node did not start")
    func journal() async throws {
        try await onStage { stage in
            // What systemd sets: the device and inode of the stream that standard error goes to.
            let shell = "exec 2>err; export JOURNAL_STREAM=$(stat -c %d:%i err); exec '\(Peers.veil)' serve --config routes.yml"
            try stage.write("version: 1\nnode: {prot: 1}\n", to: "routes.yml")
            let refused = try stage.start("/bin/bash", "-c", shell)
            refused.wait(seconds: 30)
            let told = String(decoding: try stage.data("err"), as: UTF8.self)
            #expect(told.contains("node.prot"))
            #expect(told.split(separator: "\n").allSatisfy { $0.hasPrefix("<3>") }, "\(told)")

            try stage.write(RoutesFile(folder: "archive").text, to: "routes.yml")
            let node = try stage.start("/bin/bash", "-c", shell)
            func log() -> String { String(decoding: (try? stage.data("err")) ?? Data(), as: UTF8.self) }
            #expect(eventually { log().contains("<5>level=notice msg=listening ") }, "\(log())")
            #expect(!log().contains("time="))
            #expect(node.stop() == 0)
        }
    }
}
