import Dicom

/// How far a value has the form that its VR asks for (PS3.5 §6.2).
///
/// Nothing stops a writer from putting a name where a number belongs, and VRs of numbers, dates and UIDs are what nobody
/// reads as text. So what has not their form is searched as text, and what is nothing of the kind does not stay.
enum ValueForm: Int, Comparable {
    /// What the VR asks for, or as near to it as usual: blanks, leading zeros, too many digits, colons in times.
    case proper
    /// Not quite, and still more a number than anything else: partial and impossible dates, a unit behind a number, words
    /// for what is not known. Also what is too long to be looked at here.
    case odd
    /// Something else.
    case foreign

    static func < (one: ValueForm, other: ValueForm) -> Bool { one.rawValue < other.rawValue }

    /// Whether values of `vr` have a form at all.
    static func isAsked(of vr: VR) -> Bool {
        switch vr {
        case .AS, .CS, .DA, .DS, .DT, .IS, .TM, .UI: true
        default: false
        }
    }

    /// - Parameter vr: what the value should be, if not what the element says.
    init(_ element: DataElement, as vr: VR? = nil) {
        let vr = vr ?? element.vr
        guard let value = element.value else {
            self = element.length > 0 && Self.isAsked(of: vr) ? .odd : .proper
            return
        }
        self.init(value, vr)
    }

    /// The worst of all values between backslashes.
    init(_ value: UnsafeRawBufferPointer, _ vr: VR) {
        self = .proper
        guard Self.isAsked(of: vr) else { return }
        var start = 0
        while start <= value.count, self != .foreign {
            var end = start
            while end < value.count, value[end] != UInt8(ascii: "\\") { end += 1 }
            self = max(self, Self.form(Self.unpadded(value[start..<end]), vr))
            start = end + 1
        }
    }

    private static func unpadded(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var bytes = bytes
        while let first = bytes.first, first == UInt8(ascii: " ") || first == 0 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == UInt8(ascii: " ") || last == 0 { bytes = bytes.dropLast() }
        return bytes
    }

    private static func form(_ bytes: Slice<UnsafeRawBufferPointer>, _ vr: VR) -> ValueForm {
        if bytes.isEmpty { return .proper }
        switch vr {
        case .IS, .DS: if isNumber(bytes) { return .proper }
        case .UI: if bytes.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") }) { return .proper }
        // Terms in small letters are met; a text is one that is searched anyway.
        case .CS:
            let isProper = bytes.allSatisfy { isDigit($0) || isCapital($0) || " _".utf8.contains($0) }
            return isProper ? .proper : .odd
        default: break
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if isRight(text, vr) { return .proper }
        if Placeholder.tellsNobody(text) || notNumbers.contains(text.lowercased()) { return .odd }
        guard isLikeNumber(Array(bytes)) else { return .foreign }
        // A day in the place of a number or a time is none of them.
        return [.IS, .DS, .TM].contains(vr) && isDay(Array(bytes)) ? .foreign : .odd
    }

    private static func isRight(_ text: String, _ vr: VR) -> Bool {
        switch vr {
        case .AS: return DicomAge(text) != nil
        case .DA: return DicomDate.shift(date: text, byDays: 0) != nil
        // Year, or year and month, are a legal DT.
        case .DT:
            return DicomDate.shift(dateTime: text, byDays: 0) != nil
                || (text.utf8.count == 4 || text.utf8.count == 6) && text.utf8.allSatisfy(isDigit)
        case .TM:
            let bytes = Array(text.utf8)[...]
            return DicomTime.parse(bytes, separated: bytes.contains(UInt8(ascii: ":"))) != nil
        default: return false
        }
    }

    /// `[+-]digits[.digits][E[+-]digits]`
    private static func isNumber(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
        var rest = bytes
        func sign() { if let first = rest.first, "+-".utf8.contains(first) { rest = rest.dropFirst() } }
        func digits() -> Int {
            let count = rest.prefix(while: isDigit).count
            rest = rest.dropFirst(count)
            return count
        }
        sign()
        var count = digits()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            count += digits()
        }
        guard count > 0 else { return false }
        guard let letter = rest.first else { return true }
        guard letter | 0x20 == UInt8(ascii: "e") else { return false }
        rest = rest.dropFirst()
        sign()
        return digits() > 0 && rest.isEmpty
    }

    /// Begins with a digit, a sign aside, and has but a few letters: `5 mm`, `10:20 AM`, `2012-05-24`, `24MAY2012`.
    private static func isLikeNumber(_ bytes: [UInt8]) -> Bool {
        var letters = 0
        for byte in bytes where !isDigit(byte) {
            if isCapital(byte & ~0x20) { letters += 1 } else if !marks.contains(byte) { return false }
        }
        guard letters <= 3, let first = bytes.first else { return false }
        return isDigit(first) || signs.contains(first) && bytes.dropFirst().first.map(isDigit) == true
    }

    private static let signs = Array("+-.<>~".utf8)
    private static let marks = Array("+-.<>~,:/ %()_".utf8)

    /// Eight digits, marks between them aside, that are year, month and day in one order or another.
    private static func isDay(_ bytes: [UInt8]) -> Bool {
        let digits = bytes.filter(isDigit)
        guard digits.count == 8 else { return false }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        let orders = [
            (number(0..<4), number(4..<6), number(6..<8)), (number(4..<8), number(2..<4), number(0..<2)),
            (number(4..<8), number(0..<2), number(2..<4)),
        ]
        return orders.contains { (1850...2150).contains($0.0) && CalendarDate(year: $0.0, month: $0.1, day: $0.2) != nil }
    }

    /// What programs write for what is no number.
    private static let notNumbers: Set<String> = [
        "nan", "-nan", "+nan", "nan(ind)", "-nan(ind)", "inf", "-inf", "+inf", "infinity", "-infinity", "1.#qnan",
        "-1.#qnan", "1.#ind", "-1.#ind", "1.#inf", "-1.#inf", "-",
    ]

    private static func isDigit(_ byte: UInt8) -> Bool { byte.isDigit }
    private static func isCapital(_ byte: UInt8) -> Bool { byte.isCapital }
}
