import BridgeErrors
import Dicom

/// Encodes new values for the bridge: bytes as they are, items in Explicit VR Little Endian with defined lengths.
enum ItemEncoder {
    /// A value that is too long for its VR's length field becomes UN (PS3.5 §6.2.2).
    ///
    /// Throws `.argument` for one that is too long for any.
    static func bytes(of value: NewElement.Value) throws(DimseError) -> [UInt8] {
        switch value {
        case .bytes(let bytes):
            return bytes
        case .items(let items):
            var out: [UInt8] = []
            for item in items {
                let content = try encode(item)
                append(Tag(0xFFFE, 0xE000), to: &out)
                append(UInt32(content.count), to: &out)
                out += content
            }
            return out
        }
    }

    private static func encode(_ elements: [NewElement]) throws(DimseError) -> [UInt8] {
        var out: [UInt8] = []
        for element in elements.sorted(by: { $0.tag < $1.tag }) {
            var value = try bytes(of: element.value)
            if value.count % 2 == 1 { value.append(element.vr.padding) }
            guard value.count < Int(UInt32.max) else { throw DimseError(.argument) }
            let vr = value.count > UInt16.max && !longLengths.contains(element.vr) ? .UN : element.vr
            append(element.tag, to: &out)
            out.append(UInt8(vr.rawValue >> 8))
            out.append(UInt8(truncatingIfNeeded: vr.rawValue))
            if longLengths.contains(vr) {
                append(UInt16(0), to: &out)
                append(UInt32(value.count), to: &out)
            } else {
                append(UInt16(value.count), to: &out)
            }
            out += value
        }
        return out
    }

    private static func append(_ tag: Tag, to bytes: inout [UInt8]) {
        append(tag.group, to: &bytes)
        append(tag.element, to: &bytes)
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// VRs with two reserved bytes and a 32-bit length (PS3.5 Table 7.1-1).
    private static let longLengths: Set<VR> = [.OB, .OD, .OF, .OL, .OV, .OW, .SQ, .SV, .UC, .UN, .UR, .UT, .UV]
}
