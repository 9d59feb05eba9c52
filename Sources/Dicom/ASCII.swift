/// Kinds of bytes in text that is ASCII (ISO/IEC 646), and in the ASCII part of other text.
extension UInt8 {
    /// `0` to `9`.
    public var isDigit: Bool { UInt8(ascii: "0") <= self && self <= UInt8(ascii: "9") }
    /// `A` to `Z`.
    public var isCapital: Bool { UInt8(ascii: "A") <= self && self <= UInt8(ascii: "Z") }
    /// `a` to `z`.
    public var isSmall: Bool { UInt8(ascii: "a") <= self && self <= UInt8(ascii: "z") }
}
