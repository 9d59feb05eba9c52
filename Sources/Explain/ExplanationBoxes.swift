import Pixels

extension Explanation.Box {
    /// What is covered on a frame, numbered from 0, and the lines of text that were found on it: in reading order, each
    /// place once.
    static func all(_ pixels: PixelDecision, frame: Int) -> [Explanation.Box] {
        let covered = pixels.boxes.filter { $0.frames?.contains(frame) ?? true }
        let lines = pixels.lines.filter { $0.frames?.contains(frame) ?? true }
        var inside = Array(repeating: [FoundLine](), count: covered.count)
        var alone: [FoundLine] = []
        for line in lines {
            if let index = covered.firstIndex(where: { $0.hasMiddle(of: line) }) {
                inside[index].append(line)
            } else {
                alone.append(line)
            }
        }
        let isRead = pixels.isRead
        let boxes =
            zip(covered, inside).map { Explanation.Box($0, holding: $1, isRead: isRead) }
            + alone.map { Explanation.Box($0, isRead: isRead) }
        return boxes.inReadingOrder().enumerated().map { number, box in
            var box = box
            box.number = number + 1
            return box
        }
    }

    /// What is covered, with the lines in it.
    private init(_ box: PixelBox, holding lines: [FoundLine], isRead: Bool) {
        let (kind, reason): (String, String) =
            switch box.reason {
            case .device(let rule): ("device", "region of device rule \(rule)")
            case .outsideUltrasoundRegions: ("outside", "outside of the ultrasound regions")
            case .text(let kind): (kind, Self.words(of: lines, isRead))
            }
        self.init(
            x: box.x, y: box.y, width: box.width, height: box.height, frames: Self.numbers(box.frames), kind: kind,
            reason: "covered: \(reason)", text: Self.text(of: lines))
    }

    /// A line that no box covers: it stays, or the instance is held before anything was covered.
    private init(_ line: FoundLine, isRead: Bool) {
        let (kind, reason): (String, String) =
            switch line.kind {
            case .kept: ("kept", "line: it is provably safe and stays")
            case .identifying(let kind): (kind, "line: \(Self.words(of: [line], isRead))")
            case .unreadable: ("unreadable", "line: \(Self.words(of: [line], isRead))")
            case .masked: ("masked", "line: \(Self.words(of: [line], isRead))")
            }
        self.init(
            x: line.x, y: line.y, width: line.width, height: line.height, frames: Self.numbers(line.frames), kind: kind,
            reason: reason, text: Self.text(of: [line]), isMasked: line.kind != .kept)
    }

    /// Why lines are covered: the gravest reason among them.
    private static func words(of lines: [FoundLine], _ isRead: Bool) -> String {
        let isIdentifying = lines.contains { if case .identifying = $0.kind { true } else { false } }
        if isIdentifying { return "it identifies somebody" }
        if lines.contains(where: { $0.kind == .unreadable }) { return "nobody can say what it says" }
        if lines.isEmpty { return "text that was found" }
        return isRead ? "not provably safe" : "all text is covered here, unread"
    }

    private static func text(of lines: [FoundLine]) -> String? {
        let said = lines.compactMap(\.text).map { ExplanationText.text([$0]) }
        return said.isEmpty ? nil : said.joined(separator: " / ")
    }

    /// Numbers of frames as people count them; nil for all.
    private static func numbers(_ frames: Range<Int>?) -> [Int]? { frames.map { [$0.lowerBound + 1, $0.upperBound] } }

    /// Whether two boxes stand in one line of text: the middle of each lies beside the other, and neither is twice as high.
    fileprivate func isBeside(_ other: Explanation.Box) -> Bool {
        guard height <= 2 * other.height, other.height <= 2 * height else { return false }
        let (own, others) = (y + height / 2, other.y + other.height / 2)
        return (y...(y + height)).contains(others) && (other.y...(other.y + other.height)).contains(own)
    }
}

extension [Explanation.Box] {
    /// From top to bottom, and within a line of text from left to right.
    fileprivate func inReadingOrder() -> [Explanation.Box] {
        var rest = sorted { ($0.y, $0.x) < ($1.y, $1.x) }
        var ordered: [Explanation.Box] = []
        while let first = rest.first {
            let row = rest.filter { $0 == first || $0.isBeside(first) }
            ordered += row.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
            rest.removeAll { $0 == first || $0.isBeside(first) }
        }
        return ordered
    }
}

extension PixelDecision {
    /// What is covered, for each frame that a box names, from 0; boxes of all frames stand at the first.
    public var coveredFrames: [(frame: Int, box: Explanation.Box)] {
        let frames = Set(boxes.map { $0.frames?.lowerBound ?? 0 })
        return frames.sorted().flatMap { frame in
            Explanation.Box.all(self, frame: frame).filter(\.isCovered).map { (frame, $0) }
        }
    }
}
