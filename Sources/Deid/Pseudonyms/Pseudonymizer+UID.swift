import Dicom

extension Pseudonymizer {
    /// The UID that stands for `original`: the root and 128 bits in decimal, at most 64 characters (PS3.5 §9).
    ///
    /// Padding of the original does not count. What the standard itself assigns is returned as it is; so is nothing
    /// (an empty value). Any other text, a valid UID or not, gets a valid UID. One value only: split at backslashes.
    public func uid(_ original: some StringProtocol) -> String {
        let value = UID.trimmed(original)
        guard !value.isEmpty, !Self.isAssignedByStandard(value) else { return value }
        return Decimal.text(uidPrefix, hash(.uid, value).leading128)
    }

    /// True for UIDs that PS3.6 Annex A can hold: under the standard's root, every component short.
    ///
    /// The root alone is not enough: a device that builds its instance UIDs under it from date, time and serial number
    /// would pass them on. No assigned component has more than four digits; a date has eight, a time six.
    static func isAssignedByStandard(_ uid: String) -> Bool {
        guard UID.isStandard(uid), UID.isValid(uid) else { return false }
        return uid.utf8.dropFirst(UID.standardRoot.utf8.count).split(separator: UInt8(ascii: "."))
            .allSatisfy { $0.count <= 5 }
    }
}
