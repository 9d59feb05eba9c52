internal import StandardTables

/// A Storage SOP Class of the standard (PS3.4 §B.5).
public struct StorageSOPClass: Hashable, Sendable {
    /// Its UID.
    public let uid: String
    /// Its keyword of PS3.6, for example `CTImageStorage`.
    public let keyword: String
    /// Its name.
    public let name: String
    /// No longer part of the standard, and still met.
    public let isRetired: Bool
    /// Key of its IOD in the table of Types; nil if that is not known.
    let iod: String?

    /// Media Storage Directory Storage: a DICOMDIR, which no C-STORE carries.
    public static let directoryUID = "1.2.840.10008.1.3.10"

    /// Basic Voice and General Audio Waveform Storage.
    static let sounds: Set<String> = ["1.2.840.10008.5.1.4.1.1.9.4.1", "1.2.840.10008.5.1.4.1.1.9.4.2"]

    /// All of them, in the order of the table, without the DICOMDIR.
    public static let all: [StorageSOPClass] = {
        var classes: [StorageSOPClass] = []
        TableText(standard_table_storage()).forEachRow(5) { fields in
            guard fields[0] != directoryUID else { return }
            classes.append(
                StorageSOPClass(
                    uid: fields[0], keyword: fields[1], name: fields[4], isRetired: fields[2] == "R",
                    iod: fields[3].isEmpty ? nil : fields[3]))
        }
        return classes
    }()

    private static let byUID = Dictionary(all.map { ($0.uid, $0) }, uniquingKeysWith: { first, _ in first })
    private static let byKeyword = Dictionary(all.map { ($0.keyword, $0) }, uniquingKeysWith: { first, _ in first })

    /// The class with this UID; nil for private ones and for what is no storage.
    public static func withUID(_ uid: String) -> StorageSOPClass? { byUID[uid] }

    /// The class with this keyword (`CTImageStorage`), as `sop_class` in `routes.yml` writes it.
    public static func withKeyword(_ keyword: String) -> StorageSOPClass? { byKeyword[keyword] }
}
