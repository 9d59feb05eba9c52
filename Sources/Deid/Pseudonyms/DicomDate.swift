import Dicom

/// Shifting values of VR DA and DT by whole days (PS3.5 §6.2).
///
/// What cannot be shifted exactly (partial, impossible or damaged dates, results outside of the years 1 to 9999) gives
/// nil, never a guess; the caller resolves it by the attribute's Type.
public enum DicomDate {
    /// A DA value, all of its parts between backslashes, `days` later; nil if one part is no whole date.
    ///
    /// `20120524` and the retired `2012.05.24` each keep their form, ranges `20120101-20120201` (open ones too) shift
    /// at both ends, empty parts stay empty. Padding does not count and is not returned.
    public static func shift(date value: some StringProtocol, byDays days: Int) -> String? {
        MultiValue.map(value) { part in
            let ends = part.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            guard ends.count <= 2, ends.contains(where: { !$0.isEmpty }) else { return nil }
            var shifted: [UInt8] = []
            for (index, end) in ends.enumerated() {
                if index > 0 { shifted.append(UInt8(ascii: "-")) }
                guard !end.isEmpty else { continue }
                guard let date = shift(day: end, byDays: days) else { return nil }
                shifted.append(contentsOf: date)
            }
            return shifted
        }
    }

    /// A DT value, all of its parts between backslashes, `days` later; nil if one part has no whole date.
    ///
    /// Time, fraction and zone suffix are kept byte for byte, and checked: anything else after the date gives nil.
    public static func shift(dateTime value: some StringProtocol, byDays days: Int) -> String? {
        MultiValue.map(value) { part in
            guard part.count >= 8, isTimeAndZone(part.dropFirst(8)), let date = shift(day: part.prefix(8), byDays: days)
            else { return nil }
            return date + part.dropFirst(8)
        }
    }

    /// The day that a DA value, or the front of a DT value, names; nil if it names no whole day.
    public static func day(_ value: some StringProtocol) -> CalendarDate? {
        parse(day: Array(Unpadded.text(value).utf8.prefix(10))[...])?.date
            ?? parse(day: Array(Unpadded.text(value).utf8.prefix(8))[...])?.date
    }

    private static func shift(day: ArraySlice<UInt8>, byDays days: Int) -> [UInt8]? {
        guard let (date, dotted) = parse(day: day), let (year, month, day) = date.shifted(byDays: days)?.components
        else { return nil }
        let dot = dotted ? [UInt8(ascii: ".")] : []
        return Digits.text(year, 4) + dot + Digits.text(month, 2) + dot + Digits.text(day, 2)
    }

    private static func parse(day text: ArraySlice<UInt8>) -> (date: CalendarDate, dotted: Bool)? {
        var digits = text
        let dotted = text.count == 10
        if dotted {
            let bytes = Array(text)
            guard bytes[4] == UInt8(ascii: "."), bytes[7] == UInt8(ascii: ".") else { return nil }
            digits = (bytes[0..<4] + bytes[5..<7] + bytes[8..<10])[...]
        }
        guard digits.count == 8, let number = Digits.number(digits),
            let date = CalendarDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
        else { return nil }
        return (date, dotted)
    }

    /// `[HH[MM[SS[.F{1,6}]]]][±ZZXX]`
    private static func isTimeAndZone(_ suffix: ArraySlice<UInt8>) -> Bool {
        var time = suffix
        if let sign = suffix.firstIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) {
            guard let zone = Digits.number(suffix[(sign + 1)...]), suffix.endIndex - sign == 5, zone <= 1400,
                zone % 100 < 60
            else { return false }
            time = suffix[..<sign]
        }
        return time.isEmpty || DicomTime.parse(time, separated: false) != nil
    }
}

/// A value of several parts between backslashes (PS3.5 §6.4).
enum MultiValue {
    /// `value` with `change` applied to each part that is not empty, without padding; nil if one part gives nil.
    static func map(_ value: some StringProtocol, _ change: (ArraySlice<UInt8>) -> [UInt8]?) -> String? {
        var result: [UInt8] = []
        let parts = value.utf8.split(separator: UInt8(ascii: "\\"), omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index > 0 { result.append(UInt8(ascii: "\\")) }
            let bytes = Unpadded.bytes(part)
            guard !bytes.isEmpty else { continue }
            guard let changed = change(bytes) else { return nil }
            result.append(contentsOf: changed)
        }
        return String(decoding: result, as: UTF8.self)
    }
}

/// Numbers of a fixed width in decimal digits.
enum Digits {
    /// The number that one to eighteen digits spell; nil for anything else.
    static func number(_ digits: some Collection<UInt8>) -> Int? {
        guard (1...18).contains(digits.count) else { return nil }
        var number = 0
        for digit in digits {
            guard digit.isDigit else { return nil }
            number = number * 10 + Int(digit - 0x30)
        }
        return number
    }

    /// `number` in `width` digits, with leading zeros; `number` must fit.
    static func text(_ number: Int, _ width: Int) -> [UInt8] {
        var (digits, rest) = ([UInt8](repeating: 0x30, count: width), number)
        for index in digits.indices.reversed() {
            digits[index] += UInt8(rest % 10)
            rest /= 10
        }
        precondition(rest == 0 && number >= 0)
        return digits
    }
}
