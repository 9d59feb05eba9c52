import BridgeErrors
import TextBridge

/// A frame as the search for text sees it: planes of 8 bits in which text, if any, is bright.
public final class TextView {
    /// How a frame's samples stand and are displayed.
    public struct Image: Sendable, Hashable {
        /// What the samples of a pixel are.
        public enum Colours: Sendable, Hashable {
            case grey, palette, rgb, ybr
        }

        public var rows: Int
        public var columns: Int
        /// 1 or 2.
        public var cellBytes: Int
        public var bitsStored: Int
        /// Of a cell: where the sample begins.
        public var lowestBit = 0
        public var isSigned = false
        public var isPlanar = false
        public var sharesChroma = false
        /// Larger grey values are darker.
        public var isInverse = false
        /// All frames of a clip have the same planes.
        public var isClip = false
        public var colours = Colours.grey
        public var slope = 1.0
        public var intercept = 0.0
        /// Of displayed values; width 0: none is known.
        public var windowCenter = 0.0
        public var windowWidth = 0.0
        /// Red, green, blue of each entry.
        public var palette: [UInt8] = []
        /// Stored value of the first entry.
        public var paletteFirst = 0

        public init(rows: Int, columns: Int, cellBytes: Int, bitsStored: Int) {
            self.rows = rows
            self.columns = columns
            self.cellBytes = cellBytes
            self.bitsStored = bitsStored
        }
    }

    let raw: OpaquePointer

    /// Throws `.argument` if there are fewer samples than described.
    public init(_ image: Image, samples: [UInt8]) throws(DimseError) {
        var bridged = bridge_text_image()
        bridged.rows = UInt32(clamping: image.rows)
        bridged.columns = UInt32(clamping: image.columns)
        bridged.cell_bytes = UInt16(clamping: image.cellBytes)
        bridged.bits_stored = UInt16(clamping: image.bitsStored)
        bridged.lowest_bit = UInt16(clamping: image.lowestBit)
        bridged.is_signed = image.isSigned
        bridged.is_planar = image.isPlanar
        bridged.shares_chroma = image.sharesChroma
        bridged.is_inverse = image.isInverse
        bridged.all_planes = image.isClip
        bridged.slope = image.slope
        bridged.intercept = image.intercept
        bridged.window_centre = image.windowCenter
        bridged.window_width = image.windowWidth
        bridged.palette_count = UInt32(image.palette.count / 3)
        bridged.palette_first = Int32(clamping: image.paletteFirst)
        switch image.colours {
        case .grey: bridged.colour = BRIDGE_TEXT_GREY
        case .palette: bridged.colour = BRIDGE_TEXT_PALETTE
        case .rgb: bridged.colour = BRIDGE_TEXT_RGB
        case .ybr: bridged.colour = BRIDGE_TEXT_YBR
        }
        raw = try DimseError.checked { slot in
            image.palette.withUnsafeBufferPointer { palette in
                bridged.palette = palette.baseAddress
                return bridge_text_view_create(&bridged, samples, samples.count, &slot)
            }
        }
    }

    private init(raw: OpaquePointer) { self.raw = raw }

    deinit { bridge_text_view_destroy(raw) }

    /// One that can be merged while this stays.
    public func copy() throws(DimseError) -> TextView {
        TextView(raw: try DimseError.checked { slot in bridge_text_view_copy(raw, &slot) })
    }

    /// Keeps what `other` shows as well: text that stays while pictures move.
    public func merge(_ other: TextView) throws(DimseError) {
        try DimseError.checked { slot in bridge_text_view_merge(raw, other.raw, &slot) ? () : nil }
    }
}

/// A stretch of what may be letters in one row or one column.
public struct TextCandidate: Sendable, Hashable {
    /// A rectangle in pixels.
    public struct Area: Sendable, Hashable {
        public var x: Int
        public var y: Int
        public var width: Int
        public var height: Int

        public init(x: Int, y: Int, width: Int, height: Int) {
            self.x = x
            self.y = y
            self.width = width
            self.height = height
        }
    }

    public var area: Area
    /// Logarithm of the odds that it is one row of letters, bright in its plane.
    public var clean: Float
    /// Logarithm of the odds that it is part of some text.
    public var text: Float
    /// It runs along y.
    public var isVertical: Bool
    /// Pixels that foreground like letters goes on for at either end.
    public var before: Int
    public var after: Int
    /// Its strokes that are connected in themselves.
    public var parts: [Area]
    let bridged: bridge_text_line

    init(_ line: bridge_text_line, _ parts: some Sequence<bridge_text_part>) {
        self.parts = parts.map { Area(x: Int($0.x), y: Int($0.y), width: Int($0.width), height: Int($0.height)) }
        area = Area(x: Int(line.x), y: Int(line.y), width: Int(line.width), height: Int(line.height))
        clean = line.clean
        text = line.text
        isVertical = line.is_vertical
        before = Int(line.before)
        after = Int(line.after)
        bridged = line
    }

    public static func == (a: Self, b: Self) -> Bool {
        a.area == b.area && a.clean == b.clean && a.text == b.text && a.isVertical == b.isVertical
            && a.bridged.plane == b.bridged.plane && a.bridged.scale == b.bridged.scale
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(area) }
}

extension TextView {
    /// Pixels that letters like those of a line, in either polarity, go on for at both ends of `area`.
    public func beyond(
        _ candidate: TextCandidate, at area: TextCandidate.Area
    ) throws(DimseError) -> (before: Int, after: Int) {
        var line = candidate.bridged
        line.x = Int32(clamping: area.x)
        line.y = Int32(clamping: area.y)
        line.width = Int32(clamping: area.width)
        line.height = Int32(clamping: area.height)
        var before: Int32 = 0, after: Int32 = 0
        try DimseError.checked { slot in bridge_text_beyond(raw, &line, &before, &after, &slot) ? () : nil }
        return (Int(before), Int(after))
    }
}

extension TextView {
    /// Bars and matrix codes that can be read: all of each, without its quiet zone.
    public func barcodes() throws(DimseError) -> [TextCandidate.Area] {
        var found = [bridge_barcode](repeating: bridge_barcode(), count: 64)
        var count = 0
        try DimseError.checked { slot in
            bridge_text_barcodes(raw, &found, found.count, &count, &slot) ? () : nil
        }
        return found.prefix(count).map {
            TextCandidate.Area(x: Int($0.x), y: Int($0.y), width: Int($0.width), height: Int($0.height))
        }
    }
}

/// Finds what may be lines of text. One thread at a time; its memory is used again and again.
public final class TextDetector {
    private let raw: OpaquePointer

    /// - Parameter scorer: the table that `training/train-text-lines` makes, in memory that stays.
    public init(scorer: UnsafeBufferPointer<UInt8>) throws(DimseError) {
        guard let bytes = scorer.baseAddress else { throw DimseError(.argument) }
        raw = try DimseError.checked { slot in bridge_text_detector_create(bytes, scorer.count, &slot) }
    }

    deinit { bridge_text_detector_destroy(raw) }

    /// Those whose ``TextCandidate/text`` is at least `floor`.
    public func candidates(in view: TextView, floor: Float) throws(DimseError) -> [TextCandidate] {
        var found = bridge_text_lines()
        try DimseError.checked { slot in bridge_text_detect(raw, view.raw, floor, &found, &slot) ? () : nil }
        let parts = UnsafeBufferPointer(start: found.parts, count: found.part_count)
        return UnsafeBufferPointer(start: found.lines, count: found.line_count).map { line in
            TextCandidate(line, parts[Int(line.first_part)..<Int(line.first_part + line.part_count)])
        }
    }
}
