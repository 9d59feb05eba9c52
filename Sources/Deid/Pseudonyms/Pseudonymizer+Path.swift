extension Pseudonymizer {
    /// The name that stands for the name of a folder or file: 20 letters and digits (100 bits), and a usual extension.
    ///
    /// The same for the same name, whatever is in the folder; different names do not meet.
    public func pathComponent(_ original: String) -> String {
        let bits = hash(.path, original).leading128
        let name = (0..<20).map { Self.pathDigits[Int(truncatingIfNeeded: bits >> (123 - UInt128($0) * 5)) & 31] }
        return String(decoding: name, as: UTF8.self) + Self.usualExtension(of: original)
    }

    /// As in `InstanceID`: no letter that is taken for a digit.
    private static let pathDigits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let usualExtensions: Set = [".dcm", ".dicom", ".dic", ".ima", ".img"]

    private static func usualExtension(of name: String) -> String {
        guard let point = name.lastIndex(of: ".") else { return "" }
        let found = name[point...].lowercased()
        return usualExtensions.contains(found) ? found : ""
    }
}
