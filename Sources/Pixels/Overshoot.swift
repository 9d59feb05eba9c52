/// Values a little beyond those that Bits Stored has: lossy JPEG 2000 gives them beside sharp edges where its codes have more
/// bits than are stored. Every viewer shows them as the end of the range, so that is what they are here.
struct Overshoot {
    private let range: ClosedRange<Int>
    private let cellBytes: Int
    private let isSigned: Bool

    /// nil for frames whose further bits may be something else: of other codings, or told to hold overlays.
    init?(_ module: PixelModule, _ stream: [UInt8]) {
        guard module.overlaysInPixels.isEmpty, module.highBit + 1 == module.bitsStored,
            module.bitsStored < module.bitsAllocated, [8, 16, 32].contains(module.bitsAllocated),
            let coding = JPEG2000Coding(stream), !coding.isReversible, coding.precision > module.bitsStored,
            // Signs that were coded as plain bits are no values.
            coding.isSigned || !module.isSigned
        else { return nil }
        let half = 1 << (module.bitsStored - 1)
        range = module.isSigned ? -half...half - 1 : 0...2 * half - 1
        cellBytes = module.bitsAllocated / 8
        isSigned = coding.isSigned
    }

    /// How far beyond, of the range: more is no value of the picture.
    private static let reach = 4

    /// The samples within the range; nil if some are far beyond it: there stands something else.
    func settled(_ samples: [UInt8]) -> [UInt8]? {
        let most = range.count / Self.reach
        var result = samples
        for position in stride(from: 0, through: samples.count - cellBytes, by: cellBytes) {
            var value = 0
            for byte in 0..<cellBytes { value |= Int(samples[position + byte]) << (8 * byte) }
            if isSigned, value >> (8 * cellBytes - 1) == 1 { value -= 1 << (8 * cellBytes) }
            if range.contains(value) { continue }
            guard value >= range.lowerBound - most, value <= range.upperBound + most else { return nil }
            let end = min(max(value, range.lowerBound), range.upperBound)
            for byte in 0..<cellBytes { result[position + byte] = UInt8(truncatingIfNeeded: end >> (8 * byte)) }
        }
        return result
    }
}

/// What the main header of a JPEG 2000 code stream says of its samples (ISO/IEC 15444-1 §A.5.1, §A.6.1).
struct JPEG2000Coding {
    let precision: Int
    let isSigned: Bool
    let isReversible: Bool

    /// nil where no code stream is found, bare or in a box.
    init?(_ bytes: [UInt8]) {
        var start = 0
        // Boxes before it are short.
        while bytes.number(at: start, width: 4) != 0xFF4F_FF51 {
            start += 1
            guard start + 4 <= min(bytes.count, 1 << 16) else { return nil }
        }
        guard let depth = bytes.number(at: start + 42, width: 1) else { return nil }
        precision = depth & 0x7F + 1
        isSigned = depth & 0x80 != 0
        var position = start + 2
        while let code = bytes.number(at: position, width: 2), code != 0xFF52, code != 0xFF90 {
            guard let length = bytes.number(at: position + 2, width: 2), length >= 2 else { return nil }
            position += 2 + length
        }
        guard bytes.number(at: position, width: 2) == 0xFF52, let filter = bytes.number(at: position + 13, width: 1) else {
            return nil
        }
        isReversible = filter == 1
    }
}
