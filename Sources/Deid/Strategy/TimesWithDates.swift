import Dicom

/// Which date stands beside a time (PS3.6: attributes of VR TM with a partner of VR DA).
enum TimesWithDates {
    /// The date beside the time `tag`; nil if it has none.
    static func date(of tag: Tag) -> Tag? { dates[tag] }

    /// The time beside the date `tag`; nil if it has none.
    static func time(of tag: Tag) -> Tag? { times[tag] }

    /// Times from which PET uptake is computed (PS3.3 §C.8.9.2).
    static func isPETStart(_ tag: Tag) -> Bool { tag == Tag(0x0018, 0x1072) || tag == Tag(0x0018, 0x1073) }

    private static let dates: [Tag: Tag] = Dictionary(
        pairs.map { (Tag(rawValue: $0.time), Tag(rawValue: $0.date)) }, uniquingKeysWith: { first, _ in first })
    private static let times: [Tag: Tag] = Dictionary(
        pairs.map { (Tag(rawValue: $0.date), Tag(rawValue: $0.time)) }, uniquingKeysWith: { first, _ in first })

    private static let pairs: [(date: UInt32, time: UInt32)] = [
        (0x0008_0012, 0x0008_0013), (0x0008_0020, 0x0008_0030), (0x0008_0021, 0x0008_0031), (0x0008_0022, 0x0008_0032),
        (0x0008_0023, 0x0008_0033), (0x0008_0024, 0x0008_0034), (0x0008_0025, 0x0008_0035), (0x0010_0030, 0x0010_0032),
        (0x0014_407E, 0x0014_407C), (0x0018_1012, 0x0018_1014), (0x0018_1200, 0x0018_1201), (0x0018_700C, 0x0018_700E),
        (0x0020_3403, 0x0020_3405), (0x0032_0032, 0x0032_0033), (0x0032_0034, 0x0032_0035), (0x0032_1000, 0x0032_1001),
        (0x0032_1010, 0x0032_1011), (0x0032_1040, 0x0032_1041), (0x0032_1050, 0x0032_1051), (0x0038_001A, 0x0038_001B),
        (0x0038_001C, 0x0038_001D), (0x0038_0020, 0x0038_0021), (0x0038_0030, 0x0038_0032), (0x0040_0002, 0x0040_0003),
        (0x0040_0004, 0x0040_0005), (0x0040_0244, 0x0040_0245), (0x0040_0250, 0x0040_0251), (0x0040_2004, 0x0040_2005),
        (0x0040_A121, 0x0040_A122), (0x0070_0082, 0x0070_0083), (0x2100_0040, 0x2100_0050), (0x3006_0008, 0x3006_0009),
        (0x3008_0024, 0x3008_0025), (0x3008_0162, 0x3008_0164), (0x3008_0166, 0x3008_0168), (0x3008_0250, 0x3008_0251),
        (0x300A_0006, 0x300A_0007), (0x300A_022C, 0x300A_022E), (0x300E_0004, 0x300E_0005),
    ]
}
