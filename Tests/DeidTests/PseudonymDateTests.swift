import Testing

@testable import Deid

@Suite("Dates, times and ages")
struct PseudonymDateTests {
    @Test(
        "whole dates shift by days",
        arguments: [
            ("20120524", -365, "20110525"), ("20120524", 1, "20120525"), ("20120228", 1, "20120229"),
            ("20120229", 366, "20130301"), ("20130228", 1, "20130301"), ("20000228", 1, "20000229"),
            ("19000228", 1, "19000301"), ("20111231", 1, "20120101"), ("2012.05.24", -1, "2012.05.23"),
            ("20120524 ", 1, "20120525"), (" 20120524\0", 1, "20120525"), ("00010101", 1, "00010102"),
            ("99991231", -1, "99991230"), ("20120101-20120201", 1, "20120102-20120202"), ("-20120201", 1, "-20120202"),
            ("20120101-", 1, "20120102-"), ("20120524\\20120525", 1, "20120525\\20120526"),
            ("20120524\\\\20120525 ", 1, "20120525\\\\20120526"), ("", 5, ""), ("  ", 5, ""), ("\\", 5, "\\"),
        ])
    func dates(value: String, days: Int, expected: String) {
        #expect(DicomDate.shift(date: value, byDays: days) == expected)
    }

    @Test(
        "what is no whole date, or would leave the calendar, gives nothing",
        arguments: [
            ("2012", 1), ("201205", 1), ("20120230", 1), ("20121301", 1), ("20120500", 1), ("00000101", 1), ("00000000", 1),
            ("2012-05-24", 1), ("2012.05.2", 1), ("2012.0524", 1), ("24.05.2012", 1), ("20120524X", 1), ("JOHN DOE", 1),
            ("20120524\\2012", 1), ("-", 1), ("20120101-20120201-20120301", 1), ("2012 524", 1), ("+2120524", 1),
            ("99991231", 1), ("00010101", -1), ("20120524", Int.max), ("20120524", Int.min), ("２０１２０５２４", 1),
            ("201205241015", 1),
        ])
    func noDates(value: String, days: Int) {
        #expect(DicomDate.shift(date: value, byDays: days) == nil)
    }

    @Test(
        "of a DT only the day moves",
        arguments: [
            ("20120524", "20120525"), ("2012052410", "2012052510"), ("20120524101530", "20120525101530"),
            ("20120524101530.123456", "20120525101530.123456"), ("20120524101530.1+0100", "20120525101530.1+0100"),
            ("20120524+0100", "20120525+0100"), ("20120524-0330 ", "20120525-0330"), ("201205242359", "201205252359"),
            ("20120524235960.0-1200", "20120525235960.0-1200"), ("20120524\\20120526101530", "20120525\\20120527101530"),
            ("", ""),
        ])
    func dateTimes(value: String, expected: String) {
        #expect(DicomDate.shift(dateTime: value, byDays: 1) == expected)
    }

    @Test(
        "a DT that is partial or carries anything else gives nothing",
        arguments: [
            "2012", "201205", "2012+0100", "201205-0100", "20120524 10", "20120524JOHN", "2012052424", "20120524101530.",
            "20120524101530.1234567", "201205241015.5", "20120524+01", "20120524+0100X", "20120524+1500", "20120524+0160",
            "20120524+", "20120524.5", "2012.05.24", "20120524-20120525", "2012052410:15",
        ])
    func noDateTimes(value: String) {
        #expect(DicomDate.shift(dateTime: value, byDays: 1) == nil)
    }

    @Test("intervals survive, over every day of four centuries and at both ends of the calendar")
    func calendar() throws {
        var day = try #require(CalendarDate(year: 1899, month: 12, day: 31))
        #expect(day.days == -25_568)
        for _ in 0..<146_097 {
            let next = try #require(day.shifted(byDays: 1))
            let (year, month, number) = next.components
            #expect(CalendarDate(year: year, month: month, day: number) == next)
            day = next
        }
        #expect(day.components == (2299, 12, 31))
        #expect(CalendarDate(year: 1970, month: 1, day: 1)?.days == 0)
        #expect(CalendarDate(year: 9999, month: 12, day: 31)?.shifted(byDays: 1) == nil)
        #expect(CalendarDate(year: 1, month: 1, day: 1)?.shifted(byDays: -1) == nil)
    }

    @Test(
        "the day of a value can be asked for",
        arguments: [
            ("20120524", 15_484), ("2012.05.24 ", 15_484), ("20120524101530.1+0100", 15_484), ("2012", nil), ("", nil),
        ] as [(String, Int?)])
    func day(value: String, days: Int?) {
        #expect(DicomDate.day(value)?.days == days)
    }

    @Test(
        "times move around the clock and say into which day",
        arguments: [
            ("101530", 60, "101630", [0]), ("235959", 1, "000000", [1]), ("000000", -1, "235959", [-1]),
            ("101530.250000", 3600, "111530.250000", [0]), ("10", 3600, "11", [0]), ("1015", 59, "1015", [0]),
            ("10:15:30", 30, "10:16:00", [0]), ("235960", 0, "000000", [1]), ("10 ", 86_400, "10", [1]),
            ("2300\\0100", 7200, "0100\\0300", [1, 0]), ("", 5, "", []),
        ])
    func times(value: String, seconds: Int, expected: String, carries: [Int]) {
        #expect(DicomTime.shift(value, bySeconds: seconds) == DicomTime.Shifted(value: expected, dayCarries: carries))
    }

    @Test(
        "what is no time gives nothing",
        arguments: [
            "1", "101", "24", "1060", "101561", "101530.", "101530.1234567", "1015.5", "10:1530", "10:15:3", "10-15", "JOHN",
            "10:", "10:15:30:00", "10\\x",
        ])
    func noTimes(value: String) {
        #expect(DicomTime.shift(value, bySeconds: 1) == nil)
    }

    @Test(
        "ages are read and written",
        arguments: [
            ("045Y", "045Y"), ("45Y", "045Y"), ("5M ", "005M"), ("000D", "000D"), ("999W", "999W"),
        ])
    func ages(value: String, expected: String) {
        #expect(DicomAge(value)?.value == expected)
    }

    @Test("what is no age gives nothing", arguments: ["", "Y", "045", "045y", "0045Y", "-45Y", "4 Y", "045YY", "４Y"])
    func noAges(value: String) {
        #expect(DicomAge(value) == nil)
    }

    @Test(
        "ages shift within their range and stop at 90 years",
        arguments: [
            ("045Y", 2, "047Y"), ("089Y", 1, "090Y"), ("088Y", 3, "090Y"), ("095Y", -2, "090Y"), ("090Y", -1, "089Y"),
            ("001Y", -2, "003Y"), ("000D", -3, "003D"), ("999W", 1, "998W"), ("100M", 2, "102M"),
        ])
    func shiftedAges(value: String, offset: Int, expected: String) {
        #expect(DicomAge(value)?.shifted(by: offset).value == expected)
    }

    @Test(
        "ages over 90 years become 99",
        arguments: [
            ("090Y", "090Y"), ("091Y", "099Y"), ("120Y", "099Y"), ("120M", "120M"), ("045Y", "045Y"),
        ])
    func cappedAges(value: String, expected: String) {
        #expect(DicomAge(value)?.cappedAt99IfOver90.value == expected)
    }
}
