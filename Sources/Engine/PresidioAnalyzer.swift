import Deid
import Dispatch
import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Presidio's analyzer over HTTP: `POST /analyze` with a text, spans as the answer.
///
/// Texts go to the configured address and nowhere else: redirections are not followed, nothing is cached or written. The
/// language is English unless the address has a query `?language=de`.
public final class PresidioAnalyzer: NSObject, TextAnalyzer, URLSessionTaskDelegate {
    private struct Question: Encodable {
        var text: String
        var language: String
    }

    private struct Finding: Decodable {
        var entity_type: String
        var start: Int
        var end: Int
        var score: Double
    }

    private typealias Answer = Result<[TextSpan], TextAnalyzerUnavailable>

    private let address: URL
    private let language: String
    private let seconds: Double
    /// Answers beyond it are none.
    private static let longestAnswer = 16 << 20

    /// - Parameters:
    ///   - address: of the service, or of its `/analyze`.
    ///   - seconds: how long one answer may take.
    /// - Returns: nil if `address` is no web address.
    public init?(_ address: String, seconds: Double = 20) {
        guard var parts = URLComponents(string: address), parts.host != nil else { return nil }
        language = parts.queryItems?.first { $0.name == "language" }?.value ?? "en"
        parts.query = nil
        while parts.path.hasSuffix("/") { parts.path.removeLast() }
        if !parts.path.hasSuffix("/analyze") { parts.path += "/analyze" }
        guard let url = parts.url else { return nil }
        self.address = url
        self.seconds = seconds
    }

    public func spans(in text: String) throws(TextAnalyzerUnavailable) -> [TextSpan] {
        // What cannot be asked has no answer either.
        guard let body = try? JSONEncoder().encode(Question(text: text, language: language)) else {
            throw TextAnalyzerUnavailable()
        }
        var request = URLRequest(url: address, timeoutInterval: seconds)
        request.httpMethod = "POST"
        request.httpBody = body
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = seconds
        configuration.timeoutIntervalForResource = seconds
        configuration.urlCache = nil
        configuration.httpShouldSetCookies = false
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
        defer { session.invalidateAndCancel() }
        let answer = AnswerBox()
        let count = text.unicodeScalars.count
        let done = DispatchSemaphore(value: 0)
        let task = session.dataTask(with: request) { data, response, _ in
            answer.value.withLock { $0 = Self.spans(data, response as? HTTPURLResponse, in: count) }
            done.signal()
        }
        task.resume()
        // The session's own limit ends first; this one is for a session that does not keep it.
        guard done.wait(timeout: .now() + seconds + 5) == .success else { throw TextAnalyzerUnavailable() }
        return try answer.value.withLock { $0 }.get()
    }

    private final class AnswerBox: Sendable {
        let value = Mutex<Answer>(.failure(TextAnalyzerUnavailable()))
    }

    private static func spans(_ data: Data?, _ response: HTTPURLResponse?, in count: Int) -> Answer {
        guard response?.statusCode == 200, let data, data.count <= longestAnswer,
            // An answer of another form is none.
            let findings = try? JSONDecoder().decode([Finding].self, from: data)
        else { return .failure(TextAnalyzerUnavailable()) }
        var spans: [TextSpan] = []
        for finding in findings {
            guard 0 <= finding.start, finding.start < finding.end, finding.end <= count else {
                return .failure(TextAnalyzerUnavailable())
            }
            spans.append(
                TextSpan(
                    start: finding.start, end: finding.end, kind: kind(finding.entity_type), source: .analyzer,
                    confidence: min(max(finding.score, 0), 1)))
        }
        return .success(spans)
    }

    /// Of Presidio's entities; what Veil has no class for is removed as well.
    private static func kind(_ entity: String) -> TextClass {
        switch entity {
        case "PERSON": .name
        case "DATE_TIME": .date
        case "AGE": .ageOver89
        case "LOCATION", "GPE", "ADDRESS": .address
        case "PHONE_NUMBER": .phone
        case "EMAIL_ADDRESS": .email
        case "URL": .url
        case "IP_ADDRESS", "MAC_ADDRESS": .ip
        case "ORGANIZATION", "ORG", "HOSPITAL": .institution
        case "USERNAME": .username
        case "ID", "MEDICAL_LICENSE", "US_SSN", "UK_NHS", "IBAN_CODE", "CREDIT_CARD": .id
        default: entity.hasSuffix("_NUMBER") || entity.hasSuffix("_ID") ? .id : .other
        }
    }

    public func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
