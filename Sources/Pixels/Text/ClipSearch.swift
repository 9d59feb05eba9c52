import PictureText

/// Text in a clip: what stays over all frames is found in what they have in common, what comes and goes in what a few
/// neighbours have in common, and on single frames, for pages that have nothing in common. Each of a few frames is
/// looked at as a picture of its own as well.
///
/// A few views are in memory, however long the clip is.
struct ClipSearch {
    private let count: Int
    private var windows: [Window] = []

    /// Neighbours that are looked at together.
    private static let block = 8
    /// Score from which on a line on one frame counts; less must be seen twice.
    private static let sure: Float = 2, seen: Float = 0.5

    /// So few frames may be pages, each with other words in the same places.
    private static let pages = 16

    private static let mostDoubtful = 20_000

    private struct Window {
        var all: TextView
        var block: TextView
        var findings: [LineFinding] = []
        /// Seen once, not surely.
        var doubtful: [TextCandidate] = []

        /// Adds every line that a frame by itself shows.
        mutating func add(_ candidates: [TextCandidate], in view: TextView, _ judge: inout LineJudge) throws {
            for finding in try judge.judge(candidates, in: view) { add(finding) }
        }

        /// Adds what is new among `candidates`.
        mutating func note(
            _ candidates: [TextCandidate], in view: TextView, rereads: Bool, _ judge: inout LineJudge
        ) throws {
            var new: [TextCandidate] = []
            for candidate in candidates where candidate.text >= ClipSearch.seen {
                try judge.checkTime()
                if isKnown(candidate, rereads) { continue }
                let wasSeen = doubtful.contains { $0.area.shared(with: candidate.area) > 0.6 }
                if candidate.text >= ClipSearch.sure || wasSeen {
                    new.append(candidate)
                } else {
                    // Each is compared with each: what would be forgotten might be seen again.
                    guard doubtful.count < ClipSearch.mostDoubtful else { throw PixelHold(.timeLimit, "candidates") }
                    doubtful.append(candidate)
                }
            }
            for finding in try judge.judge(new, in: view) { add(finding) }
        }

        private mutating func add(_ finding: LineFinding) {
            if !findings.contains(where: { $0.isSame(as: finding) }) { findings.append(finding) }
        }

        private func isKnown(_ candidate: TextCandidate, _ rereads: Bool) -> Bool {
            findings.contains { finding in
                finding.kind != nil && (finding.kind != .kept || !rereads)
                    && candidate.area.shared(with: finding.area) > 0.8
            }
        }
    }

    init(count: Int) { self.count = count }

    /// The next frame, seen through window `index`.
    mutating func add(
        _ view: TextView, _ index: Int, frame: Int, finder: TextFinder, judge: inout LineJudge
    ) throws {
        if index == windows.count { windows.append(Window(all: try view.copy(), block: view)) }
        let candidates = try finder.candidates(in: view)
        if count <= Self.pages {
            try windows[index].add(candidates, in: view, &judge)
        } else {
            try windows[index].note(candidates, in: view, rereads: false, &judge)
        }
        if frame > 0 { try windows[index].all.merge(view) }
        if frame % Self.block == 0 {
            windows[index].block = view
        } else {
            try windows[index].block.merge(view)
        }
        if frame % Self.block == Self.block - 1 || frame == count - 1 {
            let block = windows[index].block
            try windows[index].note(finder.candidates(in: block), in: block, rereads: true, &judge)
        }
    }

    /// What was found, as lines of the whole clip.
    mutating func finish(finder: TextFinder, judge: inout LineJudge) throws -> [LineFinding] {
        var findings: [LineFinding] = []
        for window in windows {
            try judge.checkTime()
            findings += try judge.judge(finder.candidates(in: window.all), in: window.all)
            findings += window.findings
        }
        return findings
    }
}

extension LineFinding {
    /// The same line, seen again, with the same fate.
    fileprivate func isSame(as other: LineFinding) -> Bool {
        kind == other.kind && area.shared(with: other.area) > 0.8 && other.area.shared(with: area) > 0.8
    }
}
