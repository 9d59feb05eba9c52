import ArgumentParser
import Foundation
import Glibc
import Logging
import Router
import Routes
import ServiceLifecycle
import Threads
import UnixSignals

/// `veil serve`: the node in the foreground.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the node in the foreground; SIGTERM drains, SIGHUP reloads.",
        discussion: "Without any configuration: a built-in one that takes from anyone and writes clean files to ./archive.")

    @OptionGroup var configuration: ConfigurationOptions
    @Flag(help: "Use the built-in configuration, whatever files there are.") var builtIn = false
    @Option(help: "debug, info, notice, warning or error.") var logLevel: Logger.Level = .info
    @Flag(help: .hidden) var listFaultPoints = false

    func validate() throws {
        if builtIn && configuration.config != nil { throw ValidationError("--built-in and --config exclude each other") }
    }

    func run() async throws {
        if listFaultPoints {
            for point in FaultPoint.allCases { print(point.rawValue) }
            return
        }
        // A peer that is gone is an error of one write, not the end of the node.
        signal(SIGPIPE, SIG_IGN)
        // A reload asked for while the node starts: the configuration is being read now. Trapped once it runs.
        signal(SIGHUP, SIG_IGN)
        // Originals, the ledger and keys are nobody else's.
        umask(0o027)
        LoggingSystem.bootstrap { _ in LogfmtHandler() }
        var logger = Logger(label: "veil")
        logger.logLevel = logLevel
        let first = try builtIn ? ConfigurationLoading.load(nil) : configuration.loadOrDefault()
        // A reload reads the same file again, whatever has appeared in other places since.
        let file = first.isEmbeddedDefault ? nil : first.file
        let node = try Node(first, reload: { try ConfigurationLoading.load(file) }, log: RouterLog(logger))
        var services = ServiceGroupConfiguration(
            services: [ReloadOnHangup(node: node), node], gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: "services") { _ in SwiftLogNoOpLogHandler() })
        services.maximumGracefulShutdownDuration = .seconds(60)
        try await ServiceGroup(configuration: services).run()
    }
}

/// SIGHUP: the node reads its configuration again.
private struct ReloadOnHangup: Service {
    let node: Node

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            // Ending a removed destination's lanes blocks.
            await BlockingThread.run("reload") { node.reload() }
        }
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
