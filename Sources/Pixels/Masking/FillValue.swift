import Dicom
import Dimse

/// The samples of a covered pixel.
struct FillValue: Sendable, Hashable {
    /// One for each sample of a pixel, as bits of its cell.
    var samples: [Int]

    /// The darkest value that can be displayed, by the photometric interpretation of the samples as they are decoded
    /// (PS3.3 §C.7.6.3.1.2): the end of the stored range, and never the padding value.
    ///
    /// nil for colour models that are not known, and for palettes that cannot be read.
    ///
    /// - Parameter colours: of the samples in memory; nil: as the photometric interpretation says.
    static func darkest(_ module: PixelModule, as colours: FrameSamples.Colours? = nil) -> FillValue? {
        FillValue(module, colours ?? module.colours, isDark: true)
    }

    /// The brightest one, likewise.
    static func brightest(_ module: PixelModule, as colours: FrameSamples.Colours? = nil) -> FillValue? {
        FillValue(module, colours ?? module.colours, isDark: false)
    }

    private init?(_ module: PixelModule, _ colours: FrameSamples.Colours, isDark: Bool) {
        guard (1...32).contains(module.bitsStored) else { return nil }
        let top = module.isSigned ? (1 << (module.bitsStored - 1)) - 1 : (1 << module.bitsStored) - 1
        let bottom = module.isSigned ? -(1 << (module.bitsStored - 1)) : 0
        let middle = module.isSigned ? 0 : 1 << (module.bitsStored - 1)
        let end = isDark ? bottom : top
        let values: [Int]
        switch colours {
        case .grey:
            let isInverse = (module.photometricInterpretation == "MONOCHROME1") != module.invertsDisplay
            let isTop = isInverse == isDark
            values = [Self.grey(from: isTop ? top : bottom, step: isTop ? -1 : 1, module)]
        case .palette:
            guard let ends = module.palette.extremes(isSigned: module.isSigned) else { return nil }
            values = [isDark ? ends.darkest : ends.brightest]
        case .rgb: values = [end, end, end]
        case .ybrFull: values = [end, middle, middle]
        case .ybrPartial:
            // 16 and 235 of 256.
            let unit = 1 << max(0, module.bitsStored - 8)
            values = [bottom + (isDark ? 16 : 235) * unit, middle, middle]
        case .other: return nil
        }
        // Where the sample stands in its cell.
        samples = values.map { $0 << max(0, module.highBit + 1 - module.bitsStored) }
    }

    private static func grey(from end: Int, step: Int, _ module: PixelModule) -> Int {
        guard let padding = module.padding, padding.contains(end) else { return end }
        return step > 0 ? padding.upperBound + 1 : padding.lowerBound - 1
    }
}
