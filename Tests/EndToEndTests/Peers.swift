import Foundation

/// The programs that tests need: the command itself, DCMTK's tools, Python with its packages.
enum Peers {
    /// The package's folder.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The command under test: what VEIL names, else what was built with these tests.
    static let veil: String = {
        if let named = ProcessInfo.processInfo.environment["VEIL"] {
            return URL(fileURLWithPath: named, relativeTo: URL(fileURLWithPath: root + "/")).path
        }
        let besideTests = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path + "/veil"
        return FileManager.default.isExecutableFile(atPath: besideTests) ? besideTests : root + "/.build/debug/veil"
    }()

    /// Python with pydicom and pynetdicom.
    static let python = ProcessInfo.processInfo.environment["VEIL_PYTHON"] ?? root + "/.venv/bin/python"

    /// The rigs in Tests/Peers.
    static let rigs = root + "/Tests/Peers"

    /// A Debian program's path; nil if it is missing.
    static func find(_ name: String) -> String? {
        ["/usr/bin", "/usr/local/bin", "/usr/sbin"].map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    static let hasTools = ["storescu", "dcmsend", "echoscu", "storescp", "dcmdump", "sqlite3"].allSatisfy {
        find($0) != nil
    }
    static let hasPython = FileManager.default.isExecutableFile(atPath: python)
    static let hasAll = hasTools && hasPython && find("Orthanc") != nil
}
