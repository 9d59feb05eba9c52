/// A Value Representation (PS3.5 §6.2), as its two letters.
public struct VR: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    /// Two ASCII letters, the first in the upper byte.
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    private init(code letters: StaticString) {
        precondition(letters.utf8CodeUnitCount == 2)
        rawValue = UInt16(letters.utf8Start[0]) << 8 | UInt16(letters.utf8Start[1])
    }

    /// The VR named by `letters`; nil unless the standard defines it.
    public init?(_ letters: some StringProtocol) {
        let bytes = Array(letters.utf8)
        guard bytes.count == 2 else { return nil }
        let candidate = VR(rawValue: UInt16(bytes[0]) << 8 | UInt16(bytes[1]))
        guard VR.all.contains(candidate) else { return nil }
        self = candidate
    }

    public var description: String {
        String(decoding: [UInt8(rawValue >> 8), UInt8(truncatingIfNeeded: rawValue)], as: UTF8.self)
    }

    public static let AE = VR(code: "AE"), AS = VR(code: "AS"), AT = VR(code: "AT"), CS = VR(code: "CS"), DA = VR(code: "DA")
    public static let DS = VR(code: "DS"), DT = VR(code: "DT"), FD = VR(code: "FD"), FL = VR(code: "FL"), IS = VR(code: "IS")
    public static let LO = VR(code: "LO"), LT = VR(code: "LT"), OB = VR(code: "OB"), OD = VR(code: "OD"), OF = VR(code: "OF")
    public static let OL = VR(code: "OL"), OV = VR(code: "OV"), OW = VR(code: "OW"), PN = VR(code: "PN"), SH = VR(code: "SH")
    public static let SL = VR(code: "SL"), SQ = VR(code: "SQ"), SS = VR(code: "SS"), ST = VR(code: "ST"), SV = VR(code: "SV")
    public static let TM = VR(code: "TM"), UC = VR(code: "UC"), UI = VR(code: "UI"), UL = VR(code: "UL"), UN = VR(code: "UN")
    public static let UR = VR(code: "UR"), US = VR(code: "US"), UT = VR(code: "UT"), UV = VR(code: "UV")

    public static let all: Set<VR> = [
        AE, AS, AT, CS, DA, DS, DT, FD, FL, IS, LO, LT, OB, OD, OF, OL, OV, OW, PN, SH, SL, SQ, SS, ST, SV, TM, UC, UI,
        UL, UN, UR, US, UT, UV,
    ]

    /// Values are characters (PS3.5 §6.2), so they can be compared and cleaned as text.
    public var isText: Bool { VR.text.contains(self) }
    /// Values are affected by Specific Character Set (PS3.5 §6.1.2.3).
    public var usesSpecificCharacterSet: Bool { VR.charset.contains(self) }
    /// A backslash does not separate values (PS3.5 §6.4).
    public var isSingleValuedText: Bool { self == .LT || self == .ST || self == .UT || self == .UR }

    private static let text: Set<VR> = [AE, AS, CS, DA, DS, DT, IS, LO, LT, PN, SH, ST, TM, UC, UI, UR, UT]
    private static let charset: Set<VR> = [LO, LT, PN, SH, ST, UC, UT]

    /// The longest value in characters, a component group for PN (PS3.5 Table 6.2-1); nil: no limit that matters.
    public var maximumCharacters: Int? {
        switch self {
        case .AE, .CS, .DS, .SH: 16
        case .AS: 4
        case .DA: 8
        case .DT: 26
        case .IS: 12
        case .LO, .PN, .UI: 64
        case .LT: 10240
        case .ST: 1024
        case .TM: 14
        default: nil
        }
    }

    /// The byte that pads a value to even length (PS3.5 §6.2).
    public var padding: UInt8 { isText && self != .UI ? 0x20 : 0x00 }
}
