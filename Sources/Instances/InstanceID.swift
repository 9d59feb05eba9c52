import Foundation

/// Veil's own name of an instance: 16 characters, base 32, in order of arrival. No part of it comes from a peer.
public struct InstanceID: Hashable, Sendable, CustomStringConvertible, Comparable {
    public let value: String

    /// The identifier in `text`; nil unless it has the form that `make` gives (so it is safe in a path).
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 16, text.utf8.allSatisfy({ InstanceID.alphabet.contains($0) }) else { return nil }
        value = String(text)
    }

    private init(digits: [UInt8]) { value = String(decoding: digits, as: UTF8.self) }

    /// A new identifier: 45 bits of milliseconds, 35 random bits.
    public static func make(at date: Date = Date()) -> InstanceID {
        let milliseconds = UInt64(max(0, date.timeIntervalSince1970 * 1000)) & (1 << 45 - 1)
        let random = UInt64.random(in: 0..<(1 << 35))
        var digits: [UInt8] = []
        for shift in stride(from: 40, through: 0, by: -5) { digits.append(alphabet[Int(milliseconds >> UInt64(shift) & 31)]) }
        for shift in stride(from: 30, through: 0, by: -5) { digits.append(alphabet[Int(random >> UInt64(shift) & 31)]) }
        return InstanceID(digits: digits)
    }

    public var description: String { value }
    public static func < (a: InstanceID, b: InstanceID) -> Bool { a.value < b.value }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
}
