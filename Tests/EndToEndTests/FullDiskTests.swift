import Foundation
import Glibc
import Testing

/// A small disk of its own for a state directory. Needs the right to mount.
struct SmallDisk {
    let path: String

    /// Whether a disk can be mounted here.
    static let isPossible: Bool = {
        let path = FileManager.default.temporaryDirectory.path + "/veil-disk-\(UUID().uuidString.prefix(8))"
        guard mkdir(path, 0o700) == 0 else { return false }
        defer { rmdir(path) }
        guard mount("tmpfs", path, "tmpfs", 0, "size=1m") == 0 else { return false }
        return umount2(path, Int32(MNT_DETACH)) == 0
    }()

    init(_ stage: Stage, megabytes: Int) throws {
        path = stage.path("disk")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try #require(mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m,mode=0700") == 0)
    }

    func unmount() { umount2(path, Int32(MNT_DETACH)) }

    /// Another program takes every byte that is left.
    func fill() {
        let file = open(path + "/other", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(file) }
        for size in [1 << 20, 4096, 1] {
            let block = [UInt8](repeating: 1, count: size)
            while write(file, block, size) > 0 {}
        }
    }

    /// And gives it back.
    func free() { unlink(path + "/other") }
}

@Suite(
    "A full disk", .enabled(if: Peers.hasAll, "peers are missing: make test installs them"),
    .enabled(if: SmallDisk.isPossible, "no right to mount a small disk"))
struct FullDiskTests {
    private func routes(_ archive: Int) -> RoutesFile {
        var routes = RoutesFile(archive: archive)
        routes.stateDirectory = "disk/state"
        return routes
    }

    @Test("whoever filled it: the ballast goes, what waits is delivered; with room again it is made, and instances are taken")
    func mendsItself() async throws {
        try await onStage { stage in
            let disk = try SmallDisk(stage, megabytes: 220)
            defer { disk.unmount() }
            let port = Ports.free()
            let routes = routes(port)
            let node = try stage.serve(routes)
            #expect(FileManager.default.fileExists(atPath: stage.path("disk/state/ballast")))
            let paths = try stage.study(SyntheticInstance.series(6))
            try stage.send(Array(paths[..<3]), to: routes.port)
            #expect(try eventually { try stage.queue(routes).filter { $0.state == "waiting" }.count == 3 })

            disk.fill()
            let sent = try stage.tool("storescu", ["127.0.0.1", "\(routes.port)"] + paths[3...])
            #expect(sent.status != 0 && sent.text.contains("Local Limit Exceeded"), "\(sent.text)")
            #expect(eventually { node.errors.contains("ballast given up") }, "\(node.errors)")
            try stage.archive(port)
            #expect(try stage.haveArrived(3, routes))
            #expect(eventually { stage.files(in: "disk/state/spool").isEmpty })

            disk.free()
            #expect(eventually { FileManager.default.fileExists(atPath: stage.path("disk/state/ballast")) })
            try stage.send(Array(paths[3...]), to: routes.port)
            #expect(try stage.haveArrived(6, routes))
            #expect(try stage.quarantine(routes).isEmpty)
            #expect(node.isRunning)
        }
    }

    @Test("a node starts on a disk without a byte left, delivers what waits and goes on when there is room")
    func starts() async throws {
        try await onStage { stage in
            let disk = try SmallDisk(stage, megabytes: 220)
            defer { disk.unmount() }
            let port = Ports.free()
            let routes = routes(port)
            let node = try stage.serve(routes)
            let paths = try stage.study(SyntheticInstance.series(4))
            try stage.send(Array(paths[..<3]), to: routes.port)
            node.crash()
            disk.fill()
            try stage.archive(port)
            let second = try stage.serve(routes)
            #expect(try stage.haveArrived(3, routes), "\(second.errors)")
            disk.free()
            try stage.send([paths[3]], to: routes.port)
            #expect(try stage.haveArrived(4, routes))
            #expect(second.stop() == 0)
        }
    }

    @Test("within a running association A700 is answered, and its line says how many were refused")
    func withinAssociation() async throws {
        try await onStage { stage in
            let disk = try SmallDisk(stage, megabytes: 220)
            defer { disk.unmount() }
            let port = Ports.free()
            let routes = routes(port)
            let node = try stage.serve(routes)
            let paths = try stage.study(SyntheticInstance.series(12))
            let sender = try stage.start(
                Peers.python, "\(Peers.rigs)/sender.py", "127.0.0.1", "\(routes.port)", stage.path("study"), "--record",
                stage.path("sent.jsonl"), "--no-digests", "--pause", "0.3")
            func answered(_ status: String) -> Int {
                let text = FileManager.default.contents(atPath: stage.path("sent.jsonl")) ?? Data()
                return String(decoding: text, as: UTF8.self).components(separatedBy: "\"\(status)\"").count - 1
            }
            #expect(eventually { answered("0000") >= 2 })
            disk.fill()
            sender.wait(seconds: 60)
            let (stored, refused) = (answered("0000"), answered("A700"))
            #expect(stored + refused == paths.count && refused > 0)
            #expect(eventually { node.errors.contains("count=\(stored) outcome=released") }, "\(node.errors)")
            #expect(node.errors.contains("refused=\(refused)"), "\(node.errors)")
            #expect(node.errors.components(separatedBy: "refused for lack of space").count == 2)
            disk.free()
            try stage.archive(port)
            #expect(try stage.haveArrived(stored, routes))
        }
    }
}
