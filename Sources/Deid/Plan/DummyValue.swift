import Dicom

/// Values that are legal, not empty and the same for everybody: the profile's D (PS3.15 §E.1.1).
enum DummyValue {
    /// A dummy of `vr` in Little Endian, without padding. For SQ see `DummySequence`, for UI the keyed UID is used.
    static func bytes(_ vr: VR) -> [UInt8] {
        switch vr {
        case .PN: Array("REMOVED^".utf8.dropLast())
        case .DA: Array("19000101".utf8)
        case .TM: Array("000000".utf8)
        case .DT: Array("19000101000000".utf8)
        case .AS: Array("000Y".utf8)
        case .IS, .DS: Array("0".utf8)
        case .UR: Array("urn:removed".utf8)
        case .UI: Array("2.25.0".utf8)
        case .AE, .CS, .LO, .LT, .SH, .ST, .UC, .UT: Array("REMOVED".utf8)
        case .US, .SS, .OW: [0, 0]
        case .UL, .SL, .FL, .OF, .OL, .AT: [0, 0, 0, 0]
        case .FD, .OD, .UV, .SV, .OV: [0, 0, 0, 0, 0, 0, 0, 0]
        default: [0, 0]
        }
    }

    /// Content Sequence (0040,A730) as a whole: one text item, valid in every SR document (PS3.3 §C.17.3).
    static let contentItems: [[NewElement]] = [
        [
            NewElement(Tag(0x0040, 0xA010), .CS, text: "CONTAINS"),
            NewElement(Tag(0x0040, 0xA040), .CS, text: "TEXT"),
            NewElement(
                Tag(0x0040, 0xA043),
                items: [[
                    NewElement(Tag(0x0008, 0x0100), .SH, text: "121106"),
                    NewElement(Tag(0x0008, 0x0102), .SH, text: "DCM"),
                    NewElement(Tag(0x0008, 0x0104), .LO, text: "Comment"),
                ]]),
            NewElement(Tag(0x0040, 0xA160), .UT, text: "REMOVED"),
        ]
    ]
}
