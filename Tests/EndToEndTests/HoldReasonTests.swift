import Foundation
import Testing

/// The one table of reasons, as a person and a script meet it.
@Suite("Reasons for holding") struct HoldReasonTests {
    private struct Row: Decodable {
        var reason: String
        var trouble: String
        var meaning: String
        var next: String
    }

    @Test("docs/quarantine-reasons.md is what the code says; if not: make conformance")
    func page() async throws {
        try await onStage { stage in
            let ended = try stage.veil("quarantine", "reasons", "--markdown")
            #expect(ended.status == 0)
            let committed = try String(contentsOfFile: Peers.root + "/docs/quarantine-reasons.md", encoding: .utf8)
            #expect(ended.output == committed)
        }
    }

    @Test("each has a code, somebody whose trouble it is, a meaning and a next step")
    func complete() async throws {
        try await onStage { stage in
            let rows = try stage.json([Row].self, "quarantine", "reasons")
            #expect(rows.count >= 55 && Set(rows.map(\.reason)).count == rows.count)
            for row in rows {
                #expect(row.reason.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil, "\(row.reason)")
                #expect(["data", "rules", "archive", "node"].contains(row.trouble), "\(row.reason)")
                for text in [row.meaning, row.next] {
                    #expect(text.hasSuffix(".") && text.first?.isUppercase == true && text.count < 160, "\(row.reason): \(text)")
                }
            }
            let codes = Set(rows.map(\.reason))
            // They stand in ledgers: a code is never renamed.
            for code in Self.released { #expect(codes.contains(code), "\(code)") }
        }
    }

    /// What version 0.1.0 wrote into ledgers.
    private static let released = [
        "unmatched", "transfer_syntax_unknown", "data_set_truncated", "data_set_unreadable", "data_set_too_deep",
        "data_set_too_large", "dicomdir", "identifiers_missing", "duplicate_differs", "superseded", "rule_vr_mismatch",
        "mapping_missing", "value_not_shiftable", "value_too_long", "value_unreadable", "document_not_cleaned",
        "text_analyzer_unavailable", "identifier_found", "patient_id_missing", "study_uid_missing", "patient_not_in_table",
        "identifier_not_ascii", "identifier_not_mappable", "identifier_too_long", "pseudonym_collision",
        "pixels_not_cleaned", "pixels_not_described", "pixel_data_length", "frames_unclear", "pixel_stream_malformed",
        "pixel_stream_unsupported", "pixel_stream_audio", "pixels_not_decodable", "pixels_not_maskable",
        "device_rule_outside", "pixels_unreadable", "pixels_identifier_found", "pixels_time_limit", "pixels_too_large",
        "ocr_failed", "ocr_language_missing", "refused_by_archive", "presentation_context_refused", "conversion_failed",
        "gave_up", "path_taken", "path_not_possible", "destination_removed", "cancelled", "original_missing",
        "original_damaged", "output_missing", "cannot_be_worked_on", "ended_the_process", "internal_error",
    ]
}
