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
    static func values(_ element: DataElement) -> [String]? {
        guard let value = element.value else { return element.length == 0 ? [""] : nil }
        if element.vr.isSingleValuedText { return [text(trimmed(value))] }
        let bytes = UnsafeRawBufferPointer(value)
        return bytes.split(separator: 0x5C, omittingEmptySubsequences: false).map {
            text(trimmed(UnsafeRawBufferPointer(rebasing: $0)))
        }
    }

    static func isEmpty(_ element: DataElement) -> Bool {
        if element.vr == .SQ { return element.itemCount == 0 }
        guard let value = element.value else { return element.length == 0 }
        return element.vr.isText ? trimmed(value).isEmpty : value.isEmpty
    }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (start, end) = (0, bytes.count)
        while start < end, bytes[start] == 0x20 || bytes[start] == 0 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        if let valid = String(validating: bytes, as: UTF8.self) { return valid }
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(byte)) }
        return String(text)
    }
}
