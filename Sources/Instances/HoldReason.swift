/// Why an instance, or one delivery of it, is held in quarantine: every reason that any part of Veil can give.
///
/// The raw value is the code that stands in ledgers, logs and reports; it is never changed once released. What a code
/// means and what to do about it: ``explanation``. A new reason is a case here and a row there.
public enum HoldReason: String, CaseIterable, Codable, Hashable, Sendable, CustomStringConvertible {
    // What is received.
    case unmatched
    case transferSyntaxUnknown = "transfer_syntax_unknown"
    case dataSetTruncated = "data_set_truncated"
    case dataSetUnreadable = "data_set_unreadable"
    case dataSetTooDeep = "data_set_too_deep"
    case dataSetTooLarge = "data_set_too_large"
    case directory = "dicomdir"
    case identifiersMissing = "identifiers_missing"
    case duplicateDiffers = "duplicate_differs"
    case superseded
    case seriesIncomplete = "series_incomplete"

    // Attributes.
    case ruleVRMismatch = "rule_vr_mismatch"
    case mappingMissing = "mapping_missing"
    case mappingRowMissing = "mapping_row_missing"
    case valueNotShiftable = "value_not_shiftable"
    case valueTooLong = "value_too_long"
    case valueUnreadable = "value_unreadable"
    case documentNotCleaned = "document_not_cleaned"
    case textAnalyzerUnavailable = "text_analyzer_unavailable"
    case identifierFound = "identifier_found"
    case outputNotAsPlanned = "output_not_as_planned"

    // Identity.
    case patientIDMissing = "patient_id_missing"
    case studyUIDMissing = "study_uid_missing"
    case seriesUIDMissing = "series_uid_missing"
    case patientNotInTable = "patient_not_in_table"
    case identifierNotASCII = "identifier_not_ascii"
    case identifierNotMappable = "identifier_not_mappable"
    case identifierTooLong = "identifier_too_long"
    case pseudonymCollision = "pseudonym_collision"

    // Pixels.
    case pixelsNotCleaned = "pixels_not_cleaned"
    case pixelsNotDescribed = "pixels_not_described"
    case pixelDataLength = "pixel_data_length"
    case framesUnclear = "frames_unclear"
    case pixelStreamMalformed = "pixel_stream_malformed"
    case pixelStreamUnsupported = "pixel_stream_unsupported"
    case pixelStreamHasAudio = "pixel_stream_audio"
    case pixelsNotDecodable = "pixels_not_decodable"
    case pixelsNotMaskable = "pixels_not_maskable"
    case pixelsNotVerified = "pixels_not_verified"
    case deviceRuleOutside = "device_rule_outside"
    case pixelsUnreadable = "pixels_unreadable"
    case pixelsIdentifierFound = "pixels_identifier_found"
    case pixelsTimeLimit = "pixels_time_limit"
    case pixelsTooLarge = "pixels_too_large"
    case ocrFailed = "ocr_failed"
    case ocrLanguageMissing = "ocr_language_missing"

    // Delivery.
    case refusedByArchive = "refused_by_archive"
    case presentationContextRefused = "presentation_context_refused"
    case conversionFailed = "conversion_failed"
    case gaveUp = "gave_up"
    case pathTaken = "path_taken"
    case pathNotPossible = "path_not_possible"
    case destinationRemoved = "destination_removed"
    case cancelled

    // The node.
    case originalMissing = "original_missing"
    case originalDamaged = "original_damaged"
    case outputMissing = "output_missing"
    case instanceTimeLimit = "instance_time_limit"
    case cannotBeWorkedOn = "cannot_be_worked_on"
    case endedTheProcess = "ended_the_process"
    case internalError = "internal_error"

    /// The code.
    public var description: String { rawValue }

    /// Whose trouble a reason is: where somebody has to look first.
    public enum Trouble: String, CaseIterable, Codable, Hashable, Sendable {
        /// The instance itself: its sender can mend it, or it is not for a research archive.
        case data
        /// `routes.yml`, a strategy, a table or a device file: mend it, then release.
        case rules
        /// The destination's answer.
        case archive
        /// This node: its disk, its software, or what its operator did.
        case node
    }

    /// What a reason means, for people. No part of it comes from an instance.
    public struct Explanation: Hashable, Sendable {
        public var trouble: Trouble
        /// One or two sentences.
        public var meaning: String
        /// What to do next: one or two sentences.
        public var next: String
    }

    public var meaning: String { explanation.meaning }
    public var next: String { explanation.next }
    public var trouble: Trouble { explanation.trouble }
}
