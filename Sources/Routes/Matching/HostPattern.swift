/// An IPv4 address.
public struct IPv4Address: Hashable, Sendable, CustomStringConvertible {
    /// The four numbers in one word, the first in the uppermost byte.
    public let rawValue: UInt32

    /// The address with these 32 bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The address in dotted form; nil unless it is four decimal numbers up to 255 without leading zeros (some systems
    /// read those as octal). An IPv4 address mapped into IPv6, `::ffff:10.1.2.3`, counts as the address.
    public init?(_ text: some StringProtocol) {
        let dotted = text.lowercased().hasPrefix("::ffff:") ? text.dropFirst(7) : text[...]
        let parts = dotted.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var word: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) }),
                part.count == 1 || part.first != 0x30
            else { return nil }
            let number = part.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - 0x30) }
            guard number <= 255 else { return nil }
            word = word << 8 | number
        }
        rawValue = word
    }

    /// Dotted form.
    public var description: String {
        "\(rawValue >> 24).\(rawValue >> 16 & 0xFF).\(rawValue >> 8 & 0xFF).\(rawValue & 0xFF)"
    }

    /// True for 127.0.0.0/8.
    public var isLoopback: Bool { rawValue >> 24 == 127 }
}

/// Peers by their IPv4 address: one address, a network as `10.1.2.0/24`, or a text with `*` and `?`.
public enum HostPattern: Hashable, Sendable, CustomStringConvertible {
    /// Addresses that agree with `address` in the first `prefix` bits.
    case network(address: IPv4Address, prefix: Int)
    /// Addresses whose dotted form fits.
    case wildcard(WildcardPattern)

    /// Why a text is not a host pattern, and what to write instead.
    struct Problem: Error {
        var message: String
        var advice: String
    }

    /// The pattern in `text`. Names are refused: a peer is known by its address alone, and a name that stops resolving
    /// would silently shut it out.
    init(parsing text: String) throws(Problem) {
        if text.contains(where: { $0 == "*" || $0 == "?" }) {
            guard text.allSatisfy({ "0123456789.*?".contains($0) }) else {
                throw Problem(
                    message: "\(quoted(text)) is not a pattern for IPv4 addresses", advice: "write for example 10.1.2.*"
                )
            }
            self = .wildcard(WildcardPattern(text))
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPv4Address(first), parts.count <= 2 else {
            throw Problem(
                message: "\(quoted(text)) is not an IPv4 address or network",
                advice: text == "localhost"
                    ? "write 127.0.0.1" : "write an address (10.1.2.3) or a network (10.1.2.0/24)"
            )
        }
        guard parts.count == 2 else {
            self = .network(address: address, prefix: 32)
            return
        }
        guard let prefix = DecimalNumber.parse(parts[1]), (0...32).contains(prefix) else {
            throw Problem(
                message: "\(quoted(text)) is not an IPv4 network", advice: "the number after / is from 0 to 32")
        }
        let network = IPv4Address(rawValue: address.rawValue & HostPattern.mask(prefix))
        guard network == address else {
            throw Problem(
                message: "\(quoted(text)) has bits set beyond its prefix",
                advice: "did you mean \"\(network)/\(prefix)\"?")
        }
        self = .network(address: address, prefix: prefix)
    }

    /// True if the peer at `host` (dotted IPv4) is meant. What is not an address fits nothing.
    public func matches(_ host: String) -> Bool {
        guard let peer = IPv4Address(host) else { return false }
        switch self {
        case .network(let address, let prefix): return peer.rawValue & HostPattern.mask(prefix) == address.rawValue
        case .wildcard(let pattern): return pattern.matches(peer.description)
        }
    }

    /// As written in the file.
    public var description: String {
        switch self {
        case .network(let address, let prefix): prefix == 32 ? "\(address)" : "\(address)/\(prefix)"
        case .wildcard(let pattern): pattern.text
        }
    }

    private static func mask(_ prefix: Int) -> UInt32 { prefix == 0 ? 0 : UInt32.max << UInt32(32 - prefix) }
}
