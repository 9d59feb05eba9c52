internal import StandardTables

/// The edition of the DICOM standard that Veil knows: its attributes (PS3.6), the profile (PS3.15 Annex E), Storage SOP
/// Classes (PS3.4). One constant, written by `scripts/make-tables`; whoever names an edition prints this one.
public enum StandardEdition {
    /// A year and a letter, `2026d`.
    public static let current: String = {
        let table = standard_table_edition()
        let text = UnsafeBufferPointer(start: table.bytes, count: table.count)
        return String(decoding: text.prefix { $0 != 0x0A }, as: UTF8.self)
    }()
}
