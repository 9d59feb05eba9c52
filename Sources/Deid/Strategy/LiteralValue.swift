import Dicom

/// Text from a strategy file as the value of an element.
enum LiteralValue {
    /// Why a literal does not fit its VR.
    struct Problem: Error { let message: String }

    /// The bytes of `text` in Little Endian as a value of `vr`, without padding.
    ///
    /// Backslashes separate values where the VR has several. Numbers of binary VRs are written in decimal, AT as eight
    /// hexadecimal digits. An empty text is an empty value. Replacements are ASCII, legal in every character set.
    static func bytes(_ text: String, vr: VR) throws(Problem) -> [UInt8] {
        guard vr != .SQ else { throw Problem(message: "a sequence cannot hold a literal; use remove or delete") }
        guard text.utf8.allSatisfy({ $0 < 0x7F && ($0 >= 0x20 || allowsControl($0, vr)) }) else {
            throw Problem(message: "a replacement must be printable ASCII, so that it is legal in every character set")
        }
        guard !text.isEmpty else { return [] }
        if vr.isText || vr == .UN { return try characters(text, vr) }
        var bytes: [UInt8] = []
        for value in text.split(separator: "\\", omittingEmptySubsequences: false) {
            guard let number = number(value, vr) else {
                throw Problem(message: "\(vr) values are numbers in its range, separated by backslashes")
            }
            bytes += number
        }
        return bytes
    }

    private static func allowsControl(_ byte: UInt8, _ vr: VR) -> Bool {
        [.LT, .ST, .UT].contains(vr) && [0x09, 0x0A, 0x0C, 0x0D].contains(byte)
    }

    private static func characters(_ text: String, _ vr: VR) throws(Problem) -> [UInt8] {
        let values =
            vr.isSingleValuedText || vr == .UN
            ? [text[...]] : text.split(separator: "\\", omittingEmptySubsequences: false)
        for value in values where !value.isEmpty {
            let length =
                vr == .PN
                ? value.split(separator: "=", omittingEmptySubsequences: false).map(\.utf8.count).max() ?? 0
                : value.utf8.count
            if let limit = vr.maximumCharacters, length > limit {
                throw Problem(message: "\(vr) values have at most \(limit) characters")
            }
            guard isLegal(value, vr) else { throw Problem(message: rule(of: vr)) }
        }
        return Array(text.utf8)
    }

    private static func isLegal(_ value: Substring, _ vr: VR) -> Bool {
        let bytes = Array(value.utf8)
        switch vr {
        case .CS:
            return bytes.allSatisfy { isDigit($0) || $0.isCapital || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "_") }
        case .UI: return UID.isValid(value)
        case .DA: return bytes.count == 8 && isDate(bytes)
        case .TM: return isTime(bytes)
        case .DT: return isDateTime(bytes)
        case .AS:
            return bytes.count == 4 && bytes.prefix(3).allSatisfy(isDigit)
                && [0x44, 0x57, 0x4D, 0x59].contains(bytes[3])
        case .IS: return Int32(value.trimmingBlanks) != nil
        case .DS:
            let plain = value.trimmingBlanks
            return Double(plain)?.isFinite == true
                && plain.utf8.allSatisfy { isDigit($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }
        case .UR: return !bytes.contains(UInt8(ascii: " "))
        case .PN:
            let groups = value.split(separator: "=", omittingEmptySubsequences: false)
            return groups.count <= 3 && groups.allSatisfy { $0.utf8.count(where: { $0 == UInt8(ascii: "^") }) <= 4 }
        default: return true
        }
    }

    private static func rule(of vr: VR) -> String {
        switch vr {
        case .CS: "CS values are upper-case letters, digits, blanks and underscores"
        case .UI: "UI values are UIDs"
        case .DA: "DA values are dates like 20120131"
        case .TM: "TM values are times like 235959 or 2359"
        case .DT: "DT values are dates with times like 20120131235959"
        case .AS: "AS values are ages like 045Y"
        case .IS: "IS values are whole numbers"
        case .DS: "DS values are decimal numbers"
        case .UR: "UR values have no blanks"
        default: "PN values have at most five components in at most three groups"
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte.isDigit }

    private static func number(_ digits: some Sequence<UInt8>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    private static func isDate(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy(isDigit) && (1...12).contains(number(bytes[4..<6])) && (1...31).contains(number(bytes[6..<8]))
    }

    private static func isTime(_ bytes: [UInt8]) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let clock = parts.first, parts.count <= 2, [2, 4, 6].contains(clock.count),
            bytes.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") })
        else { return false }
        if parts.count == 2, clock.count != 6 || !(1...6).contains(parts[1].count) { return false }
        let limits = [23, 59, 60]
        return stride(from: 0, to: clock.count, by: 2).allSatisfy { at in
            let start = clock.startIndex + at
            return number(clock[start..<(start + 2)]) <= limits[at / 2]
        }
    }

    private static func isDateTime(_ bytes: [UInt8]) -> Bool {
        var clock = bytes[...]
        if let sign = clock.lastIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) {
            let offset = clock[(sign + 1)...]
            guard offset.count == 4, offset.allSatisfy(isDigit) else { return false }
            clock = clock[..<sign]
        }
        guard clock.prefix(while: isDigit).count >= 4 else { return false }
        switch clock.count {
        case 4: return true
        case 6: return (1...12).contains(number(clock.dropFirst(4)))
        case 8...: return isDate(Array(clock.prefix(8))) && (clock.count == 8 || isTime(Array(clock.dropFirst(8))))
        default: return false
        }
    }

    private static func number(_ value: Substring, _ vr: VR) -> [UInt8]? {
        let text = value.trimmingBlanks
        switch vr {
        case .US, .OW: return UInt16(text).map(littleEndian)
        case .SS: return Int16(text).map(littleEndian)
        case .UL, .OL: return UInt32(text).map(littleEndian)
        case .SL: return Int32(text).map(littleEndian)
        case .UV, .OV: return UInt64(text).map(littleEndian)
        case .SV: return Int64(text).map(littleEndian)
        case .FL, .OF: return Float(text).map { littleEndian($0.bitPattern) }
        case .FD, .OD: return Double(text).map { littleEndian($0.bitPattern) }
        case .OB: return UInt8(text).map { [$0] }
        case .AT:
            let digits = text.utf8.filter { ![0x28, 0x29, 0x2C, 0x20].contains($0) }
            guard digits.count == 8, let tag = HexDigits.number(digits) else { return nil }
            return littleEndian(UInt16(tag >> 16)) + littleEndian(UInt16(truncatingIfNeeded: tag))
        default: return nil
        }
    }

    /// The bytes of `number`, least significant first.
    static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        let front = utf8.drop { $0 == UInt8(ascii: " ") }
        guard let last = front.lastIndex(where: { $0 != UInt8(ascii: " ") }) else { return "" }
        return String(decoding: front[...last], as: UTF8.self)
    }
}
