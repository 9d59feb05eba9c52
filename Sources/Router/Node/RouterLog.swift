import Dicom
import Instances
import Ledger
import Logging

/// The node's log: constant messages, and metadata whose keys are listed here and whose values are our own ids, AE titles,
/// codes, counts and durations. Nothing that came out of a Data Set has a way in.
public struct RouterLog: Sendable {
    /// What a log line may say beside its message.
    public enum Field: Sendable {
        case association(UInt64)
        case instance(InstanceID)
        case callingAETitle(String)
        case calledAETitle(String)
        case peerAddress(String)
        case destination(String)
        case route(String)
        case project(String)
        case strategy(String)
        case host(String)
        /// The configuration file, as it was named.
        case configuration(String)
        /// Who may send.
        case senders(String)
        /// Instances that were not stored.
        case refused(Int)
        case status(DimseStatus)
        case outcome(String)
        case reason(String)
        case count(Int)
        case bytes(UInt64)
        case port(Int)
        case seconds(Double)
        case attempt(Int)
        /// An error of ours, which carries codes and constant words only.
        case error(any CustomStringConvertible & Sendable)
        case path(String)

        var pair: (key: String, value: String) {
            switch self {
            case .association(let number): ("association.id", "\(number)")
            case .instance(let id): ("instance.id", id.value)
            case .callingAETitle(let title): ("calling_ae_title", RouterLog.printable(title))
            case .calledAETitle(let title): ("called_ae_title", RouterLog.printable(title))
            case .peerAddress(let address): ("peer.address", address)
            case .destination(let name): ("destination", name)
            case .route(let name): ("route", name)
            case .project(let name): ("project", name)
            case .strategy(let name): ("strategy", name)
            case .host(let address): ("host", address)
            case .configuration(let file): ("configuration", file)
            case .senders(let text): ("senders", text)
            case .refused(let number): ("refused", "\(number)")
            case .status(let status): ("dimse.status", status.description)
            case .outcome(let word): ("outcome", word)
            case .reason(let code): ("reason", code)
            case .count(let number): ("count", "\(number)")
            case .bytes(let number): ("bytes", "\(number)")
            case .port(let number): ("port", "\(number)")
            case .seconds(let number): ("seconds", "\((number * 1000).rounded() / 1000)")
            case .attempt(let number): ("attempt", "\(number)")
            case .error(let error): ("error", error.description)
            case .path(let path): ("path", path)
            }
        }
    }

    private let logger: Logger

    public init(_ logger: Logger) { self.logger = logger }

    public func debug(_ message: StaticString, _ fields: Field...) { write(.debug, message, fields) }
    public func info(_ message: StaticString, _ fields: Field...) { write(.info, message, fields) }
    public func notice(_ message: StaticString, _ fields: Field...) { write(.notice, message, fields) }
    public func warning(_ message: StaticString, _ fields: Field...) { write(.warning, message, fields) }
    public func error(_ message: StaticString, _ fields: Field...) { write(.error, message, fields) }

    private func write(_ level: Logger.Level, _ message: StaticString, _ fields: [Field]) {
        guard level >= logger.logLevel else { return }
        var metadata: Logger.Metadata = [:]
        for field in fields {
            let (key, value) = field.pair
            metadata[key] = .string(value)
        }
        logger.log(level: level, "\(message.description)", metadata: metadata)
    }

    /// AE titles come from peers: control characters would forge log lines.
    private static func printable(_ title: String) -> String {
        String(decoding: title.utf8.prefix(16).map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
