import Dicom

/// Attributes of VR UI whose values name kinds of things, never one thing: they are not remapped.
///
/// Table E.1-1 lists the attributes whose UIDs identify instances and devices. An attribute of VR UI that it does not
/// list (a newer one) is remapped too, unless it stands here or the standard assigns the value: a UID can link an
/// instance to its source whatever its attribute is called. Private SOP Classes and Transfer Syntaxes have UIDs outside
/// of the standard's root, hence a list of tags.
enum UIDPurpose {
    static func namesAKind(_ tag: Tag) -> Bool { kinds.contains(tag.rawValue) }

    private static let kinds: Set<UInt32> = [
        0x0008_0016,  // SOP Class UID
        0x0008_001A,  // Related General SOP Class UID
        0x0008_001B,  // Original Specialized SOP Class UID
        0x0008_0062,  // SOP Classes in Study
        0x0008_010C,  // Coding Scheme UID
        0x0008_010D,  // Context Group Extension Creator UID
        0x0008_0117,  // Context UID
        0x0008_0118,  // Mapping Resource UID
        0x0008_1150,  // Referenced SOP Class UID
        0x0008_115A,  // SOP Classes Supported
        0x0008_3002,  // Available Transfer Syntax UID
        0x0034_0003,  // Flow Transfer Syntax UID
        0x0400_0010,  // MAC Calculation Transfer Syntax UID
        0x0400_0510,  // Encrypted Content Transfer Syntax UID
        0x3010_001F,  // Segmentation Template UID
        0x3010_0052,  // Pertinent SOP Classes in Study
        0x3010_0053,  // Pertinent SOP Classes in Series
    ]
}
