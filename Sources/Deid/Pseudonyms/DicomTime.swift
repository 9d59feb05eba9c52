/// Shifting values of VR TM around the clock (PS3.5 §6.2).
public enum DicomTime {
    /// The seconds of a day.
    public static let secondsPerDay = 86_400

    /// A shifted TM value, and into which day each of its parts fell.
    public struct Shifted: Sendable, Hashable {
        /// The new value.
        public let value: String
        /// For each part between backslashes how many days later it is: 1 if the shift went past midnight, -1 if back.
        public let dayCarries: [Int]
    }

    /// A TM value, all of its parts between backslashes, `seconds` later on the clock; nil if one part is no time.
    ///
    /// Precision and form are kept: `10` stays an hour, the fraction stays as it is, the retired `10:20:30` keeps its
    /// colons. What is more exact than the form can say is cut off. Empty parts stay empty; padding is not returned.
    public static func shift(_ value: some StringProtocol, bySeconds seconds: Int) -> Shifted? {
        var carries: [Int] = []
        let shifted = MultiValue.map(value) { part in
            guard let time = parse(part, separated: part.contains(UInt8(ascii: ":"))) else { return nil }
            let (total, overflow) = time.seconds.addingReportingOverflow(seconds)
            guard !overflow else { return nil }
            let carry = total >= 0 ? total / secondsPerDay : (total - secondsPerDay + 1) / secondsPerDay
            let second = total - carry * secondsPerDay
            carries.append(carry)
            let fields = [second / 3600, second / 60 % 60, second % 60].prefix(time.fields).map { Digits.text($0, 2) }
            return Array(fields.joined(separator: time.separated ? [UInt8(ascii: ":")] : [])) + time.fraction
        }
        return shifted.map { Shifted(value: $0, dayCarries: carries) }
    }

    struct Parsed {
        /// Since midnight; a leap second counts as the first of the next minute.
        let seconds: Int
        /// 1 to 3 of hour, minute, second.
        let fields: Int
        /// With its dot; empty if there is none.
        let fraction: ArraySlice<UInt8>
        let separated: Bool
    }

    /// `HH[MM[SS[.F{1,6}]]]`, or with colons if `separated`; nil for anything else.
    static func parse(_ text: ArraySlice<UInt8>, separated: Bool) -> Parsed? {
        let dot = text.firstIndex(of: UInt8(ascii: ".")) ?? text.endIndex
        let fraction = text[dot...]
        guard fraction.isEmpty || (fraction.count <= 7 && Digits.number(fraction.dropFirst()) != nil) else {
            return nil
        }
        let clock = text[..<dot]
        let step = separated ? 3 : 2
        let fields = (clock.count + step - 2) / step
        guard (1...3).contains(fields), clock.count == fields * step - (separated ? 1 : 0),
            fraction.isEmpty || fields == 3
        else { return nil }
        var numbers = [0, 0, 0]
        for field in 0..<fields {
            let start = clock.startIndex + field * step
            guard field == 0 || !separated || clock[start - 1] == UInt8(ascii: ":"),
                let number = Digits.number(clock[start..<start + 2]), number <= [23, 59, 60][field]
            else { return nil }
            numbers[field] = number
        }
        let seconds = numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
        return Parsed(seconds: seconds, fields: fields, fraction: fraction, separated: separated)
    }
}
