import Foundation

/// Raw deflate through Python's zlib, as a second opinion.
enum Deflate {
    static func raw(_ bytes: [UInt8]) throws -> [UInt8] {
        try python("c = zlib.compressobj(9, zlib.DEFLATED, -15); out.write(c.compress(data) + c.flush())", bytes)
    }
}

enum Inflate {
    static func raw(_ bytes: [UInt8]) throws -> [UInt8] {
        try python("out.write(zlib.decompressobj(-15).decompress(data))", bytes)
    }
}

private func python(_ statement: String, _ input: [UInt8]) throws -> [UInt8] {
    let from = try TemporaryFile(input), to = try TemporaryFile()
    let result = try Command.run(
        "python3",
        [
            "-c",
            "import sys, zlib; data = open(sys.argv[1], 'rb').read(); out = open(sys.argv[2], 'wb'); \(statement)",
            from.path, to.path,
        ])
    guard result.status == 0 else { throw CocoaError(.fileReadUnknown) }
    return try to.bytes()
}

/// Programs that tests compare with.
enum Command {
    static func run(_ name: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    static func exists(_ name: String) -> Bool {
        // A missing program is what this asks about.
        (try? run("sh", ["-c", "command -v \(name)"]).status == 0) ?? false
    }
}
