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
    /// group; names may repeat between originals. An empty original has a name as well, since a Type 1 attribute needs
    /// one; whether to write it is the caller's decision. One value only: split at backslashes.
    public func name(_ original: some StringProtocol, form: NameForm) -> String {
        let code = hash(.name, Self.normalizedName(original))
        let family = SyntheticNames.family[code.number(below: SyntheticNames.family.count, from: 0)]
        let given = SyntheticNames.given[code.number(below: SyntheticNames.given.count, from: 1)]
        return switch form {
        case .personName: family + "^" + given
        case .text: given + " " + family
        }
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
