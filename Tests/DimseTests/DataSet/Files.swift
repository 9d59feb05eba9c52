@testable import BridgeErrors
@testable import DataSets
import Dicom
import Foundation

/// A file in the temporary folder, gone with the object.
final class TemporaryFile: Sendable {
    let path: String

    init(_ bytes: [UInt8] = []) throws {
        path = NSTemporaryDirectory() + "veil-data-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    deinit {
        // Only tidiness: the folder is temporary anyway.
        try? FileManager.default.removeItem(atPath: path)
    }

    func bytes() throws -> [UInt8] { try Array(Data(contentsOf: URL(fileURLWithPath: path))) }
}

/// Part 10 files (PS3.10 §7.1).
enum Part10 {
    static func header(_ transferSyntax: TransferSyntax, preamble: Bool = true) -> [UInt8] {
        let elements: [TestElement] = [
            .value(Tag(0x0002, 0x0001), "OB", [0, 1]), .text(0x0002, 0x0002, "UI", "1.2.840.10008.5.1.4.1.1.7\0"),
            .text(0x0002, 0x0003, "UI", "1.2.3.4\0"),
            .text(0x0002, 0x0010, "UI", transferSyntax.uid + (transferSyntax.uid.utf8.count % 2 == 1 ? "\0" : "")),
        ]
        let rest = Encoder.encode(elements, .explicitLittle)
        let length = Encoder.encode(
            [.value(Tag(0x0002, 0x0000), "UL", withUnsafeBytes(of: UInt32(rest.count).littleEndian) { Array($0) })],
            .explicitLittle)
        return (preamble ? [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) : []) + length + rest
    }
}

/// An element with its value copied, as tests compare them.
struct Seen: Hashable, CustomStringConvertible {
    var tag: Tag
    var vr: VR
    var parent: Int
    var item: Int
    var itemCount: Int
    var value: [UInt8]?

    init(_ element: DataElement) {
        tag = element.tag
        vr = element.vr
        parent = element.parent
        item = element.item
        itemCount = element.itemCount
        value = element.value.map { Array($0) }
    }

    var description: String { "\(tag) \(vr) in \(parent)/\(item) \(itemCount) \(value.map { "\($0)" } ?? "-")" }
}

/// What a Data Set looks like and what it encodes to.
struct Outcome {
    var elements: [DataElement]
    var seen: [Seen]
    var encoded: EncodedDataSet
    /// The encoded Data Set with its ranges of the file filled in.
    var bytes: [UInt8]
    var trailing: UInt64

    func first(_ group: UInt16, _ element: UInt16) -> Seen? { seen.first { $0.tag == Tag(group, element) } }
    func index(_ group: UInt16, _ element: UInt16) -> Int { seen.firstIndex { $0.tag == Tag(group, element) } ?? -1 }
}

/// Opens `bytes` as a bare Data Set, applies `edits` (made from what was seen), and encodes it.
func run(
    _ bytes: [UInt8], _ transferSyntax: TransferSyntax, limits: DataSet.Limits = .standard,
    edits: ([Seen]) -> [Edit] = { _ in [] }
) throws -> Outcome {
    let file = try TemporaryFile(bytes)
    var dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: transferSyntax, limits: limits)
    let elements = try dataSet.view().elements
    let seen = elements.map { Seen($0) }
    try dataSet.apply(edits(seen))
    let encoded = try dataSet.encoded()
    let whole = encoded.segments.flatMap { segment in
        switch segment {
        case .own(let range): Array(encoded.bytes[range])
        case .original(let offset, let length): Array(bytes[Int(offset)..<Int(offset + length)])
        case .changed: [UInt8]()
        }
    }
    // Values are views into the Data Set, which ends here.
    let safe = elements.map { element in
        var copy = element
        copy.value = nil
        return copy
    }
    return Outcome(elements: safe, seen: seen, encoded: encoded, bytes: whole, trailing: dataSet.trailingBytes)
}

/// The code that opening, editing or encoding fails with; nil if nothing fails.
func failure(
    _ bytes: [UInt8], _ transferSyntax: TransferSyntax, limits: DataSet.Limits = .standard,
    edits: ([Seen]) -> [Edit] = { _ in [] }
) throws -> DimseError.Code? {
    do {
        _ = try run(bytes, transferSyntax, limits: limits, edits: edits)
        return nil
    } catch let error as DimseError {
        return error.code
    }
}
