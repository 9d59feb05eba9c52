import Dicom

/// An element's value as text to compare, look up and replace.
enum ElementText {
    /// All of it without padding at either end; nil if it is not loaded.
    ///
    /// ASCII and UTF-8 as they are. Other character sets byte by byte (ISO 8859-1), so that different bytes are always
    /// different text.
    static func trimmed(_ element: DataElement) -> String? {
        guard let value = element.value else { return element.length == 0 ? "" : nil }
        return text(trimmed(value))
    }

    /// Its values, each without padding: split at backslashes where the VR has several (PS3.5 §6.4).
    ///
    /// - Parameter hasWideCharacters: a backslash among other than ASCII characters may be half of one; such a value is
    ///   not split.
    static func values(_ element: DataElement, hasWideCharacters: Bool = false) -> [String]? {
        guard let value = element.value else { return element.length == 0 ? [""] : nil }
        let isWide =
            hasWideCharacters && element.vr.usesSpecificCharacterSet && value.contains { $0 >= 0x80 || $0 == 0x1B }
        if element.vr.isSingleValuedText || isWide || !value.contains(UInt8(ascii: "\\")) { return [text(trimmed(value))] }
        return value.split(separator: UInt8(ascii: "\\"), omittingEmptySubsequences: false).map {
            text(trimmed(UnsafeRawBufferPointer(rebasing: $0)))
        }
    }

    /// The values of a binary VR as `LiteralValue` writes them; nil for other VRs and for what is no whole number of
    /// values.
    static func numbers(_ element: DataElement) -> [String]? {
        guard let value = element.value else { return element.length == 0 ? [] : nil }
        func each<Number>(_ width: Int, _ number: (UnsafeRawBufferPointer, Int) -> Number) -> [String]? {
            guard value.count % width == 0 else { return nil }
            return stride(from: 0, to: value.count, by: width).map { "\(number(value, $0))" }
        }
        func read<Word: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _ at: Int, _: Word.Type) -> Word {
            Word(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: Word.self))
        }
        switch element.vr {
        case .US, .OW: return each(2) { read($0, $1, UInt16.self) }
        case .SS: return each(2) { read($0, $1, Int16.self) }
        case .UL, .OL: return each(4) { read($0, $1, UInt32.self) }
        case .SL: return each(4) { read($0, $1, Int32.self) }
        case .UV, .OV: return each(8) { read($0, $1, UInt64.self) }
        case .SV: return each(8) { read($0, $1, Int64.self) }
        case .FL, .OF: return each(4) { Float(bitPattern: read($0, $1, UInt32.self)) }
        case .FD, .OD: return each(8) { Double(bitPattern: read($0, $1, UInt64.self)) }
        case .OB: return each(1) { $0[$1] }
        case .AT:
            return each(4) {
                HexDigits.text(read($0, $1, UInt16.self), width: 4)
                    + HexDigits.text(read($0, $1 + 2, UInt16.self), width: 4)
            }
        default: return nil
        }
    }

    static func isEmpty(_ element: DataElement) -> Bool {
        if element.vr == .SQ { return element.itemCount == 0 }
        guard let value = element.value else { return element.length == 0 }
        return element.vr.isText ? value.allSatisfy(isPadding) : value.isEmpty
    }

    private static func isPadding(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == 0 }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (start, end) = (0, bytes.count)
        while start < end, isPadding(bytes[start]) { start += 1 }
        while end > start, isPadding(bytes[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        if let valid = String(validating: bytes, as: UTF8.self) { return valid }
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(byte)) }
        return String(text)
    }
}
