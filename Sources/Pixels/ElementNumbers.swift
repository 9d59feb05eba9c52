import Dicom

extension DataElement {
    /// The first number of US or SS; nil if there is none.
    var number: Int? {
        guard vr == .US || vr == .SS, let value, value.count >= 2 else { return nil }
        let bits = UInt16(value[0]) | UInt16(value[1]) << 8
        return vr == .US ? Int(bits) : Int(Int16(bitPattern: bits))
    }

    /// The first value of an ASCII text, without padding.
    var word: String {
        guard let value else { return "" }
        let first = value.prefix { $0 != UInt8(ascii: "\\") }.drop { $0 <= 0x20 }
        let end = first.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? first.startIndex
        return String(decoding: first[..<end].filter { $0 < 0x7F }, as: UTF8.self)
    }
}
