/// An Application Entity Title (PS3.5 §6.2, VR AE): up to 16 characters, blanks at either end without meaning.
public struct AETitle: Hashable, Sendable, CustomStringConvertible {
    public let value: String

    /// The title in `raw`; nil if it is empty, too long, or holds a backslash or control characters.
    public init?(_ raw: some StringProtocol) {
        let bytes = Array(raw.utf8)
        guard let first = bytes.firstIndex(where: { $0 != 0x20 }), let last = bytes.lastIndex(where: { $0 != 0x20 })
        else { return nil }
        let kept = bytes[first...last]
        guard kept.count <= 16, kept.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x5C }) else { return nil }
        value = String(decoding: kept, as: UTF8.self)
    }

    public var description: String { value }
}
