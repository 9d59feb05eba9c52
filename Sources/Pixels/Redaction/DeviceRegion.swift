/// A region of a device's pictures, whose sides count from any edge.
public struct DeviceRegion: Sendable, Hashable {
    /// How far from an edge, or how long.
    public enum Length: Sendable, Hashable {
        case pixels(Int)
        /// Of the picture's width or height.
        case percent(Int)

        /// Below zero where it counts from the opposite edge.
        func pixels(of whole: Int) -> Int {
            switch self {
            case .pixels(let count): count
            case .percent(let part): whole * part / 100
            }
        }
    }

    /// Where it lies along one axis: two of the three say it, and what is missing reaches to the edge.
    ///
    /// Distances are those of the region's near side from the edge of that name; below zero, from the opposite edge.
    public struct Extent: Sendable, Hashable {
        /// From the left or upper edge.
        public var start: Length?
        /// From the right or lower edge.
        public var end: Length?
        public var size: Length?

        public init(start: Length? = nil, end: Length? = nil, size: Length? = nil) {
            self.start = start
            self.end = end
            self.size = size
        }

        /// First pixel and the one behind the last; these may lie outside.
        func range(of whole: Int) -> (from: Int, to: Int) {
            let first = start.map { $0.pixels(of: whole) }.map { $0 < 0 ? whole + $0 : $0 }
            let last = end.map { $0.pixels(of: whole) }.map { $0 < 0 ? -$0 : whole - $0 }
            let length = size?.pixels(of: whole)
            switch (first, last, length) {
            case (let first?, _, let length?): return (first, first.addingReportingOverflow(length).partialValue)
            case (nil, let last?, let length?): return (last.subtractingReportingOverflow(length).partialValue, last)
            default: return (first ?? 0, last ?? whole)
            }
        }
    }

    /// What it covers of a frame.
    public enum Area: Sendable, Hashable {
        case rectangle(horizontal: Extent, vertical: Extent)
        /// Nothing if an instance has no such regions.
        case outsideUltrasoundRegions
    }

    public var area: Area
    /// From 0; nil: all.
    public var frames: Range<Int>?

    public init(_ area: Area, frames: Range<Int>? = nil) {
        self.area = area
        self.frames = frames
    }

    /// The parts of a picture that it covers; none if it lies outside.
    func boxes(rows: Int, columns: Int, _ regions: UltrasoundRegions?, rule: String) -> [PixelBox] {
        switch area {
        case .rectangle(let horizontal, let vertical):
            let (left, right) = horizontal.range(of: columns)
            let (top, bottom) = vertical.range(of: rows)
            let box = PixelBox(
                x: left, y: top, width: right - left, height: bottom - top, frames: frames, reason: .device(rule))
            return box.clipped(rows: rows, columns: columns).map { [$0] } ?? []
        case .outsideUltrasoundRegions:
            var boxes = regions?.outsideBoxes ?? []
            for index in boxes.indices { boxes[index].frames = frames }
            return boxes
        }
    }
}

/// Fixed regions of pictures of some devices.
public struct DeviceRule: Sendable, Hashable {
    /// As reports name it.
    public var name: String
    public var condition: DeviceCondition
    public var regions: [DeviceRegion]

    public init(name: String, condition: DeviceCondition, regions: [DeviceRegion]) {
        self.name = name
        self.condition = condition
        self.regions = regions
    }

    /// What it covers of a picture.
    ///
    /// - Throws: `device_rule_outside` if rectangles are all it has, or all that counts, and none touches the picture.
    func boxes(rows: Int, columns: Int, _ ultrasound: UltrasoundRegions?) throws(PixelHold) -> [PixelBox] {
        let boxes = regions.flatMap { $0.boxes(rows: rows, columns: columns, ultrasound, rule: name) }
        let hasRectangle = regions.contains { if case .rectangle = $0.area { true } else { false } }
        guard !boxes.isEmpty || !hasRectangle else { throw PixelHold(.deviceRuleOutside, name) }
        return boxes
    }
}
