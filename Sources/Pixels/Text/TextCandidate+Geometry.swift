import PictureText

extension TextCandidate {
    /// Lines of letters before parts of text and single letters; those of more letters before those of fewer.
    var rank: Float { isSymbol ? clean - 20 : clean + 0.2 * Float(min(10, parts.count)) }

    /// It is text, by what it takes for a row of letters and for the ground between some.
    func isText(isSupported: Bool) -> Bool {
        typealias Least = LineJudge.Least
        return !isSymbol
            && text >= (clean >= Least.stroke ? Least.text : Least.ground) - (isSupported ? Least.support : 0)
    }

    /// It is of the same size, and in one row or on a line beside.
    func supports(_ other: TextCandidate) -> Bool {
        guard isVertical == other.isVertical else { return false }
        let (least, most) = (min(thickness, other.thickness), max(thickness, other.thickness))
        guard 2 * most < 3 * least else { return false }
        let along = isVertical ? area.gap(y: other.area) : area.gap(x: other.area)
        let across = isVertical ? area.gap(x: other.area) : area.gap(y: other.area)
        return along < 0 && across < 3 * most || along < 8 * most && 2 * across < -least
    }

    /// A single stroke that is no longer than high: one letter at most, which tells nothing.
    var isSymbol: Bool {
        guard parts.count == 1 else { return false }
        return 2 * (isVertical ? area.height : area.width) < 3 * thickness
    }

    /// Height of the letters.
    var thickness: Int { max(1, isVertical ? area.width : area.height) }

    /// Less than a letter apart, in one row.
    func isBeside(_ other: TextCandidate) -> Bool {
        let gap = isVertical ? area.gap(y: other.area) : area.gap(x: other.area)
        let shared = isVertical ? area.overlap(x: other.area) : area.overlap(y: other.area)
        let least = min(thickness, other.thickness)
        return gap >= -least / 2 && Double(gap) < 1.1 * Double(thickness) && Double(shared) > 0.5 * Double(least)
            && other.thickness < 3 * thickness && other.area.shared(with: area) < 0.5
    }

    /// A word's gap apart, in one row of letters of one size.
    func isNear(_ other: TextCandidate) -> Bool {
        guard isVertical == other.isVertical, other.text >= 0 else { return false }
        let gap = isVertical ? area.gap(y: other.area) : area.gap(x: other.area)
        let shared = isVertical ? area.overlap(x: other.area) : area.overlap(y: other.area)
        let (least, most) = (min(thickness, other.thickness), max(thickness, other.thickness))
        return Double(gap) < 2.3 * Double(most) && Double(shared) > 0.6 * Double(least) && most < 2 * least
    }

    /// Right of it, in one row.
    func follows(_ label: TextCandidate) -> Bool {
        guard !isVertical, !label.isVertical else { return false }
        let gap = area.x - (label.area.x + label.area.width)
        return gap >= -thickness && gap < 6 * thickness
            && 2 * area.overlap(y: label.area) > min(thickness, label.thickness)
    }
}

extension TextCandidate.Area {
    var right: Int { x + width }
    var bottom: Int { y + height }

    /// How much of this lies in `other`, 0 to 1.
    func shared(with other: Self) -> Double {
        let w = overlap(x: other), h = overlap(y: other)
        return w > 0 && h > 0 ? Double(w * h) / Double(max(1, width * height)) : 0
    }

    func overlap(x other: Self) -> Int { min(right, other.right) - max(x, other.x) }
    func overlap(y other: Self) -> Int { min(bottom, other.bottom) - max(y, other.y) }
    func gap(x other: Self) -> Int { -overlap(x: other) }
    func gap(y other: Self) -> Int { -overlap(y: other) }

    /// What lies around and between letters, seen in the other polarity.
    func isGround(of line: Self) -> Bool {
        let thickness = min(line.width, line.height)
        return min(width, height) * 5 > thickness * 9 && line.shared(with: self) > 0.5
    }

    /// The smallest area around each run of neighbours along a line.
    static func rows(_ parts: [Self], isVertical: Bool) -> [Self] {
        var rows: [Self] = []
        for part in parts.sorted(by: { isVertical ? $0.y < $1.y : $0.x < $1.x }) {
            if let last = rows.last {
                let gap = isVertical ? last.gap(y: part) : last.gap(x: part)
                let thickness = isVertical ? max(last.width, part.width) : max(last.height, part.height)
                if gap < 2 * thickness {
                    rows[rows.count - 1] = last.union(part)
                    continue
                }
            }
            rows.append(part)
        }
        return rows
    }

    func union(_ other: Self) -> Self {
        let x = min(x, other.x), y = min(y, other.y)
        return Self(x: x, y: y, width: max(right, other.right) - x, height: max(bottom, other.bottom) - y)
    }
}
