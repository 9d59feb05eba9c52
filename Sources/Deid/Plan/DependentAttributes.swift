import Dicom

/// Attributes of Type 1C that may only be there while another one has a value ("Required if … is present", and not
/// otherwise), and which the profile does not name while it empties or removes that other one.
///
/// PS3.3 states such conditions in prose; these are all of them whose other attribute Table E.1-1 treats in a way that
/// can leave it without a value.
enum DependentAttributes {
    /// What `tag` describes in its item; empty for nearly all attributes.
    static func described(by tag: Tag) -> [Tag] {
        switch tag.rawValue {
        // Responsible Person Role: Responsible Person (PS3.3 §C.7.1.1)
        case 0x0010_2298: [Tag(0x0010, 0x2297)]
        // Patient's Alternative Calendar: birth and death date in it (§C.7.1.1)
        case 0x0010_0035: [Tag(0x0010, 0x0033), Tag(0x0010, 0x0034)]
        // Longitudinal Temporal Event Type: Longitudinal Temporal Offset from Event (§C.7.2.3)
        case 0x0012_0053: [Tag(0x0012, 0x0052)]
        // Certified Timestamp Type: Certified Timestamp (§C.12.1.1.3)
        case 0x0400_0305: [Tag(0x0400, 0x0310)]
        // Device Alternate Identifier Type and Format: Device Alternate Identifier (§10.36)
        case 0x3010_001C, 0x3010_001D: [Tag(0x3010, 0x001B)]
        default: []
        }
    }

    /// True if `described(by:)` names something.
    static func contains(_ tag: Tag) -> Bool {
        switch tag.rawValue {
        case 0x0010_2298, 0x0010_0035, 0x0012_0053, 0x0400_0305, 0x3010_001C, 0x3010_001D: true
        default: false
        }
    }
}
