import Dicom

/// The listener and what it keeps: `node`.
public struct NodeConfiguration: Hashable, Sendable {
    /// The title that Veil calls others with, and answers to if a route says so.
    public var aeTitle: AETitle
    /// The IPv4 address to listen on; 0.0.0.0 for all.
    public var host: String
    /// The port to listen on; 0 lets the system choose one.
    public var port: UInt16
    /// Absolute path of spool, outbox, quarantine and ledger.
    public var stateDirectory: String
    /// Associations at a time; more are rejected as transient, local limit exceeded.
    public var maxAssociations: Int
    /// The longest PDU to receive, in bytes (PS3.8 §D.1).
    public var maxPDU: Int
    /// Storage SOP Classes that the standard does not know are accepted too.
    public var privateSOPClasses: Bool
    /// How long to wait for a peer.
    public var timeouts: Timeouts
    /// Free bytes of the state directory's file system below which no instance is accepted (A700).
    public var minimumFreeSpace: UInt64
    /// Free bytes below which no association is accepted: what running ones still bring has room above `minimumFreeSpace`.
    public var associationFreeSpace: UInt64 { 2 * minimumFreeSpace }
    /// Bytes of memory that the elements of one instance may take; what needs more is held (`data_set_too_large`).
    public var instanceMemory: UInt64
    /// How long one instance may be worked on; what takes longer is held (`instance_time_limit`).
    public var instanceTime: Duration
    /// How long to keep what is done with.
    public var retention: Retention
    /// Who may send; empty: anyone.
    public var accept: [AcceptEntry]

    /// How long the listener waits for a peer; never without end.
    public struct Timeouts: Hashable, Sendable {
        /// For association messages.
        public var acse: Duration
        /// For the rest of a message that has begun.
        public var dimse: Duration
        /// For the next message.
        public var idle: Duration
    }

    /// How long delivered instances leave something behind.
    public struct Retention: Hashable, Sendable {
        /// The files of an instance after its last delivery; zero: deleted at once.
        public var deliveredFiles: Duration
        /// The rows of an instance in the ledger.
        public var ledger: Duration
    }

    /// One entry of `accept`: a peer that fits both keys may send. An empty list asks nothing.
    public struct AcceptEntry: Hashable, Sendable {
        /// Calling AE titles, joined by OR.
        public var callingAETitles: [WildcardPattern]
        /// Addresses, joined by OR.
        public var hosts: [HostPattern]
    }
}

extension NodeConfiguration {
    /// What counts where the file says nothing, apart from the state directory.
    static func defaults(stateDirectory: String) -> NodeConfiguration {
        guard let aeTitle = AETitle("VEIL") else { preconditionFailure("VEIL is an AE title") }
        return NodeConfiguration(
            aeTitle: aeTitle, host: "0.0.0.0", port: 11112, stateDirectory: stateDirectory, maxAssociations: 64,
            maxPDU: 131_072, privateSOPClasses: true,
            timeouts: Timeouts(acse: .seconds(30), dimse: .seconds(60), idle: .seconds(300)),
            minimumFreeSpace: 1_000_000_000, instanceMemory: 4_000_000_000, instanceTime: .seconds(600),
            retention: Retention(deliveredFiles: .zero, ledger: .seconds(10 * 365 * 86_400)), accept: []
        )
    }

    /// Reads `node`; every key has a default. The result counts only if no error was recorded.
    mutating func read(_ field: Field) {
        guard let section = Section(field, keys: ConfigurationKeys.node) else { return }
        section["ae_title"]?.aeTitle().map { aeTitle = $0 }
        section["host"]?.listeningAddress().map { host = $0 }
        section["port"]?.integer(in: 0...65_535).map { port = UInt16($0) }
        section["state_directory"]?.path().map { stateDirectory = $0 }
        section["max_associations"]?.integer(in: 1...1024).map { maxAssociations = $0 }
        section["max_pdu"]?.integer(in: 4096...131_072).map { maxPDU = $0 }
        section["private_sop_classes"]?.boolean().map { privateSOPClasses = $0 }
        section["minimum_free_space"]?.size(atLeast: NodeConfiguration.leastFreeSpace).map { minimumFreeSpace = $0 }
        section["instance_memory"]?.size().map { instanceMemory = $0 }
        section["instance_time"]?.duration(in: .seconds(1) ... .seconds(86_400)).map { instanceTime = $0 }
        if let given = section["timeouts"], let timeouts = Section(given, keys: ConfigurationKeys.timeouts) {
            let range: ClosedRange<Duration> = .seconds(1) ... .seconds(86_400)
            timeouts["acse"]?.duration(in: range).map { self.timeouts.acse = $0 }
            timeouts["dimse"]?.duration(in: range).map { self.timeouts.dimse = $0 }
            timeouts["idle"]?.duration(in: range).map { self.timeouts.idle = $0 }
        }
        if let given = section["retention"], let retention = Section(given, keys: ConfigurationKeys.retention) {
            let range: ClosedRange<Duration> = .zero ... .seconds(100 * 365 * 86_400)
            retention["delivered_files"]?.duration(in: range).map { self.retention.deliveredFiles = $0 }
            retention["ledger"]?.duration(in: range).map { self.retention.ledger = $0 }
        }
        if let entries = section["accept"]?.items(of: "peers") {
            if entries.isEmpty { section["accept"]?.error("is an empty list", "leave the key out to let anyone send") }
            accept = entries.compactMap(AcceptEntry.init)
        }
        if let tls = section["tls"] { NodeConfiguration.refuseTLS(tls, at: section.place(of: "tls")) }
        if let admin = section["admin"] { NodeConfiguration.refuseAdmin(admin, at: section.place(of: "admin")) }
    }

    /// What the ledger needs to tell what became of instances on a disk without room: its commits (32 MiB), its write-ahead
    /// log (16 MiB) and the ballast (16 MiB).
    public static let leastFreeSpace: UInt64 = 64 << 20

    /// Client certificates: `required` | `optional` | `none`.
    private enum ClientCertificate: String, CaseIterable {
        case required, optional, none
    }

    private static func refuseTLS(_ field: Field, at place: ConfigurationPlace) {
        if let tls = Section(field, keys: ConfigurationKeys.nodeTLS) {
            _ = (tls.required("certificate")?.path(), tls.required("private_key")?.path(), tls["trusted"]?.path())
            _ = tls["client_certificate"]?.choice(ClientCertificate.self)
        }
        field.reading.error(place, "not available yet", "leave the key out, and protect the connection by other means")
    }

    private static func refuseAdmin(_ field: Field, at place: ConfigurationPlace) {
        if let admin = Section(field, keys: ConfigurationKeys.admin) {
            _ = (admin["host"]?.listeningAddress(), admin["port"]?.integer(in: 0...65_535), admin["token_file"]?.path())
        }
        field.reading.error(place, "not available yet", "leave the key out")
    }
}

extension NodeConfiguration.AcceptEntry {
    init?(_ field: Field) {
        guard let section = Section(field, keys: ConfigurationKeys.accept) else { return nil }
        if section["calling_ae_title"] == nil && section["host"] == nil {
            field.error("names nobody", "write calling_ae_title, host or both")
        }
        callingAETitles = section["calling_ae_title"]?.values { $0.aeTitlePattern() } ?? []
        hosts = section["host"]?.values { $0.hostPattern() } ?? []
    }
}

extension Field {
    /// An IPv4 address of this machine to listen on.
    fileprivate func listeningAddress() -> String? {
        guard let text = text() else { return nil }
        guard let address = IPv4Address(text) else {
            error(
                "\(quoted(text)) is not an IPv4 address",
                text == "localhost" ? "write 127.0.0.1" : "write 0.0.0.0 for all interfaces")
            return nil
        }
        return address.description
    }
}
