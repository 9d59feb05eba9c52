import Deid
import Foundation
import Glibc
import Testing

@testable import Engine

@Suite("An analyzer outside of Veil", .serialized)
struct PresidioAnalyzerTests {
    @Test("its findings come with their class and place; offsets are Unicode scalars")
    func findings() throws {
        let server = try OneAnswerServer(
            body: """
                [{"entity_type": "PERSON", "start": 3, "end": 8, "score": 0.85, "analysis_explanation": null},
                 {"entity_type": "US_DRIVER_LICENSE", "start": 9, "end": 10, "score": 1.7}]
                """)
        let analyzer = try #require(PresidioAnalyzer("http://127.0.0.1:\(server.port)"))
        let found = try analyzer.spans(in: "für Ünal \u{1F600}")
        #expect(found.map(\.kind) == [.name, .other])
        #expect(found.map(\.range) == [3..<8, 9..<10])
        #expect(found.map(\.source) == [.analyzer, .analyzer])
        #expect(found.map(\.confidence) == [0.85, 1])
        let request = server.request
        #expect(request.hasPrefix("POST /analyze HTTP/1.1\r\n"))
        #expect(request.contains("\"language\":\"en\"") && request.contains("für Ünal"))
    }

    @Test("path and language of the address count")
    func address() throws {
        let server = try OneAnswerServer(body: "[]")
        let analyzer = try #require(PresidioAnalyzer("http://127.0.0.1:\(server.port)/deid/analyze/?language=de"))
        #expect(try analyzer.spans(in: "Befund").isEmpty)
        #expect(server.request.hasPrefix("POST /deid/analyze HTTP/1.1\r\n"))
        #expect(server.request.contains("\"language\":\"de\""))
        #expect(PresidioAnalyzer("analyzer") == nil)
    }

    @Test(
        "an answer that cannot be relied upon is none",
        arguments: [
            ("200 OK", "not JSON"), ("200 OK", "{}"), ("200 OK", "[{\"entity_type\": \"PERSON\"}]"), ("200 OK", ""),
            ("200 OK", "[{\"entity_type\": \"PERSON\", \"start\": 2, \"end\": 40, \"score\": 1}]"),
            ("200 OK", "[{\"entity_type\": \"PERSON\", \"start\": -1, \"end\": 2, \"score\": 1}]"),
            ("200 OK", "[{\"entity_type\": \"PERSON\", \"start\": 2, \"end\": 2, \"score\": 1}]"),
            ("500 Internal Server Error", "[]"), ("404 Not Found", "[]"), ("204 No Content", ""),
            ("307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/analyze", "[]"),
        ])
    func unreliable(_ status: String, _ body: String) throws {
        let server = try OneAnswerServer(status: status, body: body)
        let analyzer = try #require(PresidioAnalyzer("http://127.0.0.1:\(server.port)", seconds: 5))
        #expect(throws: TextAnalyzerUnavailable()) { try analyzer.spans(in: "CT chest") }
    }

    @Test("nobody there, and nobody who answers")
    func silence() throws {
        let silent = try OneAnswerServer(status: nil, body: "")
        let waiting = try #require(PresidioAnalyzer("http://127.0.0.1:\(silent.port)", seconds: 1))
        #expect(throws: TextAnalyzerUnavailable()) { try waiting.spans(in: "CT chest") }
        silent.close()
        let absent = try #require(PresidioAnalyzer("http://127.0.0.1:1", seconds: 5))
        #expect(throws: TextAnalyzerUnavailable()) { try absent.spans(in: "CT chest") }
    }
}

/// Takes one connection on the loopback, reads one request, and answers it if it has an answer.
private final class OneAnswerServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let received = LockedText()

    init(status: String? = "200 OK", body: String) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 1) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        try #require(isBound)
        port = UInt16(bigEndian: address.sin_port)
        let received = received
        Thread.detachNewThread {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            received.text = Self.request(from: connection)
            guard let status else { return }
            let head = "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
            let bytes = Array((head + body).utf8)
            _ = write(connection, bytes, bytes.count)
            Glibc.close(connection)
        }
    }

    var request: String { received.text }

    func close() { _ = Glibc.close(listener) }

    /// Head and as much body as the head announces.
    private static func request(from connection: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n"),
                let line = text.components(separatedBy: "\r\n").first(where: { $0.lowercased().hasPrefix("content-length:") }),
                let announced = Int(line.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces))
            else { continue }
            if text[end.upperBound...].utf8.count >= announced { return text }
        }
    }

    private final class LockedText: @unchecked Sendable {
        private let lock = NSLock()
        private var value = ""

        var text: String {
            get { lock.withLock { value } }
            set { lock.withLock { value = newValue } }
        }
    }
}
