import Foundation
import Testing

/// What a program left when it ended.
struct Ended {
    var status: Int32
    var output: String
    var errors: String

    /// Everything that it printed, for messages of tests.
    var text: String { output + errors }
}

/// A program that a test started: its output in files, ended by its own id.
final class Program: @unchecked Sendable {  // used by one test
    private let process = Process()
    private let outputPath: String
    private let errorPath: String

    init(_ path: String, _ arguments: [String], in folder: String, environment: [String: String] = [:]) throws {
        let name = URL(fileURLWithPath: path).lastPathComponent
        let base = "\(folder)/.\(name)-\(UUID().uuidString.prefix(8))"
        (outputPath, errorPath) = (base + ".out", base + ".err")
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = try Self.file(outputPath)
        process.standardError = try Self.file(errorPath)
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    private static func file(_ path: String) throws -> FileHandle {
        try Data().write(to: URL(fileURLWithPath: path))
        return try #require(FileHandle(forWritingAtPath: path))
    }

    var output: String { Self.text(outputPath) }
    var errors: String { Self.text(errorPath) }
    var isRunning: Bool { process.isRunning }
    var identifier: Int32 { process.processIdentifier }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    /// Waits for its end, at most so long, then kills it; -1 if that was needed.
    @discardableResult
    func wait(seconds: Double) -> Int32 {
        let isInTime = eventually(seconds: seconds) { !process.isRunning }
        if !isInTime { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        return isInTime ? process.terminationStatus : -1
    }

    /// SIGTERM, and its exit status.
    func stop(seconds: Double = 30) -> Int32 {
        signal(SIGTERM)
        return wait(seconds: seconds)
    }

    func signal(_ number: Int32) {
        if process.isRunning { kill(process.processIdentifier, number) }
    }

    /// SIGKILL.
    func crash() {
        signal(SIGKILL)
        process.waitUntilExit()
    }

    /// Runs to the end.
    static func run(
        _ path: String, _ arguments: [String], in folder: String, environment: [String: String] = [:],
        seconds: Double = 60
    ) throws -> Ended {
        let program = try Program(path, arguments, in: folder, environment: environment)
        let status = program.wait(seconds: seconds)
        return Ended(status: status, output: program.output, errors: program.errors)
    }
}

/// Waits for a condition with a deadline; false if it never held.
func eventually(seconds: Double = 60, _ condition: () throws -> Bool) rethrows -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end {
        if try condition() { return true }
        usleep(25_000)
    }
    return try condition()
}
