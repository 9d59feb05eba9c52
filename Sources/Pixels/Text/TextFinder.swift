import Deid
import Dicom
import PictureText
internal import TextModels

/// Finds text in the pixels of instances, reads it, and decides what of it stays.
///
/// One a worker: it holds a Tesseract engine and the detector's memory. Not shared between threads.
public final class TextFinder {
    let detector: TextDetector
    let recognizer: TextRecognizer

    /// - Parameter languages: Tesseract language packs, as Debian names them.
    /// - Throws: `PixelHold` with the reason `ocr_language_missing`.
    public init(languages: [String]) throws {
        let scorer = text_model_text_line_scorer()
        detector = try TextDetector(scorer: UnsafeBufferPointer(start: scorer.bytes, count: scorer.count))
        do {
            recognizer = try TextRecognizer(languages: languages)
        } catch {
            throw PixelHold(.languageMissing, languages.joined(separator: "+"))
        }
    }

    /// Pixels of a frame, and what may be lines in one, beyond which nothing is searched.
    private static let mostPixels = 200_000_000, mostCandidates = 20_000

    /// Searches all frames of an image.
    ///
    /// - Parameters:
    ///   - frames: samples of a frame, numbered from 0; called once for each, in order.
    ///   - text: knows what identifies the instance's patient.
    ///   - barcodes: bars and matrix codes are looked for as well.
    ///   - deadline: `pixels_time_limit` is thrown when it has passed.
    /// - Throws: `PixelHold`, what `frames` throws.
    public func search(
        _ module: PixelModule, display: TextDisplay, text: TextCleaner, mode: TextMode, barcodes: Bool,
        deadline: ContinuousClock.Instant, frames: (Int) throws -> FrameSamples
    ) throws -> TextSearch {
        let (pixels, overflows) = module.rows.multipliedReportingOverflow(by: module.columns)
        guard !overflows, pixels <= Self.mostPixels else { throw PixelHold(.tooLarge) }
        var judge = LineJudge(recognizer: recognizer, cleaner: text, mode: mode, deadline: deadline)
        let size = FrameSize(rows: module.rows, columns: module.columns)
        var codes = BarcodeSearch(size, isAsked: barcodes, frames: module.frames)
        if module.frames == 1 {
            var findings: [LineFinding] = []
            try display.eachView(of: frames(0), module, isClip: false) { _, view in
                try judge.checkTime()
                findings += try judge.judge(candidates(in: view), in: view, after: findings)
                try codes.look(in: view, frame: 0)
            }
            return try codes.added(to: TextMasking(size, deadline: deadline).search(findings))
        }
        var clip = ClipSearch(count: module.frames)
        for number in 0..<module.frames {
            try judge.checkTime()
            let samples = try frames(number)
            try display.eachView(of: samples, module, isClip: true) { index, view in
                try codes.look(in: view, frame: number)
                try clip.add(view, index, frame: number, finder: self, judge: &judge)
            }
        }
        return try codes.added(to: TextMasking(size, deadline: deadline).search(clip.finish(finder: self, judge: &judge)))
    }

    /// What may be text, as likely as 1 to 20 or more.
    func candidates(in view: TextView) throws -> [TextCandidate] {
        let candidates = try detector.candidates(in: view, floor: -3)
        // Each is compared with each: what has so many of them is noise, or takes hours.
        guard candidates.count <= Self.mostCandidates else { throw PixelHold(.timeLimit, "candidates") }
        return candidates
    }
}

/// Rows and columns of a frame.
struct FrameSize: Sendable, Hashable {
    var rows: Int
    var columns: Int
}
