import Crypto

/// What a pseudonym in the ledger stands for; the raw value is the `kind` of `veil mapping`.
public enum PseudonymKind: String, Sendable, Hashable, CaseIterable {
    /// A Patient ID.
    case patientID = "patient_id"
    /// A Study Instance UID that stands in for a missing Patient ID.
    case patientByStudy = "patient_by_study"
    /// Any UID.
    case uid
    /// An Accession Number.
    case accession
    /// Another identifier whose format is kept.
    case identifier
    /// A person's name; names may repeat between patients.
    case name
}

extension PatientIdentity {
    /// The kind under which the ledger keeps it.
    public var kind: PseudonymKind { source == .patientID ? .patientID : .patientByStudy }
}

/// Keeps originals in the ledger so that only the project's key finds and reads them.
///
/// Sealing is AES-256-GCM under a key of its own. The nonce is a keyed hash of kind and original, as in SIV modes: the
/// same original always gives the same bytes (a redo after a crash writes what was there), different ones never share a
/// nonce, and no random source can fail us. Originals are padded to 32 bytes, so that their lengths tell little.
public struct OriginalSealer: Sendable, CustomStringConvertible, CustomReflectable {
    private static let version: UInt8 = 1
    private static let nonceBytes = 12
    private static let tagBytes = 16
    private static let paddedTo = 32

    private let hash: KeyedHash
    private let cipher: SymmetricKey

    /// The sealer of the project with `key`.
    public init(key: ProjectKey) {
        hash = key.hash
        cipher = key.hash.subkey(.sealCipher)
    }

    /// `original` encrypted: a version byte, nonce, ciphertext, tag. Padding does not count.
    public func seal(_ original: String, as kind: PseudonymKind) -> [UInt8] {
        let value = Unpadded.text(original)
        var plain = Array(value.utf8)
        plain.append(0x80)
        plain.append(contentsOf: repeatElement(0, count: (Self.paddedTo - plain.count % Self.paddedTo) % Self.paddedTo))
        do {
            let nonce = try AES.GCM.Nonce(data: hash(.sealNonce, kind.rawValue, value).bytes[..<Self.nonceBytes])
            let box = try AES.GCM.seal(plain, using: cipher, nonce: nonce, authenticating: Array(kind.rawValue.utf8))
            return [Self.version] + Array(nonce) + box.ciphertext + box.tag
        } catch {
            preconditionFailure("key and nonce have the sizes that AES-GCM wants")
        }
    }

    /// The original in `sealed`.
    ///
    /// Throws `sealed_value_invalid` if it was sealed under another key or kind, or one bit of it changed.
    public func open(_ sealed: [UInt8], as kind: PseudonymKind) throws(PseudonymError) -> String {
        guard sealed.count >= 1 + Self.nonceBytes + Self.tagBytes, sealed[0] == Self.version else {
            throw PseudonymError(.sealedValueInvalid)
        }
        let text: String?
        do {
            let box = try AES.GCM.SealedBox(combined: sealed[1...])
            let plain = Array(try AES.GCM.open(box, using: cipher, authenticating: Array(kind.rawValue.utf8)))
            text = plain.lastIndex(of: 0x80).flatMap { String(validating: plain[..<$0], as: UTF8.self) }
        } catch {
            throw PseudonymError(.sealedValueInvalid)
        }
        guard let text else { throw PseudonymError(.sealedValueInvalid) }
        return text
    }

    /// 32 bytes that find `original` among others of its kind, without telling it. Padding does not count.
    public func lookupHash(_ original: String, issuer: String = "", as kind: PseudonymKind) -> [UInt8] {
        hash(.lookup, kind.rawValue, Unpadded.text(original), Unpadded.text(issuer)).bytes
    }

    /// 32 bytes that find `patient`, with the issuer where the policy distinguishes issuers.
    public func lookupHash(_ patient: PatientIdentity) -> [UInt8] {
        lookupHash(patient.identifier, issuer: patient.issuer, as: patient.kind)
    }

    /// 32 bytes that stand for a received instance's bytes in place of their SHA-256, which anyone with a candidate
    /// file could compute.
    public func contentHash(sha256: [UInt8]) -> [UInt8] { hash(.content, bytes: sha256).bytes }

    /// 32 bytes that stand for an original SOP Instance UID.
    public func instanceHash(sopInstanceUID: String) -> [UInt8] { hash(.instance, Unpadded.text(sopInstanceUID)).bytes }

    /// 64 bits for each value of an original, by which versions of it can be compared without either.
    public var valueHash: SipHash { SipHash(key: Array(hash(.values).bytes[..<16])) }

    /// 32 bytes that stand for all values of an original.
    public func valuesHash(_ values: [UInt8]) -> [UInt8] { hash(.values, bytes: values).bytes }

    public var description: String { "OriginalSealer" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
