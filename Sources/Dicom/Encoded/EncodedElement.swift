/// One Data Element as it stands encoded (PS3.5 §7.1).
public struct EncodedElement: Hashable, Sendable {
    /// What stands in the element's value field.
    public enum Kind: UInt8, Sendable {
        case value, sequence
        /// Pixel Data as offset table and fragments (PS3.5 §A.4).
        case fragments
    }

    /// Two letters as found; 0 in Implicit VR.
    public var letters: UInt16
    public var kind: Kind
    public var isBigEndian: Bool
    public var tag: Tag
    /// Index of the sequence that holds this element's item; -1 at top level.
    public var parent: Int32
    /// Number of the item within `parent`, from 0; -1 at top level.
    public var item: Int32
    /// Items of a sequence; fragments, the offset table excepted.
    public var count: UInt32 = 0
    /// Where its header begins.
    public var start: UInt64
    /// Where the value stands, final delimiter included.
    public var value: Range<UInt64>

    var vr: VR { VR(rawValue: letters) }
}

extension VR {
    /// VRs with a 16-bit length field in Explicit VR (PS3.5 Table 7.1-2).
    public var hasShortLength: Bool { VR.shortLengths.contains(self) }

    private static let shortLengths: Set<VR> = [
        AE, AS, AT, CS, DA, DS, DT, FD, FL, IS, LO, LT, PN, SH, SL, SS, ST, TM, UI, UL, US,
    ]

    /// Bytes of one number, which byte order turns round; 1 for text and bytes (PS3.5 §7.3).
    public var numberWidth: Int {
        switch self {
        case .US, .SS, .OW, .AT: 2
        case .UL, .SL, .FL, .OF, .OL: 4
        case .FD, .OD, .SV, .UV, .OV: 8
        default: 1
        }
    }
}
