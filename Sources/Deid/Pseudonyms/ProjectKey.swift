import Crypto

/// The secret of one project: 32 bytes from which every pseudonym follows.
///
/// Whoever holds it can link a project's output to the originals; whoever does not can guess nothing. It prints as its
/// fingerprint only.
public struct ProjectKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// How many bytes a key has.
    public static let byteCount = 32

    let hash: KeyedHash
    let secret: SymmetricKey

    /// The key made of `bytes`.
    ///
    /// Throws `key_file_malformed` unless there are 32 of them, not all the same: a file of zeros is a failed write or
    /// a placeholder, and would make everything guessable.
    public init(bytes: some Collection<UInt8>) throws(PseudonymError) {
        guard bytes.count == Self.byteCount, bytes.contains(where: { $0 != bytes.first }) else {
            throw PseudonymError(.keyFileMalformed)
        }
        secret = SymmetricKey(data: Array(bytes))
        hash = KeyedHash(key: secret)
    }

    /// A new key from the system's random source.
    public static func random() -> ProjectKey {
        ProjectKey(secret: SymmetricKey(size: .bits256))
    }

    private init(secret: SymmetricKey) {
        self.secret = secret
        hash = KeyedHash(key: secret)
    }

    /// 32 hexadecimal digits that name the key without telling it, safe to store and to log.
    public var fingerprint: String { Hexadecimal.text(hash(.fingerprint).bytes.prefix(16)) }

    public var description: String { "ProjectKey(\(fingerprint))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
