import Dicom

/// Value Type (0040,A040) of a content item (PS3.3 §C.17.3.2.1).
enum ContentValueType: String, CaseIterable, Hashable, Sendable {
    case text = "TEXT"
    case code = "CODE"
    case num = "NUM"
    case pname = "PNAME"
    case date = "DATE"
    case time = "TIME"
    case dateTime = "DATETIME"
    case uidRef = "UIDREF"
    case composite = "COMPOSITE"
    case image = "IMAGE"
    case waveform = "WAVEFORM"
    case spatialCoordinates = "SCOORD"
    case spatialCoordinates3D = "SCOORD3D"
    case temporalCoordinates = "TCOORD"
    case container = "CONTAINER"
    case table = "TABLE"

    /// The attribute that carries the value; nil where it is spread over several that have rules of their own.
    init?(carriedBy tag: Tag) {
        switch tag.rawValue {
        case 0x0040_A160, 0x0070_0006: self = .text
        case 0x0040_A168: self = .code
        case 0x0040_A300, 0x0040_A30A: self = .num
        case 0x0040_A123: self = .pname
        case 0x0040_A121: self = .date
        case 0x0040_A122: self = .time
        case 0x0040_A120: self = .dateTime
        case 0x0040_A124: self = .uidRef
        default: return nil
        }
    }

    /// What one template writes in this way and another one in that.
    func isLike(_ other: ContentValueType) -> Bool {
        Self.families.contains { $0.contains(self) && $0.contains(other) }
    }

    /// The item has its value itself: it is neither a container nor a reference.
    var isPlain: Bool {
        switch self {
        case .text, .code, .num, .pname, .date, .time, .dateTime, .uidRef: true
        default: false
        }
    }

    private static let families: [Set<ContentValueType>] = [
        [.date, .time, .dateTime], [.text, .pname], [.composite, .image, .waveform, .uidRef],
    ]
}

/// Sequences whose items are content items: those with the macros of PS3.3 §C.17.3 and §10.2, by the edition of ``TypeTable``.
enum ContentSequences {
    static func contains(_ tag: Tag) -> Bool { tags.contains(tag.rawValue) }

    static let contentSequence = Tag(0x0040, 0xA730)

    private static let tags: Set<UInt32> = [
        0x0024_0325, 0x0040_0440, 0x0040_0441, 0x0040_0555, 0x0040_0612, 0x0040_0620, 0x0040_9220, 0x0040_A730,
        0x0040_B020, 0x0044_0013, 0x0044_0019, 0x0074_1007, 0x0074_1210, 0x0074_1212, 0x3002_0110, 0x3002_0131,
        0x3002_0135, 0x300A_062D, 0x300A_065A, 0x300A_065B, 0x300A_073E, 0x300A_0793, 0x3010_0027, 0x3010_0070,
        0x3010_0081,
    ]
}
