import Dicom

/// One value of a text element: each of its characters with the bytes that stand for it.
///
/// So that what stays of a cleaned text stays byte for byte in the instance's own character set, whatever that is; only
/// ASCII is ever put between.
struct EncodedText {
    /// A character, and the code elements that have to be in effect for its bytes (PS3.5 §6.1.2.5).
    private struct Unit {
        var bytes: Range<Int>
        var code: CodeElements
    }

    /// Escape sequences in effect; empty: what the value begins with.
    private struct CodeElements: Equatable {
        var g0: [UInt8] = []
        var g1: [UInt8] = []
        /// Bytes of a character in the lower and upper half.
        var low = 1
        var high = 1
    }

    /// In Unicode, without padding. One scalar a byte where the value cannot be read.
    let text: String
    /// False where nobody knows what the bytes beyond ASCII say; then the value is not split either.
    let isReadable: Bool
    private let source: [UInt8]
    private let units: [Unit]

    /// Text of the default repertoire.
    private init(ascii bytes: [UInt8]) {
        text = String(decoding: bytes, as: UTF8.self)
        isReadable = true
        source = bytes
        units = bytes.indices.map { Unit(bytes: $0..<($0 + 1), code: CodeElements()) }
    }

    private init(_ text: String, _ source: [UInt8], _ units: [Unit]) {
        self.text = text
        isReadable = true
        self.source = source
        self.units = units
    }

    private init(unreadable bytes: [UInt8]) {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(byte)) }
        self.text = String(text)
        isReadable = false
        source = bytes
        units = bytes.indices.map { Unit(bytes: $0..<($0 + 1), code: CodeElements()) }
    }

    /// The bytes of scalars of ``text``.
    func bytes(of range: Range<Int>) -> ArraySlice<UInt8> {
        guard let first = units[range].first, let last = units[range].last else { return [] }
        return source[first.bytes.lowerBound..<last.bytes.upperBound]
    }

    /// The bytes of `pieces` of ``text``: what is kept as it was, the rest in ASCII.
    func bytes(of pieces: [TextCleaner.Piece]) -> [UInt8] {
        var result: [UInt8] = []
        var code = CodeElements()
        func switchTo(_ wanted: CodeElements, isHigh: Bool) {
            if isHigh {
                if wanted.g1 != code.g1 { result += wanted.g1 }
                code.g1 = wanted.g1
            } else {
                // ASCII is what a value begins with; ESC ( B brings it back.
                if wanted.g0 != code.g0 { result += wanted.g0.isEmpty ? [0x1B, 0x28, 0x42] : wanted.g0 }
                code.g0 = wanted.g0
            }
        }
        for piece in pieces {
            switch piece {
            case .kept(let range):
                for unit in units[range] {
                    let bytes = source[unit.bytes]
                    switchTo(unit.code, isHigh: bytes.first.map { $0 >= 0x80 } ?? false)
                    result += bytes
                    if bytes.count == 1, let only = bytes.first, Self.resets(only) { code = CodeElements() }
                }
            case .replaced(let text, _):
                guard !text.isEmpty else { continue }
                switchTo(CodeElements(), isHigh: false)
                result += Array(text.utf8)
            }
        }
        if !code.g0.isEmpty { result += [0x1B, 0x28, 0x42] }
        return result
    }

    // MARK: reading

    /// The values of the element at `index` of `view`; nil if it is not loaded, or its characters cannot be told apart.
    ///
    /// - Parameter vr: what the value is read as, where the Data Set says UN.
    static func values(_ index: Int, of view: DataSetView, as vr: VR) -> [EncodedText]? {
        let element = view.elements[index]
        guard let value = element.value else { return element.length == 0 ? [] : nil }
        let isSplit = !vr.isSingleValuedText
        let bytes = Array(value)
        if bytes.allSatisfy({ $0 < 0x80 && $0 != 0x1B }) {
            if !isSplit { return [EncodedText(ascii: Array(Unpadded.bytes(bytes)))] }
            return bytes.split(separator: UInt8(ascii: "\\"), omittingEmptySubsequences: false).map {
                EncodedText(ascii: Array(Unpadded.bytes($0)))
            }
        }
        if vr.usesSpecificCharacterSet, !view.isReadable(value, of: index) {
            return [EncodedText(unreadable: Array(Unpadded.bytes(bytes)))]
        }
        let characterSet = vr.usesSpecificCharacterSet ? view.characterSet(of: index) : ""
        let decoded = element.vr.isText ? view.text(of: index) : nil
        let readings = [CharacterSetReading(characterSet), .utf8, .singleByte]
        for reading in readings {
            guard let units = units(bytes, reading) else { continue }
            let parts = isSplit ? split(units, bytes) : [units[...]]
            let trimmed = parts.map { trim($0, bytes) }
            let texts = decoded ?? fallback(trimmed, bytes)
            guard texts.count == trimmed.count,
                zip(texts, trimmed).allSatisfy({ $0.unicodeScalars.count == $1.count })
            else { continue }
            return zip(texts, trimmed).map { EncodedText($0, bytes, Array($1)) }
        }
        return nil
    }

    /// As UTF-8 or ISO 8859-1, for a value whose VR the Data Set does not tell.
    private static func fallback(_ parts: [ArraySlice<Unit>], _ bytes: [UInt8]) -> [String] {
        parts.map { part in
            let value = part.flatMap { Array(bytes[$0.bytes]) }
            if let valid = String(validating: value, as: UTF8.self) { return valid }
            var text = String.UnicodeScalarView()
            for byte in value { text.append(Unicode.Scalar(byte)) }
            return String(text)
        }
    }

    private static func split(_ units: [Unit], _ bytes: [UInt8]) -> [ArraySlice<Unit>] {
        units.split(omittingEmptySubsequences: false) { isByte(UInt8(ascii: "\\"), $0, bytes) }
    }

    private static func trim(_ units: ArraySlice<Unit>, _ bytes: [UInt8]) -> ArraySlice<Unit> {
        var units = units
        let isPadding: (Unit) -> Bool = { isByte(UInt8(ascii: " "), $0, bytes) || isByte(0, $0, bytes) }
        while let first = units.first, isPadding(first) { units = units.dropFirst() }
        while let last = units.last, isPadding(last) { units = units.dropLast() }
        return units
    }

    private static func isByte(_ byte: UInt8, _ unit: Unit, _ bytes: [UInt8]) -> Bool {
        unit.bytes.count == 1 && bytes[unit.bytes.lowerBound] == byte
    }

    /// Line ends, tabulators and delimiters end what an escape sequence began (PS3.5 §6.1.2.5.3).
    private static func resets(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\\") || byte == 0x0A || byte == 0x0D || byte == 0x0C || byte == 0x09
    }

    /// How the bytes of a character set make characters.
    private enum CharacterSetReading {
        case singleByte, utf8, gb18030, codeExtensions

        init(_ characterSet: String) {
            if characterSet.contains("ISO 2022") {
                self = .codeExtensions
            } else if characterSet == "ISO_IR 192" {
                self = .utf8
            } else if characterSet == "GB18030" || characterSet == "GBK" {
                self = .gb18030
            } else {
                self = .singleByte
            }
        }
    }

    private static func units(_ bytes: [UInt8], _ reading: CharacterSetReading) -> [Unit]? {
        var units: [Unit] = []
        units.reserveCapacity(bytes.count)
        var code = CodeElements()
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x1B, reading == .codeExtensions {
                guard let length = escape(bytes[position...], &code) else { return nil }
                position += length
                continue
            }
            let width: Int
            switch reading {
            case .singleByte: width = 1
            case .utf8:
                width = byte < 0x80 ? 1 : byte < 0xC0 ? 0 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte < 0xF8 ? 4 : 0
            case .gb18030:
                let next = position + 1 < bytes.count ? bytes[position + 1] : 0
                width = byte < 0x81 ? 1 : next.isDigit ? 4 : 2
            case .codeExtensions: width = byte >= 0x80 ? code.high : byte > 0x20 && byte != 0x7F ? code.low : 1
            }
            guard width > 0, position + width <= bytes.count else { return nil }
            units.append(Unit(bytes: position..<(position + width), code: code))
            if width == 1, resets(byte) { code = CodeElements() }
            position += width
        }
        return units
    }

    /// An escape sequence at the front of `bytes`: its length, and what is in effect after it.
    private static func escape(_ bytes: ArraySlice<UInt8>, _ code: inout CodeElements) -> Int? {
        let head = Array(bytes.prefix(4))
        guard head.count >= 3 else { return nil }
        switch (head[1], head[2]) {
        // ESC $ B and ESC $ @: two bytes a character, lower half.
        case (0x24, 0x40), (0x24, 0x42):
            (code.g0, code.low) = (Array(head[..<3]), 2)
            return 3
        case (0x24, 0x28), (0x24, 0x29):
            guard head.count == 4 else { return nil }
            if head[2] == UInt8(ascii: "(") { (code.g0, code.low) = (head, 2) } else { (code.g1, code.high) = (head, 2) }
            return 4
        case (0x28, let final):
            (code.g0, code.low) = (final == UInt8(ascii: "B") ? [] : Array(head[..<3]), 1)
            return 3
        case (0x29, _), (0x2D, _):
            (code.g1, code.high) = (Array(head[..<3]), 1)
            return 3
        default: return nil
        }
    }
}
