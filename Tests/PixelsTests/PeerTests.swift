import DataSets
import Dicom
import Foundation
import Frames
import Testing

@testable import Pixels

/// Other toolkits, run as commands.
enum Peer {
    /// This repository, whatever the working directory is.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    static let python = ProcessInfo.processInfo.environment["VEIL_PYTHON"] ?? root + "/.venv/bin/python"
    static let areThere = FileManager.default.isExecutableFile(atPath: python) && run(["dcmdump", "--version"]) == 0

    /// The exit status, -1 if the command cannot be run.
    static func run(_ arguments: [String]) -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // A missing command is an answer, too.
        guard (try? process.run()) != nil else { return -1 }
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// What the command prints; nil if it cannot be run.
    static func output(_ arguments: [String]) -> String? {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        // A missing command is an answer, too.
        guard (try? process.run()) != nil else { return nil }
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }

    static func pixels(_ arguments: String...) -> Int32 { run([python, root + "/Tests/Peers/pixels.py"] + arguments) }
}

@Suite("Other toolkits decode the same pixels before and after", .enabled(if: Peer.areThere, "needs dcmtk and .venv"))
struct PeerTests {
    /// A Transfer Syntax, how an image comes to it, and which images it takes.
    struct Way: Sendable, CustomStringConvertible {
        var syntax: String
        var command: [String]
        var precision = 12
        var samples = 1

        var description: String { "\(syntax) \(precision) x \(samples) \(command.joined(separator: " "))" }
    }

    static let ways: [Way] = [
        Way(syntax: "1.2.840.10008.1.2", command: []), Way(syntax: "1.2.840.10008.1.2.1", command: []),
        Way(syntax: "1.2.840.10008.1.2.2", command: []), Way(syntax: "1.2.840.10008.1.2.1.99", command: ["dcmconv", "+td"]),
        Way(syntax: "1.2.840.10008.1.2.5", command: ["dcmcrle"]),
        Way(syntax: "1.2.840.10008.1.2.5", command: ["dcmcrle"], precision: 8, samples: 3),
        Way(syntax: "1.2.840.10008.1.2.4.50", command: ["dcmcjpeg", "+eb"], precision: 8),
        Way(syntax: "1.2.840.10008.1.2.4.50", command: ["dcmcjpeg", "+eb"], precision: 8, samples: 3),
        Way(syntax: "1.2.840.10008.1.2.4.51", command: ["dcmcjpeg", "+ee"]),
        Way(syntax: "1.2.840.10008.1.2.4.57", command: ["dcmcjpeg", "+el"]),
        Way(syntax: "1.2.840.10008.1.2.4.70", command: ["dcmcjpeg", "+e1"]),
        Way(syntax: "1.2.840.10008.1.2.4.70", command: ["dcmcjpeg", "+e1"], precision: 8, samples: 3),
        Way(syntax: "1.2.840.10008.1.2.4.80", command: ["dcmcjpls", "+el"]),
        Way(syntax: "1.2.840.10008.1.2.4.81", command: ["dcmcjpls", "+en"], precision: 8),
        Way(syntax: "1.2.840.10008.1.2.4.90", command: ["pydicom"]),
        Way(syntax: "1.2.840.10008.1.2.4.90", command: ["pydicom"], precision: 8, samples: 3),
    ]

    private static let marker = "Mustermann^Erika"
    private static let text = Array(marker.utf8)

    private func original(_ way: Way) throws -> TemporaryFile {
        let format = FrameCodec.Format(
            rows: 40, columns: 56, samplesPerPixel: way.samples, bitsAllocated: way.precision > 8 ? 16 : 8, isRGB: true)
        var image = ImageFile(
            syntax: way.command.isEmpty ? TransferSyntax(uid: way.syntax) : .explicitLittleEndian, rows: 40, columns: 56,
            frames: 3, samples: way.samples, allocated: format.bitsAllocated, stored: way.precision,
            photometric: way.samples == 3 ? "RGB" : "MONOCHROME2")
        image.pixels = [(1...3).flatMap { Frames.samples(format, bits: way.precision, seed: $0) }]
        let native = try TemporaryFile(image.part10(image.dataSet()))
        guard let command = way.command.first else { return native }
        let result = try TemporaryFile()
        let status =
            command == "pydicom"
            ? Peer.pixels("compress", way.syntax, native.path, result.path)
            : Peer.run(way.command + [native.path, result.path])
        try #require(status == 0)
        return result
    }

    /// A segment of metadata in each frame that has a place for one.
    private func planted(_ frame: [UInt8]) -> [UInt8] {
        if frame.starts(with: [0xFF, 0xD8]) {
            let segments = [0xE1, 0xE2, 0xED, 0xFE].flatMap { Streams.segment($0, Self.text) }
            return [0xFF, 0xD8] + segments + frame.dropFirst(2)
        }
        if frame.starts(with: [0xFF, 0x4F]), let size = frame.number(at: 4, width: 2) {
            return frame[..<(4 + size)] + Streams.comment(Self.marker) + frame[(4 + size)...]
        }
        return frame
    }

    @Test("no marker survives, no sample changes", arguments: ways)
    func everySyntax(way: Way) throws {
        let file = try original(way)
        let found = try FileProbe.probe(path: file.path)
        #expect(found.transferSyntax.uid == way.syntax)
        let bytes = try file.bytes()
        let head = Array(bytes[..<Int(found.offset)])
        var dataSet = try DataSet(path: file.path, offset: found.offset, transferSyntax: found.transferSyntax)
        let module = try #require(PixelModule.all(in: dataSet.view()).first)
        let value = try #require(try dataSet.pixelValue(at: module.index))
        if value.isEncapsulated {
            var contents: [Int: [PixelPiece]] = [:]
            for (number, fragment) in value.fragments.enumerated() where number != 1 {
                contents[number] = [.own(planted(try dataSet.readPixels(at: module.index, fragment)))]
            }
            let frames = try #require(
                PixelFrames(
                    encapsulated: value, count: 3, offsetTable: [0], extended: [], beginsFrame: { _ in false }))
            try dataSet.composePixels(at: module.index, ReplacedFrames(frames, contents: contents).pieces)
        } else {
            try dataSet.composePixels(at: module.index, [.original(0..<value.length), .own(Self.text)])
        }
        let dirty = try whole(dataSet.encoded(), bytes)
        let cleaned = try clean(dirty, found.transferSyntax).bytes
        let before = try TemporaryFile(head + dirty), after = try TemporaryFile(head + cleaned)
        #expect(Peer.run(["dcmdump", "-q", after.path]) == 0)
        #expect(Peer.pixels("compare", file.path, after.path) == 0)
        if value.isEncapsulated, !["1.2.840.10008.1.2.5"].contains(way.syntax) {
            #expect(contains(try before.bytes(), Self.text))
            #expect(Peer.pixels("compare", file.path, before.path) == 0)
        }
        #expect(!contains(cleaned, Self.text))
        // Nothing is left to do.
        #expect(try clean(cleaned, found.transferSyntax).bytes == cleaned)
    }

    private func whole(_ encoded: EncodedDataSet, _ file: [UInt8]) -> [UInt8] {
        encoded.segments.flatMap { segment in
            switch segment {
            case .own(let range): Array(encoded.bytes[range])
            case .original(let offset, let length): Array(file[Int(offset)..<Int(offset + length)])
            case .changed: [UInt8]()
            }
        }
    }

    private func contains(_ bytes: [UInt8], _ text: [UInt8]) -> Bool { Data(bytes).range(of: Data(text)) != nil }
}
