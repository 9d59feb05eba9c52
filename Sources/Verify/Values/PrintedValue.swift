import Deid
import Dicom

/// Values as text, in the form in which answer keys have them: as pydicom prints values.
///
/// One value stands for itself, several in brackets; numbers in decimal, bytes as `b'…'`.
struct PrintedValue {
    let dataSet: Reader

    /// The element's text without blanks around it; "" for an empty one.
    func text(of index: Int) -> String {
        let element = dataSet.view.elements[index]
        if Self.isBulk(element.tag) { return "REMOVED" }
        if element.vr == .SQ { return items(of: index) }
        if element.length == 0 { return "" }
        if element.vr.isText { return Self.trimmed(Self.joined(dataSet.view.text(of: index) ?? [], element.vr)) }
        guard let value = dataSet.bytes(of: index) else { return "" }
        return Self.text(value, element.vr == .UN ? knownVR(element) ?? .UN : element.vr)
    }

    /// The text, and where the value came without a VR and a list names one, its bytes too: nobody knows which of them
    /// the author of an answer key saw.
    func readings(of index: Int) -> [String] {
        let element = dataSet.view.elements[index]
        let text = text(of: index)
        guard element.vr == .UN, knownVR(element) != nil, let value = dataSet.bytes(of: index), !value.isEmpty else {
            return [text]
        }
        return [text, PythonText.literal(value)]
    }

    private static func text(_ value: [UInt8], _ vr: VR) -> String {
        if vr.isText { return trimmed(joined(split(value, vr), vr)) }
        return value.withUnsafeBytes { NumberValues.text($0, vr) } ?? PythonText.literal(value)
    }

    /// What lists of private attributes say of one that came without a VR (Implicit VR, or UN).
    private func knownVR(_ element: DataElement) -> VR? {
        guard element.creator >= 0, let creator = dataSet.view.text(of: element.creator)?.first else { return nil }
        return PrivateList.tcia.vr(of: element.tag, creator: creator)
    }

    private static func split(_ value: [UInt8], _ vr: VR) -> [String] {
        let parts =
            vr.isSingleValuedText ? [value[...]] : value.split(separator: 0x5C, omittingEmptySubsequences: false)
        return parts.map { PrintedBytes.text(Array($0), vr) }
    }

    /// Values of which nobody prints the bytes: Pixel Data and Overlay Data.
    static func isBulk(_ tag: Tag) -> Bool {
        tag == .pixelData || tag.group & 0xFF01 == 0x6000 && tag.element == 0x3000
    }

    private static func joined(_ values: [String], _ vr: VR) -> String {
        let printed = vr == .PN ? values.map(withoutEmptyGroups) : values
        guard printed.count > 1 else { return printed.first ?? "" }
        // Names print without quotes, and so do numbers that are some.
        let isBare = vr == .PN || (vr == .DS || vr == .IS) && printed.allSatisfy { $0.isEmpty || Double($0) != nil }
        let parts = printed.map { isBare && (vr == .PN || !$0.isEmpty) ? $0 : PythonText.literal($0) }
        return "[" + parts.joined(separator: ", ") + "]"
    }

    /// `Family^Given=` without the component groups at its end that are empty.
    private static func withoutEmptyGroups(_ name: String) -> String {
        var name = name[...]
        while name.utf8.last == UInt8(ascii: "=") { name = name.dropLast() }
        return String(name)
    }

    /// A sequence is what its items hold; never empty.
    private func items(of index: Int) -> String {
        var texts: [String] = []
        let elements = dataSet.view.elements
        for inner in elements.indices[(index + 1)...] {
            if elements[inner].parent < index { break }
            let element = elements[inner]
            if element.vr != .SQ { texts.append("\(element.tag) \(element.vr): \(text(of: inner))") }
        }
        return "[" + texts.joined(separator: "\n") + "]"
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let isBlank: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace || (0x1C...0x1F).contains($0.value) }
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}

/// Text as Python writes it in source.
enum PythonText {
    /// `'text'`, or in double quotes if it has single ones and no double ones.
    static func literal(_ text: String) -> String {
        let quote: Unicode.Scalar =
            text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
        var result = String.UnicodeScalarView([quote])
        for scalar in text.unicodeScalars {
            if scalar == quote || scalar == "\\" {
                result += ["\\", scalar]
            } else if isPrintable(scalar) {
                result.append(scalar)
            } else {
                result.append(contentsOf: escape(scalar.value).unicodeScalars)
            }
        }
        result.append(quote)
        return String(result)
    }

    /// `b'bytes'`.
    static func literal(_ bytes: [UInt8]) -> String {
        let (single, double) = (UInt8(ascii: "'"), UInt8(ascii: "\""))
        let quote = bytes.contains(single) && !bytes.contains(double) ? double : single
        var result: [UInt8] = [UInt8(ascii: "b"), quote]
        for byte in bytes {
            switch byte {
            case quote, UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
            case 0x20..<0x7F: result.append(byte)
            default: result += Array(escape(UInt32(byte)).utf8)
            }
        }
        return String(decoding: result + [quote], as: UTF8.self)
    }

    private static func escape(_ value: UInt32) -> String {
        func hex(_ width: Int) -> String {
            let digits = String(value, radix: 16)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        switch value {
        case 0x09: return "\\t"
        case 0x0A: return "\\n"
        case 0x0D: return "\\r"
        case 0...0xFF: return "\\x" + hex(2)
        case 0...0xFFFF: return "\\u" + hex(4)
        default: return "\\U" + hex(8)
        }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }
}
