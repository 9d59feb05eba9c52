import PictureText

/// From lines to boxes: what is masked, with its surroundings.
struct TextMasking {
    let size: FrameSize
    let deadline: ContinuousClock.Instant

    init(_ size: FrameSize, deadline: ContinuousClock.Instant) {
        self.size = size
        self.deadline = deadline
    }

    /// In heights of the letters: along the line and across it, and gaps between masked parts that are closed.
    private enum Pad {
        static let along = 0.4, across = 0.2, bridge = 2.2
    }

    func search(_ findings: [LineFinding]) throws(PixelHold) -> TextSearch {
        var result = TextSearch()
        for finding in findings {
            guard let kind = finding.kind else { continue }
            let area = finding.area
            result.lines.append(
                FoundLine(
                    x: area.x, y: area.y, width: area.width, height: area.height, frames: finding.frames, kind: kind,
                    text: finding.text))
        }
        var masked = findings.filter { $0.kind != .kept && $0.isText }.map(Masked.init)
        try bridge(&masked)
        for part in masked {
            try deadline.check()
            let height = Double(part.thickness)
            let along = max(2, Int(Pad.along * height + 0.5)), across = max(2, Int(Pad.across * height + 0.5))
            let (dx, dy) = part.isVertical ? (across, along) : (along, across)
            let box = PixelBox(
                x: part.area.x - dx, y: part.area.y - dy, width: part.area.width + 2 * dx,
                height: part.area.height + 2 * dy, reason: .text(part.reason))
            if let clipped = box.clipped(rows: size.rows, columns: size.columns), !result.boxes.contains(clipped) {
                result.boxes.append(clipped)
            }
        }
        return result
    }

    /// Parts in one row with a short gap between them become one.
    private func bridge(_ parts: inout [Masked]) throws(PixelHold) {
        var index = 0
        while index < parts.count {
            try deadline.check()
            var other = index + 1
            var isGrown = false
            while other < parts.count {
                if parts[index].joins(parts[other]) {
                    parts[index].add(parts[other])
                    parts.remove(at: other)
                    isGrown = true
                } else {
                    other += 1
                }
            }
            if !isGrown { index += 1 }
        }
    }

    private struct Masked {
        var area: TextCandidate.Area
        var thickness: Int
        var isVertical: Bool
        var reason: String

        init(_ finding: LineFinding) {
            area = finding.area
            thickness = finding.candidate.thickness
            isVertical = finding.candidate.isVertical
            switch finding.kind {
            case .identifying(let kind): reason = kind
            case .unreadable: reason = "unreadable"
            case .masked, .kept: reason = "text"
            case nil: reason = "part"
            }
        }

        func joins(_ other: Masked) -> Bool {
            guard isVertical == other.isVertical else { return false }
            let gap = isVertical ? area.gap(y: other.area) : area.gap(x: other.area)
            let shared = isVertical ? area.overlap(x: other.area) : area.overlap(y: other.area)
            let (least, most) = (min(thickness, other.thickness), max(thickness, other.thickness))
            return Double(gap) < Pad.bridge * Double(least) && Double(shared) > 0.6 * Double(least)
                && Double(most) < 1.8 * Double(least)
        }

        mutating func add(_ other: Masked) {
            area = area.union(other.area)
            thickness = max(thickness, other.thickness)
            if reason == "part" || reason == "text" { reason = other.reason }
        }
    }
}

extension TextCandidate.Area {
    /// Wider by `margin` on every side.
    func grown(_ margin: Int) -> Self { grown(x: margin, y: margin) }

    func grown(x dx: Int, y dy: Int) -> Self {
        Self(x: x - dx, y: y - dy, width: width + 2 * dx, height: height + 2 * dy)
    }
}
