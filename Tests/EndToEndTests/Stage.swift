import Foundation
import Testing

/// What a test plays on: a folder, the command, peers. Ends everything that was started on it.
final class Stage {
    let folder: String
    private var programs: [Program] = []
    private var logs: [(name: String, program: Program)] = []

    init() throws {
        guard FileManager.default.isExecutableFile(atPath: Peers.veil) else {
            throw Missing(description: "\(Peers.veil) is not there: build it, or name another in VEIL")
        }
        folder = FileManager.default.temporaryDirectory.path + "/veil-e2e-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    func end() {
        for program in programs.reversed() { program.crash() }
        // What cannot be removed is a temporary folder of a test.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Prints the nodes' logs, for the reader of a failure.
    func report() {
        for (name, program) in logs { print("--- \(name)\n\(program.errors.suffix(4000))") }
    }

    /// Prints the ends of the logs and records in a folder, for the reader of a failure.
    func printTails(of folder: String) {
        for file in files(in: folder) where [".log", ".jsonl"].contains(where: file.hasSuffix) {
            let text = FileManager.default.contents(atPath: path("\(folder)/\(file)")) ?? Data()
            print("--- \(file)\n\(String(decoding: text.suffix(3000), as: UTF8.self))")
        }
    }

    // MARK: files

    func path(_ name: String) -> String { name.hasPrefix("/") ? name : "\(folder)/\(name)" }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try write(Data(text.utf8), to: name)
    }

    @discardableResult
    func write(_ data: Data, to name: String) throws -> String {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
        return url.path
    }

    /// The paths of all files below `name`, relative to it, in order; hidden ones, like drafts, only on request.
    func files(in name: String, hidden: Bool = false) -> [String] {
        guard let all = FileManager.default.enumerator(atPath: path(name)) else { return [] }
        return all.compactMap { $0 as? String }.filter { file in
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(atPath: "\(path(name))/\(file)", isDirectory: &isFolder)
            return isThere && !isFolder.boolValue && (hidden || file.split(separator: "/").last?.first != ".")
        }.sorted()
    }

    func data(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(name))) }

    func permissions(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? Int
    }

    /// Instances as files in a folder.
    @discardableResult
    func study(_ instances: [SyntheticInstance], in name: String = "study") throws -> [String] {
        try instances.enumerated().map { try write($1.file, to: "\(name)/image\($0).dcm") }
    }

    // MARK: the command

    /// One verb, to its end.
    func veil(_ arguments: String..., seconds: Double = 60) throws -> Ended {
        try Program.run(Peers.veil, arguments, in: folder, seconds: seconds)
    }

    /// A verb that has to succeed; what it printed as JSON.
    func json<Value: Decodable>(_ type: Value.Type, _ arguments: String...) throws -> Value {
        let ended = try Program.run(Peers.veil, arguments + ["--json"], in: folder)
        try #require(ended.status == 0, "\(arguments): \(ended.text)")
        return try JSONDecoder().decode(type, from: Data(ended.output.utf8))
    }

    /// `veil queue list`.
    func queue(_ routes: RoutesFile) throws -> [QueueRow] {
        try json([QueueRow].self, "queue", "list", "--config", routes.name)
    }

    /// `veil quarantine list`.
    func quarantine(_ routes: RoutesFile) throws -> [QuarantineRow] {
        try json([QuarantineRow].self, "quarantine", "list", "--config", routes.name)
    }

    /// A running node; fails unless it listens.
    @discardableResult
    func serve(_ routes: RoutesFile, environment: [String: String] = [:]) throws -> Program {
        try write(routes.text, to: routes.name)
        let node = try start(Peers.veil, "serve", "--config", routes.name, environment: environment)
        logs.append(("node \(routes.name)", node))
        let isListening = eventually { node.errors.contains("listening") || !node.isRunning }
        try #require(isListening && node.isRunning, "the node does not listen: \(node.errors)")
        return node
    }

    /// Any program, until the test is over.
    @discardableResult
    func start(_ path: String, _ arguments: String..., environment: [String: String] = [:]) throws -> Program {
        let program = try Program(path, arguments, in: folder, environment: environment)
        programs.append(program)
        return program
    }

    // MARK: peers

    /// A DCMTK tool, to its end.
    func tool(_ name: String, _ arguments: [String], seconds: Double = 60) throws -> Ended {
        try Program.run(try #require(Peers.find(name)), arguments, in: folder, seconds: seconds)
    }

    /// `storescu`: sends; fails unless every instance was answered 0000.
    func send(_ paths: [String], to port: Int, calling: String = "STORESCU", called: String = "VEIL") throws {
        let ended = try tool("storescu", ["-aet", calling, "-aec", called, "127.0.0.1", "\(port)"] + paths)
        try #require(ended.status == 0, "storescu: \(ended.text)")
    }

    /// `sender.py`: sends whatever the files are; the status of each in order, `----` where no answer came.
    func statuses(of paths: [String], to port: Int, calling: String = "SENDER", called: String = "VEIL") throws
        -> [String]
    {
        let record = path("sender-\(UUID().uuidString.prefix(8)).jsonl")
        let ended = try Program.run(
            Peers.python,
            ["\(Peers.rigs)/sender.py", "127.0.0.1", "\(port)"] + paths
                + ["--calling", calling, "--called", called, "--record", record, "--timeout", "10"], in: folder)
        struct Line: Decodable {
            var path: String?
            var status: String?
        }
        let lines = try String(decoding: data(record), as: UTF8.self).split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
        try #require(!lines.isEmpty, "sender.py: \(ended.text)")
        let answered = Dictionary(lines.compactMap { line in line.path.map { ($0, line.status ?? "----") } }) { $1 }
        return paths.map { answered[$0] ?? "----" }
    }

    /// `storescp` as an archive, in the folder `name`; accepts every transfer syntax.
    ///
    /// - Parameter oneAtATime: further associations are answered only once the one that stands is over.
    @discardableResult
    func archive(_ port: Int, name: String = "archive", oneAtATime: Bool = false) throws -> Program {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
        let archive = try start(
            try #require(Peers.find("storescp")), oneAtATime ? "--single-process" : "--fork", "-aet", "ARCHIVE", "+xa", "-od",
            path(name), "\(port)")
        try #require(eventually { Ports.isListening(port) }, "storescp does not listen: \(archive.errors)")
        return archive
    }

    /// Waits until an archive has so many files and the node's queue is empty. A file of `storescp` is whole when it was
    /// acknowledged, not when it appears; what is in it can be looked at from then on.
    func haveArrived(_ count: Int, _ routes: RoutesFile, in name: String = "archive") throws -> Bool {
        try eventually { try files(in: name).count == count && queue(routes).isEmpty }
    }

    /// The attributes of a file as `dcmdump` prints them.
    func attributes(_ name: String) throws -> Attributes {
        let ended = try tool("dcmdump", ["-q", "+L", path(name)])
        try #require(ended.status == 0, "dcmdump: \(ended.text)")
        return Attributes(dump: ended.output)
    }

    /// What SQL gives on a state directory's ledger, a line a row, columns joined by `|`.
    func ledger(_ sql: String, state: String = "state") throws -> [String] {
        let ended = try tool("sqlite3", [path("\(state)/ledger.sqlite"), sql])
        try #require(ended.status == 0, "sqlite3: \(ended.text)")
        return ended.output.split(separator: "\n").map(String.init)
    }
}

/// One line of `veil queue list --json`.
struct QueueRow: Decodable, Hashable {
    var instance: String
    var destination: String?
    var state: String
    var attempts: Int
}

/// One line of `veil quarantine list --json`.
struct QuarantineRow: Decodable, Hashable {
    var instance: String
    var project: String?
    var destination: String?
    var reason: String
    var detail: String
}
