import Instances

/// Why pixels cannot leave: the instance goes to quarantine with this reason.
public struct PixelHold: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, as pixels know it; the quarantine shows its ``HoldReason``.
    public enum Reason: CaseIterable, Hashable, Sendable {
        /// Rows, Columns, Bits Allocated … are missing or cannot be.
        case notDescribed
        /// The value is longer than its description, by more than padding.
        case length
        /// Nothing tells which fragments are which frame.
        case framesUnclear
        /// A code stream breaks the rules of its format.
        case streamMalformed
        /// A format, or a part of one, that is not looked into.
        case streamUnsupported
        /// Pixels that are to be looked at, of a kind that nobody decodes: video.
        case notDecodable
        /// Boxes are to be covered in pixels of a kind that is not decoded and coded again.
        case notMaskable
        /// A frame that was coded anew does not show what it should.
        case notVerified
        /// A device's rule holds, and the picture has another size than it was made for.
        case deviceRuleOutside
        /// Most of the text that was found cannot be read.
        case unreadable
        /// What identifies somebody shows after all boxes were covered.
        case identifierFound
        /// Sound beside the pictures of a video.
        case streamHasAudio
        /// The search for text took longer than an instance may.
        case timeLimit
        /// Work on the instance took longer than it may.
        case instanceTime
        /// A frame has more pixels than are searched for text.
        case tooLarge
        /// Text was found and reading it failed.
        case ocrFailed
        /// Data of a language that is to be read are not installed.
        case languageMissing
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

    public var description: String { detail.isEmpty ? reason.code.rawValue : "\(reason.code): \(detail)" }
}

extension PixelHold.Reason {
    /// The reason as quarantine has it.
    public var code: HoldReason {
        switch self {
        case .notDescribed: .pixelsNotDescribed
        case .length: .pixelDataLength
        case .framesUnclear: .framesUnclear
        case .streamMalformed: .pixelStreamMalformed
        case .streamUnsupported: .pixelStreamUnsupported
        case .notDecodable: .pixelsNotDecodable
        case .notMaskable: .pixelsNotMaskable
        case .notVerified: .pixelsNotVerified
        case .deviceRuleOutside: .deviceRuleOutside
        case .unreadable: .pixelsUnreadable
        case .identifierFound: .pixelsIdentifierFound
        case .streamHasAudio: .pixelStreamHasAudio
        case .timeLimit: .pixelsTimeLimit
        case .instanceTime: .instanceTimeLimit
        case .tooLarge: .pixelsTooLarge
        case .ocrFailed: .ocrFailed
        case .languageMissing: .ocrLanguageMissing
        }
    }
}

extension TimeBudget {
    /// - Throws: `instance_time_limit` once it is spent.
    func check() throws(PixelHold) {
        if isSpent { throw PixelHold(.instanceTime, "pixels") }
    }
}

extension ContinuousClock.Instant {
    /// - Throws: `pixels_time_limit` once it has passed.
    func check() throws(PixelHold) {
        if ContinuousClock.now > self { throw PixelHold(.timeLimit) }
    }
}
