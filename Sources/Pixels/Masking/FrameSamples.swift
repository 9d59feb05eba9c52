import PictureText

/// Samples of one frame in memory: Little Endian cells, decoded.
public struct FrameSamples: Sendable, Hashable {
    /// What the samples of a pixel are, as they stand in memory.
    public enum Colours: Sendable, Hashable {
        /// MONOCHROME1, MONOCHROME2.
        case grey
        /// Indices into the tables of the Data Set.
        case palette
        case rgb
        /// Luminance from the lowest value to the highest, Cb and Cr around the middle (YBR_FULL, YBR_FULL_422).
        case ybrFull
        /// The same with luminance from 16 to 235 of 256 (YBR_PARTIAL_422, YBR_PARTIAL_420).
        case ybrPartial
        case other

        /// Of a pixel; nil if nobody knows.
        var samples: Int? {
            switch self {
            case .grey, .palette: 1
            case .rgb, .ybrFull, .ybrPartial: 3
            case .other: nil
            }
        }
    }

    /// How samples stand.
    public struct Layout: Sendable, Hashable {
        public var rows: Int
        public var columns: Int
        /// Of a pixel.
        public var samples: Int
        /// Bytes of a cell: 1, 2, 4 or, in floating point, 8. Pixels of one bit stand in cells of a byte.
        public var cellBytes: Int
        /// One plane a sample; else the samples of a pixel together.
        public var isPlanar = false
        /// Two pixels share their chroma: Y Y Cb Cr (PS3.3 §C.7.6.3.1.2, YBR_FULL_422).
        public var sharesChroma = false
        public var colours = Colours.grey
        /// Numbers of IEEE 754 (Float and Double Float Pixel Data).
        public var isFloat = false

        /// Bytes from one row of a plane to the next.
        public var lineLength: Int { columns * cellBytes * (sharesChroma ? 2 : isPlanar ? 1 : samples) }
        /// Rows of all planes.
        public var lines: Int { isPlanar ? rows * samples : rows }
        public var byteCount: Int { lineLength * lines }
    }

    public let layout: Layout
    public private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8], _ layout: Layout) {
        self.bytes = bytes
        self.layout = layout
    }

    /// Gives a box, which lies within the frame, one value. Samples beyond those of the value are painted like its last.
    mutating func paint(_ box: PixelBox, _ value: FillValue) {
        paint(wholePairs(box)) { value.samples[min($0, value.samples.count - 1)] }
    }

    /// The largest or smallest stored value of a grey frame, padding aside; nil if there is nothing else.
    func extreme(isTop: Bool, _ module: PixelModule) -> Int? {
        let width = layout.cellBytes, padding = module.padding
        let shift = max(0, module.highBit + 1 - module.bitsStored), half = 1 << (module.bitsStored - 1)
        return bytes.withUnsafeBufferPointer { bytes in
            var found: Int?
            for position in stride(from: 0, through: bytes.count - width, by: width) {
                var cell = 0
                for byte in 0..<width { cell |= Int(bytes[position + byte]) << (8 * byte) }
                var value = (cell >> shift) & (2 * half - 1)
                if module.isSigned, value >= half { value -= 2 * half }
                guard found.map({ isTop ? value > $0 : value < $0 }) ?? true else { continue }
                if let padding, padding.contains(value) { continue }
                found = value
            }
            return found
        }
    }

    /// Gives each cell of a box the mean of what stood there: that cannot be undone.
    mutating func blur(_ box: PixelBox, isSigned: Bool) {
        let box = wholePairs(box)
        // As large as the letters of a line can be, so that the means do not draw them.
        let side = max(16, min(box.width, box.height))
        for rows in Self.cells(box.y..<box.y + box.height, side) {
            for columns in Self.cells(box.x..<box.x + box.width, side) {
                var part = box
                (part.x, part.y, part.width, part.height) = (columns.lowerBound, rows.lowerBound, columns.count, rows.count)
                let means = (0..<layout.samples).map { mean(part, $0, isSigned: isSigned) }
                paint(part) { means[$0] }
            }
        }
    }

    /// Parts of `side` pixels; what is left over belongs to the last one.
    private static func cells(_ range: Range<Int>, _ side: Int) -> [Range<Int>] {
        let count = max(1, range.count / side)
        return (0..<count).map { number in
            let start = range.lowerBound + side * number
            return start..<(number + 1 == count ? range.upperBound : start + side)
        }
    }

    /// Draws a caption of the box's size; edges of letters lie between both values, where there is anything between.
    mutating func write(_ caption: Caption, at box: PixelBox, on ground: FillValue, in ink: FillValue) {
        let isBlended = layout.colours != .palette
        for sample in 0..<min(layout.samples, ground.samples.count) where ground.samples[sample] != ink.samples[sample] {
            let (dark, bright) = (ground.samples[sample], ink.samples[sample])
            for y in 0..<caption.height {
                var row = box
                (row.y, row.height) = (box.y + y, 1)
                var x = 0
                each(sample, row, row.y) { bytes, position, width in
                    let coverage = Int(caption.ink[y * caption.width + x])
                    x += 1
                    guard coverage > 0 else { return }
                    let value = isBlended ? dark + (bright - dark) * coverage / 255 : coverage > 127 ? bright : dark
                    for byte in 0..<width { bytes[position + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
                }
            }
        }
    }

    /// Where two pixels share their chroma, a box takes in both.
    private func wholePairs(_ box: PixelBox) -> PixelBox {
        guard layout.sharesChroma else { return box }
        var box = box
        box.width += box.x & 1
        box.x -= box.x & 1
        box.width += box.width & 1
        return box
    }

    private mutating func paint(_ box: PixelBox, _ value: (Int) -> Int) {
        for sample in 0..<layout.samples {
            let number = value(sample)
            for y in box.y..<(box.y + box.height) {
                each(sample, box, y) { bytes, position, width in
                    for byte in 0..<width { bytes[position + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
                }
            }
        }
    }

    private mutating func mean(_ box: PixelBox, _ sample: Int, isSigned: Bool) -> Int {
        var (sum, count) = (0, 0)
        for y in box.y..<(box.y + box.height) {
            each(sample, box, y) { bytes, position, width in
                var number = 0
                for byte in (0..<width).reversed() { number = number << 8 | Int(bytes[position + byte]) }
                let sign = 1 << (8 * width - 1)
                sum += isSigned && number & sign != 0 ? number - 2 * sign : number
                count += 1
            }
        }
        return count == 0 ? 0 : sum / count
    }

    /// Where the cells of one sample stand in one row of a box.
    private mutating func each(
        _ sample: Int, _ box: PixelBox, _ y: Int, _ body: (UnsafeMutableBufferPointer<UInt8>, Int, Int) -> Void
    ) {
        let width = layout.cellBytes
        let line = (layout.isPlanar ? sample * layout.rows + y : y) * layout.lineLength
        bytes.withUnsafeMutableBufferPointer { buffer in
            if layout.sharesChroma {
                for x in box.x..<min(box.x + box.width, layout.columns) {
                    let pair = line + (x / 2) * 4 * width
                    if sample == 0 { body(buffer, pair + (x & 1) * width, width) }
                    if sample > 0, x & 1 == 0 { body(buffer, pair + (1 + sample) * width, width) }
                }
            } else {
                let step = layout.isPlanar ? width : layout.samples * width
                let first = line + (layout.isPlanar ? 0 : sample * width)
                for x in box.x..<(box.x + box.width) { body(buffer, first + x * step, width) }
            }
        }
    }
}
