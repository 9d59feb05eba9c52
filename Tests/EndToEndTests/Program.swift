import Foundation
import Testing

/// A program that a test started: its output in a file, ended by its id.
final class Program: @unchecked Sendable {  // used by one test
    let process = Process()
    private let outputPath: String

    init(_ path: String, _ arguments: [String], in folder: String, environment: [String: String] = [:]) throws {
        outputPath = "\(folder)/output-\(UUID().uuidString).txt"
        FileManager.default.createFile(atPath: outputPath, contents: nil)
        let output = try #require(FileHandle(forWritingAtPath: outputPath))
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    /// Everything it printed so far.
    var output: String { String(decoding: FileManager.default.contents(atPath: outputPath) ?? Data(), as: UTF8.self) }

    var isRunning: Bool { process.isRunning }

    /// Waits for its end, at most so long, then kills it.
    @discardableResult
    func wait(seconds: Double = 60) -> Int32 {
        let end = Date(timeIntervalSinceNow: seconds)
        while process.isRunning && Date() < end { usleep(20_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        return process.terminationStatus
    }

    func stop(seconds: Double = 40) -> Int32 {
        if process.isRunning { process.terminate() }
        return wait(seconds: seconds)
    }

    func crash() {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    /// Runs to the end; status and output.
    static func run(
        _ path: String, _ arguments: [String], in folder: String, environment: [String: String] = [:], seconds: Double = 120
    ) throws -> (status: Int32, output: String) {
        let program = try Program(path, arguments, in: folder, environment: environment)
        let status = program.wait(seconds: seconds)
        return (status, program.output)
    }
}

/// Waits for a condition with a deadline; false if it never held.
func eventually(seconds: Double = 30, _ condition: () throws -> Bool) rethrows -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end {
        if try condition() { return true }
        usleep(30_000)
    }
    return try condition()
}

/// A TCP port of the loopback interface that nobody uses now.
func freePort() -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            guard bind(descriptor, generic, length) == 0, getsockname(descriptor, generic, &length) == 0 else { return 0 }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
    }
}

/// True once something listens on the port.
func isListening(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}
