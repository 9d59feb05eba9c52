import Crypto
import Dicom

/// Every replacement of one project, as pure functions of the project's key and the original.
///
/// There is no state: any node with the key gives the same answers in any order. Calls are safe from any thread. What
/// an instance must be held for is thrown as a ``PseudonymError`` with ``PseudonymError/Code/holdsInstance``.
public struct Pseudonymizer: Sendable, CustomStringConvertible, CustomReflectable {
    /// The root of the UIDs it makes, without the dot after it.
    public let uidRoot: String
    /// How it replaces Patient IDs.
    public let patientIDPolicy: PatientIDPolicy
    /// How far it may shift dates.
    public let dateShift: DateShiftRange
    /// The name of its key: ``ProjectKey/fingerprint``.
    public let keyFingerprint: String

    let hash: KeyedHash
    let uidPrefix: String
    let patientCipher: SymmetricKey
    let identifierCipher: SymmetricKey

    /// The arc for UIDs out of 128 bits (PS3.5 §B.2), for those without a root of their own.
    public static let defaultUIDRoot = "2.25"
    /// The longest root that leaves room for a dot and 128 bits in 64 characters.
    public static let longestUIDRoot = 24

    /// The pseudonyms of the project with `key`, under its policies.
    ///
    /// Throws `uid_root_invalid` unless `uidRoot` is a UID of at most 24 characters that is not the standard's own.
    public init(
        key: ProjectKey,
        uidRoot: String = Pseudonymizer.defaultUIDRoot,
        patientIDPolicy: PatientIDPolicy,
        dateShift: DateShiftRange = .standard
    ) throws(PseudonymError) {
        guard UID.isValid(uidRoot), uidRoot.utf8.count <= Self.longestUIDRoot, !UID.isStandard(uidRoot + ".") else {
            throw PseudonymError(.uidRootInvalid)
        }
        self.uidRoot = uidRoot
        self.patientIDPolicy = patientIDPolicy
        self.dateShift = dateShift
        keyFingerprint = key.fingerprint
        hash = key.hash
        uidPrefix = uidRoot + "."
        patientCipher = key.hash.subkey(.patientCipher)
        identifierCipher = key.hash.subkey(.identifierCipher)
    }

    public var description: String { "Pseudonymizer(\(keyFingerprint))" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
