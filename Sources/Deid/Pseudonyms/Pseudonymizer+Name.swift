extension Pseudonymizer {
    /// How a synthetic name is written.
    public enum NameForm: String, Sendable, Hashable, CaseIterable {
        /// `Family^Given`, for VR PN (PS3.5 §6.2.1).
        case personName
        /// `Given Family`, for VR LO.
        case text
    }

    /// The synthetic name that stands for `original`: ASCII, well under 64 characters.
    ///
    /// The same original gives the same name, whatever its case, padding, and delimiters at the end of a component
    /// group; names may repeat between originals, and no word of an original is in its own. An
    /// empty original has a name as well, since a Type 1 attribute needs one; whether to write it is the caller's decision.
    /// One value only: split at backslashes.
    public func name(_ original: some StringProtocol, form: NameForm) -> String {
        let normalized = Self.normalizedName(original)
        let code = hash(.name, normalized)
        let words = Set(normalized.split { !$0.isLetter }.map(String.init))
        let family = Self.first(of: SyntheticNames.family, from: code.number(below: SyntheticNames.family.count, from: 0), words)
        let given = Self.first(of: SyntheticNames.given, from: code.number(below: SyntheticNames.given.count, from: 1), words)
        return switch form {
        case .personName: family + "^" + given
        case .text: given + " " + family
        }
    }

    /// The first of `names` from `start` on, the first after the last, that is none of `words`.
    private static func first(of names: [String], from start: Int, _ words: Set<String>) -> String {
        let count = names.count
        return (0..<count).lazy.map { names[(start + $0) % count] }.first { !words.contains($0.lowercased()) } ?? names[start]
    }

    /// `original` as it counts for equality of names.
    static func normalizedName(_ original: some StringProtocol) -> String {
        var groups = original.lowercased().utf8.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
            .map { group in
                var components = group.split(separator: UInt8(ascii: "^"), omittingEmptySubsequences: false)
                    .map { Unpadded.bytes($0) }
                while components.last?.isEmpty == true { components.removeLast() }
                return Array(components.joined(separator: [UInt8(ascii: "^")]))
            }
        while groups.last?.isEmpty == true { groups.removeLast() }
        return String(decoding: Array(groups.joined(separator: [UInt8(ascii: "=")])), as: UTF8.self)
    }
}
