/// A day of the proleptic Gregorian calendar, years 1 to 9999, as DICOM writes days (PS3.5 §6.2, DA).
public struct CalendarDate: Sendable, Hashable, Comparable {
    /// Days since 1970-01-01.
    public let days: Int

    private static let first = CalendarDate(unchecked: 1, 1, 1).days
    private static let last = CalendarDate(unchecked: 9999, 12, 31).days

    /// The day; nil if the calendar has no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year)
        else { return nil }
        self.init(unchecked: year, month, day)
    }

    /// The day `days` after 1970-01-01; nil outside of the years 1 to 9999.
    public init?(days: Int) {
        guard (Self.first...Self.last).contains(days) else { return nil }
        self.days = days
    }

    /// The day `count` days later; nil outside of the years 1 to 9999.
    public func shifted(byDays count: Int) -> CalendarDate? {
        let (days, overflow) = days.addingReportingOverflow(count)
        return overflow ? nil : CalendarDate(days: days)
    }

    /// Year, month and day of the month.
    public var components: (year: Int, month: Int, day: Int) {
        // Counted from 0000-03-01 in eras of 400 years, so that the leap day is the last of its year.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        return (
            year: yearOfEra + era * 400 + (month >= 10 ? 1 : 0), month: month < 10 ? month + 3 : month - 9,
            day: dayOfYear - (153 * month + 2) / 5 + 1
        )
    }

    public static func < (one: CalendarDate, other: CalendarDate) -> Bool { one.days < other.days }

    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
