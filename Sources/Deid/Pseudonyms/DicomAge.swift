/// An age of VR AS: three digits and a unit (PS3.5 §6.2).
public struct DicomAge: Sendable, Hashable {
    /// The unit of an age.
    public enum Unit: Character, Sendable, Hashable, CaseIterable {
        case days = "D"
        case weeks = "W"
        case months = "M"
        case years = "Y"
    }

    /// How many units, 0 to 999.
    public let count: Int
    /// The unit.
    public let unit: Unit

    /// The age of `count` units; nil outside of 0 to 999.
    public init?(count: Int, unit: Unit) {
        guard (0...999).contains(count) else { return nil }
        self.count = count
        self.unit = unit
    }

    /// The age in one AS value: one to three digits (writers drop leading zeros) and a unit; nil for anything else.
    public init?(_ value: some StringProtocol) {
        let bytes = Unpadded.bytes(value.utf8)
        guard (2...4).contains(bytes.count), let count = Digits.number(bytes.dropLast()), let last = bytes.last,
            let unit = Unit(rawValue: Character(Unicode.Scalar(last)))
        else { return nil }
        self.init(count: count, unit: unit)
    }

    /// The age as a legal AS value.
    public var value: String { String(decoding: Digits.text(count, 3), as: UTF8.self) + String(unit.rawValue) }

    /// The age `offset` units later, the action `shiftAgeByRandom`: 90 years and over become 090Y.
    ///
    /// An offset that would lead below nothing or above 999 is taken the other way round, so that the age changes.
    public func shifted(by offset: Int) -> DicomAge {
        let sum = count + offset
        let moved = DicomAge(clamped: (0...999).contains(sum) ? sum : count - offset, unit)
        return moved.unit == .years && moved.count >= 90 ? DicomAge(clamped: 90, .years) : moved
    }

    /// The age, but 099Y if it is over 90 years: the action `capAgeAt99IfOver90`.
    public var cappedAt99IfOver90: DicomAge {
        unit == .years && count > 90 ? DicomAge(clamped: 99, .years) : self
    }

    private init(clamped count: Int, _ unit: Unit) {
        self.count = min(max(count, 0), 999)
        self.unit = unit
    }
}
