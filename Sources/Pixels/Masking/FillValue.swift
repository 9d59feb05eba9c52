import Dicom
import Dimse

/// The samples of a covered pixel.
struct FillValue: Sendable, Hashable {
    /// One for each sample of a pixel, as bits of its cell.
    var samples: [Int]

    /// The darkest value that can be displayed, by the photometric interpretation of the samples as they are decoded
    /// (PS3.3 §C.7.6.3.1.2): the end of the stored range, and never the padding value.
    ///
    /// nil for colour models that are not known.
    static func darkest(_ module: PixelModule) -> FillValue? {
        guard (1...32).contains(module.bitsStored) else { return nil }
        let top = module.isSigned ? (1 << (module.bitsStored - 1)) - 1 : (1 << module.bitsStored) - 1
        let bottom = module.isSigned ? -(1 << (module.bitsStored - 1)) : 0
        let middle = module.isSigned ? 0 : 1 << (module.bitsStored - 1)
        switch module.photometricInterpretation {
        case "MONOCHROME2", "MONOCHROME1":
            let isInverse = (module.photometricInterpretation == "MONOCHROME1") != module.invertsDisplay
            return FillValue(samples: [grey(from: isInverse ? top : bottom, step: isInverse ? -1 : 1, module)])
        case "PALETTE COLOR": return module.darkestIndex.map { FillValue(samples: [$0]) }
        case "RGB", "YBR_RCT", "YBR_ICT": return FillValue(samples: [bottom, bottom, bottom])
        case "YBR_FULL", "YBR_FULL_422": return FillValue(samples: [bottom, middle, middle])
        case "YBR_PARTIAL_422", "YBR_PARTIAL_420":
            return FillValue(samples: [bottom + (1 << max(0, module.bitsStored - 4)), middle, middle])
        default: return nil
        }
    }

    private static func grey(from end: Int, step: Int, _ module: PixelModule) -> Int {
        guard let padding = module.padding, padding.contains(end) else { return end }
        return step > 0 ? padding.upperBound + 1 : padding.lowerBound - 1
    }

    /// Little Endian cells of one pixel. Bits above the sample are sign extension.
    func cells(_ bitsAllocated: Int) -> [UInt8] {
        samples.flatMap { sample in
            (0..<(bitsAllocated / 8)).map { UInt8(truncatingIfNeeded: sample >> (8 * $0)) }
        }
    }
}
