import GRDB
import Instances

/// How much of one series went to one destination: in identifiers that leave.
public struct SeriesTally: Hashable, Sendable {
    public var project: String
    public var destination: String
    public var series: SeriesPlace
    /// Instances that the destination has.
    public var delivered = 0
    public var waiting = 0
    /// In quarantine: for this destination, or for all.
    public var held = 0

    /// A reader that gets this much makes a wrong geometry of it.
    public var isIncomplete: Bool { held > 0 || waiting > 0 }
}

extension Ledger {
    /// The series of which something is held, or (`waiting`) waits as well, with what became of the rest; those of
    /// `instance` alone if one is named, whether something is missing or not. Ordered by study and series.
    public func series(of instance: InstanceID? = nil, waiting: Bool = true) throws -> [SeriesTally] {
        try read { db in
            var places: Set<SeriesPlace> = []
            for row in try Row.fetchAll(db, sql: Self.places(waiting: waiting), arguments: [instance?.value]) {
                places.insert(SeriesPlace(studyInstanceUID: row[0], seriesInstanceUID: row[1]))
            }
            var tallies: [SeriesTally] = []
            for place in places.sorted(by: Self.isBefore) {
                let rows = try Row.fetchAll(
                    db.cachedStatement(sql: Self.tally), arguments: [place.studyInstanceUID, place.seriesInstanceUID])
                tallies += rows.map { row in
                    SeriesTally(
                        project: row["project"], destination: row["destination"] ?? "-", series: place,
                        delivered: row["delivered"], waiting: row["waiting"], held: row["held"])
                }
            }
            return tallies
        }
    }

    private static func places(waiting: Bool) -> String {
        """
        SELECT DISTINCT studyInstanceUID, seriesInstanceUID FROM quarantine
        WHERE studyInstanceUID IS NOT NULL AND (?1 IS NULL OR instance = ?1)
        UNION SELECT output.studyInstanceUID, output.seriesInstanceUID FROM delivery JOIN output ON output.id = delivery.output
        WHERE \(waiting ? "(delivery.state = 'waiting' AND ?1 IS NULL)" : "0") OR delivery.instance = ?1
        """
    }

    /// An instance counts once a destination, as what is best for it: delivered before waiting before held. Those held for
    /// all destinations of a project stand by themselves.
    private static let tally = """
        WITH place AS (
            SELECT delivery.project, delivery.destination, delivery.instanceHash AS instance,
                CASE delivery.state WHEN 'delivered' THEN 0 ELSE 1 END AS standing
            FROM output JOIN delivery ON delivery.output = output.id
            WHERE output.studyInstanceUID = ?1 AND output.seriesInstanceUID = ?2 AND delivery.isCurrent = 1
                AND delivery.state IN ('delivered', 'waiting')
            UNION ALL
            SELECT project, destination, instance, 2 FROM quarantine
            WHERE studyInstanceUID = ?1 AND seriesInstanceUID = ?2
                AND reason NOT IN ('duplicate_differs', 'superseded')
        ), best AS (
            SELECT project, destination, min(standing) AS standing FROM place GROUP BY project, destination, instance
        )
        SELECT project, destination, sum(standing = 0) AS delivered, sum(standing = 1) AS waiting, sum(standing = 2) AS held
        FROM best GROUP BY project, destination ORDER BY project, destination
        """

    private static func isBefore(_ a: SeriesPlace, _ b: SeriesPlace) -> Bool {
        (a.studyInstanceUID, a.seriesInstanceUID) < (b.studyInstanceUID, b.seriesInstanceUID)
    }

    /// Instances of a study or series that are held, by identifiers that leave.
    public func held(study: String? = nil, series: String? = nil) throws -> [InstanceID] {
        guard study != nil || series != nil else { return [] }
        return try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT instance FROM quarantine WHERE (?1 IS NULL OR studyInstanceUID = ?1)
                        AND (?2 IS NULL OR seriesInstanceUID = ?2) ORDER BY instance
                    """, arguments: [study, series]
            ).compactMap { InstanceID($0) }
        }
    }
}
