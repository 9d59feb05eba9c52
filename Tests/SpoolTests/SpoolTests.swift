import Foundation
import Glibc
import Instances
import Spool
import Testing

@Suite("Spool") struct SpoolTests {
    private let one = InstanceID.make(at: .distantPast)
    private let two = InstanceID.make()
    private let path = NSTemporaryDirectory() + "spool-\(UUID().uuidString)"

    @Test("a file that nobody kept is gone, a kept one stays")
    func keeping() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let spool = try SpoolDirectory(path: path, exclusively: true)
        do {
            var file = try IncomingFile(in: spool, id: one)
            try [UInt8]([1, 2]).withUnsafeBytes { try file.write($0) }
        }
        #expect(spool.original(one) == nil)
        do {
            var file = try IncomingFile(in: spool, id: two)
            try [UInt8]([1, 2]).withUnsafeBytes { try file.write($0) }
            try file.sync()
            file.keep()
        }
        let kept = try #require(spool.original(two))
        #expect(FileManager.default.contents(atPath: kept) == Data([1, 2]))
        try Data().write(to: URL(fileURLWithPath: path + "/spool/other.dcm"))
        #expect(try spool.originals(in: .spool) == [two], "a file of another name is none of ours")
    }

    @Test("only one node holds a state directory; commands beside it may look")
    func locking() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let first = try SpoolDirectory(path: path, exclusively: true)
        #expect(throws: SpoolError(.locked, "")) { try SpoolDirectory(path: path, exclusively: true) }
        _ = try SpoolDirectory(path: path, exclusively: false)
        withExtendedLifetime(first) {}
    }

    @Test("where there is room a ballast is made once, with blocks of its own")
    func ballast() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let spool = try SpoolDirectory(path: path, exclusively: true)
        #expect(spool.keepBallast() == .made && spool.hasBallast)
        #expect(spool.keepBallast() == .none && spool.hasBallast)
        var status = stat()
        #expect(stat(path + "/ballast", &status) == 0)
        #expect(UInt64(status.st_blocks) * 512 >= SpoolDirectory.ballastSize && status.st_mode & 0o077 == 0)
    }

    @Test("whether a node holds a state directory can be told without taking it")
    func held() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(!SpoolDirectory.isHeld(path))
        do {
            let spool = try SpoolDirectory(path: path, exclusively: true)
            #expect(SpoolDirectory.isHeld(path))
            withExtendedLifetime(spool) {}
        }
        #expect(!SpoolDirectory.isHeld(path))
    }

    @Test("a draft shows under its name when it is given one, never in place of another's; changed pixels go with the original")
    func pixels() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let spool = try SpoolDirectory(path: path, exclusively: true)
        func names(_ id: InstanceID, _ files: String...) -> [String] { [id.value] + files.map { "\(id)/\($0)" } }
        let left = { try FileManager.default.subpathsOfDirectory(atPath: self.path + "/pixels").sorted() }
        for (id, number) in [(one, 1), (one, 2), (two, 1)] {
            let draft = try spool.draftPixels(of: id, number: number)
            try [UInt8(number)].withUnsafeBytes { try draft.file.write($0) }
            #expect(try draft.link(to: spool.pixelPath(id, number)))
        }
        let given = try spool.draftPixels(of: one, number: 1)
        #expect(try given.link(to: spool.pixelPath(one, 1)) == false)
        try spool.syncPixelNames(of: one)
        #expect(FileManager.default.contents(atPath: spool.pixelPath(one, 2)) == Data([2]))
        #expect(try left() == names(one, "1", "2") + names(two, "1"))
        try spool.removePixels(of: one, except: [1])
        #expect(try left() == names(one, "1") + names(two, "1"))
        try spool.removePixels(of: two, number: 2)
        try spool.removePixels(of: two, number: 1)
        #expect(try left() == names(one, "1") && spool.originalsWithPixels() == [one])
        try spool.remove(one)
        #expect(try left().isEmpty)
    }

    @Test("a picture lies beside a held file, for nobody else to read, and goes with it")
    func picture() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let spool = try SpoolDirectory(path: path, exclusively: false)
        #expect(spool.picture(one) == nil)
        try spool.writePicture("<svg>longer</svg>", of: one)
        try spool.writePicture("<svg/>", of: one)
        let picture = try #require(spool.picture(one))
        #expect(FileManager.default.contents(atPath: picture) == Data("<svg/>".utf8))
        #expect(try FileManager.default.attributesOfItem(atPath: picture)[.posixPermissions] as? Int == 0o600)
        #expect(try spool.originals(in: .quarantine).isEmpty)
        try spool.remove(one)
        #expect(spool.picture(one) == nil)
    }

    @Test("a held file moves to quarantine, is found there, and can be removed; all of it twice without harm")
    func quarantine() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let spool = try SpoolDirectory(path: path, exclusively: true)
        do {
            var file = try IncomingFile(in: spool, id: one)
            file.keep()
        }
        try spool.moveToQuarantine(one)
        try spool.moveToQuarantine(one)
        #expect(spool.original(one) == spool.quarantinePath(one))
        try spool.remove(one)
        try spool.remove(one)
        #expect(spool.original(one) == nil)
    }

    @Test("the state directory is nobody else's")
    func rights() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try SpoolDirectory(path: path, exclusively: true)
        for folder in ["", "/spool", "/quarantine", "/pixels", "/work"] {
            let mode = try FileManager.default.attributesOfItem(atPath: path + folder)[.posixPermissions] as? Int
            #expect(mode == 0o700)
        }
    }
}
