/// Why pixels cannot leave: the instance goes to quarantine with this reason.
public struct PixelHold: Error, Hashable, Sendable, CustomStringConvertible {
    /// A stable code, as the quarantine shows it.
    public enum Reason: String, CaseIterable, Hashable, Sendable {
        /// Rows, Columns, Bits Allocated … are missing or cannot be.
        case notDescribed = "pixels_not_described"
        /// The value is longer than its description, by more than padding.
        case length = "pixel_data_length"
        /// Nothing tells which fragments are which frame.
        case framesUnclear = "frames_unclear"
        /// A code stream breaks the rules of its format.
        case streamMalformed = "pixel_stream_malformed"
        /// A format, or a part of one, that is not looked into.
        case streamUnsupported = "pixel_stream_unsupported"
        /// Pixels that are to be looked at, of a kind that nobody decodes: video.
        case notDecodable = "pixels_not_decodable"
        /// Boxes are to be covered in pixels of a kind that is not decoded and coded again.
        case notMaskable = "pixels_not_maskable"
        /// A frame that was coded anew does not show what it should.
        case notVerified = "pixels_not_verified"
        /// A device's rule holds, and the picture has another size than it was made for.
        case deviceRuleOutside = "device_rule_outside"
        /// Most of the text that was found cannot be read.
        case unreadable = "pixels_unreadable"
        /// What identifies somebody shows after all boxes were covered.
        case identifierFound = "pixels_identifier_found"
        /// Sound beside the pictures of a video.
        case streamHasAudio = "pixel_stream_audio"
        /// The search for text took longer than an instance may.
        case timeLimit = "pixels_time_limit"
        /// A frame has more pixels than are searched for text.
        case tooLarge = "pixels_too_large"
        /// Text was found and reading it failed.
        case ocrFailed = "ocr_failed"
        /// Data of a language that is to be read are not installed.
        case languageMissing = "ocr_language_missing"
    }

    public var reason: Reason
    /// Where: never a value.
    public var detail: String
    /// What would have been covered, as far as that was known: for the picture that a reviewer sees.
    public var boxes: [PixelBox] = []

    public init(_ reason: Reason, _ detail: String = "") {
        self.reason = reason
        self.detail = detail
    }

    public var description: String { detail.isEmpty ? reason.rawValue : "\(reason.rawValue): \(detail)" }
}

extension ContinuousClock.Instant {
    /// - Throws: `pixels_time_limit` once it has passed.
    func check() throws(PixelHold) {
        if ContinuousClock.now > self { throw PixelHold(.timeLimit) }
    }
}
