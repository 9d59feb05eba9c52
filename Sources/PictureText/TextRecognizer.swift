import BridgeErrors
import TextBridge

/// Reads lines that a ``TextDetector`` found, with Tesseract. One thread at a time.
public final class TextRecognizer {
    /// What a line says.
    public struct Reading: Sendable, Hashable {
        public var text: String
        /// Of its worst word, 0 to 100.
        public var leastConfidence: Float
        public var meanConfidence: Float
        /// Reading it thoroughly gives nothing else.
        public var isThorough: Bool
    }

    private let raw: OpaquePointer

    /// - Parameter languages: as Debian names its packages: `eng`, `deu`.
    /// - Throws: `.argument` if data of one are not installed.
    public init(languages: [String]) throws(DimseError) {
        raw = try DimseError.checked { slot in bridge_text_reader_create(languages.joined(separator: "+"), &slot) }
    }

    deinit { bridge_text_reader_destroy(raw) }

    /// What the line says in this view; lines that were read before are not read again.
    ///
    /// - Parameter thoroughly: what was not read well is read in another way too, which costs as much again.
    public func read(
        _ candidate: TextCandidate, in view: TextView, thoroughly: Bool
    ) throws(DimseError) -> Reading {
        var line = candidate.bridged
        var reading = bridge_text_reading()
        try DimseError.checked { slot in
            bridge_text_read(raw, view.raw, &line, thoroughly, &reading, &slot) ? () : nil
        }
        return Reading(
            text: reading.text.map { String(cString: $0) } ?? "", leastConfidence: reading.least_confidence,
            meanConfidence: reading.mean_confidence, isThorough: reading.is_thorough)
    }
}
