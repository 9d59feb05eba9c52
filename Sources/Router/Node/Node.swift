import Dimse
import Foundation
import Ledger
import Routes
import ServiceLifecycle
import Spool
import Synchronization
import Threads

/// The running node: listener, workers, deliveries and sweeper over one state directory.
///
/// Started in the order of the data's way, backwards: destinations, workers, then the listener; stopped forwards, so that
/// nothing is accepted that nobody would work on.
public final class Node: Service {
    private let parts: Parts
    /// What the listener was started with.
    private let started: NodeConfiguration
    private let warnings: [String]
    private let load: @Sendable () throws -> Configuration
    private let log: RouterLog

    private struct Parts: Sendable {
        var spool: SpoolDirectory
        var ledger: Ledger
        var book: RuleBookHolder
        var work: WorkQueue
        var workers: [Worker]
        var deliveries: DeliveryService
        var originals: OriginalDisposal
        var sweeper: Sweeper
        var listener: Listener
    }

    /// Opens the state directory, checks keys, repairs what a crash left, binds the port. Nothing runs yet.
    ///
    /// - Parameters:
    ///   - configuration: checked values of `routes.yml`.
    ///   - reload: loads the configuration again, for SIGHUP.
    /// - Throws: `StartError`.
    public init(
        _ configuration: Configuration, reload: @escaping @Sendable () throws -> Configuration, log: RouterLog
    ) throws(StartError) {
        self.log = log
        load = reload
        let settings = configuration.node
        started = settings
        let check = StartCheck(configuration)
        guard check.errors.isEmpty else { throw .unavailable(check.errors.joined(separator: "\n")) }
        warnings = check.warnings
        let (spool, ledger) = try StateDirectory.open(settings.stateDirectory, exclusively: true)
        let book = RuleBookHolder(try RuleBook(configuration, ledger: ledger))
        let sweeper = Sweeper(spool: spool, ledger: ledger, log: log)
        do {
            try sweeper.repair(keepsFiles: settings.retention.deliveredFiles.seconds)
        } catch {
            throw .unavailable("\(settings.stateDirectory): the state directory cannot be repaired: \(error)")
        }
        let originals = OriginalDisposal(
            spool: spool, log: log, keepsFiles: settings.retention.keepsFiles, keepsRows: settings.retention.keepsRows)
        let deliveries = DeliveryService(ledger: ledger, spool: spool, originals: originals, log: log)
        let work = WorkQueue { last, limit in
            do {
                return try ledger.received(after: last, limit: limit)
            } catch {
                log.error("waiting instances cannot be read")
                return []
            }
        }
        // One while another waits for the disk, and pixels take whatever processors there are.
        let workers = (0..<max(2, ProcessInfo.processInfo.activeProcessorCount)).map { _ in
            Worker(work: work, spool: spool, ledger: ledger, book: book, deliveries: deliveries, originals: originals, log: log)
        }
        let intake = Intake(spool: spool, ledger: ledger, work: work, rules: Intake.Rules(book))
        let listener: Listener
        do {
            listener = try Listener(
                .init(
                    host: settings.host, port: settings.port, maxAssociations: settings.maxAssociations, maxPDU: settings.maxPDU,
                    acseTimeout: settings.timeouts.acse, dimseTimeout: settings.timeouts.dimse,
                    idleTimeout: settings.timeouts.idle),
                handler: Receiver(intake: intake, book: book, log: log))
        } catch {
            ledger.close()
            throw .unavailable("\(settings.host):\(settings.port): cannot listen: \(error)")
        }
        parts = Parts(
            spool: spool, ledger: ledger, book: book, work: work, workers: workers, deliveries: deliveries,
            originals: originals, sweeper: sweeper, listener: listener)
    }

    /// The port that is bound, also before `run`.
    public var port: UInt16 { parts.listener.port }

    /// Runs until a graceful shutdown; then drains.
    public func run() async throws {
        let node = parts.book.current.configuration.node
        for warning in warnings + parts.book.current.warnings { log.warning("configuration", .error(warning)) }
        parts.deliveries.update(parts.book.current.configuration.destinations, timeouts: node.timeouts)
        for worker in parts.workers { worker.start() }
        parts.listener.start()
        let configuration = parts.book.current.configuration
        log.notice(
            "listening", .calledAETitle(node.aeTitle.value), .host(node.host), .port(Int(port)), .path(node.stateDirectory),
            .configuration(configuration.file), .senders(configuration.senders))
        tellIfOpenToAnyone(node)
        ServiceManager.tell(.ready)
        let clock = Task { await keepTime() }
        // Cancellation ends the node like a shutdown does.
        try? await gracefulShutdown()
        clock.cancel()
        await clock.value
        ServiceManager.tell(.stopping)
        log.notice("stopping")
        await BlockingThread.run("stop") { [self] in stop() }
        log.notice("stopped")
    }

    /// Reads the configuration again. A wrong one changes nothing.
    public func reload() {
        ServiceManager.tell(.reloading)
        defer { ServiceManager.tell(.ready) }
        do {
            let configuration = try load()
            let book = try RuleBook(configuration, ledger: parts.ledger)
            if !configuration.node.listensLike(started) {
                log.warning("listener settings take effect at the next start only")
            }
            parts.deliveries.expect(configuration.destinations)
            parts.book.replace(book)
            for warning in book.warnings { log.warning("configuration", .error(warning)) }
            let retention = configuration.node.retention
            parts.originals.update(keepsFiles: retention.keepsFiles, keepsRows: retention.keepsRows)
            parts.deliveries.update(configuration.destinations, timeouts: configuration.node.timeouts)
            parts.work.rescan()
            log.notice("configuration reloaded", .configuration(configuration.file), .senders(configuration.senders))
        } catch let error as StartError {
            for line in error.lines { log.error("configuration not reloaded, the old one stays in effect", .error(line)) }
        } catch {
            log.error("configuration not reloaded, the old one stays in effect")
        }
    }

    /// Without `accept` the network alone decides who sends.
    private func tellIfOpenToAnyone(_ node: NodeConfiguration) {
        guard node.accept.isEmpty, !node.host.hasPrefix("127.") else { return }
        log.warning("anyone who reaches the port may send; list the senders under node.accept", .host(node.host))
    }

    private func keepTime() async {
        var round = 0
        while !Task.isCancelled {
            // Cancellation ends the sleep, and then the loop.
            try? await Task.sleep(for: .seconds(2))
            if Task.isCancelled { return }
            round += 1
            let isSweep = round % 15 == 0
            await BlockingThread.run("clock") { [self] in
                keepBallast()
                parts.work.rescan()
                parts.deliveries.rescan()
                if isSweep {
                    let retention = parts.book.current.configuration.node.retention
                    parts.sweeper.sweep(
                        keepsFiles: retention.deliveredFiles.seconds,
                        keepsRows: max(retention.ledger, retention.deliveredFiles).seconds)
                }
            }
        }
    }

    private func keepBallast() {
        switch parts.spool.keepBallast() {
        case .none: break
        case .givenUp:
            log.error("disk is full: ballast given up so that deliveries can end", .bytes(parts.spool.freeSpace()))
        case .made: log.notice("disk has room again: ballast made")
        }
    }

    private func stop() {
        // Associations may finish the instance they are in; what is accepted is safe on disk whatever comes.
        parts.listener.stop(within: 20)
        parts.work.stop()
        for worker in parts.workers { worker.join() }
        parts.deliveries.stop(within: 10)
        parts.ledger.close()
        parts.originals.drain()
    }
}

extension NodeConfiguration.Retention {
    var keepsFiles: Bool { deliveredFiles > .zero }
    /// Rows outlive files, since a row tells why a file is there.
    var keepsRows: Bool { max(ledger, deliveredFiles) > .zero }
}

extension NodeConfiguration {
    /// True if a running listener needs no restart to become `other`'s.
    func listensLike(_ other: NodeConfiguration) -> Bool {
        host == other.host && port == other.port && maxAssociations == other.maxAssociations && maxPDU == other.maxPDU
            && timeouts == other.timeouts && stateDirectory == other.stateDirectory
    }
}
