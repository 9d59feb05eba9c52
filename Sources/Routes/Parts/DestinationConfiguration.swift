import Dicom

/// Where clean instances go: one entry of `destinations`.
public struct DestinationConfiguration: Hashable, Sendable {
    /// The key under `destinations`.
    public var name: String
    /// What it is.
    public var kind: Kind

    /// What a destination is.
    public enum Kind: Hashable, Sendable {
        /// Another DICOM node, by C-STORE.
        case dimse(Dimse)
        /// A folder by its absolute path.
        case folder(path: String)
    }

    /// Another DICOM node.
    public struct Dimse: Hashable, Sendable {
        /// The title to call.
        public var aeTitle: AETitle
        /// IPv4 address or DNS name.
        public var host: String
        /// TCP port.
        public var port: UInt16
        /// The title to call with; the node's own if the file says nothing.
        public var callingAETitle: AETitle
        /// Associations at a time.
        public var associations: Int
        /// When to try again.
        public var retry: Retry
    }

    /// When a delivery is tried again.
    public struct Retry: Hashable, Sendable {
        /// The first wait.
        public var first: Duration
        /// What waits grow to.
        public var longest: Duration
        /// After this time since the first attempt an instance goes to quarantine.
        public var giveUpAfter: Duration
        /// Statuses that count as transient besides those of the contract.
        public var statuses: [DimseStatus]

        /// A retry plan; see the properties.
        public init(first: Duration, longest: Duration, giveUpAfter: Duration, statuses: [DimseStatus] = []) {
            (self.first, self.longest, self.giveUpAfter, self.statuses) = (first, longest, giveUpAfter, statuses)
        }

        /// What counts where the file says nothing.
        public static let standard = Retry(
            first: .seconds(5), longest: .seconds(900), giveUpAfter: .seconds(7 * 86_400))
    }
}

extension DestinationConfiguration {
    /// Reads one entry of `destinations`. `callingAETitle`: the node's own.
    init?(name: String, callingAETitle: AETitle, _ field: Field) {
        guard let section = Section(field, keys: ConfigurationKeys.destination) else { return nil }
        self.name = name
        if let tls = section["tls"] {
            if let tls = Section(tls, keys: ConfigurationKeys.destinationTLS) {
                _ = (tls.required("trusted")?.path(), tls["certificate"]?.path(), tls["private_key"]?.path())
            }
            field.reading.error(
                section.place(of: "tls"), "not available yet",
                "leave the key out, and protect the connection by other means")
        }
        if let folder = section["folder"] {
            for key in ConfigurationKeys.destination where key != "folder" && section[key] != nil {
                field.reading.error(
                    section.place(of: key), "means nothing beside folder", "a destination is a folder or a DICOM node")
            }
            guard let path = folder.path() else { return nil }
            kind = .folder(path: path)
            return
        }
        let isEmpty = ConfigurationKeys.destination.allSatisfy { section[$0] == nil }
        guard !isEmpty else {
            field.error("names no place to deliver to", "write ae_title, host and port, or folder")
            return nil
        }
        let title = section.required("ae_title", "write the title that the destination answers to")?.aeTitle()
        let host = section.required("host", "write the destination's address or name")?.hostName()
        let port = section.required("port", "write the destination's port")?.integer(in: 1...65_535)
        let calling = section["calling_ae_title"].map { $0.aeTitle() } ?? callingAETitle
        let associations = section["associations"].map { $0.integer(in: 1...64) } ?? 2
        let retry = section["retry"].map(Retry.init(_:)) ?? Retry.standard
        guard let title, let host, let port, let calling, let associations, let retry else { return nil }
        kind = .dimse(
            Dimse(
                aeTitle: title, host: host, port: UInt16(port), callingAETitle: calling, associations: associations,
                retry: retry))
    }
}

extension DestinationConfiguration {
    /// One line for people.
    var summary: String {
        switch kind {
        case .dimse(let peer):
            "\(peer.aeTitle) at \(peer.host):\(peer.port) as \(peer.callingAETitle), \(peer.associations) associations,"
                + " gives up after \(peer.retry.giveUpAfter.configurationText)"
        case .folder(let path): "folder \(path)"
        }
    }

    /// Why a node must not deliver there; nil if it may.
    func conflict(with node: NodeConfiguration) -> (message: String, advice: String)? {
        switch kind {
        case .folder(let path):
            // The node cleans up in there.
            let isInside = path == node.stateDirectory || path.hasPrefix(node.stateDirectory + "/")
            return isInside ? ("the folder lies in the node's state directory", "choose a folder outside of it") : nil
        case .dimse(let peer):
            let isHere = peer.host == "localhost" || peer.host == node.host || IPv4Address(peer.host)?.isLoopback == true
            guard isHere && peer.port == node.port else { return nil }
            return ("is this node itself", "what it delivers would come back as new")
        }
    }
}

extension DestinationConfiguration.Retry {
    fileprivate init?(_ field: Field) {
        guard let section = Section(field, keys: ConfigurationKeys.retry) else { return nil }
        self = .standard
        section["first"]?.duration(in: .seconds(1) ... .seconds(86_400)).map { first = $0 }
        section["longest"]?.duration(in: .seconds(1) ... .seconds(7 * 86_400)).map { longest = $0 }
        section["give_up_after"]?.duration(in: .seconds(1) ... .seconds(10 * 365 * 86_400)).map { giveUpAfter = $0 }
        // An empty list is as good as none here: examples write it.
        statuses = section["statuses"]?.list().compactMap { $0.transientStatus() } ?? []
        if first > longest {
            (section["longest"] ?? field).error(
                "longest \(longest.configurationText) is shorter than first \(first.configurationText)")
        }
        if longest > giveUpAfter {
            (section["give_up_after"] ?? field).error(
                "give_up_after \(giveUpAfter.configurationText) is shorter than longest \(longest.configurationText)")
        }
    }
}

extension Field {
    /// A status of C-STORE (PS3.4 §B.2.3) in four hexadecimal digits that may stand for a failure.
    fileprivate func transientStatus() -> DimseStatus? {
        guard let text = text() else { return nil }
        let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text[...]
        guard digits.utf8.count == 4, let number = UInt16(digits, radix: 16), digits.first != "+" else {
            error("\(quoted(text)) is not a status", "write four hexadecimal digits, for example A900")
            return nil
        }
        let status = DimseStatus(rawValue: number)
        guard status.isFailure else {
            error("\(quoted(text)) is not a failure", "only a failure can be tried again")
            return nil
        }
        return status
    }
}
