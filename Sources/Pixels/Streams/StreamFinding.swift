/// What is to be changed in one encoded frame so that nothing but its picture is left.
struct StreamFinding: Equatable {
    /// Bytes that go, and what comes in their place.
    struct Patch: Equatable {
        var range: Range<Int>
        var replacement: [UInt8]
    }

    /// In order, none overlapping.
    var patches: [Patch] = []
    /// Bits of a sample in the stream; nil if the format does not say.
    var precision: Int?

    mutating func remove(_ range: Range<Int>) { replace(range, with: []) }

    mutating func replace(_ range: Range<Int>, with replacement: [UInt8]) {
        if !range.isEmpty { patches.append(Patch(range: range, replacement: replacement)) }
    }

    /// Text becomes blanks, so that what counts it stays true.
    mutating func blank(_ range: Range<Int>) { replace(range, with: [UInt8](repeating: 0x20, count: range.count)) }

    /// `bytes` with the patches made.
    func applied(to bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        for patch in patches {
            result += bytes[position..<patch.range.lowerBound]
            result += patch.replacement
            position = patch.range.upperBound
        }
        return result + bytes[position...]
    }

    /// Decides about what follows the end of a picture: a byte of padding and zeros stay, anything else goes.
    ///
    /// - Parameter start: how another picture would begin; that one would be lost, so it is no surplus.
    mutating func settleSurplus(
        of bytes: [UInt8], from position: Int, start: [UInt8]
    ) throws(PixelHold) {
        let rest = bytes[position...]
        guard rest.count > 1, rest.contains(where: { $0 != 0 }) else {
            // A stream that changes anyway is padded anew.
            if !patches.isEmpty { remove(position..<bytes.count) }
            return
        }
        if rest.indices.contains(where: { rest[$0...].starts(with: start) }) {
            throw PixelHold(.length, "a second picture in a frame")
        }
        remove(position..<bytes.count)
    }
}

/// Numbers in a stream, where they are.
extension [UInt8] {
    /// Big endian number of `width` bytes at `position`; nil beyond the end.
    func number(at position: Int, width: Int) -> Int? {
        guard position >= 0, position <= count - width else { return nil }
        return self[position..<(position + width)].reduce(0) { $0 << 8 | Int($1) }
    }

    /// `text` stands at `position`.
    func has(_ text: StaticString, at position: Int) -> Bool {
        text.withUTF8Buffer { wanted in
            position >= 0 && position <= count - wanted.count && self[position...].starts(with: wanted)
        }
    }
}
