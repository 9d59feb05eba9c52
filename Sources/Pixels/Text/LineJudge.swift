import Deid
import PictureText

/// Reads lines and decides what of them is provably safe.
struct LineJudge {
    let recognizer: TextRecognizer
    let cleaner: TextCleaner
    let mode: TextMode
    let deadline: ContinuousClock.Instant

    /// Logarithms of odds: what is read, what is masked though it cannot be read, what is masked because some text
    /// must be there.
    enum Least {
        static let clean: Float = -2.5
        static let unreadable: Float = 1.5
        /// Of what nobody tries to read: any text, in a clean row.
        static let unread: Float = 2
        static let row: Float = -1
        static let text: Float = 2.5
        /// Below `stroke`, something is the ground between letters, and text from `ground` on.
        static let stroke: Float = -4.5
        static let ground: Float = 4.5
        /// Lines of at least `supporting` make that much less do for what stands in one block with them.
        static let supporting: Float = 2.5
        static let support: Float = 1.6
        static let sure: Float = 3
        /// Of what reads like words; and like words without a doubt.
        static let word: Float = 1.2
        static let doubtful: Float = 0.8
        /// Of what cannot be read, and of what reads like an identifier.
        static let faint: Float = 0.5
        static let identifier: Float = 0
        /// A few strokes in a picture that shows no sure line need that much more: edges of bone are read as words of two
        /// letters. Where everything goes, names of two letters count for more.
        static let alone: Float = 1.6, aloneAmongAll: Float = 0.8
        /// Less likely text is not read.
        static let read: Float = -0.5
    }

    /// Some line of the instance surely was one.
    private var hasText = false

    init(recognizer: TextRecognizer, cleaner: TextCleaner, mode: TextMode, deadline: ContinuousClock.Instant) {
        self.recognizer = recognizer
        self.cleaner = cleaner
        self.mode = mode
        self.deadline = deadline
    }

    /// With so many sure lines a picture has text, and what may be some more hardly is anything else.
    private static let page = 3

    /// Confidence of a line's worst word from which on it counts as read.
    private static let confidence: Float = 55

    func checkTime() throws(PixelHold) { try deadline.check() }

    /// Every line among `candidates`, the best first, and the parts of text that no line explains.
    ///
    /// - Parameter earlier: what was found in the same frame seen through other windows.
    mutating func judge(
        _ candidates: [TextCandidate], in view: TextView, after earlier: [LineFinding] = []
    ) throws -> [LineFinding] {
        var lines: [LineFinding] = []
        let candidates = try withoutColumns(candidates)
        let (chosen, others) = try choose(candidates)
        hasText = hasText || candidates.contains { $0.text >= Least.sure && $0.clean >= 0 }
        for candidate in chosen {
            try checkTime()
            lines.append(try earlier.first { $0.settles(candidate) }?.again(candidate) ?? judge(candidate, in: view))
        }
        try readLabels(&lines, in: view)
        try dropUnprotected(&lines, candidates)
        if mode == .maskAll { for index in lines.indices { dropKept(&lines[index]) } }
        let isPage = lines.count { $0.isSure } >= Self.page
        for index in lines.indices where lines[index].kind == nil {
            try checkTime()
            lines[index].isSupported = isPage || isSupported(lines[index].candidate, by: lines)
        }
        let kept = lines.filter { $0.kind == .kept }.map(\.area)
        for index in lines.indices where lines[index].isText && lines[index].kind != .kept {
            try checkTime()
            reach(&lines[index], beside: kept)
            grow(&lines[index], candidates, kept)
            try goOn(&lines[index], in: view, beside: kept)
        }
        var rests = try rests(others, beside: lines, kept)
        for index in rests.indices {
            try checkTime()
            reach(&rests[index], beside: kept)
        }
        return lines + rests
    }

    /// Text stands in blocks: whether a line that is surely one has this one beside, above or below it.
    private func isSupported(_ candidate: TextCandidate, by lines: [LineFinding]) -> Bool {
        lines.contains { line in
            line.kind.map { $0 != .kept } == true && line.candidate.text >= Least.supporting
                && line.candidate.supports(candidate)
        }
    }

    /// Takes letters along that a line goes on with where its ground or its polarity is another one.
    private func goOn(_ line: inout LineFinding, in view: TextView, beside kept: [TextCandidate.Area]) throws {
        guard line.isSure else { return }
        let (before, after) = try view.beyond(line.candidate, at: line.area)
        extend(&line, before, after, beside: kept)
    }

    /// Takes foreground along that goes on at the ends of a line.
    private func reach(_ line: inout LineFinding, beside kept: [TextCandidate.Area]) {
        let most = line.candidate.thickness * 5 / 2
        extend(&line, min(line.candidate.before, most), min(line.candidate.after, most), beside: kept)
    }

    /// Makes a line longer, up to what is kept.
    private func extend(_ line: inout LineFinding, _ before: Int, _ after: Int, beside kept: [TextCandidate.Area]) {
        let candidate = line.candidate, isVertical = candidate.isVertical
        var (before, after) = (before, after)
        for other in kept {
            let shared = isVertical ? line.area.overlap(x: other) : line.area.overlap(y: other)
            guard shared > 0 else { continue }
            let ahead = isVertical ? line.area.y - other.bottom : line.area.x - other.right
            let behind = isVertical ? other.y - line.area.bottom : other.x - line.area.right
            if ahead >= 0 { before = min(before, max(0, ahead - candidate.thickness)) }
            if behind >= 0 { after = min(after, max(0, behind - candidate.thickness)) }
        }
        if isVertical {
            line.candidate.area.y -= before
            line.candidate.area.height += before + after
        } else {
            line.candidate.area.x -= before
            line.candidate.area.width += before + after
        }
    }

    /// A line that goes takes letters beside it along that were not linked to it: on noise, behind a comma.
    private func grow(_ line: inout LineFinding, _ candidates: [TextCandidate], _ kept: [TextCandidate.Area]) {
        // Alone in a picture it may be an edge, and goes on as far as that.
        guard text(of: line.candidate) >= (hasText ? Least.faint : Least.text) else { return }
        let thickness = line.candidate.thickness, isVertical = line.candidate.isVertical
        let limit = isVertical ? line.area.grown(x: 0, y: 6 * thickness) : line.area.grown(x: 6 * thickness, y: 0)
        let near = candidates.filter { $0.area.overlap(x: limit) > 0 && $0.area.overlap(y: limit) > 0 }
        var parts = near.flatMap(\.parts).filter { part in
            let across = isVertical ? part.width : part.height
            let shared = isVertical ? part.overlap(x: line.area) : part.overlap(y: line.area)
            return part.shared(with: limit) > 0.8 && 3 * across > thickness && 2 * across < 3 * thickness
                && 2 * shared > across && part.shared(with: line.area) < 0.9
                && !kept.contains { part.shared(with: $0) > 0.5 }
        }
        var isGrown = true
        while isGrown {
            isGrown = false
            parts.removeAll { part in
                let gap = isVertical ? line.area.gap(y: part) : line.area.gap(x: part)
                guard 5 * gap <= 13 * thickness else { return false }
                line.candidate.area = line.area.union(part)
                isGrown = true
                return true
            }
        }
    }

    /// What is left of text beside and between what was chosen: parts that lie in no line.
    private func rests(
        _ others: [TextCandidate], beside lines: [LineFinding], _ kept: [TextCandidate.Area]
    ) throws -> [LineFinding] {
        let areas = lines.filter { $0.kind != nil }.map { $0.area.grown(1) }
        var rests: [LineFinding] = []
        for candidate in others {
            try checkTime()
            let isSupported = isSupported(candidate, by: lines)
            guard candidate.isText(isSupported: isSupported) else { continue }
            let parts = candidate.parts.filter { part in
                !areas.contains { part.shared(with: $0) > 0.6 || part.isGround(of: $0) }
            }
            // A candidate that is nearly all explained by what stays has a stray part, no text of its own; what stands in
            // a row with text that goes, goes.
            let isKept = candidate.parts.contains { part in kept.contains { part.shared(with: $0) > 0.6 } }
            guard !isKept || 3 * parts.count >= candidate.parts.count else { continue }
            for area in TextCandidate.Area.rows(parts, isVertical: candidate.isVertical) {
                let isShort = max(area.width, area.height) * 2 < 3 * min(area.width, area.height)
                if isShort, candidate.clean < Least.stroke { continue }
                var rest = LineFinding(candidate: candidate, kind: nil)
                rest.candidate.area = area
                rest.isSupported = isSupported
                let whole = candidate.area, isTurned = candidate.isVertical
                if isTurned ? area.y > whole.y : area.x > whole.x { rest.candidate.before = 0 }
                if isTurned ? area.bottom < whole.bottom : area.right < whole.right { rest.candidate.after = 0 }
                if !rests.contains(where: { area.shared(with: $0.area) > 0.8 }) { rests.append(rest) }
            }
        }
        return rests
    }

    /// Without columns of letters that rows explain: the first letters of lines below each other.
    private func withoutColumns(_ candidates: [TextCandidate]) throws -> [TextCandidate] {
        let rows = candidates.filter { row in
            !row.isVertical && row.text >= 0 && row.clean >= -1
                && (row.parts.count > 2 || row.area.width > 2 * row.area.height)
        }
        return try candidates.filter { candidate in
            guard candidate.isVertical else { return true }
            try checkTime()
            let near = rows.filter { $0.area.overlap(x: candidate.area) > 0 && $0.area.overlap(y: candidate.area) > 0 }
            let explained = candidate.parts.count { part in
                near.contains { $0.text >= candidate.text - 1 && part.shared(with: $0.area) > 0.5 }
            }
            return 5 * explained < 2 * candidate.parts.count
        }
    }

    /// One candidate for each place.
    private func choose(
        _ candidates: [TextCandidate]
    ) throws(PixelHold) -> (chosen: [TextCandidate], others: [TextCandidate]) {
        var chosen: [TextCandidate] = []
        var others: [TextCandidate] = []
        for candidate in candidates.sorted(by: { $0.rank > $1.rank }) {
            try checkTime()
            let isTaken = chosen.contains { line in
                line.area.shared(with: candidate.area) > 0.4 || candidate.area.shared(with: line.area) > 0.6
            }
            if candidate.clean >= Least.clean, candidate.text >= Least.read, !isTaken {
                chosen.append(candidate)
            } else {
                others.append(candidate)
            }
        }
        return (chosen, others)
    }

    private func judge(_ candidate: TextCandidate, in view: TextView) throws -> LineFinding {
        if mode != .maskAll { return try read(candidate, in: view) }
        let text = text(of: candidate), isLine = candidate.clean >= Least.row && text >= Least.unread
        if isLine || text >= Least.text, !candidate.isSymbol {
            return LineFinding(candidate: candidate, kind: .masked)
        }
        // What its looks leave open may be a line by what it says, and what would go in the other mode goes in this one.
        return try read(candidate, in: view)
    }

    /// Where everything goes, what is safe goes too if it looks like words, and nobody is told what it says.
    private func dropKept(_ line: inout LineFinding) {
        let candidate = line.candidate
        let isWord = text(of: candidate) >= Least.word && candidate.parts.count >= 3
        if line.kind != nil { line.kind = line.kind != .kept || isWord ? .masked : nil }
        line.text = nil
    }

    /// Tesseract reads words into anything: what hardly looks like text must look like a word at least.
    private func isWord(_ candidate: TextCandidate, _ reading: TextRecognizer.Reading) -> Bool {
        let text = text(of: candidate)
        return text >= Least.word || (text >= Least.doubtful && reading.leastConfidence >= 85)
    }

    /// How likely it is text, in this picture.
    private func text(of candidate: TextCandidate) -> Float {
        candidate.text
            - (hasText || candidate.parts.count > 3 ? 0 : mode == .maskAll ? Least.aloneAmongAll : Least.alone)
    }

    private func reading(
        of candidate: TextCandidate, in view: TextView, thoroughly: Bool
    ) throws(PixelHold) -> TextRecognizer.Reading {
        do {
            return try recognizer.read(candidate, in: view, thoroughly: thoroughly)
        } catch {
            throw PixelHold(.ocrFailed)
        }
    }

    /// It is masked for what it says, or as text that says nothing which could be safe.
    private func goes(_ candidate: TextCandidate, _ reading: TextRecognizer.Reading) -> Bool {
        let isRead = reading.leastConfidence >= Self.confidence, text = text(of: candidate)
        switch cleaner.proof(ofLine: reading.text) {
        case .safe: return false
        case .identifying where isRead: return text >= Least.identifier
        case .identifying, .label, .unproven: return !isRead && text >= Least.text && !candidate.isSymbol
        }
    }

    private func read(_ candidate: TextCandidate, in view: TextView) throws -> LineFinding {
        let first = try reading(of: candidate, in: view, thoroughly: mode == .secondLook)
        // Another way of reading costs as much as the first: it is left out for what goes in any case.
        if first.isThorough { return finding(candidate, first) }
        if goes(candidate, first) {
            var finding = finding(candidate, first)
            finding.isReadOnce = true
            return finding
        }
        return try readAgain(candidate, in: view)
    }

    private func readAgain(_ candidate: TextCandidate, in view: TextView) throws -> LineFinding {
        finding(candidate, try reading(of: candidate, in: view, thoroughly: true))
    }

    private func finding(_ candidate: TextCandidate, _ reading: TextRecognizer.Reading) -> LineFinding {
        let text = text(of: candidate)
        let letters = reading.text.unicodeScalars.count { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
        // `A` over the width of a skull is no reading of it.
        let length = candidate.isVertical ? candidate.area.height : candidate.area.width
        let hasWords = letters > 0 && letters * candidate.thickness >= length - candidate.thickness
        guard hasWords, reading.leastConfidence >= Self.confidence else {
            let isText =
                candidate.clean >= Least.unreadable && text >= Least.faint || text >= Least.text
                || (hasWords && reading.meanConfidence >= Self.confidence && text >= Least.word)
            let kind: FoundLine.Kind? = isText && !candidate.isSymbol ? .unreadable : nil
            return LineFinding(candidate: candidate, kind: kind, text: reading.text)
        }
        switch cleaner.proof(ofLine: reading.text) {
        case .identifying(let kind):
            let isText = text >= Least.identifier
            return LineFinding(candidate: candidate, kind: isText ? .identifying(kind.rawValue) : nil, text: reading.text)
        case .safe:
            let isLine = !candidate.isSymbol || candidate.text >= Least.text
            return LineFinding(candidate: candidate, kind: isLine ? .kept : nil, text: reading.text)
        case .label, .unproven:
            return LineFinding(
                candidate: candidate, kind: isWord(candidate, reading) ? .masked : nil, text: reading.text)
        }
    }

    /// Two lines in one row are one: `F` and `44`.
    private func isIdentifying(_ line: LineFinding, _ other: LineFinding) -> Bool {
        guard let text = line.text, let more = other.text else { return false }
        if case .identifying = cleaner.proof(ofLine: line.area.x < other.area.x ? "\(text) \(more)" : "\(more) \(text)") {
            return true
        }
        return false
    }

    /// What goes may be the label of what stays: it is read as well as can be.
    private func readLabels(_ lines: inout [LineFinding], in view: TextView) throws {
        var isSettled = false
        while !isSettled {
            isSettled = true
            for index in lines.indices where lines[index].isReadOnce {
                try checkTime()
                let candidate = lines[index].candidate
                guard lines.contains(where: { $0.kind == .kept && $0.candidate.follows(candidate) }) else { continue }
                lines[index] = try readAgain(candidate, in: view)
                if lines[index].kind == .kept { isSettled = false }
            }
        }
    }

    /// A line that other text stands close to may be half of it: `04:56:` and `45.5`. A value goes with its label.
    private func dropUnprotected(_ lines: inout [LineFinding], _ candidates: [TextCandidate]) throws(PixelHold) {
        for index in lines.indices where lines[index].kind == .kept {
            try checkTime()
            let line = lines[index].candidate
            let isWord = lines.contains { $0.kind.map { $0 != .kept } == true && line.isNear($0.candidate) }
            let hasNeighbour = candidates.contains { other in
                other.text >= 1 && other.isVertical == line.isVertical && line.isBeside(other)
                    && !lines.contains { $0.kind == .kept && other.area.shared(with: $0.area) > 0.5 }
            }
            let isValue = lines.contains { other in
                other.kind == .masked && other.text.map { cleaner.proof(ofLine: $0) == .label } == true
                    && line.follows(other.candidate)
            }
            let isPart = lines.indices.contains { other in
                other != index && lines[other].kind == .kept && line.isNear(lines[other].candidate)
                    && isIdentifying(lines[index], lines[other])
            }
            // Foreground that goes on may be what the line belongs to.
            let goesOn = 2 * max(line.before, line.after) > line.thickness
            guard isWord || hasNeighbour || isValue || isPart || goesOn else { continue }
            // What hardly looks like text was read into strokes that go on.
            lines[index].kind = text(of: line) >= Least.doubtful ? .masked : nil
        }
    }
}
