import Crypto

/// HMAC-SHA-256 under the project's key, one domain per kind.
///
/// The message is `veil/1/<kind>`, a NUL, then every field with its length before it (eight bytes, big endian). No two
/// lists of fields of any two kinds give the same message, so no answer for one kind tells anything about another.
struct KeyedHash: Sendable {
    /// What a hash is for. Raw values enter the message: changing one changes every pseudonym.
    enum Kind: String, CaseIterable {
        case fingerprint, uid
        case patientID = "patient_id"
        case dateOffset = "date_offset"
        case timeOffset = "time_offset"
        case ageOffset = "age_offset"
        case name
        case patientFormat = "format/patient_id"
        case identifierFormat = "format/identifier"
        case patientCharacters = "characters/patient_id"
        case identifierCharacters = "characters/identifier"
        case patientCipher = "cipher/patient_id"
        case identifierCipher = "cipher/identifier"
        case sealCipher = "seal/cipher"
        case sealNonce = "seal/nonce"
        case lookup, content, instance, values, path
    }

    /// Its answer: 32 bytes, compared in constant time.
    typealias Code = HMAC<SHA256>.MAC

    /// The state after the key was absorbed: what every hash of the project begins with.
    private let keyed: HMAC<SHA256>

    init(key: SymmetricKey) { keyed = HMAC(key: key) }

    /// The 32 bytes for `fields` in the domain of `kind`.
    func callAsFunction(_ kind: Kind, _ fields: String...) -> Code {
        var size = 16 + kind.rawValue.utf8.count
        for field in fields { size += 8 + field.utf8.count }
        var message: [UInt8] = []
        message.reserveCapacity(size)
        message.append(contentsOf: "veil/1/".utf8)
        message.append(contentsOf: kind.rawValue.utf8)
        message.append(0)
        for field in fields { Self.append(field.utf8, to: &message) }
        return finish(message)
    }

    /// The 32 bytes for a field that is no text, and `fields` after it.
    func callAsFunction(_ kind: Kind, bytes: [UInt8], _ fields: String...) -> Code {
        var message = Array("veil/1/\(kind.rawValue)\0".utf8)
        Self.append(bytes, to: &message)
        for field in fields { Self.append(field.utf8, to: &message) }
        return finish(message)
    }

    /// A key for a cipher in the domain of `kind`.
    func subkey(_ kind: Kind) -> SymmetricKey { SymmetricKey(data: self(kind)) }

    private static func append(_ field: some Collection<UInt8>, to message: inout [UInt8]) {
        let length = UInt64(field.count)
        for shift in stride(from: 56, through: 0, by: -8) {
            message.append(UInt8(truncatingIfNeeded: length >> UInt64(shift)))
        }
        message.append(contentsOf: field)
    }

    private func finish(_ message: [UInt8]) -> Code {
        var state = keyed
        state.update(data: message)
        return state.finalize()
    }
}

extension KeyedHash.Code {
    /// All 32 bytes.
    var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// The first 128 bits, big endian.
    var leading128: UInt128 { UInt128(word(0)) << 64 | UInt128(word(1)) }

    /// The `index`th 64 bits, big endian.
    func word(_ index: Int) -> UInt64 {
        withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)) }
    }

    /// A number below `bound` from the `index`th 64 bits; the bias is below `bound` / 2^64.
    func number(below bound: Int, from index: Int = 0) -> Int {
        precondition(bound > 0)
        return Int(word(index).multipliedFullWidth(by: UInt64(bound)).high)
    }
}
