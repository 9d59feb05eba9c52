/// A Transfer Syntax by its UID (PS3.5 §10 and PS3.6 Table A-1).
///
/// Any UID can be kept; `encoding` says whether Veil knows how its Data Set is laid out.
public struct TransferSyntax: Hashable, Sendable {
    public let uid: String

    public init(uid: String) { self.uid = uid }

    public static let implicitLittleEndian = TransferSyntax(uid: "1.2.840.10008.1.2")
    public static let explicitLittleEndian = TransferSyntax(uid: "1.2.840.10008.1.2.1")
    public static let deflatedExplicitLittleEndian = TransferSyntax(uid: "1.2.840.10008.1.2.1.99")
    public static let explicitBigEndian = TransferSyntax(uid: "1.2.840.10008.1.2.2")
    public static let encapsulatedUncompressed = TransferSyntax(uid: "1.2.840.10008.1.2.1.98")
    public static let deflatedImageFrame = TransferSyntax(uid: "1.2.840.10008.1.2.8.1")
    public static let rleLossless = TransferSyntax(uid: "1.2.840.10008.1.2.5")
    public static let jpegBaseline = TransferSyntax(uid: "1.2.840.10008.1.2.4.50")

    /// How elements are written, Pixel Data aside.
    public enum Encoding: Sendable {
        case implicitLittleEndian, explicitLittleEndian, explicitBigEndian, deflated, encapsulated
    }

    /// nil for a private or retired syntax whose layout is not known: such an instance can only be held.
    public var encoding: Encoding? {
        switch uid {
        case "1.2.840.10008.1.2": .implicitLittleEndian
        case "1.2.840.10008.1.2.1": .explicitLittleEndian
        case "1.2.840.10008.1.2.1.99": .deflated
        case "1.2.840.10008.1.2.2": .explicitBigEndian
        // Every other one that has a name here is Explicit VR Little Endian with encapsulated Pixel Data (PS3.5 §A.4).
        default: name == nil ? nil : .encapsulated
        }
    }

    /// True where an uncompressed rendition loses nothing: native syntaxes and the reversible codecs that DCMTK has
    /// (RLE, JPEG Lossless processes 14, JPEG-LS lossless), or that are none: native frames in fragments.
    public var isLosslesslyConvertible: Bool {
        switch encoding {
        case .implicitLittleEndian, .explicitLittleEndian, .explicitBigEndian, .deflated: true
        case .encapsulated: TransferSyntax.reversible.contains(uid)
        case nil: false
        }
    }

    private static let reversible: Set<String> = [
        "1.2.840.10008.1.2.1.98", "1.2.840.10008.1.2.8.1", "1.2.840.10008.1.2.5",
        "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80",
    ]

    /// x of 1.2.840.10008.1.2.4.x: JPEG, JPEG-LS, JPEG 2000, MPEG, HEVC, HTJ2K, JPEG XL; fragmentable video (x.1) is its x.
    public var numberInJPEGFamily: Int? {
        let root = "1.2.840.10008.1.2.4."
        guard uid.hasPrefix(root) else { return nil }
        return uid.dropFirst(root.count).split(separator: ".").first.flatMap { Int($0) }
    }
}
