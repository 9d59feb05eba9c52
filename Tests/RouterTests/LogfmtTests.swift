import Foundation
import Logging
import Testing

@testable import Router

@Suite("Log lines") struct LogfmtTests {
    private let time = Date(timeIntervalSince1970: 1_788_000_000)

    @Test(
        "a value is in quotation marks where it holds more than plain characters",
        arguments: [
            ("plain", "plain"), ("127.0.0.1:104", "127.0.0.1:104"), ("", #""""#), ("CT 1", #""CT 1""#), ("a=b", #""a=b""#),
            (#"say "x""#, #""say \"x\"""#), (#"a\b"#, #""a\\b""#), ("two\nlines", #""two\nlines""#),
            ("\u{1B}[31m", #""\u001b[31m""#),
            ("Zürich", #""Zürich""#),
        ])
    func quoting(value: String, written: String) {
        let line = LogfmtHandler.line(.info, "ended", ["key": value], at: time, isJournal: true)
        #expect(line == "<6>level=info msg=ended key=\(written)")
    }

    @Test(
        "on the journal a line begins with its syslog priority, elsewhere with the time",
        arguments: [
            (Logger.Level.debug, 7), (.info, 6), (.notice, 5), (.warning, 4), (.error, 3), (.critical, 2),
        ])
    func begin(level: Logger.Level, priority: Int) {
        let fields = ["b": "2", "a": "1"]
        let rest = "level=\(level.rawValue) msg=\"two words\" a=1 b=2"
        #expect(LogfmtHandler.line(level, "two words", fields, at: time, isJournal: true) == "<\(priority)>" + rest)
        #expect(LogfmtHandler.line(level, "two words", fields, at: time, isJournal: false) == "time=2026-08-29T10:40:00Z " + rest)
    }
}
