import Dicom

/// Why the text of a Tags field cannot be read; `message` says what to write instead.
struct TagProblem: Error {
    let message: String
    init(_ message: String) { self.message = message }
}

extension TagPath {
    /// Reads a Tags field: `(0010,0010)`, `(0010, 0010)`, `00100010`, `(50xx,0010)`, `(0029,xx10)`,
    /// `(0029,"SIEMENS CSA HEADER",10)`, `(50,)`, and several of them with `/` between as a path from the top.
    init(parsing text: String) throws(TagProblem) {
        var parts: [TagPattern] = []
        for part in try Self.split(Array(text.utf8)) { parts.append(try Self.pattern(part)) }
        guard let last = parts.popLast() else { throw TagProblem("the tag is missing") }
        if parts.isEmpty {
            self.init(attribute: last)
            return
        }
        for part in parts + [last] {
            switch part {
            case .exact, .privateElement: break
            default: throw TagProblem("a path is made of whole tags, like (0040,0275)/(0040,0007)")
            }
        }
        self.init(sequences: parts, attribute: last)
    }

    /// Parts between slashes that are not inside of quotes.
    private static func split(_ text: [UInt8]) throws(TagProblem) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        var isQuoted = false
        for byte in text {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: "/"), !isQuoted { parts.append([]) } else { parts[parts.count - 1].append(byte) }
        }
        guard !isQuoted else { throw TagProblem("a quote in the tag is not closed") }
        return parts
    }

    private static func pattern(_ part: [UInt8]) throws(TagProblem) -> TagPattern {
        var text = trim(part[...])
        let isBracketed = text.first == UInt8(ascii: "(")
        guard isBracketed == (text.last == UInt8(ascii: ")")) else {
            throw TagProblem("a bracket is missing; a tag is written (0010,0010)")
        }
        if isBracketed { text = trim(text.dropFirst().dropLast()) }
        guard !text.isEmpty else { throw TagProblem("the tag is missing") }
        if text.contains(UInt8(ascii: "\"")) { return try privateElement(text) }
        let fields = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map(trim)
        switch fields.count {
        case 1: return try digits(fields[0])
        case 2 where fields[1].isEmpty: return try groups(fields[0])
        case 2: return try pair(fields[0], fields[1])
        case 3:
            throw TagProblem("put quotes around the Private Creator: (0029,\"SIEMENS CSA HEADER\",10)")
        default: throw TagProblem("this is no tag; write it like (0010,0010)")
        }
    }

    private static func pair(_ group: ArraySlice<UInt8>, _ element: ArraySlice<UInt8>) throws(TagProblem) -> TagPattern {
        guard isPattern(group), isPattern(element) else {
            throw TagProblem("this is no tag; write it like (0010,0010)")
        }
        guard group.count == 4, element.count == 4, let pattern = TagPattern(digits: Array(group + element)) else {
            throw lostZeros(group, element)
        }
        return pattern
    }

    /// Eight digits without comma, as spreadsheets and scripts write tags.
    private static func digits(_ text: ArraySlice<UInt8>) throws(TagProblem) -> TagPattern {
        guard isPattern(text) else { throw TagProblem("this is no tag; write it like (0010,0010)") }
        guard text.count == 8, let pattern = TagPattern(digits: Array(text)) else {
            guard text.count < 8, text.count > 4 else {
                throw TagProblem("a tag has eight digits; write it like (0010,0010)")
            }
            throw lostZeros(text.dropLast(4), text.suffix(4))
        }
        return pattern
    }

    private static func groups(_ prefix: ArraySlice<UInt8>) throws(TagProblem) -> TagPattern {
        guard prefix.count <= 4, let number = HexDigits.number(prefix) else {
            throw TagProblem("a group is written with one to four hexadecimal digits: (50,) or (0020,)")
        }
        return .groups(prefix: UInt16(number), digits: prefix.count)
    }

    /// `0029,"SIEMENS CSA HEADER",10`; the element as two digits, or as `xx10` or `1010`.
    private static func privateElement(_ text: ArraySlice<UInt8>) throws(TagProblem) -> TagPattern {
        let example = TagProblem("a private attribute is written (0029,\"SIEMENS CSA HEADER\",10)")
        guard let open = text.firstIndex(of: UInt8(ascii: "\"")), let close = text.lastIndex(of: UInt8(ascii: "\"")),
            open < close
        else { throw example }
        let before = trim(text[..<open])
        let after = trim(text[(close + 1)...])
        guard before.last == UInt8(ascii: ","), after.first == UInt8(ascii: ",") else { throw example }
        let group = trim(before.dropLast())
        let element = trim(after.dropFirst())
        guard group.count == 4, let groupNumber = HexDigits.number(group), element.count == 2 || element.count == 4,
            let low = HexDigits.number(element.suffix(2)), isPattern(element)
        else { throw example }
        guard groupNumber & 1 == 1 else { throw TagProblem("only odd groups have Private Creators") }
        let creator = trim(text[(open + 1)..<close])
        guard !creator.isEmpty, creator.count <= 64, creator.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else {
            throw TagProblem("a Private Creator has 1 to 64 printable ASCII characters")
        }
        return .privateElement(
            group: UInt16(groupNumber), creator: String(decoding: creator, as: UTF8.self), element: UInt8(low))
    }

    private static func lostZeros(_ group: ArraySlice<UInt8>, _ element: ArraySlice<UInt8>) -> TagProblem {
        guard group.count <= 4, element.count <= 4 else {
            return TagProblem("a tag has four and four digits; write it like (0010,0010)")
        }
        let padded = [group, element].map { part in
            String(repeating: "0", count: 4 - part.count) + String(decoding: part, as: UTF8.self).uppercased()
        }
        return TagProblem(
            "the tag has lost its leading zeros, as happens in spreadsheets; is it (\(padded[0]),\(padded[1]))?")
    }

    private static func isPattern(_ text: ArraySlice<UInt8>) -> Bool {
        !text.isEmpty && text.allSatisfy { HexDigits.value($0) != nil || $0 | 0x20 == UInt8(ascii: "x") }
    }

    private static func trim(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == 0x09 }
        let front = text.drop(while: isBlank)
        guard let last = front.lastIndex(where: { !isBlank($0) }) else { return front.prefix(0) }
        return front[...last]
    }
}
