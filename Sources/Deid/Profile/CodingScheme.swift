internal import StandardTables

/// Coding Scheme Designators (0008,0102).
enum CodingScheme {
    /// True for schemes that PS3.16 §8 registers: the meaning of their codes is the same everywhere and about nobody.
    ///
    /// Designators that begin with 99 are a site's own (PS3.16 §8.2).
    static func isPublic(_ designator: String) -> Bool { registered.contains(designator.uppercased()) }

    private static let registered: Set<String> = {
        var found: Set<String> = []
        TableText(standard_table_coding_schemes()).forEachRow(2) { found.insert($0[0]) }
        return found
    }()
}
