/// Decodes a frame that was coded anew and compares it with what it is to show.
///
/// By another decoder than the one that belongs to its encoder, where there is one: RLE is packed by DCMTK and unpacked here;
/// lossy JPEG is written by libjpeg-turbo and read by DCMTK. Of the others the same library reads what it wrote.
struct FrameVerification {
    let original: EncodedFrame
    let written: EncodedFrame

    private var module: PixelModule { original.module }

    /// - Parameter samples: all of them, as they were given to the encoder.
    /// - Throws: `pixels_not_verified`.
    func check(shows samples: [UInt8]) throws {
        var found: [UInt8], wanted = samples
        do {
            found = try written.decoded()
        } catch is PixelHold {
            throw PixelHold(.notVerified, "cannot be decoded")
        }
        // Encoders have no place for copies of a sign.
        if module.bitsAllocated != module.bitsStored, module.sampleBits.isPossible {
            try module.sampleBits.clearForeign(in: &found, isSigned: module.isSigned)
            try module.sampleBits.clearForeign(in: &wanted, isSigned: module.isSigned)
        }
        guard found == wanted else { throw PixelHold(.notVerified, "samples differ") }
    }

    // MARK: lossy JPEG

    /// Chroma of neighbours is mixed when it is spread over more pixels than it has samples.
    private static let blended = 2

    /// Compares a lossy JPEG frame whose blocks were replaced with what it was before: outside of the boxes, rounded out to
    /// MCUs, every sample is the same; inside, there is nothing to see but captions.
    ///
    /// - Throws: `pixels_not_verified`.
    func checkBlocks(_ places: [Covering.Place], _ covering: Covering) throws {
        let before: [UInt8], after: [UInt8]
        do {
            before = try original.decoded(again: true)
            after = try written.decoded(again: true)
        } catch is PixelHold {
            throw PixelHold(.notVerified, "cannot be decoded")
        }
        guard let unit = original.unitSize, before.count == after.count else { throw PixelHold(.notVerified, "sizes differ") }
        let boxes = places.map { $0.box.rounded(to: unit, rows: module.rows, columns: module.columns) }
        guard isSameOutside(boxes, before, after) else { throw PixelHold(.notVerified, "samples differ") }
        let captions = places.filter { $0.caption != nil }.map(\.box)
        for box in boxes where unit.isWhole && !captions.contains(where: { $0.overlaps(box) }) {
            guard isFlat(box, after, covering.fill == .blur ? 8 : nil) else { throw PixelHold(.notVerified, "not covered") }
        }
    }

    private func isSameOutside(_ boxes: [PixelBox], _ before: [UInt8], _ after: [UInt8]) -> Bool {
        let samples = module.samplesPerPixel, line = module.columns * samples
        let grown = boxes.map { box in
            PixelBox(
                x: box.x - Self.blended, y: box.y - Self.blended, width: box.width + 2 * Self.blended,
                height: box.height + 2 * Self.blended, reason: box.reason)
        }
        for y in 0..<module.rows {
            // Columns from one box to the next.
            var column = 0
            let across = grown.filter { $0.y <= y && y < $0.y + $0.height }.sorted { $0.x < $1.x }
            for end in across.map(\.x) + [module.columns] {
                if end > column {
                    let range = (y * line + column * samples)..<(y * line + min(end, module.columns) * samples)
                    guard before[range] == after[range] else { return false }
                }
                for box in across where box.x == end { column = max(column, box.x + box.width) }
            }
        }
        return true
    }

    /// Whether the first sample of a box's pixels is one value: of all, or of each square of `side` pixels.
    private func isFlat(_ box: PixelBox, _ samples: [UInt8], _ side: Int?) -> Bool {
        let count = module.samplesPerPixel
        for y in box.y..<box.y + box.height {
            for x in box.x..<box.x + box.width {
                let (left, top) = side.map { (x / $0 * $0, y / $0 * $0) } ?? (box.x, box.y)
                let first = samples[(top * module.columns + left) * count]
                guard abs(Int(samples[(y * module.columns + x) * count]) - Int(first)) <= 1 else { return false }
            }
        }
        return true
    }
}

/// Pixels of an MCU (ISO/IEC 10918-1 §A.2.3).
struct UnitSize: Hashable {
    var width: Int
    var height: Int
    /// The first component has a sample a pixel.
    var isWhole: Bool
}

extension EncodedFrame {
    /// nil without a frame header.
    var unitSize: UnitSize? {
        var position = 2
        while position + 4 <= bytes.count, bytes[position] == 0xFF, let length = bytes.number(at: position + 2, width: 2) {
            if [0xC0, 0xC1].contains(bytes[position + 1]), let count = bytes.number(at: position + 9, width: 1) {
                let factors = (0..<count).compactMap { bytes.number(at: position + 11 + 3 * $0, width: 1) }
                guard factors.count == count, let wide = factors.map({ $0 >> 4 }).max(), let high = factors.map({ $0 & 15 }).max()
                else { return nil }
                // A scan of one component has single blocks as units, but blocks are covered by the same rule.
                return UnitSize(width: 8 * wide, height: 8 * high, isWhole: factors[0] == wide << 4 | high)
            }
            position += 2 + length
        }
        return nil
    }
}

extension PixelBox {
    /// Rounded out to whole units, within a frame.
    fileprivate func rounded(to unit: UnitSize, rows: Int, columns: Int) -> PixelBox {
        var box = self
        box.x = x / unit.width * unit.width
        box.y = y / unit.height * unit.height
        box.width = min((x + width + unit.width - 1) / unit.width * unit.width, columns) - box.x
        box.height = min((y + height + unit.height - 1) / unit.height * unit.height, rows) - box.y
        return box
    }

    fileprivate func overlaps(_ other: PixelBox) -> Bool {
        x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }
}
