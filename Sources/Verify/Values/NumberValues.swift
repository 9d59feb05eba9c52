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

    /// The fewest digits that give the number again; in decimal from 0.0001 up to below 10¹⁶, else as `1.5e+16`.
    static func shortest(_ number: Double) -> String {
        let text = number.description
        guard number.isFinite, number != 0 else { return text }
        // Swift changes to powers of ten elsewhere: take its digits, and set the point anew.
        let parts = text.drop { $0 == "-" }.split(separator: "e")
        let places = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        var digits = places.joined()
        var exponent = places[0].count - 1 + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        while digits.first == "0" {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.last == "0", digits.count > 1 { digits.removeLast() }
        return (number < 0 ? "-" : "") + point(digits, exponent)
    }

    /// - Parameter exponent: of the first digit.
    private static func point(_ digits: String, _ exponent: Int) -> String {
        switch exponent {
        case -4..<0: return "0." + String(repeating: "0", count: -exponent - 1) + digits
        case 0..<16:
            let whole = digits.prefix(exponent + 1)
            let zeros = String(repeating: "0", count: exponent + 1 - whole.count)
            let fraction = digits.dropFirst(exponent + 1)
            return whole + zeros + "." + (fraction.isEmpty ? "0" : fraction)
        default:
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            let size = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
            return "\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(size)"
        }
    }
}
