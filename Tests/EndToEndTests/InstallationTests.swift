import Foundation
import Testing

/// What docs/operations.md and systemd/veil.service promise to whoever installs Veil.
@Suite("The installation") struct InstallationTests {
    @Test(
        "the Debian packages that operations.md names are those of what the program is linked with",
        .enabled(if: Peers.find("dpkg-query") != nil && Peers.find("objdump") != nil, "this is not Debian"))
    func packages() async throws {
        try await onStage { stage in
            let document = try String(contentsOfFile: Peers.root + "/docs/operations.md", encoding: .utf8)
            let command = "    sudo apt-get install --no-install-recommends "
            let line = try #require(document.split(separator: "\n").first { $0.hasPrefix(command) })
            let named = Set(line.dropFirst(command.count).split(separator: " ").map(String.init))
            let listed = try Program.run(Peers.root + "/scripts/runtime-packages", [Peers.veil], in: stage.folder)
            #expect(listed.status == 0, "\(listed.text)")
            let linked = Set(listed.output.split(separator: "\n").map(String.init))
            #expect(linked.count > 8 && linked.isSubset(of: named), "\(linked.subtracting(named))")
            // Built for tests, Swift's own libraries are linked dynamically and stand in front of what they need.
            let isStatic = !listed.errors.contains("libswiftCore.so")
            #expect(!isStatic || named == linked, "\(named.subtracting(linked))")
        }
    }

    @Test("systemctl reload fails with a broken file before the node is asked, and reloads a right one")
    func reload() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            let node = try stage.serve(routes)
            let unit = try String(contentsOfFile: Peers.root + "/systemd/veil.service", encoding: .utf8)
            let commands = unit.split(separator: "\n").filter { $0.hasPrefix("ExecReload=") }.map {
                $0.dropFirst("ExecReload=".count).replacing("/usr/local/bin/veil", with: Peers.veil)
                    .replacing("/etc/veil/routes.yml", with: routes.name).replacing("$MAINPID", with: "\(node.identifier)")
            }
            /// As systemd does: one after another, up to the first that fails.
            func reload() throws -> Ended {
                var last = Ended(status: -1, output: "", errors: "")
                for command in commands {
                    let words = command.split(separator: " ").map(String.init)
                    last = try Program.run(words[0], Array(words.dropFirst()), in: stage.folder)
                    if last.status != 0 { break }
                }
                return last
            }
            try stage.write(routes.text.replacing("unmatched: quarantine", with: "unmatched: shred"), to: routes.name)
            let broken = try reload()
            #expect(broken.status == 2 && broken.errors.contains("shred"), "\(broken.text)")
            try stage.write(routes.text, to: routes.name)
            #expect(try reload().status == 0)
            #expect(eventually { node.errors.contains("configuration reloaded") })
            #expect(!node.errors.contains("configuration not reloaded"))
        }
    }
}
