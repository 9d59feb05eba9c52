import Crypto

extension Pseudonymizer {
    /// Which identifiers share one mapping: equal originals of one domain get equal replacements in every attribute.
    public enum IdentifierDomain: String, Sendable, Hashable, CaseIterable {
        /// Patient IDs.
        case patient = "patient_id"
        /// Everything else: accession numbers, study IDs, order numbers.
        case identifier
    }

    /// The longest identifier whose format is kept, in characters; LO allows 64.
    public static let longestIdentifier = 256

    /// The identifier that stands for `original` in its own format: the action `hashId` on LO and SH.
    ///
    /// Digits stay digits, upper- and lower-case letters theirs, each in its place; other ASCII characters stay as they
    /// are. Within one format it is a permutation in which no value stands for itself, so no two originals share a
    /// replacement; formats do not mix. Placeholders (`-`, `N/A`, `0`) stand for themselves and for nothing else. A value
    /// with characters beyond ASCII, which have no format that every character set can write, becomes
    /// ``charactersBeyondASCII`` characters of base 32. Padding does not count and is not returned; nothing stays
    /// nothing. One value only: split at backslashes. `issuer` chooses another permutation, for identifiers that are
    /// unique per issuer.
    ///
    /// Throws `identifier_too_long`.
    public func formatPreserving(
        _ original: some StringProtocol, domain: IdentifierDomain, issuer: String = ""
    ) throws(PseudonymError) -> String {
        let value = Unpadded.text(original)
        guard !value.isEmpty, !Placeholder.isMissing(value) else { return value }
        guard value.utf8.count <= Self.longestIdentifier else { throw PseudonymError(.identifierTooLong) }
        guard let format = IdentifierFormat(value.utf8), format.size > WideInteger(1) else {
            return characters(for: value, domain: domain, issuer: issuer)
        }
        // The cycle through all values of the format, without those that stand for themselves: still a permutation.
        var rank = format.rank
        while true {
            rank = successor(of: rank, in: format, domain: domain, issuer: issuer)
            let replacement = format.value(at: rank)
            if !Placeholder.isMissing(replacement) { return replacement }
        }
    }

    /// How many characters stand for an identifier that has no format to keep: 80 bits, as many as SH has room for.
    public static let charactersBeyondASCII = 16

    /// The identifier that stands for one whose format cannot be kept, in base 32.
    public func characters(
        for original: some StringProtocol, domain: IdentifierDomain, issuer: String = ""
    ) -> String {
        let kind: KeyedHash.Kind = domain == .patient ? .patientCharacters : .identifierCharacters
        return Base32.text(hash(kind, Unpadded.text(original), issuer).bytes, characters: Self.charactersBeyondASCII)
    }

    /// The pseudonym of a Patient ID in the Patient ID's own format: the action `patientHashId`.
    ///
    /// Where the study stands in for the patient there is no format to keep: prefix and characters as for
    /// ``patientID(for:)``, so that two patients without an ID, or with `-` for one, do not become one. Throws as
    /// ``formatPreserving(_:domain:issuer:)``.
    public func patientHashID(for patient: PatientIdentity) throws(PseudonymError) -> String {
        switch patient.source {
        case .patientID:
            return try formatPreserving(patient.identifier, domain: .patient, issuer: patient.issuer)
        case .study:
            guard case .characters(let prefix, let count) = patientIDPolicy.replacement else {
                return characters(for: patient, count: Self.charactersWithoutPolicy)
            }
            return prefix + characters(for: patient, count: count)
        }
    }

    /// 60 bits, as many as the default policy.
    private static let charactersWithoutPolicy = 12

    /// The rank after the value's in a secret order of all values of its format, the first after the last.
    ///
    /// With P the keyed permutation that is P⁻¹(P(x) + 1 mod size): one cycle through all values, hence a permutation
    /// in which nothing stands for itself, as P alone would not be.
    private func successor(
        of rank: WideInteger, in format: IdentifierFormat, domain: IdentifierDomain, issuer: String
    ) -> WideInteger {
        let kind: KeyedHash.Kind = domain == .patient ? .patientFormat : .identifierFormat
        let tweak = hash(kind, bytes: format.pattern, issuer)
        if let size = format.size.word, size < FF1.smallestDomain, let rank = rank.word {
            let permutation = SwapOrNot(key: SymmetricKey(data: tweak), size: size)
            return WideInteger(permutation.decrypt((permutation.encrypt(rank) + 1) % size))
        }
        let cipher = domain == .patient ? patientCipher : identifierCipher
        let permutation = CycleWalk(key: cipher, tweak: Array(tweak.bytes[..<16]), size: format.size)
        var next = permutation.encrypt(rank)
        next.multiply(by: 1, adding: 1)
        return permutation.decrypt(next == format.size ? WideInteger() : next)
    }
}

/// FF1 on the numbers below any `size`: on their bits (radix 2), applied again while the result is not below `size`.
///
/// Digits and letters together have no one radix, and apart each would be a domain too small for FF1. Less than two
/// rounds are needed on average, because at least half of all bit strings are below `size`.
private struct CycleWalk {
    let size: WideInteger
    let width: Int
    let permutation: FF1

    init(key: SymmetricKey, tweak: [UInt8], size: WideInteger) {
        var largest = size
        largest.decrement()
        self.size = size
        width = largest.bitWidth
        permutation = FF1(key: key, tweak: tweak, radix: 2, length: width)
    }

    func encrypt(_ number: WideInteger) -> WideInteger { walk(number, permutation.encrypt) }
    func decrypt(_ number: WideInteger) -> WideInteger { walk(number, permutation.decrypt) }

    private func walk(_ number: WideInteger, _ step: ([UInt16]) -> [UInt16]) -> WideInteger {
        var bits = (0..<width).reversed().map { UInt16(number.byte($0 / 8) >> UInt8($0 % 8) & 1) }
        while true {
            bits = step(bits)
            var result = WideInteger()
            for bit in bits { result.multiply(by: 2, adding: UInt32(bit)) }
            if result < size { return result }
        }
    }
}
