import Dicom

/// What is known of attributes that Table E.1-1 does not name, where their VR does not tell enough.
enum UnlistedText {
    /// True for identifiers of people and orders, and for dates in another calendar; for those of devices unless an
    /// option retains them.
    static func identifies(_ tag: Tag, _ options: Set<ProfileOption>) -> Bool {
        identifiers.contains(tag.rawValue)
            || devices.contains(tag.rawValue) && !options.contains(.retainDeviceIdentity)
    }

    /// True for text that names a product, a technique or a vocabulary: only what the header tells is looked for in it,
    /// since its words and numbers look like names and IDs.
    static func isTechnical(_ tag: Tag) -> Bool { technical.contains(tag.rawValue) }

    /// True for addresses of vocabularies, which are the same for everybody.
    static func isPublicAddress(_ tag: Tag) -> Bool { tag == Tag(0x0008, 0x010E) || tag == Tag(0x0008, 0x0120) }

    private static let identifiers: Set<UInt32> = [
        0x0010_0033,  // Patient's Birth Date in Alternative Calendar
        0x0010_0034,  // Patient's Death Date in Alternative Calendar
        0x0010_2295,  // Breed Registration Number
        0x0040_1006, 0x0040_1007,  // Placer and Filler Order Number / Procedure
        0x0040_0031, 0x0040_0032,  // Local Namespace and Universal Entity ID: who assigned an identifier
        0x0072_0008,  // Hanging Protocol Creator
        0x0040_2006, 0x0040_2007,  // Placer and Filler Order Number / Imaging Service Request (retired)
        0x0018_1803,  // NTP Source Address
        0x0074_100C,  // Contact Display Name
        0x2100_0160,  // Owner ID
        0x0020_1070,  // Other Study Numbers (retired)
        0x4010_101A,  // Boarding Pass ID
    ]

    /// Like Station Name, Device Serial Number and Treatment Machine Name, which Table E.1-1 names.
    private static let devices: Set<UInt32> = [
        0x0018_1003,  // Device ID
        0x0044_0012,  // Substance Administration Device ID
        0x2110_0030,  // Printer Name
        0x3002_0020,  // Radiation Machine Name
    ]

    private static let technical: Set<UInt32> = [
        0x0008_0070,  // Manufacturer
        0x0008_0100, 0x0008_0119,  // Code Value, Long Code Value
        0x0008_0112, 0x0008_0114, 0x0008_0115, 0x0008_0116,  // Coding Scheme Registry, External ID, Name, Organization
        0x0008_0122, 0x0008_0222, 0x0008_0302,  // Mapping Resource Name, Related Model Group, Private Creator Reference
        0x0008_1090,  // Manufacturer's Model Name
        0x0018_0024,  // Sequence Name
        0x0018_0030, 0x0018_0031,  // Radionuclide, Radiopharmaceutical
        0x0018_1016, 0x0018_1017, 0x0018_1018, 0x0018_1019, 0x0018_101A, 0x0018_101B,  // Manufacturers, models, versions
        0x0018_1020, 0x0018_1022, 0x0018_1023,  // Software Versions, image formats
        0x0018_1160, 0x0018_1161, 0x0018_1180, 0x0018_1210,  // Filters, grid, Convolution Kernel
        0x0018_1250, 0x0018_1251, 0x0018_9041, 0x0018_9046, 0x0018_9047, 0x0018_9050,  // Coils and their manufacturers
        0x0018_1401, 0x0018_702A, 0x0018_702B,  // Device Processing Code, Detector Manufacturer and Model
        0x0018_9005, 0x0018_9320,  // Pulse Sequence Name, Image Filter
        0x0018_9524, 0x0018_9525, 0x0018_9526,  // Application Name, Version, Manufacturer
        0x0020_1040,  // Position Reference Indicator: OM, XY, NA, SLIDE_CORNER
        0x0020_9056, 0x0020_9213, 0x0020_9238,  // Stack ID, Private Creators of dimensions and functional groups
        0x0022_1093, 0x0022_1097,  // IOL Manufacturer, Implant Part Number
        0x0028_1054, 0x0028_3004,  // Rescale Type, Modality LUT Type
        0x0042_0012, 0x0042_0014,  // MIME types
        0x0048_0106,  // Optical Path Identifier
        0x0054_1101, 0x0054_1103, 0x0054_1104, 0x0054_1105,  // PET corrections and reconstruction
        0x0062_0009, 0x0066_0031, 0x0066_0036,  // Algorithm names and versions
        0x0070_0227, 0x0070_0229,  // Font names
        0x0072_0054, 0x0072_0056, 0x0074_1056,  // Private Creators of selectors
        0x300A_021B, 0x300A_0226, 0x300A_0238, 0x300A_0298,  // Sources and applicators
        0x3010_001A,  // Manufacturer's Model Version
    ]
}
