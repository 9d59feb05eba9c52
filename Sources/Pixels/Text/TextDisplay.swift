import Dicom
import PictureText

/// How the samples of an image are displayed, as far as text in it can be seen: window, rescaling, palette.
public struct TextDisplay: Sendable, Hashable {
    /// A window of displayed values.
    public struct Window: Sendable, Hashable {
        public var center: Double
        public var width: Double

        public init(center: Double, width: Double) {
            self.center = center
            self.width = width
        }
    }

    /// Those that the instance names, functional groups included, each once; the first is the one displayed.
    public var windows: [Window] = []
    public var slope = 1.0
    public var intercept = 0.0
    /// Red, green, blue of each entry in 8 bits, and the stored value of the first entry.
    public var palette: [UInt8] = []
    public var paletteFirst = 0

    /// An image of which nothing is known.
    public init() {}

    /// What stands beside the pixels of `module`, and in functional groups.
    public init(_ module: PixelModule, _ view: DataSetView) {
        var centers: [Double] = []
        let pixels = view.elements[module.index]
        for element in view.elements where element.tag.group == 0x0028 {
            let isBeside = element.parent == pixels.parent && element.item == pixels.item
            switch element.tag.element {
            case 0x1050 where isBeside || pixels.parent < 0: centers = Self.numbers(element)
            case 0x1051 where isBeside || pixels.parent < 0:
                for (center, width) in zip(centers, Self.numbers(element))
                where width >= 1 && center.isFinite && width.isFinite {
                    let window = Window(center: center, width: width)
                    if !windows.contains(window), windows.count < 8 { windows.append(window) }
                }
            case 0x1052 where isBeside || pixels.parent < 0:
                intercept = Self.numbers(element).first.flatMap { $0.isFinite ? $0 : nil } ?? intercept
            case 0x1053 where isBeside || pixels.parent < 0:
                slope = Self.numbers(element).first.flatMap { $0 == 0 || !$0.isFinite ? nil : $0 } ?? slope
            default: break
            }
        }
        readPalette(of: module)
    }

    /// - Parameter module: with its tables loaded, if those that are long count.
    mutating func readPalette(of module: PixelModule) {
        guard module.colours == .palette else { return }
        (palette, paletteFirst) = module.palette.entries(isSigned: module.isSigned)
    }

    private static func numbers(_ element: DataElement) -> [Double] {
        guard let value = element.value else { return [] }
        return String(decoding: value, as: UTF8.self).split(separator: "\\", omittingEmptySubsequences: false).map {
            Double(String($0.filter { $0 != " " && $0 != "\0" })) ?? 0
        }
    }
}

extension TextDisplay {
    /// The frame as it is displayed, once for each window that differs much from those before; one is in memory at a time.
    func eachView(
        of samples: FrameSamples, _ module: PixelModule, isClip: Bool, _ body: (Int, TextView) throws -> Void
    ) throws {
        let layout = samples.layout
        guard layout.samples == layout.colours.samples else { throw PixelHold(.notDescribed, "samples") }
        if layout.cellBytes > 2 {
            guard layout.colours == .grey || layout.colours == .rgb else { throw PixelHold(.notDecodable, "wide cells") }
            let narrowed = NarrowedSamples(samples, module, self)
            var image = TextView.Image(
                rows: layout.rows, columns: layout.columns, cellBytes: 2, bitsStored: NarrowedSamples.bits)
            image.isPlanar = layout.isPlanar
            try narrowed.display.eachView(of: narrowed.bytes, &image, layout.colours, module, isClip, body)
            return
        }
        var image = TextView.Image(
            rows: layout.rows, columns: layout.columns, cellBytes: layout.cellBytes, bitsStored: module.bitsStored)
        let isShifted = module.bitsAllocated > 1 && module.highBit >= module.bitsStored
        image.lowestBit = isShifted ? module.highBit + 1 - module.bitsStored : 0
        image.isSigned = module.isSigned
        image.isPlanar = layout.isPlanar
        image.sharesChroma = layout.sharesChroma
        try eachView(of: samples.bytes, &image, layout.colours, module, isClip, body)
    }

    private func eachView(
        of samples: [UInt8], _ image: inout TextView.Image, _ colours: FrameSamples.Colours, _ module: PixelModule,
        _ isClip: Bool, _ body: (Int, TextView) throws -> Void
    ) throws {
        image.isClip = isClip
        image.slope = slope
        image.intercept = intercept
        image.isInverse = module.photometricInterpretation == "MONOCHROME1"
        switch colours {
        case .palette:
            guard !palette.isEmpty else { throw PixelHold(.notDescribed, "palette") }
            image.colours = .palette
            image.palette = palette
            image.paletteFirst = paletteFirst
        case .grey: image.colours = .grey
        case .ybrFull, .ybrPartial: image.colours = .ybr
        case .rgb, .other: image.colours = .rgb
        }
        guard image.colours == .grey else { return try body(0, TextView(image, samples: samples)) }
        var shown: [Window] = []
        for window in windows.isEmpty ? [Window(center: 0, width: 0)] : windows where shown.count < 3 {
            if !shown.contains(where: { $0.resembles(window) }) { shown.append(window) }
        }
        for (number, window) in shown.enumerated() {
            image.windowCenter = window.center
            image.windowWidth = window.width
            try body(number, TextView(image, samples: samples))
        }
    }
}

extension TextDisplay.Window {
    /// What is seen in one is seen in the other, its companded plane included.
    fileprivate func resembles(_ other: Self) -> Bool {
        abs(center - other.center) < (width + other.width) / 4 && width < 3 * other.width && other.width < 3 * width
    }
}
