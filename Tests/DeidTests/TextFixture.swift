@testable import Deid

/// Texts as they leave: with labels.
enum TextFixture {
    static let header = [
        "PatientName": "Miller^John^Adam", "PatientID": "00451827", "PatientBirthDate": "19610312",
        "StudyDate": "20160301",
        "AccessionNumber": "RAD-7731942", "ReferringPhysicianName": "Ashworth^Celia",
        "OperatorsName": "van der Berg^Tess",
        "InstitutionName": "Oakhurst Valley Medical Center", "StationName": "CTROOM4B", "DeviceSerialNumber": "SN55102",
        "PatientTelephoneNumbers": "+1 (415) 555-0199", "PatientAddress": "12 Larch Lane, Milford",
        "StudyInstanceUID": "1.2.826.0.1.3680043.8.1055.1.20160301",
    ]

    static func clean(
        _ text: String, _ header: [String: String] = header, context: TextContext = .history, style: CleanStyle = .deid
    ) -> String {
        TextCleaner(clues: HeaderClues(keywords: header)).clean(text, style: style, context: context)
    }

    /// What the rules alone leave.
    static func ruled(_ text: String, context: TextContext = .history) -> String { clean(text, [:], context: context) }

    /// Clues and rules, without the model.
    static func found(_ text: String, _ header: [String: String] = [:], context: TextContext = .history) -> [String] {
        let scalars = Array(text.unicodeScalars)
        let analysis = TextAnalysis(text, context: context, matcher: ClueMatcher(HeaderClues(keywords: header)))
        return SpanMerge.merged(analysis.spans, in: scalars).map { span in
            var part = String.UnicodeScalarView()
            part.append(contentsOf: scalars[span.range])
            return "\(span.kind.rawValue) \(String(part))"
        }
    }
}
