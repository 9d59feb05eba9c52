/// The rows of a CSV file as people and spreadsheets write it.
///
/// Understood: a byte order mark, LF, CRLF or CR, a missing last line end, `,` `;` or tab between fields, quoted fields
/// with doubled quotes, blanks around fields, indented lines, blank lines, lines that begin with `#`, and tags that
/// hold the delimiter or quotes of their own: `(0010,0010)`, `"(0029,"SIEMENS CSA HEADER",10)"`.
struct DelimitedText {
    /// One row.
    struct Row: Equatable {
        /// Where it begins, from 1.
        let line: Int
        let fields: [String]
    }

    /// What is wrong with the file as a whole.
    enum Problem: Error {
        case utf16
        case unclosedQuote(line: Int)
    }

    let rows: [Row]
    let delimiter: UInt8

    init(_ content: [UInt8]) throws(Problem) {
        if content.starts(with: [0xFF, 0xFE]) || content.starts(with: [0xFE, 0xFF]) { throw .utf16 }
        let bytes = content.starts(with: [0xEF, 0xBB, 0xBF]) ? content.dropFirst(3) : content[...]
        delimiter = Self.delimiter(of: bytes)
        var reader = Reader(bytes: bytes, delimiter: delimiter)
        var rows: [Row] = []
        while let row = try reader.next() {
            if row.fields.contains(where: { !$0.isEmpty }) { rows.append(row) }
        }
        self.rows = rows
    }

    /// What separates the words of the first line that has some; spreadsheets of many countries write `;`.
    private static func delimiter(of bytes: ArraySlice<UInt8>) -> UInt8 {
        let lines = bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
        let header = lines.first { line in
            let text = line.drop { $0 == UInt8(ascii: " ") || $0 == 0x09 }
            return !text.isEmpty && text.first != UInt8(ascii: "#")
        }
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]
        let counts = candidates.map { candidate in header?.count { $0 == candidate } ?? 0 }
        guard let most = counts.max(), most > 0, let found = counts.firstIndex(of: most) else { return candidates[0] }
        return candidates[found]
    }

    private struct Reader {
        let bytes: ArraySlice<UInt8>
        let delimiter: UInt8
        var position: Int
        var line = 1

        init(bytes: ArraySlice<UInt8>, delimiter: UInt8) {
            self.bytes = bytes
            self.delimiter = delimiter
            position = bytes.startIndex
        }

        mutating func next() throws(Problem) -> Row? {
            guard position < bytes.endIndex else { return nil }
            let first = line
            var fields: [String] = []
            skipBlanks()
            if peek == UInt8(ascii: "#") {
                while let byte = peek, !isLineEnd(byte) { position += 1 }
            } else {
                repeat { fields.append(try field()) } while skipDelimiter()
            }
            skipLineEnd()
            return Row(line: first, fields: fields)
        }

        private mutating func field() throws(Problem) -> String {
            skipBlanks()
            if let end = tagEnd() {
                var text = Array(bytes[position..<end])
                position = end
                if text.first == UInt8(ascii: "\"") { text = Self.undoubled(text[1..<(text.count - 1)]) }
                skipBlanks()
                return String(decoding: text, as: UTF8.self)
            }
            return peek == UInt8(ascii: "\"") ? try quoted() : plain()
        }

        private mutating func plain() -> String {
            let start = position
            while let byte = peek, byte != delimiter, !isLineEnd(byte) { position += 1 }
            let text = bytes[start..<position]
            let end = text.lastIndex { $0 != UInt8(ascii: " ") && $0 != 0x09 }
            return end.map { String(decoding: text[...$0], as: UTF8.self) } ?? ""
        }

        private mutating func quoted() throws(Problem) -> String {
            let first = line
            var text: [UInt8] = []
            position += 1
            while let byte = peek {
                position += 1
                if byte == UInt8(ascii: "\"") {
                    guard peek == UInt8(ascii: "\"") else {
                        // What follows the closing quote up to the delimiter belongs to the field.
                        text.append(contentsOf: plain().utf8)
                        return String(decoding: text, as: UTF8.self)
                    }
                    position += 1
                }
                if byte == 0x0A { line += 1 }
                text.append(byte)
            }
            throw .unclosedQuote(line: first)
        }

        /// End of a field that is a tag in brackets, quoted or not, with any path after it; nil if this is none.
        private func tagEnd() -> Int? {
            var index = position
            let isQuoted = peek == UInt8(ascii: "\"")
            if isQuoted { index += 1 }
            func byte(_ offset: Int = 0) -> UInt8? { index + offset < bytes.endIndex ? bytes[index + offset] : nil }
            func skipSpaces() { while byte() == UInt8(ascii: " ") { index += 1 } }
            repeat {
                skipSpaces()
                guard byte() == UInt8(ascii: "(") else { return nil }
                var digits = 0
                index += 1
                skipSpaces()
                while let digit = byte(), HexDigits.value(digit) != nil || digit | 0x20 == UInt8(ascii: "x") {
                    digits += 1
                    index += 1
                }
                skipSpaces()
                guard (1...4).contains(digits), byte() == UInt8(ascii: ",") else { return nil }
                var isInside = false
                while let next = byte(), !isLineEnd(next), isInside || next != UInt8(ascii: ")") {
                    if next == UInt8(ascii: "\"") {
                        isInside.toggle()
                        if isQuoted, byte(1) == UInt8(ascii: "\"") { index += 1 }
                    }
                    index += 1
                }
                guard byte() == UInt8(ascii: ")") else { return nil }
                index += 1
                skipSpaces()
                let isPath = byte() == UInt8(ascii: "/")
                if isPath { index += 1 } else { break }
            } while true
            if isQuoted {
                guard byte() == UInt8(ascii: "\"") else { return nil }
                index += 1
            }
            let end = index
            while byte() == UInt8(ascii: " ") || (byte() == 0x09 && delimiter != 0x09) { index += 1 }
            guard let next = byte() else { return end }
            return next == delimiter || isLineEnd(next) ? end : nil
        }

        private static func undoubled(_ text: ArraySlice<UInt8>) -> [UInt8] {
            var result: [UInt8] = []
            var previous: UInt8 = 0
            for byte in text {
                if byte == UInt8(ascii: "\""), previous == UInt8(ascii: "\"") {
                    previous = 0
                    continue
                }
                result.append(byte)
                previous = byte
            }
            return result
        }

        private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

        private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

        private mutating func skipBlanks() {
            while let byte = peek, byte == UInt8(ascii: " ") || (byte == 0x09 && delimiter != 0x09) { position += 1 }
        }

        private mutating func skipDelimiter() -> Bool {
            guard peek == delimiter else { return false }
            position += 1
            return true
        }

        private mutating func skipLineEnd() {
            guard let byte = peek else { return }
            position += 1
            if byte == 0x0D, peek == 0x0A { position += 1 }
            line += 1
        }
    }
}
