/// A rectangle of a frame that is to be covered, and why.
public struct PixelBox: Sendable, Hashable {
    /// What asked for it.
    public enum Reason: Sendable, Hashable {
        /// A fixed region of a device, by the rule's name.
        case device(String)
        /// Outside the regions of an ultrasound image.
        case outsideUltrasoundRegions
        /// Text that was found: its class, never what it says.
        case text(String)
    }

    /// In pixels, from the frame's upper left corner.
    public var x: Int
    public var y: Int
    public var width: Int
    public var height: Int
    /// Numbers of the frames, from 0; nil: all.
    public var frames: Range<Int>?
    public var reason: Reason
    /// What is written in it where the mask replaces: a pseudonym or a shifted date, in printable ASCII.
    public var label: String?

    public init(
        x: Int, y: Int, width: Int, height: Int, frames: Range<Int>? = nil, reason: Reason, label: String? = nil
    ) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
        self.frames = frames
        self.reason = reason
        self.label = label
    }

    /// What of it lies in a frame of this size; nil if nothing does.
    public func clipped(rows: Int, columns: Int) -> PixelBox? {
        var box = self
        let right = Self.sum(x, width), bottom = Self.sum(y, height)
        box.x = max(0, x)
        box.y = max(0, y)
        box.width = min(right, columns) - box.x
        box.height = min(bottom, rows) - box.y
        return box.width > 0 && box.height > 0 ? box : nil
    }

    private static func sum(_ a: Int, _ b: Int) -> Int {
        let (sum, overflows) = a.addingReportingOverflow(b)
        return overflows ? .max : sum
    }
}

/// What a covered box shows.
public enum BoxFill: String, Sendable, Hashable, CaseIterable {
    /// The darkest value that can be displayed.
    case black
    /// One mean for each cell, as large as the box's shorter side and at least 16 pixels: nothing of it can be undone.
    case blur
    /// The box's label in the brightest value on the darkest; without one, or where it does not fit, only that.
    case replace
}

/// Boxes to be covered in one image.
public struct PixelMask: Sendable, Hashable {
    public var boxes: [PixelBox]
    public var fill: BoxFill

    public init(boxes: [PixelBox], fill: BoxFill) {
        self.boxes = boxes
        self.fill = fill
    }
}
