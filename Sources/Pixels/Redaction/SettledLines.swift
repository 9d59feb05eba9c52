/// Lines as they are counted: each place once, however many windows, frames and looks showed it, and in keeping with what
/// is covered in the end.
struct SettledLines {
    private(set) var lines: [FoundLine] = []
    private let mode: TextMode
    private let deadline: ContinuousClock.Instant

    init(mode: TextMode, deadline: ContinuousClock.Instant) {
        self.mode = mode
        self.deadline = deadline
    }

    var unreadable: Int { lines.count { $0.kind == .unreadable } }

    /// Adds lines; of two in one place stays the one that tells more about a person.
    mutating func add(_ found: [FoundLine]) throws(PixelHold) {
        for line in found {
            try deadline.check()
            if let index = lines.firstIndex(where: { $0.isSame(as: line) }) {
                if line.weight > lines[index].weight { lines[index] = line }
            } else {
                lines.append(line)
            }
        }
    }

    /// What lies under a box does not stay, whatever the box is for; and where text is covered that belongs to no line,
    /// there is one that nobody has read.
    mutating func follow(_ boxes: [PixelBox]) throws(PixelHold) {
        for index in lines.indices where lines[index].kind == .kept {
            try deadline.check()
            if boxes.contains(where: { $0.covers(lines[index]) }) { lines[index].kind = .masked }
        }
        var rest: [FoundLine] = []
        for box in boxes {
            guard case .text = box.reason else { continue }
            try deadline.check()
            if lines.contains(where: { box.hasMiddle(of: $0) }) { continue }
            rest.append(
                FoundLine(
                    x: box.x, y: box.y, width: box.width, height: box.height, frames: box.frames,
                    kind: mode == .maskAll ? .masked : .unreadable))
        }
        try add(rest)
    }
}

extension FoundLine {
    fileprivate var weight: Int {
        switch kind {
        case .kept: 0
        case .masked: 1
        case .unreadable: 2
        case .identifying: 3
        }
    }

    private func shared(x left: Int, y top: Int, width: Int, height: Int) -> Int {
        max(0, min(x + self.width, left + width) - max(x, left)) * max(0, min(y + self.height, top + height) - max(y, top))
    }

    /// Most of one lies in the other.
    fileprivate func isSame(as other: FoundLine) -> Bool {
        let least = max(1, min(width * height, other.width * other.height))
        return frames == other.frames
            && 5 * shared(x: other.x, y: other.y, width: other.width, height: other.height) > 3 * least
    }

    fileprivate func isMostly(in box: PixelBox) -> Bool {
        2 * shared(x: box.x, y: box.y, width: box.width, height: box.height) > width * height
    }
}

extension PixelBox {
    /// Whether the middle of `line` lies in the box.
    public func hasMiddle(of line: FoundLine) -> Bool {
        let (left, top) = (line.x + line.width / 2, line.y + line.height / 2)
        return x <= left && left < x + width && y <= top && top < y + height
    }

    fileprivate func covers(_ line: FoundLine) -> Bool { line.isMostly(in: self) }
}
