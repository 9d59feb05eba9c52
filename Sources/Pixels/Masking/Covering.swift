import PictureText

/// A mask, and what its boxes are filled with in one image.
struct Covering {
    let mask: PixelMask
    let fill: BoxFill
    /// The darkest pixel and, for labels, the brightest.
    let ground: FillValue
    let ink: FillValue
    let module: PixelModule
    private var captions: [PixelBox: Caption] = [:]

    /// One box of a frame, within its size, and what is written in it.
    struct Place {
        var box: PixelBox
        var caption: Caption?
    }

    /// - Throws: `pixels_not_maskable`, `pixels_not_described`, `DimseError`.
    init(_ mask: PixelMask, _ module: PixelModule) throws {
        guard let ground = FillValue.darkest(module), let ink = FillValue.brightest(module) else {
            throw PixelHold(.notMaskable, "colours")
        }
        guard ground.samples.count == module.samplesPerPixel else { throw PixelHold(.notDescribed, "samples") }
        self.mask = mask
        self.module = module
        self.ground = ground
        self.ink = ink
        // Means of palette indices would be other colours, those of single bits patterns.
        fill = mask.fill == .blur && (module.colours == .palette || module.bitsAllocated == 1) ? .black : mask.fill
        guard fill == .replace else { return }
        // Drawn once for all frames.
        for box in mask.boxes {
            guard let label = box.label, let clipped = box.clipped(rows: module.rows, columns: module.columns),
                // What the font has no letters for is only covered.
                label.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
            else { continue }
            captions[clipped] = try Caption(label, width: clipped.width, height: clipped.height)
        }
    }

    /// Boxes of a frame.
    func places(ofFrame number: Int) -> [Place] {
        mask.boxes.filter { $0.frames?.contains(number) ?? true }
            .compactMap { $0.clipped(rows: module.rows, columns: module.columns) }
            .map { Place(box: $0, caption: captions[$0]) }
    }

    /// Whether any frame has a box.
    var isEmpty: Bool {
        !mask.boxes.contains { box in
            box.clipped(rows: module.rows, columns: module.columns) != nil
                && (box.frames.map { $0.overlaps(0..<module.frames) } ?? true)
        }
    }
}

extension FrameSamples {
    /// Covers what lies under boxes. Captions come last, over what other boxes have covered.
    mutating func cover(_ places: [Covering.Place], _ covering: Covering) {
        if places.isEmpty { return }
        let ground = covering.ground.bounded(by: self, covering.module)
        for place in places {
            if covering.fill == .blur {
                blur(place.box, isSigned: covering.module.isSigned)
            } else {
                paint(place.box, ground)
            }
        }
        for place in places {
            if let caption = place.caption { write(caption, at: place.box, on: ground, in: covering.ink) }
        }
    }
}
