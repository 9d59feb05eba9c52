/// Rules for Unique Identifiers (PS3.5 §9).
public enum UID {
    /// The root of everything that the standard itself registers (PS3.6 Annex A).
    public static let standardRoot = "1.2.840.10008."

    /// True for a legal UID: at most 64 characters, numeric components without leading zeros.
    public static func isValid(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count <= 64 else { return false }
        return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) } && (part.count == 1 || part.first != 0x30)
        }
    }

    /// True for UIDs that the standard assigns: SOP Classes, Transfer Syntaxes, well-known instances. They name no
    /// patient and are never remapped.
    public static func isStandard(_ text: some StringProtocol) -> Bool { text.hasPrefix(standardRoot) }

    /// `raw` without the padding that peers put around UIDs: NUL (legal) and blanks (seen).
    public static func trimmed(_ raw: some StringProtocol) -> String {
        let isPadding: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0 }
        let kept = Array(raw.utf8.drop(while: isPadding))
        guard let end = kept.lastIndex(where: { !isPadding($0) }) else { return "" }
        return String(decoding: kept[...end], as: UTF8.self)
    }
}
