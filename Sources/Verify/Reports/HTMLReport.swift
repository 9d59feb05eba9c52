import DataSets
import Dicom
import Foundation
import Pages

/// What was checked, by whom, with what result: totals, what was not delivered, failures and pictures, as a page that needs
/// nothing else: no fonts, scripts or pictures from anywhere. Pictures that are too many for one page go on beside it.
public final class HTMLReport: Report, @unchecked Sendable {  // one thread at a time
    /// What the page holds at most; the other reports hold everything.
    public struct Limits: Sendable {
        public var failures = 5000
        /// Instances that were not delivered.
        public var undelivered = 20_000
        /// Bytes of pictures of a page; more of them stand on further pages.
        public var pageBytes = 32 << 20
        /// Instances drawn from those in which nothing was covered.
        public var sample = 40

        public init(failures: Int = 5000, undelivered: Int = 20_000, pageBytes: Int = 32 << 20, sample: Int = 40) {
            self.failures = failures
            self.undelivered = undelivered
            self.pageBytes = pageBytes
            self.sample = sample
        }
    }

    private let file: PrivateFile
    private let title: String
    private let facts: [ReportFact]
    private let folders: (original: String, clean: String)
    private let limits: Limits
    private let boxes: @Sendable (_ original: String) -> [MaskBox]
    private let meaning: @Sendable (_ reason: String) -> String
    private var rows: [String] = []
    private var undelivered: [UndeliveredInstance] = []
    private let masked: PicturePages
    private var sample: InstanceSample

    /// - Parameters:
    ///   - facts: of the report's making.
    ///   - seed: which instances are drawn for a look; the same seed draws the same.
    ///   - meaning: of a reason for which an instance is held; "" if nobody knows it.
    ///   - boxes: what the pixel rules cover in an original, to draw it.
    /// - Throws: `VerifyError.unusable` if the file cannot be written.
    public init(
        _ path: String, title: String, facts: [ReportFact] = [], original: String, clean: String,
        limits: Limits = Limits(), seed: String = "",
        meaning: @escaping @Sendable (_ reason: String) -> String = { _ in "" },
        boxes: @escaping @Sendable (_ original: String) -> [MaskBox] = { _ in [] }
    ) throws(VerifyError) {
        file = try PrivateFile(path)
        self.title = title
        self.facts = facts
        folders = (original, clean)
        self.limits = limits
        self.boxes = boxes
        self.meaning = meaning
        masked = PicturePages(path, title: title, word: "masked", largest: limits.pageBytes)
        sample = InstanceSample(seed: seed, size: limits.sample)
    }

    public func add(_ result: PairResult) throws {
        if result.outcome.isNotDelivered {
            let meaning = meaning(result.reason)
            if undelivered.count < limits.undelivered {
                undelivered.append(
                    UndeliveredInstance(
                        path: result.original, outcome: result.outcome, reason: result.reason, meaning: meaning))
            }
        } else if result.outcome.isFailure {
            addRow(
                result, result.outcome.rawValue.replacing("_", with: " "), "", result.reason, result.outcome.meaning, nil,
                "")
        }
        for check in result.checks where !check.passed {
            addRow(result, check.check.rawValue, check.path, check.expected, check.found, check.old, check.rule)
        }
        guard result.outcome == .compared, let clean = result.clean else { return }
        if result.checks.contains(where: { $0.check == .pixelsHidden }) {
            try addPictures(result)
        } else if result.checks.contains(where: { $0.check == .pixelsRetained }) {
            sample.add(original: result.original, clean: clean)
        }
    }

    private func addRow(
        _ result: PairResult, _ action: String, _ path: String, _ expected: String, _ found: String?, _ old: String?,
        _ rule: String
    ) {
        guard rows.count < limits.failures else { return }
        let name = result.original.isEmpty ? result.clean ?? "" : result.original
        let cells = [
            "<td title=\"pair \(result.number)\">\(cut(name, 200))</td>",
            "<td><kbd>\(HTML.escaped(action))</kbd></td>",
            "<td><code>\(cut(path, 300))</code><br><small>\(HTML.escaped(Self.name(path)))</small></td>",
            "<td>\(cut(expected, 300))</td>", found.map { "<td>\(cut($0, 300))</td>" } ?? "<td><i>not there</i></td>",
            "<td>\(cut(old ?? "", 300))</td>", "<td><small>\(cut(rule, 200))</small></td>",
        ]
        rows.append("<tr data-action=\"\(HTML.escaped(action))\">\(cells.joined())</tr>\n")
    }

    /// Frames on which the same is covered are shown once, in the first of them.
    private func addPictures(_ result: PairResult) throws {
        guard let clean = result.clean else { return }
        let original = "\(folders.original)/\(result.original)"
        let all = boxes(original)
        var shown: Set<[MaskBox]> = []
        var frames: [(frame: Int, boxes: [MaskBox])] = []
        for (frame, boxes) in Dictionary(grouping: all, by: \.frame).sorted(by: { $0.key < $1.key }) {
            let places = boxes.map { box in
                MaskBox(frame: 0, x: box.x, y: box.y, width: box.width, height: box.height, reason: "")
            }
            if shown.insert(places).inserted { frames.append((frame, boxes)) }
        }
        if frames.isEmpty { frames = [(0, [])] }
        let pictures = frames.prefix(Self.mostFrames).map { frame, boxes in
            let before = Picture(path: original, frame: frame).html("before, frame \(frame + 1)", boxes: boxes)
            let after = Picture(path: "\(folders.clean)/\(clean)", frame: frame).html("after, frame \(frame + 1)", boxes: [])
            return "<div class=\"frames\">\(before)\(after)</div>"
        }
        let more =
            frames.count > Self.mostFrames
            ? "<p>\(frames.count - Self.mostFrames) more frames with other boxes: see veil explain --html</p>" : ""
        try masked.add(
            "<section class=\"card\"><h3>\(HTML.escaped(result.original))</h3>\n\(pictures.joined())\(more)</section>\n")
    }

    private static let mostFrames = 12

    public func finish(_ summary: Summary) throws {
        try masked.finish()
        try file.write(HTMLPage.head(title))
        try file.write(HTMLPage.facts(facts))
        try file.write(HTMLPage.totals(summary))
        let count = PairOutcome.allCases.reduce(0) { $0 + ($1.isNotDelivered ? summary.pairs[$1] ?? 0 : 0) }
        if count > 0 { try file.write(HTMLPage.undelivered(undelivered, of: count)) }
        let failures = summary.failed + summary.failedPairs - (summary.pairs[.missing] ?? 0)
        if failures > 0 {
            let shown = rows.count < failures ? "the first \(rows.count) of \(failures)" : "all \(failures)"
            try file.write(HTMLPage.failuresHead(shown, actions: Self.actions(summary)))
            for row in rows { try file.write(row) }
            try file.write("</tbody></table></section>\n")
        }
        try writeMasked()
        try writeSample()
        try file.write(HTMLPage.foot)
        try file.flush()
    }

    private func writeMasked() throws {
        guard masked.count > 0 else { return }
        try file.write("<h2>Masked instances: all \(masked.count)</h2>\n")
        try file.write(
            "<p class=\"note\">What the rules cover, drawn on the original, and the picture that left. A frame is shown for "
                + "each arrangement of boxes.</p>\n")
        for figure in masked.figures { try file.write(figure) }
        guard !masked.pages.isEmpty else { return }
        let links = masked.pages.map { page in
            "<a href=\"\(HTML.escaped(page.name))\">\(page.count) more</a>"
        }
        try file.write("<p class=\"card\">On further pages: \(links.joined(separator: ", "))</p>\n")
    }

    private func writeSample() throws {
        let drawn = sample.members()
        guard !drawn.isEmpty else { return }
        let shown = drawn.count < sample.count ? "\(drawn.count) of \(sample.count)" : "all \(drawn.count)"
        try file.write("<h2>Instances in which nothing was covered: \(shown)</h2>\n")
        try file.write(
            "<p class=\"note\">As they left. What was missed is here and in no list: look for names, numbers and dates. Drawn by "
                + "lot; the same files and rules draw the same.</p>\n<section class=\"card\"><div class=\"frames small\">\n")
        for member in drawn {
            let path = "\(folders.clean)/\(member.clean)"
            let first = Picture(path: path, frame: 0)
            let frame = member.number(below: first.frameCount)
            let picture = frame == 0 ? first : Picture(path: path, frame: frame)
            let frames = first.frameCount > 1 ? ", frame \(frame + 1) of \(first.frameCount)" : ""
            try file.write(picture.html(member.original + frames, boxes: []) + "\n")
        }
        try file.write("</div></section>\n")
    }

    /// What there are failures of, in the order of the checks.
    private static func actions(_ summary: Summary) -> [String] {
        PairOutcome.allCases.filter { $0.isFailure && !$0.isNotDelivered && summary.pairs[$0] != nil }
            .map { $0.rawValue.replacing("_", with: " ") }
            + Check.allCases.filter { (summary.checks[$0]?.failed ?? 0) > 0 }.map(\.rawValue)
    }

    private func cut(_ text: String, _ length: Int) -> String {
        text.unicodeScalars.count <= length
            ? HTML.escaped(text) : HTML.escaped(String(text.unicodeScalars.prefix(length))) + "…"
    }

    /// The keyword of the attribute that a path ends with; "" for private ones.
    private static func name(_ path: String) -> String {
        let digits = path.suffix(11).filter(\.isHexDigit)
        guard digits.count == 8, let number = UInt32(digits, radix: 16) else { return "" }
        return DataDictionary.keyword(of: Tag(rawValue: number)) ?? ""
    }
}
