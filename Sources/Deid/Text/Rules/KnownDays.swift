/// The days that a header tells, as texts may write them.
struct KnownDays: Sendable {
    /// With and without their year.
    private var days: Set<DateRule.Reading> = []
    private var births: Set<DateRule.Reading> = []
    /// The year of the latest day that is none of birth.
    private(set) var latestYear: Int?

    init() {}

    init(_ clues: [Clue]) { for clue in clues { add(clue) } }

    /// A day of birth or another; other clues tell no day.
    mutating func add(_ clue: Clue) {
        guard clue.kind == .date || clue.kind == .birthDate,
            let (year, month, day) = DicomDate.day(clue.value)?.components
        else { return }
        days.insert(.init(year: year, month: month, day: day))
        days.insert(.init(month: month, day: day))
        if clue.kind == .birthDate {
            births.insert(.init(year: year, month: month, day: day))
        } else {
            latestYear = max(latestYear ?? year, year)
        }
    }

    func contains(_ reading: DateRule.Reading) -> Bool { days.contains(reading) }

    /// Whether a day, a month with its year, or a day without its year is that of a birth.
    ///
    /// Of a year the last two digits count: people write no more of it.
    func isBirth(_ reading: DateRule.Reading) -> Bool {
        births.contains { birth in
            birth.month == reading.month && (reading.day == nil || reading.day == birth.day)
                && (reading.year == nil || reading.year.map { $0 % 100 } == birth.year.map { $0 % 100 })
        }
    }

    /// Whether somebody born in `year` may be 90 by now: by the latest day that the header tells, surely if it tells none.
    func isOver89(bornIn year: Int) -> Bool { latestYear.map { $0 - year >= 90 } ?? true }
}
