import Dicom
import Dimse
import Foundation
import Testing

/// DCMTK's tools as peers, with their stock settings (Nagle's algorithm on). Skipped where they are not installed.
@Suite(.enabled(if: Tool.areInstalled, "needs the Debian package dcmtk"))
struct DcmtkToolTests {
    let handler = RecordingHandler()
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "dimse-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    @Test("echoscu is answered")
    func echoes() throws {
        let listener = try makeListener(handler)
        #expect(try Tool.run("echoscu", "127.0.0.1", "\(listener.port)") == 0)
        #expect(handler.waitUntil { $0.summaries.map(\.outcome) == ["released"] })
        #expect(handler.requests.first?.callingAETitle == "ECHOSCU")
    }

    @Test(
        "small instances of a sender with Nagle on do not wait for delayed acknowledgements",
        arguments: ["dcmsend", "storescu"])
    func doesNotStall(tool: String) throws {
        let listener = try makeListener(handler)
        var expected: [String: [UInt8]] = [:]
        for index in 1...100 {
            let dataSet = Self.dataSet(instance: "1.2.3.\(index)", pixels: 15_000)
            try write(dataSet, instance: "1.2.3.\(index)", to: "\(index).dcm")
            expected["1.2.3.\(index)"] = dataSet
        }
        let start = Date()
        #expect(try Tool.run(tool, "127.0.0.1", "\(listener.port)", "+sd", folder.path()) == 0)
        // 9 s with the stalls.
        #expect(Date().timeIntervalSince(start) < 3)
        #expect(handler.waitUntil { $0.stored.count == 100 && $0.summaries.count == 1 })
        #expect(handler.summaries.first?.stored == 100)
        #expect(handler.stored.allSatisfy { $0.bytes == expected[$0.sopInstanceUID] && $0.complete })
        try FileManager.default.removeItem(at: folder)
    }

    @Test("storescp keeps what we send bit for bit")
    func storesToStorescp() throws {
        let archive = try Tool.Archive(folder: folder, "+xa", "+B")
        let dataSet = Self.dataSet(instance: "1.2.3", pixels: 700_001)
        let proposal = Proposal(sopClassUID: SOPClassUID.ct, transferSyntax: .explicitLittleEndian)
        do {
            let scu = try archive.associate([proposal, .verification])
            #expect(try scu.echo() == .success)
            let status = try scu.store(
                sopClassUID: SOPClassUID.ct, sopInstanceUID: "1.2.3", transferSyntax: .explicitLittleEndian,
                pieces: [.bytes(Array(dataSet.prefix(100))), .bytes(Array(dataSet.dropFirst(100)))])
            #expect(status == .success)
        }
        let stored = try #require(
            FileManager.default.contentsOfDirectory(atPath: folder.path()).first { $0.hasSuffix("1.2.3") })
        let file = [UInt8](try Data(contentsOf: folder.appending(path: stored)))
        #expect(file.suffix(dataSet.count).elementsEqual(dataSet) as Bool)
        try FileManager.default.removeItem(at: folder)
    }

    @Test("storescp's choice among the contexts shows")
    func showsArchivesChoice() throws {
        let archive = try Tool.Archive(folder: folder, "+xi")  // implicit only
        let scu = try archive.associate(
            [TransferSyntax.explicitLittleEndian, .jpegBaseline, .implicitLittleEndian].map {
                Proposal(sopClassUID: SOPClassUID.ct, transferSyntax: $0)
            })
        #expect(scu.accepts(sopClassUID: SOPClassUID.ct, transferSyntax: .implicitLittleEndian))
        #expect(!scu.accepts(sopClassUID: SOPClassUID.ct, transferSyntax: .explicitLittleEndian))
        #expect(!scu.accepts(sopClassUID: SOPClassUID.ct, transferSyntax: .jpegBaseline))
    }

    /// Explicit VR Little Endian; odd `pixels` are padded.
    private static func dataSet(instance: String, pixels: Int) -> [UInt8] {
        func element(_ group: UInt16, _ number: UInt16, _ vr: String, _ value: [UInt8]) -> [UInt8] {
            let padded = value.count % 2 == 0 ? value : value + [0]
            let isLong = vr == "OW"
            return little(group) + little(number) + Array(vr.utf8)
                + (isLong ? [0, 0] + little(UInt32(padded.count)) : little(UInt16(padded.count))) + padded
        }
        return element(0x0008, 0x0016, "UI", Array(SOPClassUID.ct.utf8))
            + element(0x0008, 0x0018, "UI", Array(instance.utf8))
            + element(0x0020, 0x000D, "UI", Array("1.2".utf8)) + element(0x0020, 0x000E, "UI", Array("1.2.1".utf8))
            + element(0x7FE0, 0x0010, "OW", (0..<pixels).map { UInt8(truncatingIfNeeded: $0 &* 13) })
    }

    private func write(_ dataSet: [UInt8], instance: String, to name: String) throws {
        let meta = FileMetaInformation.bytes(
            sopClassUID: SOPClassUID.ct, sopInstanceUID: instance, transferSyntax: .explicitLittleEndian)
        try Data(meta + dataSet).write(to: folder.appending(path: name))
    }
}

/// The programs of the Debian package dcmtk.
private enum Tool {
    private static let directory = "/usr/bin"

    static var areInstalled: Bool {
        ["echoscu", "storescu", "dcmsend", "storescp"].allSatisfy {
            FileManager.default.isExecutableFile(atPath: "\(directory)/\($0)")
        }
    }

    static func start(_ name: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "\(directory)/\(name)")
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    static func run(_ name: String, _ arguments: String...) throws -> Int32 {
        let process = try start(name, arguments)
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// A storescp on a port that was free a moment ago; gone with its owner.
    final class Archive {
        private let process: Process
        let port: UInt16

        init(folder: URL, _ options: String...) throws {
            port = RawServer().port
            process = try Tool.start("storescp", options + ["-od", folder.path(), "\(port)"])
            _ = eventually { (try? RawPeer(port: port)) != nil }
        }

        deinit {
            // Started from a thread that blocks signals, it would never see a gentler one.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }

        func associate(_ proposals: [Proposal]) throws -> StoreSCU {
            try StoreSCU(
                .init(host: "localhost", port: port, callingAETitle: "VEIL", calledAETitle: "ARCHIVE"),
                proposals: proposals)
        }
    }
}
