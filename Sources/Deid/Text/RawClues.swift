import Dicom

/// Identifiers whose bytes nobody can read as the Data Set declares: looked for byte by byte, in whatever code page they are.
///
/// A file that names its people in Shift-JIS or Windows-1251 without saying so writes them in the same bytes everywhere.
struct RawClues {
    private var needles: [[UInt8]: Clue.Kind] = [:]
    private var shortest = Int.max

    var isEmpty: Bool { needles.isEmpty }

    /// What `view` tells in values that cannot be read.
    ///
    /// - Parameter isIncluded: by index.
    init(_ view: DataSetView, where isIncluded: (Int) -> Bool = { _ in true }) {
        for index in view.elements.indices {
            let element = view.elements[index]
            guard element.length > 1, let kind = ClueAttributes.kind(of: element.tag, vr: element.vr),
                Self.kinds.contains(kind), let value = element.value, value.contains(where: Self.isForeign),
                isIncluded(index), !view.isReadable(index)
            else { continue }
            for part in Self.forms(of: Array(value), isName: kind.isName) { add(part, kind) }
        }
    }

    /// The kind of what stands in `bytes`; nil if nothing does.
    func kind(in bytes: some Collection<UInt8>) -> Clue.Kind? {
        guard !needles.isEmpty, bytes.count >= shortest, bytes.contains(where: Self.isForeign) else { return nil }
        let text = bytes.map(Self.folded)
        for (needle, kind) in needles where needle.count <= text.count {
            for start in 0...(text.count - needle.count) where text[start] == needle[0] {
                guard text[start..<(start + needle.count)].elementsEqual(needle) else { continue }
                // One character of two bytes stands in many others: it has to be a word of its own.
                if needle.count > 3 || Self.isAlone(start..<(start + needle.count), in: text) { return kind }
            }
        }
        return nil
    }

    /// Ranges between blanks in which something stands that is not ASCII; a blank is one in every code page.
    static func words(in bytes: [UInt8]) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start: Int?
        for index in bytes.indices {
            // A backslash behind a byte beyond ASCII may be half of a character.
            let isSplit = bytes[index] == 0x5C && (index == 0 || bytes[index - 1] < 0x80)
            if blanks.contains(bytes[index]) || isSplit {
                if let begun = start { words.append(begun..<index) }
                start = nil
            } else if start == nil {
                start = index
            }
        }
        if let begun = start { words.append(begun..<bytes.count) }
        return words.filter { bytes[$0].contains(where: isForeign) }
    }

    private mutating func add(_ needle: [UInt8], _ kind: Clue.Kind) {
        guard needle.count > 1, needle.contains(where: Self.isForeign) else { return }
        let needle = needle.map(Self.folded)
        if needles[needle] == nil { needles[needle] = kind }
        shortest = min(shortest, needle.count)
    }

    /// Components of a name, their words, and family and given name in both orders with and without a blank; other values
    /// as they are.
    private static func forms(of value: [UInt8], isName: Bool) -> Set<[UInt8]> {
        let whole = trimmed(value[...])
        guard isName else { return [whole] }
        var forms: Set<[UInt8]> = []
        // Of two bytes a character, the second can look like a delimiter.
        for width in 1...2 {
            for group in split(whole, at: 0x3D, width).flatMap({ split($0, at: 0x5C, width) }) {
                let parts = split(group, at: 0x5E, width).map { trimmed($0[...]) }
                for part in parts {
                    forms.insert(part)
                    for word in part.split(separator: 0x20) { forms.insert(Array(word)) }
                }
                guard parts.count > 1, !parts[0].isEmpty, !parts[1].isEmpty else { continue }
                for (one, other) in [(parts[0], parts[1]), (parts[1], parts[0])] {
                    forms.insert(one + other)
                    forms.insert(one + [0x20] + other)
                }
            }
        }
        return forms
    }

    private static func split(_ bytes: [UInt8], at delimiter: UInt8, _ width: Int) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        var index = 0
        while index < bytes.count {
            let step = width == 2 && bytes[index] >= 0x80 && index + 1 < bytes.count ? 2 : 1
            if step == 1, bytes[index] == delimiter {
                parts.append([])
            } else {
                parts[parts.count - 1] += bytes[index..<(index + step)]
            }
            index += step
        }
        return parts
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let isPadding: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0 }
        let front = bytes.drop(while: isPadding)
        return Array(front.prefix((front.lastIndex { !isPadding($0) } ?? front.startIndex - 1) + 1 - front.startIndex))
    }

    private static func isAlone(_ range: Range<Int>, in text: [UInt8]) -> Bool {
        func isWord(_ byte: UInt8) -> Bool { byte >= 0x80 || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) }
        return (range.lowerBound == 0 || !isWord(text[range.lowerBound - 1]))
            && (range.upperBound == text.count || !isWord(text[range.upperBound]))
    }

    /// Without case: code pages of one byte a character have capitals 32 below or above small letters, and 16 below or above
    /// those that stand apart (`Ё` of Windows-1251 and KOI8-R).
    private static func folded(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x41...0x5A, 0xC0...0xFF: byte | 0x20
        case 0xA0...0xBF: byte | 0x10
        default: byte
        }
    }

    private static func isForeign(_ byte: UInt8) -> Bool { byte >= 0x80 || byte == 0x1B }

    private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0C, 0x0D, 0]
    private static let kinds: Set<Clue.Kind> = [
        .patientName, .relativeName, .staffName, .identifier, .institution, .department, .station, .address, .other,
    ]
}
