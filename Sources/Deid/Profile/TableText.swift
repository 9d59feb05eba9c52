internal import StandardTables

/// One embedded table: its edition, and its lines as ranges of bytes that are never copied.
struct TableText {
    /// What the first line says, for example `PS3.15 Table E.1-1, 2024e ...`.
    let edition: String
    private let content: UnsafeBufferPointer<UInt8>

    init(_ table: standard_table) {
        let all = UnsafeBufferPointer(start: table.bytes, count: table.count)
        let end = all.firstIndex(of: 0x0A) ?? all.count
        edition = String(decoding: all[..<end].dropFirst(2), as: UTF8.self)
        content = UnsafeBufferPointer(rebasing: all[min(end + 1, all.count)...])
    }

    /// Calls `body` with every line after the first.
    func forEachLine(_ body: (Slice<UnsafeBufferPointer<UInt8>>) -> Void) {
        var start = content.startIndex
        while start < content.endIndex {
            var end = start
            while end < content.endIndex, content[end] != 0x0A { end += 1 }
            body(content[start..<end])
            start = end + 1
        }
    }

    /// Calls `body` with the tab-separated fields of every line that has at least `count` of them.
    func forEachRow(_ count: Int, _ body: ([String]) -> Void) {
        forEachLine { line in
            let fields = line.split(separator: 0x09, omittingEmptySubsequences: false)
            guard fields.count >= count else { return }
            body(fields.map { String(decoding: $0, as: UTF8.self) })
        }
    }
}

/// Numbers of embedded tables and of strategy files.
enum HexDigits {
    /// The number that `digits`, of either case and one to eight of them, spell; nil if one is no digit.
    static func number(_ digits: some Collection<UInt8>) -> UInt32? {
        guard (1...8).contains(digits.count) else { return nil }
        var number: UInt32 = 0
        for digit in digits {
            guard let value = value(digit) else { return nil }
            number = number << 4 | value
        }
        return number
    }

    /// What one digit is worth.
    static func value(_ digit: UInt8) -> UInt32? {
        switch digit {
        case 0x30...0x39: UInt32(digit - 0x30)
        case 0x41...0x46: UInt32(digit - 0x41 + 10)
        case 0x61...0x66: UInt32(digit - 0x61 + 10)
        default: nil
        }
    }

    /// `number` in at least `width` upper-case digits.
    static func text(_ number: some BinaryInteger, width: Int) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
