import Dicom

/// Values of attributes as device rules compare them.
enum DeviceValue {
    /// Texts without padding, numbers in decimals; nothing for sequences and bytes.
    static func texts(of index: Int, in view: DataSetView) -> [String] {
        let element = view.elements[index]
        if let texts = view.text(of: index) { return texts }
        guard let value = element.value else { return [] }
        switch element.vr {
        case .US: return each(value, 2) { "\(UInt16(truncatingIfNeeded: $0))" }
        case .SS: return each(value, 2) { "\(Int16(truncatingIfNeeded: $0))" }
        case .UL: return each(value, 4) { "\(UInt32(truncatingIfNeeded: $0))" }
        case .SL: return each(value, 4) { "\(Int32(truncatingIfNeeded: $0))" }
        case .FL: return each(value, 4) { "\(Float(bitPattern: UInt32(truncatingIfNeeded: $0)))" }
        case .FD: return each(value, 8) { "\(Double(bitPattern: $0))" }
        default: return []
        }
    }

    private static func each(
        _ value: UnsafeRawBufferPointer, _ width: Int, _ text: (UInt64) -> String
    ) -> [String] {
        stride(from: 0, to: value.count - width + 1, by: width).map { start in
            text((0..<width).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(value[start + $1]) })
        }
    }
}

/// `*` stands for any characters, `?` for one.
enum DeviceWildcard {
    static func fits(_ text: String, _ pattern: String) -> Bool {
        let (text, pattern) = (Array(text), Array(pattern))
        var (at, position) = (0, 0)
        // Where the latest star stands, and how much it has taken.
        var star: (pattern: Int, text: Int)?
        while at < text.count {
            if position < pattern.count, pattern[position] == "*" {
                star = (position, at)
                position += 1
            } else if position < pattern.count, pattern[position] == "?" || pattern[position] == text[at] {
                position += 1
                at += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                position = last.pattern + 1
                at = last.text + 1
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == "*" }
    }
}

/// Regular expressions of device scripts.
enum DeviceExpression {
    /// Whether the whole of `text` fits `expression`; nothing fits one that cannot be read, which the reader refuses.
    static func matches(_ text: String, _ expression: String) -> Bool {
        guard let regex = regex(expression) else { return false }
        // What fails within a match is the expression's, not the text's.
        return (try? regex.wholeMatch(in: text)) ?? nil != nil
    }

    static func isReadable(_ expression: String) -> Bool { regex(expression) != nil }

    private static func regex(_ expression: String) -> Regex<AnyRegexOutput>? {
        // Why it cannot be read is told by the reader of the file.
        try? Regex(expression).dotMatchesNewlines()
    }
}
