/// Whole numbers as people write them: an optional `-` and decimal digits, no leading zero (YAML 1.1 reads `010` as 8),
/// no `1_000`, no `1:30`.
enum DecimalNumber {
    static func parse(_ text: some StringProtocol) -> Int? {
        let digits = text.first == "-" ? text.dropFirst() : text[...]
        guard let first = digits.utf8.first, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard first != 0x30 || digits.utf8.count == 1 else { return nil }
        return Int(text)
    }
}

/// A number with a unit, `30s` or `500MB`; a blank between them does no harm.
private struct NumberWithUnit {
    var number: Int
    var unit: String

    init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = DecimalNumber.parse(digits) else { return nil }
        self.number = number
        unit = String(text.dropFirst(digits.count).drop { $0 == " " })
    }
}

extension Duration {
    /// Seconds of each unit that a duration may be written in; a year is 365 days.
    private static let units: [String: Int] = [
        "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400, "y": 365 * 86_400,
    ]

    /// The duration in `text`: a whole number and s, m, h, d, w or y. nil for anything else, also without a unit.
    init?(configuration text: String) {
        guard let parts = NumberWithUnit(text), let unit = Duration.units[parts.unit] else { return nil }
        let (seconds, overflow) = parts.number.multipliedReportingOverflow(by: unit)
        guard !overflow, seconds <= 1000 * 365 * 86_400 else { return nil }
        self = .seconds(seconds)
    }

    /// In the largest unit that gives a whole number: `5m`, `90s`.
    var configurationText: String {
        let seconds = Int(components.seconds)
        let unit = seconds == 0 ? nil : Duration.units.filter { seconds % $0.value == 0 }.max { $0.value < $1.value }
        guard let unit else { return "0s" }
        return "\(seconds / unit.value)\(unit.key)"
    }
}

/// Sizes in bytes.
enum ByteSize {
    private static let units: [String: UInt64] = [
        "B": 1, "kB": 1000, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000,
        "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
    ]

    /// The size in `text`: a whole number and B, KB, MB, GB, TB (powers of 1000) or KiB, MiB, GiB, TiB (of 1024).
    static func parse(_ text: String) -> UInt64? {
        guard let parts = NumberWithUnit(text), let unit = units[parts.unit], let number = UInt64(exactly: parts.number)
        else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow || bytes > UInt64(Int64.max) ? nil : bytes
    }

    /// In the largest unit that gives a whole number.
    static func text(_ bytes: UInt64) -> String {
        let decimal = units.filter { bytes > 0 && bytes % $0.value == 0 && $0.key != "kB" }.max { $0.value < $1.value }
        guard let decimal else { return "\(bytes)B" }
        return "\(bytes / decimal.value)\(decimal.key)"
    }
}

/// `text` in quotation marks for a message, cut if it is long, without line breaks.
func quoted(_ text: String) -> String {
    let shown = String(text.map { $0.isNewline ? " " : $0 })
    return shown.count > 48 ? "\"\(shown.prefix(45))…\"" : "\"\(shown)\""
}
