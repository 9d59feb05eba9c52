import Dicom

/// Values of binary VRs in decimal, several in brackets.
enum NumberValues {
    /// nil for VRs that are bytes, and for what is no whole number of values.
    static func text(_ value: UnsafeRawBufferPointer, _ vr: VR) -> String? {
        func each<Word: FixedWidthInteger>(_: Word.Type, _ print: (Word) -> String) -> String? {
            let width = MemoryLayout<Word>.size
            guard value.count % width == 0, value.count > 0 else { return nil }
            let values = stride(from: 0, to: value.count, by: width).map {
                print(Word(littleEndian: value.loadUnaligned(fromByteOffset: $0, as: Word.self)))
            }
            return values.count == 1 ? values[0] : "[" + values.joined(separator: ", ") + "]"
        }
        return switch vr {
        case .US: each(UInt16.self) { "\($0)" }
        case .SS: each(Int16.self) { "\($0)" }
        case .UL: each(UInt32.self) { "\($0)" }
        case .SL: each(Int32.self) { "\($0)" }
        case .UV: each(UInt64.self) { "\($0)" }
        case .SV: each(Int64.self) { "\($0)" }
        case .FL: each(UInt32.self) { shortest(Double(Float(bitPattern: $0))) }
        case .FD: each(UInt64.self) { shortest(Double(bitPattern: $0)) }
        // Group and element each come in their own two bytes.
        case .AT: each(UInt32.self) { Tag(UInt16(truncatingIfNeeded: $0), UInt16($0 >> 16)).description }
        default: nil
        }
    }

    /// The fewest digits that give the number again; in decimal from 0.0001 up to below 10¹⁶.
    static func shortest(_ number: Double) -> String {
        let text = number.description
        guard number.isFinite, text.contains("e") || abs(number) >= 1e16 else { return text }
        guard abs(number) < 1e16, abs(number) >= 1e-4 else { return scientific(text) }
        return text
    }

    /// `1e-05`, `1.5e+16`: at least two digits in the exponent.
    private static func scientific(_ text: String) -> String {
        var (mantissa, exponent) = (text, 0)
        if let mark = text.firstIndex(of: "e") {
            mantissa = String(text[..<mark])
            exponent = Int(text[text.index(after: mark)...]) ?? 0
        }
        let sign = mantissa.hasPrefix("-") ? "-" : ""
        var digits = mantissa.drop { $0 == "-" }
        // Swift writes some of these in decimal: `12345678901234568.0`.
        if digits.hasSuffix(".0") { digits = digits.dropLast(2) }
        if exponent == 0, !digits.contains(".") {
            exponent = digits.count - 1
            let rest = String(digits.dropFirst())
            let fraction = String(rest.reversed().drop { $0 == "0" }.reversed())
            digits = digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction)
        }
        let size = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
        return "\(sign)\(digits)e\(exponent < 0 ? "-" : "+")\(size)"
    }
}
