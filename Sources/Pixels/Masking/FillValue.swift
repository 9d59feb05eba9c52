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
    /// - Parameter colours: of the samples in memory; nil: as the photometric interpretation says.
    static func darkest(_ module: PixelModule, as colours: FrameSamples.Colours? = nil) -> FillValue? {
        guard (1...32).contains(module.bitsStored) else { return nil }
        let top = module.isSigned ? (1 << (module.bitsStored - 1)) - 1 : (1 << module.bitsStored) - 1
        let bottom = module.isSigned ? -(1 << (module.bitsStored - 1)) : 0
        let middle = module.isSigned ? 0 : 1 << (module.bitsStored - 1)
        let samples: [Int]
        switch colours ?? module.colours {
        case .grey:
            let isInverse = (module.photometricInterpretation == "MONOCHROME1") != module.invertsDisplay
            samples = [grey(from: isInverse ? top : bottom, step: isInverse ? -1 : 1, module)]
        case .palette:
            guard let index = module.darkestIndex else { return nil }
            samples = [index]
        case .rgb: samples = [bottom, bottom, bottom]
        case .ybrFull: samples = [bottom, middle, middle]
        case .ybrPartial: samples = [bottom + (1 << max(0, module.bitsStored - 4)), middle, middle]
        case .other: return nil
        }
        // Where the sample stands in its cell.
        return FillValue(samples: samples.map { $0 << max(0, module.highBit + 1 - module.bitsStored) })
    }

    private static func grey(from end: Int, step: Int, _ module: PixelModule) -> Int {
        guard let padding = module.padding, padding.contains(end) else { return end }
        return step > 0 ? padding.upperBound + 1 : padding.lowerBound - 1
    }
}
