import Dicom

/// Where a text stands: a series description is written in another way than a report.
public enum TextContext: String, CaseIterable, Hashable, Sendable {
    case studyDescription = "study_description"
    case seriesDescription = "series_description"
    case protocolName = "protocol_name"
    case imageComments = "image_comments"
    case patientComments = "patient_comments"
    case history
    case request
    case reportSentence = "report_sentence"
    case structuredReport = "sr_text"
    /// A line that OCR read off the pixels, with its errors.
    case ocrLine = "ocr_line"
    case deviceText = "device_text"
    case fileName = "filename_like"

    /// What is known of an attribute, else what its VR suggests.
    public init(_ tag: Tag, _ vr: VR) {
        switch tag.rawValue {
        case 0x0008_1030, 0x0032_1060, 0x0040_0254: self = .studyDescription
        case 0x0008_103E: self = .seriesDescription
        case 0x0018_1030, 0x0040_0007, 0x0018_1400: self = .protocolName
        case 0x0020_4000: self = .imageComments
        case 0x0010_4000: self = .patientComments
        case 0x0010_21B0, 0x0008_1080, 0x0008_1084: self = .history
        case 0x0032_1070, 0x0032_4000, 0x0040_1002, 0x0040_1400, 0x0032_1030, 0x0040_2001: self = .request
        case 0x0040_A160: self = .structuredReport
        default:
            switch vr {
            case .LT, .UT: self = .reportSentence
            case .ST: self = .imageComments
            default: self = tag.isPrivate || tag.group == 0x0018 ? .deviceText : .studyDescription
            }
        }
    }
}
