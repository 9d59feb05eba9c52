import Ledger

/// How much of one series went to one destination, waits for it and is held, in the identifiers that leave.
public struct SeriesRow: Encodable, Sendable {
    public var project: String
    public var destination: String
    public var studyInstanceUID: String
    public var seriesInstanceUID: String
    public var delivered: Int
    public var waiting: Int
    public var held: Int

    init(_ tally: SeriesTally) {
        project = tally.project
        destination = tally.destination
        studyInstanceUID = tally.series.studyInstanceUID
        seriesInstanceUID = tally.series.seriesInstanceUID
        delivered = tally.delivered
        waiting = tally.waiting
        held = tally.held
    }
}
