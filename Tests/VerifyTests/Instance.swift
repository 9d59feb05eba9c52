import Dicom
import Foundation

/// A DICOM file in Explicit VR Little Endian that a test makes up.
struct Instance {
    var elements: [NewElement]

    static let root = "1.2.826.0.1.3680043.10.943.32"

    /// A small CT of somebody: identifying values of every kind, something nested, something private, pixels.
    init(number: Int = 1, patient: Int = 1, pixels: [UInt8]? = nil) {
        let study = "\(Self.root).\(patient)"
        elements = [
            NewElement(Tag(0x0008, 0x0008), .CS, text: "ORIGINAL\\PRIMARY\\AXIAL"),
            NewElement(.sopClassUID, .UI, text: "1.2.840.10008.5.1.4.1.1.2"),
            NewElement(.sopInstanceUID, .UI, text: "\(study).1.\(number)"),
            NewElement(Tag(0x0008, 0x0020), .DA, text: "20210704"),
            NewElement(Tag(0x0008, 0x0050), .SH, text: "ACC4711"),
            NewElement(.modality, .CS, text: "CT"),
            NewElement(Tag(0x0008, 0x0090), .PN, text: "Physician^Ann"),
            NewElement(Tag(0x0008, 0x1030), .LO, text: "Chest of Jane"),
            NewElement(
                Tag(0x0008, 0x1140),
                items: [
                    [
                        NewElement(Tag(0x0008, 0x1150), .UI, text: "1.2.840.10008.5.1.4.1.1.2"),
                        NewElement(Tag(0x0008, 0x1155), .UI, text: "\(study).1.99"),
                    ]
                ]),
            NewElement(Tag(0x0009, 0x0010), .LO, text: "Some Maker"),
            NewElement(Tag(0x0009, 0x1001), .LO, text: "private thing"),
            NewElement(.patientName, .PN, text: "Family^Jane"),
            NewElement(.patientID, .LO, text: "PAT\(patient)"),
            NewElement(Tag(0x0010, 0x0030), .DA, text: "19550813"),
            NewElement(Tag(0x0010, 0x0040), .CS, text: "F"),
            NewElement(Tag(0x0018, 0x0050), .DS, text: "5.0"),
            NewElement(.studyInstanceUID, .UI, text: study),
            NewElement(.seriesInstanceUID, .UI, text: "\(study).1"),
            NewElement(Tag(0x0020, 0x0011), .IS, text: "1"),
            NewElement(Tag(0x0020, 0x0013), .IS, text: "\(number)"),
            NewElement(Tag(0x0028, 0x0002), .US, bytes: [1, 0]),
            NewElement(Tag(0x0028, 0x0004), .CS, text: "MONOCHROME2"),
            NewElement(Tag(0x0028, 0x0010), .US, bytes: [4, 0]),
            NewElement(Tag(0x0028, 0x0011), .US, bytes: [4, 0]),
            NewElement(Tag(0x0028, 0x0100), .US, bytes: [8, 0]),
            NewElement(Tag(0x0028, 0x0101), .US, bytes: [8, 0]),
            NewElement(Tag(0x0028, 0x0102), .US, bytes: [7, 0]),
            NewElement(Tag(0x0028, 0x0103), .US, bytes: [0, 0]),
            NewElement(.pixelData, .OB, bytes: pixels ?? (0..<16).map { UInt8(truncatingIfNeeded: number + $0) }),
        ]
    }

    init(_ elements: [NewElement]) { self.elements = elements }

    /// The element with this tag at top level, replaced or added; nil removes it.
    subscript(_ tag: Tag) -> NewElement? {
        get { elements.first { $0.tag == tag } }
        set {
            elements.removeAll { $0.tag == tag }
            if let newValue { elements.append(newValue) }
        }
    }

    var file: Data { Self.file(elements.sorted { $0.tag < $1.tag }) }

    /// Elements in the order given.
    static func file(_ elements: [NewElement]) -> Data {
        let meta =
            Self.encoded(NewElement(Tag(0x0002, 0x0001), .OB, bytes: [0, 1]))
            + Self.encoded(NewElement(Tag(0x0002, 0x0010), .UI, text: TransferSyntax.explicitLittleEndian.uid))
        let length = Self.encoded(NewElement(Tag(0x0002, 0x0000), .UL, bytes: Self.bytes(UInt32(meta.count))))
        return Data([UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + length + meta + elements.flatMap(encoded))
    }

    private static func encoded(_ elements: [NewElement]) -> [UInt8] {
        elements.sorted { $0.tag < $1.tag }.flatMap(encoded)
    }

    private static func encoded(_ element: NewElement) -> [UInt8] {
        var value: [UInt8] = []
        switch element.value {
        case .bytes(let bytes): value = bytes.count % 2 == 0 ? bytes : bytes + [element.vr.padding]
        case .items(let items):
            for item in items {
                let inner = encoded(item)
                value += bytes(UInt16(0xFFFE)) + bytes(UInt16(0xE000)) + bytes(UInt32(inner.count)) + inner
            }
        }
        let head = bytes(element.tag.group) + bytes(element.tag.element) + Array(element.vr.description.utf8)
        let isLong = [VR.OB, .OW, .SQ, .UN, .UT, .UC, .OF, .OD].contains(element.vr)
        return head + (isLong ? [0, 0] + bytes(UInt32(value.count)) : bytes(UInt16(value.count))) + value
    }

    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}

/// A folder that is gone with the test.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/veil-verify-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // A temporary folder of a test.
        try? FileManager.default.removeItem(atPath: path)
    }

    @discardableResult
    func write(_ data: Data, _ name: String) throws -> String {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
        return url.path
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")), as: UTF8.self)
    }

    func permissions(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.posixPermissions] as? Int
    }
}
