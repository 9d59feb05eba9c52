import ArgumentParser
import Foundation
import Glibc
import Logging
import Router
import Routes
import ServiceLifecycle
import UnixSignals

/// `veil serve`: the node in the foreground.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the node in the foreground; SIGTERM drains, SIGHUP reloads.",
        discussion: "Without --config: an embedded default that takes from anyone and writes clean files to ./archive.")

    @Option(help: "The configuration file.") var config: String?
    @Option(help: "debug, info, notice, warning or error.") var logLevel: Logger.Level = .info
    @Flag(help: .hidden) var listFaultPoints = false

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
        LoggingSystem.bootstrap { label in StreamLogHandler.standardError(label: label) }
        var logger = Logger(label: "veil")
        logger.logLevel = logLevel
        let config = config
        let node = try Node(
            ConfigurationLoading.load(config), reload: { try ConfigurationLoading.load(config) }, log: RouterLog(logger))
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
            await withCheckedContinuation { continuation in
                // Ending a removed destination's lanes blocks.
                Thread.detachNewThread {
                    node.reload()
                    continuation.resume()
                }
            }
        }
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
