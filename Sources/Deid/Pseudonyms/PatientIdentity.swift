/// Who a data set is about, as far as pseudonyms are concerned: two data sets with equal identities are one patient.
///
/// Made by ``Pseudonymizer/patient(id:issuer:studyInstanceUID:)``, which knows the policy. Its text is protected health
/// information and never printed.
public struct PatientIdentity: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// Where the identity comes from.
    public enum Source: String, Sendable, Hashable {
        /// The Patient ID (0010,0020).
        case patientID = "patient_id"
        /// The Study Instance UID (0020,000D), because there is no Patient ID.
        case study
    }

    /// Where the identity comes from.
    public let source: Source
    /// The Patient ID, or the Study Instance UID, without padding.
    public let identifier: String
    /// The Issuer of Patient ID (0010,0021) without padding; empty unless the policy distinguishes issuers.
    public let issuer: String

    public var description: String { "<protected>" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Text as it counts for identity: without the NULs and blanks at either end, which are padding (PS3.5 §6.2).
enum Unpadded {
    /// `text` without padding.
    static func text(_ text: some StringProtocol) -> String {
        let utf8 = text.utf8
        guard let first = utf8.first else { return "" }
        let all = String(text)
        if !isPadding(first), let last = all.utf8.last, !isPadding(last) { return all }
        return String(decoding: bytes(utf8), as: UTF8.self)
    }

    /// `bytes` without padding.
    static func bytes(_ bytes: some Sequence<UInt8>) -> ArraySlice<UInt8> {
        let bytes = Array(bytes)
        guard let start = bytes.firstIndex(where: { !isPadding($0) }),
            let end = bytes.lastIndex(where: { !isPadding($0) })
        else { return [] }
        return bytes[start...end]
    }

    private static func isPadding(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == 0 }
}
