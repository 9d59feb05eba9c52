/// Converts values of the character sets that need tables and state (ISO 2022, GB18030 ...) to Unicode.
///
/// A view carries one; it may keep converters between calls and is used by one thread at a time.
public protocol CharacterDecoder: AnyObject {
    /// `bytes` in Unicode; nil if the character set is not known or the bytes are not of it.
    ///
    /// - Parameters:
    ///   - characterSet: the value of Specific Character Set (0008,0005), terms separated by backslashes.
    ///   - isPersonName: `^` and `=` end what an escape sequence began, as a backslash does (PS3.5 §6.1.2.5.3).
    func text(of bytes: UnsafeRawBufferPointer, characterSet: String, isPersonName: Bool) -> String?
}

extension DataSetView {
    /// The values of the element at `index` in Unicode: padding removed, split at backslashes where the VR has several
    /// (PS3.5 §6.4); empty for an empty value.
    ///
    /// By the Specific Character Set of its item, or else of the nearest item around it that has one (PS3.5 §6.1.2.3).
    /// Where that is missing, unknown or wrong, the value is UTF-8 if it can be and ISO 8859-1 otherwise, so that no
    /// byte is lost. nil if the value is not loaded or its VR is not text.
    public func text(of index: Int) -> [String]? {
        let element = elements[index]
        guard element.vr.isText else { return nil }
        guard let value = element.value else { return element.length == 0 ? [] : nil }
        if value.isEmpty { return [] }
        return Self.split(unicode(value, of: index), element.vr)
    }

    /// What `bytes` would say in the place of the element at `index`, as values of `vr`.
    public func text(_ bytes: [UInt8], as vr: VR, of index: Int) -> [String] {
        bytes.isEmpty ? [] : bytes.withUnsafeBytes { Self.split(unicode($0, of: index), vr) }
    }

    /// Specific Character Set as it holds for the element at `index`: its terms without padding, separated by
    /// backslashes; "" for the default repertoire.
    public func characterSet(of index: Int) -> String {
        if characterSets.isEmpty { return "" }
        var position = index
        while position >= 0 {
            if let found = characterSets[ItemPlace(elements[position])], let value = elements[found].value {
                return Self.split(Self.latin1(value), .CS).joined(separator: "\\")
            }
            position = elements[position].parent
        }
        return ""
    }

    /// `value` as a value of the element at `index`, padding and all: what `text(of:)` splits.
    public func unicode(_ value: UnsafeRawBufferPointer, of index: Int) -> String {
        if Self.isPlain(value) { return String(decoding: value, as: UTF8.self) }
        let element = elements[index]
        if let decoder,
            let text = decoder.text(
                of: value, characterSet: characterSet(of: index), isPersonName: element.vr == .PN)
        {
            return text
        }
        return String(validating: value, as: UTF8.self) ?? Self.latin1(value)
    }

    /// ASCII without escape sequences: the same in every character set of the standard.
    private static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.allSatisfy { $0 < 0x80 && $0 != 0x1B }
    }

    private static func latin1(_ bytes: UnsafeRawBufferPointer) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(byte)) }
        return String(text)
    }

    private static func split(_ text: String, _ vr: VR) -> [String] {
        if vr.isSingleValuedText || !text.utf8.contains(0x5C) { return [trimmed(text[...])] }
        return text.unicodeScalars.split(separator: "\\", omittingEmptySubsequences: false).map {
            trimmed(Substring($0))
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let bytes = text.utf8
        let isPadding: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0 }
        guard let first = bytes.firstIndex(where: { !isPadding($0) }),
            let last = bytes.lastIndex(where: { !isPadding($0) })
        else { return "" }
        return String(Substring(bytes[first...last]))
    }
}
