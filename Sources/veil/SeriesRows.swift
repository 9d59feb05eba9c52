import Foundation
import Ledger

/// How much of each series went, waits and is held, as `queue` and `quarantine` show it.
struct SeriesRow: Encodable {
    var project: String
    var destination: String
    var studyInstanceUID: String
    var seriesInstanceUID: String
    var delivered: Int
    var waiting: Int
    var held: Int

    init(_ tally: SeriesTally) {
        project = tally.project
        destination = tally.destination
        studyInstanceUID = tally.series.studyInstanceUID
        seriesInstanceUID = tally.series.seriesInstanceUID
        delivered = tally.delivered
        waiting = tally.waiting
        held = tally.held
    }

    var cells: [String] {
        [studyInstanceUID, seriesInstanceUID, project, destination, "\(delivered)", "\(waiting)", "\(held)"]
    }

    static let heading = ["study", "series", "project", "destination", "delivered", "waiting", "held"]

    /// The whole list, for `--by-series`.
    static func print(_ tallies: [SeriesTally], json: Bool) throws {
        let rows = tallies.map(SeriesRow.init)
        if json { return try Console.printJSON(rows) }
        Console.printTable([heading] + rows.map(\.cells))
    }

    /// Lines about the series of one instance, below what `show` prints.
    static func describe(_ rows: [SeriesRow]) {
        for row in rows {
            Console.output("""

                study             \(row.studyInstanceUID)
                series            \(row.seriesInstanceUID)
                of it             \(row.delivered) delivered, \(row.waiting) waiting, \(row.held) held, for \(row.destination)

                """)
        }
    }
}
