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

    /// Whether each of `bytes` is part of a character of that set; where one is not, ``text(of:characterSet:isPersonName:)``
    /// has to guess.
    func isWhole(_ bytes: UnsafeRawBufferPointer, characterSet: String, isPersonName: Bool) -> Bool
}

extension CharacterDecoder {
    public func isWhole(_ bytes: UnsafeRawBufferPointer, characterSet: String, isPersonName: Bool) -> Bool {
        text(of: bytes, characterSet: characterSet, isPersonName: isPersonName) != nil
    }
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
        let characterSet = characterSet(of: index)
        if let text = Self.utf8(value, insteadOf: characterSet) { return text }
        if let decoder,
            let text = decoder.text(of: value, characterSet: characterSet, isPersonName: element.vr == .PN)
        {
            return text
        }
        return String(validating: value, as: UTF8.self) ?? Self.latin1(value)
    }

    /// Whether `value`, as a value of the element at `index`, says what ``unicode(_:of:)`` reads.
    ///
    /// False where bytes beyond ASCII are no characters of the set that the Data Set declares, or only look like some: a set
    /// of one byte a character calls nearly everything a letter. Then nobody knows what stands there.
    public func isReadable(_ value: UnsafeRawBufferPointer, of index: Int) -> Bool {
        if Self.isPlain(value) { return true }
        let characterSet = characterSet(of: index)
        if Self.utf8(value, insteadOf: characterSet) != nil { return true }
        let isWhole =
            decoder?.isWhole(value, characterSet: characterSet, isPersonName: elements[index].vr == .PN)
            ?? (String(validating: value, as: UTF8.self) != nil)
        if isWhole, value.contains(0x1B) { return true }
        if Self.isLatin(characterSet) { return WesternText.isPlausible(value) }
        // From 80 to 9F no set of ISO 8859 has a character.
        if Self.isSingleByte(characterSet) { return isWhole && !value.contains { (0x80...0x9F).contains($0) } }
        return isWhole || WesternText.isPlausible(value)
    }

    /// ``isReadable(_:of:)`` of the value of the element at `index`; true if it is not loaded.
    public func isReadable(_ index: Int) -> Bool { elements[index].value.map { isReadable($0, of: index) } ?? true }

    /// `value` as UTF-8 where it can be nothing else: no text of Western Europe looks like it, and bytes from 80 to 9F are in
    /// no set of ISO 8859. Sets of several bytes a character are believed.
    private static func utf8(_ value: UnsafeRawBufferPointer, insteadOf characterSet: String) -> String? {
        guard isLatin(characterSet) || isSingleByte(characterSet) && value.contains(where: { (0x80...0x9F).contains($0) }),
            !value.contains(0x1B)
        else { return nil }
        return String(validating: value, as: UTF8.self)
    }

    /// The default repertoire or Latin alphabet No. 1.
    private static func isLatin(_ characterSet: String) -> Bool {
        characterSet.split(separator: "\\").allSatisfy { latinTerms.contains(String($0)) }
    }

    private static func isSingleByte(_ characterSet: String) -> Bool {
        characterSet.hasPrefix("ISO_IR ") && characterSet != "ISO_IR 192" && !characterSet.contains("\\")
    }

    private static let latinTerms: Set<String> = ["ISO_IR 6", "ISO 2022 IR 6", "ISO_IR 100", "ISO 2022 IR 100"]

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
