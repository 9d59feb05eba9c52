import Dicom

/// Bytes of a value that stand in no file.
enum PrintedBytes {
    /// Characters as they are, numbers in decimal, anything else as bytes.
    static func text(_ bytes: [UInt8], _ vr: VR) -> String {
        if bytes.isEmpty { return "" }
        if vr.isText {
            let value = withoutPadding(bytes)
            // Other character sets are only shown here; nothing is compared by it.
            return String(validating: value, as: UTF8.self) ?? PythonText.literal(Array(value))
        }
        if bytes.count > longest { return "\(bytes.count) bytes" }
        return bytes.withUnsafeBytes { NumberValues.text($0, vr) } ?? PythonText.literal(bytes)
    }

    /// More bytes than this tell nobody anything.
    private static let longest = 256

    /// Padding says nothing at either end (PS3.5 §6.2).
    static func withoutPadding(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        let isPadding: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0 }
        guard let first = bytes.firstIndex(where: { !isPadding($0) }),
            let last = bytes.lastIndex(where: { !isPadding($0) })
        else { return [] }
        return bytes[first...last]
    }
}
