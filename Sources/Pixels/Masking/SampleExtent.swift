/// The least and the greatest sample of an image, padding aside: what Smallest and Largest Image Pixel Value tell.
struct SampleExtent {
    private(set) var range: ClosedRange<Int>?

    /// Takes in the samples of a frame of one sample a pixel.
    mutating func note(_ frame: FrameSamples, _ module: PixelModule) {
        var (least, most) = (Int.max, Int.min)
        let width = frame.layout.cellBytes
        let unused = max(0, module.highBit + 1 - module.bitsStored)
        let padding = module.padding ?? Int.max...Int.max
        frame.bytes.withUnsafeBytes { bytes in
            for position in stride(from: 0, to: bytes.count - width + 1, by: width) {
                let cell: Int
                switch (width, module.isSigned) {
                case (1, false): cell = Int(bytes[position])
                case (1, true): cell = Int(Int8(bitPattern: bytes[position]))
                case (2, false): cell = Int(bytes.loadUnaligned(fromByteOffset: position, as: UInt16.self).littleEndian)
                case (2, true): cell = Int(bytes.loadUnaligned(fromByteOffset: position, as: Int16.self).littleEndian)
                case (_, false): cell = Int(bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self).littleEndian)
                case (_, true): cell = Int(bytes.loadUnaligned(fromByteOffset: position, as: Int32.self).littleEndian)
                }
                let sample = cell >> unused
                if padding.contains(sample) { continue }
                if sample < least { least = sample }
                if sample > most { most = sample }
            }
        }
        guard least <= most else { return }
        range = range.map { min($0.lowerBound, least)...max($0.upperBound, most) } ?? least...most
    }
}
