/// The File Meta Information that Veil writes before a Data Set (PS3.10 §7.1): never more than these elements, so nothing of
/// the sender's group 0002 can leave.
public enum FileMetaInformation {
    /// Our Implementation Class UID (PS3.7 §D.3.3.2).
    public static let implementationClassUID = "2.25.226537364918190358640934829145218467163"
    public static let implementationVersionName = "VEIL_0"

    /// An empty preamble, `DICM`, and group 0002 in Explicit VR Little Endian.
    public static func bytes(sopClassUID: String, sopInstanceUID: String, transferSyntax: TransferSyntax) -> [UInt8] {
        var group: [UInt8] = []
        append(&group, 0x0001, "OB", [0x00, 0x01], isLong: true)
        append(&group, 0x0002, "UI", padded(sopClassUID, with: 0))
        append(&group, 0x0003, "UI", padded(sopInstanceUID, with: 0))
        append(&group, 0x0010, "UI", padded(transferSyntax.uid, with: 0))
        append(&group, 0x0012, "UI", padded(implementationClassUID, with: 0))
        append(&group, 0x0013, "SH", padded(implementationVersionName, with: 0x20))
        var file = [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)
        append(&file, 0x0000, "UL", littleEndian(UInt32(group.count)))
        return file + group
    }

    private static func append(_ out: inout [UInt8], _ element: UInt16, _ vr: String, _ value: [UInt8], isLong: Bool = false) {
        out += [0x02, 0x00, UInt8(truncatingIfNeeded: element), UInt8(element >> 8)] + Array(vr.utf8)
        out += isLong ? [0, 0] + littleEndian(UInt32(value.count)) : Array(littleEndian(UInt32(value.count))[..<2])
        out += value
    }

    private static func padded(_ text: String, with byte: UInt8) -> [UInt8] {
        let bytes = Array(text.utf8)
        return bytes.count % 2 == 0 ? bytes : bytes + [byte]
    }

    private static func littleEndian(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt32($0 * 8)) }
    }
}
