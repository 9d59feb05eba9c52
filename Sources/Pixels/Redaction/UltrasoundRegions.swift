import Dicom

/// Where the pictures stand on the screen of an ultrasound system (PS3.3 §C.8.5.5, Sequence of Ultrasound Regions);
/// what lies outside is written there for people.
struct UltrasoundRegions: Sendable, Hashable {
    /// Half-open, within the frame.
    struct Rectangle: Sendable, Hashable {
        var left: Int
        var top: Int
        var right: Int
        var bottom: Int
    }

    let rows: Int
    let columns: Int
    let inside: [Rectangle]

    /// nil if the instance has no regions, or one that cannot be: then they tell nothing, and all of a frame counts
    /// alike.
    init?(_ view: DataSetView, rows: Int, columns: Int) {
        guard let sequence = view.topLevel(Tag(0x0018, 0x6011)), rows > 0, columns > 0 else { return nil }
        let count = view.elements[sequence].itemCount
        var corners = [[Int?]](repeating: [nil, nil, nil, nil], count: count)
        for element in view.elements where element.parent == sequence && element.tag.group == 0x0018 {
            guard let corner = Self.corners.firstIndex(of: element.tag.element), corners.indices.contains(element.item)
            else { continue }
            corners[element.item][corner] = Self.number(element)
        }
        var inside: [Rectangle] = []
        for item in corners {
            guard let left = item[0], let top = item[1], let right = item[2], let bottom = item[3], left >= 0, top >= 0,
                // The last pixel; some writers tell the one behind it.
                right > left, bottom > top, right <= columns, bottom <= rows
            else { return nil }
            inside.append(Rectangle(left: left, top: top, right: min(right + 1, columns), bottom: min(bottom + 1, rows)))
        }
        guard !inside.isEmpty else { return nil }
        self.rows = rows
        self.columns = columns
        self.inside = inside
    }

    /// Region Location Min X0, Min Y0, Max X1, Max Y1.
    private static let corners: [UInt16] = [0x6018, 0x601A, 0x601C, 0x601E]

    private static func number(_ element: DataElement) -> Int? {
        guard element.vr == .UL, let value = element.value, value.count == 4 else { return nil }
        return (0..<4).reversed().reduce(0) { $0 << 8 | Int(value[$1]) }
    }

    /// Rectangles that do not overlap and together are all that no region holds.
    var outside: [Rectangle] {
        let edges = Set(inside.flatMap { [$0.top, $0.bottom] } + [0, rows]).sorted()
        var found: [Rectangle] = []
        for (top, bottom) in zip(edges, edges.dropFirst()) {
            var left = 0
            var band: [Rectangle] = []
            for region in inside.filter({ $0.top <= top && $0.bottom >= bottom }).sorted(by: { $0.left < $1.left }) {
                if region.left > left { band.append(Rectangle(left: left, top: top, right: region.left, bottom: bottom)) }
                left = max(left, region.right)
            }
            if left < columns { band.append(Rectangle(left: left, top: top, right: columns, bottom: bottom)) }
            for part in band {
                // Goes on with what ends here.
                if let above = found.firstIndex(where: { $0.bottom == top && $0.left == part.left && $0.right == part.right }) {
                    found[above].bottom = bottom
                } else {
                    found.append(part)
                }
            }
        }
        return found
    }

    /// The same as boxes for all frames.
    var outsideBoxes: [PixelBox] {
        outside.map {
            PixelBox(
                x: $0.left, y: $0.top, width: $0.right - $0.left, height: $0.bottom - $0.top,
                reason: .outsideUltrasoundRegions)
        }
    }
}
