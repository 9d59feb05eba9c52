import Dicom

/// Which date stands beside a time (PS3.6: attributes of VR TM with a partner of VR DA).
enum TimesWithDates {
    /// The date beside the time `tag`; nil if it has none.
    static func date(of tag: Tag) -> Tag? { dates[tag] }

    /// The time beside the date `tag`; nil if it has none.
    static func time(of tag: Tag) -> Tag? { times[tag] }

    /// Times from which PET uptake is computed (PS3.3 §C.8.9.2).
    static func isPETStart(_ tag: Tag) -> Bool { petStarts.contains(tag) }

    private static let times: [Tag: Tag] = Dictionary(
        pairs.map { ($0.date, $0.time) }, uniquingKeysWith: { first, _ in first })
    private static let dates: [Tag: Tag] = Dictionary(
        pairs.map { ($0.time, $0.date) }, uniquingKeysWith: { first, _ in first })
    private static let petStarts = AttributeLists.tags(.petStart)

    private static let pairs: [(date: Tag, time: Tag)] = AttributeLists.rows(.timeOfDate).compactMap { row in
        row.other.map { (row.tag, $0) }
    }
}
