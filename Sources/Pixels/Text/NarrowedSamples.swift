/// Samples of 32 bits and floating-point ones as the search for text takes them: 16 bits, from the least value to the greatest.
struct NarrowedSamples {
    let bytes: [UInt8]
    /// What was displayed of the original, for these.
    let display: TextDisplay

    static let bits = 16
    /// A picture's values lie within so many times the range that nearly all of them have; what is farther away is a marker
    /// for "no value", and shown at the end.
    private static let outlying = 64.0, mostLooked = 65_536

    init(_ samples: FrameSamples, _ module: PixelModule, _ display: TextDisplay) {
        let values = Self.values(samples, module)
        let range = Self.range(values)
        let scale = (range.upperBound - range.lowerBound) / 65_535
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * values.count)
        for value in values {
            let within = value.isFinite ? min(max(value, range.lowerBound), range.upperBound) : range.lowerBound
            let level = scale > 0 ? (within - range.lowerBound) / scale : 0
            let cell = UInt16(level.rounded())
            bytes.append(UInt8(truncatingIfNeeded: cell))
            bytes.append(UInt8(cell >> 8))
        }
        self.bytes = bytes
        var display = display
        display.intercept += display.slope * range.lowerBound
        display.slope *= scale > 0 ? scale : 1
        self.display = display
    }

    private static func values(_ samples: FrameSamples, _ module: PixelModule) -> [Double] {
        let width = samples.layout.cellBytes
        let shift = max(0, module.highBit + 1 - module.bitsStored), bits = min(max(1, module.bitsStored), 32)
        return samples.bytes.withUnsafeBytes { bytes in
            stride(from: 0, through: bytes.count - width, by: width).map { position in
                if width == 8 {
                    return Double(bitPattern: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian)
                }
                let cell = bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self).littleEndian
                if samples.layout.isFloat { return Double(Float(bitPattern: cell)) }
                let value = Int(cell >> shift) & ((1 << bits) - 1)
                return Double(module.isSigned && value >= 1 << (bits - 1) ? value - 1 << bits : value)
            }
        }
    }

    private static func range(_ values: [Double]) -> ClosedRange<Double> {
        var (least, most) = (Double.infinity, -Double.infinity)
        for value in values where value.isFinite {
            least = min(least, value)
            most = max(most, value)
        }
        guard least < most else { return least.isFinite ? least...least : 0...0 }
        let step = max(1, values.count / mostLooked)
        let sorted = stride(from: 0, to: values.count, by: step).map { values[$0] }.filter(\.isFinite).sorted()
        guard !sorted.isEmpty else { return least...most }
        let (low, high) = (sorted[sorted.count / 1000], sorted[sorted.count - 1 - sorted.count / 1000])
        let width = high - low
        guard width > 0, most - least > outlying * width else { return least...most }
        return max(least, low - width)...min(most, high + width)
    }
}
