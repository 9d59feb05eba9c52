/// Stretches of text among bytes that are no text: what `strings` finds, in UTF-8 and UTF-16.
enum TextInBytes {
    /// Gives every stretch of at least four characters to `body`, as UTF-8; ends with what it returns that is not nil.
    static func first<Result>(
        in bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Result?
    ) -> Result? {
        var start: Int?
        var (index, zeros) = (0, 0)
        while index < bytes.count {
            let length = textLength(bytes, index)
            if length > 0 {
                start = start ?? index
                index += length
                continue
            }
            if bytes[index] == 0 { zeros += 1 }
            if let begun = start, index - begun >= 4,
                let result = body(UnsafeRawBufferPointer(rebasing: bytes[begun..<index]))
            {
                return result
            }
            start = nil
            index += 1
        }
        if let begun = start, index - begun >= 4,
            let result = body(UnsafeRawBufferPointer(rebasing: bytes[begun..<index]))
        {
            return result
        }
        return zeros >= 4 ? firstWide(in: bytes, body) : nil
    }

    /// True if there is nothing but text: no control characters but those of text, and zeros only at the end.
    static func isAllText(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var end = bytes.count
        while end > 0, bytes[end - 1] == 0 { end -= 1 }
        return bytes[..<end].allSatisfy { $0 >= 0x20 || (0x09...0x0D).contains($0) || $0 == 0x1B }
    }

    /// Bytes of the character at `index`; 0 if there is none.
    private static func textLength(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Int {
        let byte = bytes[index]
        if byte < 0x80 { return byte >= 0x20 && byte < 0x7F || (0x09...0x0D).contains(byte) ? 1 : 0 }
        let (_, length) = SearchedText.scalar(bytes, at: index)
        return length > 1 ? length : 0
    }

    /// Characters of the Basic Latin and Latin-1 blocks with a zero before or behind each of them.
    private static func firstWide<Result>(
        in bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Result?
    ) -> Result? {
        for phase in 0...1 {
            var run: [UInt8] = []
            var index = phase
            func result() -> Result? { run.count >= 4 ? run.withUnsafeBytes(body) : nil }
            while index + 1 < bytes.count {
                let (one, other) = (bytes[index], bytes[index + 1])
                let letter = one == 0 ? other : other == 0 ? one : 0
                if letter >= 0x20 && letter < 0x7F {
                    run.append(letter)
                } else if letter >= 0xA0 {
                    run += [0xC0 | letter >> 6, 0x80 | letter & 0x3F]
                } else {
                    if let found = result() { return found }
                    run.removeAll(keepingCapacity: true)
                }
                index += 2
            }
            if let found = result() { return found }
        }
        return nil
    }
}
