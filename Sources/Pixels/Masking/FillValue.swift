import Dicom

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
        let (bottom, top) = (Self.range(module).lowerBound, Self.range(module).upperBound)
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

    /// The same for one frame: greys of signed images, and of inverted ones of more than 12 bits, end where the frame ends.
    /// The end of the stored range is far beyond what is displayed as black there: it would stretch statistics, and every
    /// display without a window. Signed ones are not above zero, so that a frame without anything dark is covered visibly.
    func bounded(by frame: FrameSamples, _ module: PixelModule) -> FillValue {
        guard frame.layout.colours == .grey, module.bitsStored > (module.isSigned ? 8 : 12) else { return self }
        let isTop = (module.photometricInterpretation == "MONOCHROME1") != module.invertsDisplay
        guard module.isSigned || isTop, let extreme = frame.extreme(isTop: isTop, module) else { return self }
        var value = module.isSigned ? (isTop ? max(extreme, 0) : min(extreme, 0)) : extreme
        if let padding = module.padding, padding.contains(value) {
            value = isTop ? padding.upperBound + 1 : padding.lowerBound - 1
            if !Self.range(module).contains(value) { return self }
        }
        var bounded = self
        bounded.samples = [value << max(0, module.highBit + 1 - module.bitsStored)]
        return bounded
    }

    private static func range(_ module: PixelModule) -> ClosedRange<Int> {
        let half = 1 << (module.bitsStored - 1)
        return module.isSigned ? -half...half - 1 : 0...2 * half - 1
    }

    private static func grey(from end: Int, step: Int, _ module: PixelModule) -> Int {
        guard let padding = module.padding, padding.contains(end) else { return end }
        return step > 0 ? padding.upperBound + 1 : padding.lowerBound - 1
    }
}
