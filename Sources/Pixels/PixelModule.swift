import Dicom
import Frames

/// The attributes around one Pixel Data that say what it holds (PS3.3 §C.7.6.3), and where it stands.
///
/// Read before the Data Set is edited; indices stay valid while it is.
public struct PixelModule: Sendable, Hashable {
    /// Index of Pixel Data, Float Pixel Data or Double Float Pixel Data.
    public var index: Int
    public var tag: Tag
    public var vr: VR
    /// In an item: an icon.
    public var isNested: Bool
    public var rows = 0
    public var columns = 0
    public var frames = 1
    public var samplesPerPixel = 1
    public var bitsAllocated = 0
    public var bitsStored = 0
    public var highBit = 0
    public var isSigned = false
    public var isPlanar = false
    public var photometricInterpretation = ""
    /// Where that stands; -1: nowhere.
    public var photometricIndex = -1
    /// Pixel Padding Value up to its Range Limit, in stored values.
    public var padding: ClosedRange<Int>?
    /// Larger values are darker, by a Rescale Slope below zero or Presentation LUT Shape.
    public var invertsDisplay = false
    /// Tables of PALETTE COLOR; long ones are not read yet.
    var palette = Palette()
    /// Smallest and Largest Image Pixel Value.
    public var extremes: [Extreme] = []
    /// The sequence that an icon stands in, or that holds the image's icons.
    public var icons: [Int] = []
    /// Extended Offset Table and its Lengths.
    public var extendedOffsets: Int?
    public var extendedLengths: Int?
    /// Elements of overlay groups whose bits stand in the pixels (PS3.3-2004 §C.9.2, retired).
    public var overlaysInPixels: [Int] = []

    /// An attribute that tells the least or the greatest value of a sample.
    public struct Extreme: Sendable, Hashable {
        public var index: Int
        public var isSmallest: Bool
        public var value: Int
    }

    /// All that a Data Set holds, the image itself and icons.
    public static func all(in view: DataSetView) -> [PixelModule] {
        view.elements.indices.filter { isPixelData(view.elements[$0].tag) }.map { PixelModule($0, view) }
    }

    /// Pixel Data, Float Pixel Data, Double Float Pixel Data.
    public static func isPixelData(_ tag: Tag) -> Bool {
        tag == .pixelData || tag == Tag(0x7FE0, 0x0008) || tag == Tag(0x7FE0, 0x0009)
    }

    private init(_ index: Int, _ view: DataSetView) {
        let pixels = view.elements[index]
        self.index = index
        tag = pixels.tag
        vr = pixels.vr
        isNested = pixels.parent >= 0
        var overlays: [UInt16: Overlay] = [:]
        var display = DisplayAttributes()
        for (other, element) in view.elements.enumerated() {
            guard element.parent == pixels.parent, element.item == pixels.item else { continue }
            display.note(element, at: other)
            switch element.tag.group {
            case 0x0028 where element.tag.element == 0x0106 || element.tag.element == 0x0107:
                guard let value = element.number else { continue }
                extremes.append(Extreme(index: other, isSmallest: element.tag.element == 0x0106, value: value))
            case 0x0028:
                read(element)
                if element.tag.element == 0x0004 { photometricIndex = other }
            case 0x0088 where element.tag.element == 0x0200: icons.append(other)
            case 0x7FE0 where element.tag.element == 0x0001: extendedOffsets = other
            case 0x7FE0 where element.tag.element == 0x0002: extendedLengths = other
            case let group where group & 0xFF01 == 0x6000: overlays[group, default: Overlay()].note(other, element)
            default: break
            }
        }
        padding = display.padding
        invertsDisplay = display.invertsDisplay
        palette = display.palette
        overlaysInPixels = overlays.values.filter(\.isInPixels).flatMap(\.elements).sorted()
    }

    private mutating func read(_ element: DataElement) {
        switch element.tag.element {
        case 0x0002: samplesPerPixel = element.number ?? 1
        case 0x0004: photometricInterpretation = element.word
        case 0x0006: isPlanar = element.number == 1
        case 0x0008: frames = Int(element.word) ?? (element.length == 0 ? 1 : 0)
        case 0x0010: rows = element.number ?? 0
        case 0x0011: columns = element.number ?? 0
        case 0x0100: bitsAllocated = element.number ?? 0
        case 0x0101: bitsStored = element.number ?? 0
        case 0x0102: highBit = element.number ?? 0
        case 0x0103: isSigned = element.number == 1
        default: break
        }
    }

    /// Which bits of a cell are the sample.
    public var sampleBits: SampleBits { SampleBits(allocated: bitsAllocated, stored: bitsStored, high: highBit) }

    /// Float Pixel Data and Double Float Pixel Data have no integer samples.
    public var isFloat: Bool { tag != .pixelData }

    /// How a frame is decoded.
    public var format: FrameCodec.Format {
        FrameCodec.Format(
            rows: rows, columns: columns, samplesPerPixel: samplesPerPixel, bitsAllocated: bitsAllocated,
            isRGB: photometricInterpretation == "RGB")
    }

    /// What native samples are; `.other` for a photometric interpretation that nobody knows.
    public var colours: FrameSamples.Colours {
        switch photometricInterpretation {
        case "MONOCHROME1", "MONOCHROME2": .grey
        case "PALETTE COLOR": .palette
        case "RGB", "YBR_RCT", "YBR_ICT": .rgb
        case "YBR_FULL", "YBR_FULL_422": .ybrFull
        case "YBR_PARTIAL_422", "YBR_PARTIAL_420": .ybrPartial
        default: .other
        }
    }

    /// - Throws: `pixels_not_described` unless a pixel has the samples of its photometric interpretation: others would be
    ///   displayed as what they are not.
    func checkSamples() throws(PixelHold) {
        guard samplesPerPixel == colours.samples else { throw PixelHold(.notDescribed, "samples") }
    }

    /// Samples of a native pixel, doubled: with chroma shared by two or four pixels less than its number says.
    var doubledSamples: Int {
        switch photometricInterpretation {
        case "YBR_FULL_422", "YBR_PARTIAL_422": 4
        case "YBR_PARTIAL_420": 3
        default: samplesPerPixel * 2
        }
    }

    /// Bytes of `count` native frames; nil if the description cannot be.
    public func nativeLength(frames count: Int) -> UInt64? {
        guard (1...65535).contains(rows), (1...65535).contains(columns), (1...4).contains(samplesPerPixel),
            (1...64).contains(bitsAllocated), count > 0
        else { return nil }
        let (bits, overflows) = UInt64(rows * columns * doubledSamples * bitsAllocated)
            .multipliedReportingOverflow(by: UInt64(count))
        return overflows ? nil : (bits + 15) / 16
    }
}

/// What is known of one overlay group.
private struct Overlay {
    var elements: [Int] = []
    var bitsAllocated = 1
    var position = 0
    var hasData = false

    mutating func note(_ index: Int, _ element: DataElement) {
        elements.append(index)
        switch element.tag.element {
        case 0x0100: bitsAllocated = element.number ?? 1
        case 0x0102: position = element.number ?? 0
        case 0x3000: hasData = true
        default: break
        }
    }

    var isInPixels: Bool { position != 0 || (bitsAllocated > 1 && !hasData) }
}
