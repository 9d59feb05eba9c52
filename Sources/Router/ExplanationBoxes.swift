import Pixels

extension Explanation.Box {
    /// What is covered on a frame, numbered from 0, and the lines of text that were found on it.
    static func all(_ pixels: PixelDecision, frame: Int) -> [Explanation.Box] {
        let boxes = pixels.boxes.filter { $0.frames?.contains(frame) ?? true }.map { box in
            let (kind, reason) = words(box.reason)
            return Explanation.Box(x: box.x, y: box.y, width: box.width, height: box.height, kind: kind, reason: reason)
        }
        let lines = pixels.lines.filter { $0.frames?.contains(frame) ?? true }.map { line in
            let (kind, reason) = words(line.kind)
            return Explanation.Box(
                x: line.x, y: line.y, width: line.width, height: line.height, kind: kind, reason: reason,
                text: line.text.map { ExplanationText.text([$0]) }, isMasked: line.kind != .kept)
        }
        return boxes + lines
    }

    private static func words(_ reason: PixelBox.Reason) -> (kind: String, reason: String) {
        switch reason {
        case .device(let rule): ("device", "covered: region of device rule \(rule)")
        case .outsideUltrasoundRegions: ("outside", "covered: outside of the ultrasound regions")
        case .text(let kind): (kind, "covered: text that was found")
        }
    }

    private static func words(_ kind: FoundLine.Kind) -> (kind: String, reason: String) {
        switch kind {
        case .kept: ("kept", "line: it is provably safe and stays")
        case .identifying(let kind): (kind, "line: it identifies somebody")
        case .unreadable: ("unreadable", "line: nobody can say what it says")
        case .masked: ("masked", "line: not provably safe, or every line goes")
        }
    }
}

extension RuleBook.CleanInstance {
    /// What is covered, for each frame that a box names, from 0; boxes of all frames stand at the first.
    public var maskedFrames: [(frame: Int, box: Explanation.Box)] {
        guard let pixels else { return [] }
        let frames = Set(pixels.boxes.map { $0.frames?.lowerBound ?? 0 })
        return frames.sorted().flatMap { frame in
            Explanation.Box.all(pixels, frame: frame).filter { $0.reason.hasPrefix("covered") }.map { (frame, $0) }
        }
    }
}
