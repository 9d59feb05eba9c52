import Operations

/// How much of each series went, waits and is held, as `queue` and `quarantine` show it.
enum SeriesTable {
    private static let heading = ["study", "series", "project", "destination", "delivered", "waiting", "held"]

    /// The whole list, for `--by-series`.
    static func print(_ rows: [SeriesRow], json: Bool) throws {
        if json { return try Console.printJSON(rows) }
        Console.printTable(
            [heading]
                + rows.map { row in
                    [
                        row.studyInstanceUID, row.seriesInstanceUID, row.project, row.destination, "\(row.delivered)",
                        "\(row.waiting)", "\(row.held)",
                    ]
                })
    }

    /// Lines about the series of one instance, below what `show` prints.
    static func describe(_ rows: [SeriesRow]) {
        for row in rows {
            Console.output(
                """

                study             \(row.studyInstanceUID)
                series            \(row.seriesInstanceUID)
                of it             \(row.delivered) delivered, \(row.waiting) waiting, \(row.held) held, for \(row.destination)

                """)
        }
    }
}
