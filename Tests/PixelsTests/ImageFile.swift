import DataSets
import Dicom
import Foundation
import Instances

@testable import Pixels

/// A small image as a Data Set, written by PS3.5 §7 independent of what is tested.
struct ImageFile {
    var syntax: TransferSyntax = .explicitLittleEndian
    var sopClass = "1.2.840.10008.5.1.4.1.1.7"
    var rows = 8
    var columns = 8
    var frames = 1
    var samples = 1
    var allocated = 16
    var stored = 12
    var high: Int?
    var isSigned = false
    var isPlanar = false
    var photometric = "MONOCHROME2"
    /// Native samples in Little Endian form, or fragments with the offset table first.
    var pixels: [[UInt8]] = [[]]
    /// Pixel Data, Float or Double Float Pixel Data.
    var pixelTag = Tag.pixelData
    /// Further elements before the pixels, in order.
    var others: [(Tag, String, [UInt8])] = []
    /// An icon's elements, in order.
    var icon: [(Tag, String, [UInt8])] = []

    var isBig: Bool { syntax == .explicitBigEndian }
    private var isExplicit: Bool { syntax != .implicitLittleEndian }
    private var isEncapsulated: Bool { syntax.encoding == .encapsulated }

    func dataSet() -> [UInt8] {
        var elements: [(Tag, String, [UInt8])] = [
            (Tag(0x0008, 0x0016), "UI", Array(sopClass.utf8) + (sopClass.utf8.count % 2 == 1 ? [0] : [])),
            (Tag(0x0008, 0x0018), "UI", Array("1.2.3.40".utf8)),
            (Tag(0x0028, 0x0002), "US", little(samples)),
            (Tag(0x0028, 0x0004), "CS", text(photometric)),
        ]
        if samples > 1 { elements.append((Tag(0x0028, 0x0006), "US", little(isPlanar ? 1 : 0))) }
        elements += [
            (Tag(0x0028, 0x0008), "IS", text(String(frames))), (Tag(0x0028, 0x0010), "US", little(rows)),
            (Tag(0x0028, 0x0011), "US", little(columns)), (Tag(0x0028, 0x0100), "US", little(allocated)),
            (Tag(0x0028, 0x0101), "US", little(stored)), (Tag(0x0028, 0x0102), "US", little(high ?? stored - 1)),
            (Tag(0x0028, 0x0103), "US", little(isSigned ? 1 : 0)),
        ]
        elements += others
        elements.sort { $0.0 < $1.0 }
        var bytes: [UInt8] = []
        for (tag, vr, value) in elements where tag < Tag(0x0088, 0x0200) { append(&bytes, tag, vr, value) }
        if !icon.isEmpty {
            var item: [UInt8] = []
            for (tag, vr, value) in icon { append(&item, tag, vr, value) }
            header(&bytes, Tag(0x0088, 0x0200), "SQ", item.count + 8)
            number(&bytes, UInt16(0xFFFE))
            number(&bytes, UInt16(0xE000))
            number(&bytes, UInt32(item.count))
            bytes += item
        }
        for (tag, vr, value) in elements where tag > Tag(0x0088, 0x0200) { append(&bytes, tag, vr, value) }
        if isEncapsulated {
            header(&bytes, .pixelData, "OB", Int(UInt32.max))
            for fragment in pixels {
                bytes += [0xFE, 0xFF, 0x00, 0xE0] + little32(fragment.count) + fragment
            }
            bytes += [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]
        } else {
            let vr = pixelTag == .pixelData ? "OW" : pixelTag.element == 8 ? "OF" : "OD"
            append(&bytes, pixelTag, vr, pixels[0])
        }
        return bytes
    }

    /// With meta header, as other toolkits read it.
    func part10(_ dataSet: [UInt8]) -> [UInt8] {
        let uid = syntax.uid.utf8.count % 2 == 0 ? Array(syntax.uid.utf8) : Array(syntax.uid.utf8) + [0]
        let writer = ImageFile()
        var meta: [UInt8] = []
        writer.append(&meta, Tag(0x0002, 0x0001), "OB", [0, 1])
        writer.append(&meta, Tag(0x0002, 0x0002), "UI", Array("1.2.840.10008.5.1.4.1.1.7\0".utf8))
        writer.append(&meta, Tag(0x0002, 0x0003), "UI", Array("1.2.3.40".utf8))
        writer.append(&meta, Tag(0x0002, 0x0010), "UI", uid)
        writer.append(&meta, Tag(0x0002, 0x0012), "UI", Array("1.2.3.41".utf8))
        var head = [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)
        writer.append(&head, Tag(0x0002, 0x0000), "UL", little32(meta.count))
        return head + meta + dataSet
    }

    private func append(_ bytes: inout [UInt8], _ tag: Tag, _ vr: String, _ value: [UInt8]) {
        header(&bytes, tag, vr, value.count)
        let width = ["US": 2, "SS": 2, "OW": 2, "UL": 4, "AT": 2, "OV": 8][vr] ?? 1
        guard isBig, width > 1 else { return bytes += value }
        for start in stride(from: 0, to: value.count, by: width) {
            bytes += value[start..<min(start + width, value.count)].reversed()
        }
    }

    private func header(_ bytes: inout [UInt8], _ tag: Tag, _ vr: String, _ length: Int) {
        number(&bytes, tag.group)
        number(&bytes, tag.element)
        guard isExplicit else { return number(&bytes, UInt32(length)) }
        bytes += Array(vr.utf8)
        if ["OB", "OW", "OF", "OD", "SQ", "UN", "OV", "UT"].contains(vr) {
            number(&bytes, UInt16(0))
            number(&bytes, UInt32(length))
        } else {
            number(&bytes, UInt16(length))
        }
    }

    private func number(_ bytes: inout [UInt8], _ number: some FixedWidthInteger) {
        withUnsafeBytes(of: isBig ? number.bigEndian : number.littleEndian) { bytes += Array($0) }
    }

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) + (text.utf8.count % 2 == 1 ? [0x20] : []) }
}

func little(_ number: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)] }

func little32(_ number: Int) -> [UInt8] { little(number) + little(number >> 16) }

func big(_ number: Int) -> [UInt8] { little(number).reversed() }

/// A file in the temporary folder, gone with the object.
final class TemporaryFile: Sendable {
    let path: String

    init(_ bytes: [UInt8] = []) throws {
        path = NSTemporaryDirectory() + "veil-pixels-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    // Only tidiness: the folder is temporary anyway.
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func bytes() throws -> [UInt8] { try Array(Data(contentsOf: URL(fileURLWithPath: path))) }
}

/// What cleaning made of a Data Set.
struct Cleaned {
    var bytes: [UInt8]
    var ownBytes: Int
    var report: PixelReport
    /// Elements of the result.
    var elements: [(tag: Tag, parent: Int, value: [UInt8])]

    func value(_ tag: Tag) -> [UInt8]? { elements.first { $0.tag == tag }?.value }
}

/// Changed pixels that stay out of the Data Set.
final class KeptPixels: ChangedPixels {
    private(set) var bytes: [UInt8] = []

    func append(_ bytes: [UInt8]) -> UInt64 {
        defer { self.bytes += bytes }
        return UInt64(self.bytes.count)
    }
}

/// Cleans the pixels of a bare Data Set.
///
/// - Parameter keeper: takes all changed pixels; nil: they are in the Data Set's own bytes.
func clean(
    _ dataSet: [UInt8], _ syntax: TransferSyntax, mask: PixelMask? = nil, isSearched: Bool = false,
    keeper: KeptPixels? = nil, budget: TimeBudget = .unlimited, edits: (DataSetView) -> [Edit] = { _ in [] }
) throws -> Cleaned {
    let file = try TemporaryFile(dataSet)
    var parsed = try DataSet(path: file.path, offset: 0, transferSyntax: syntax)
    let view = try parsed.view()
    let modules = PixelModule.all(in: view)
    try parsed.apply(edits(view))
    var cleaner = PixelCleaner(transferSyntax: syntax, mask: mask, isSearched: isSearched, budget: budget)
    if keeper != nil { cleaner.mostInMemory = 0 }
    try cleaner.clean(&parsed, modules, keeping: keeper)
    let encoded = try parsed.encoded()
    let whole = encoded.segments.flatMap { segment in
        switch segment {
        case .own(let range): Array(encoded.bytes[range])
        case .original(let offset, let length): Array(dataSet[Int(offset)..<Int(offset + length)])
        case .changed(let offset, let length): Array(keeper?.bytes[Int(offset)..<Int(offset + length)] ?? [])
        }
    }
    let result = try TemporaryFile(whole)
    let again = try DataSet(path: result.path, offset: 0, transferSyntax: syntax)
    defer { withExtendedLifetime((file, result)) {} }
    let elements = try again.view().elements.map { element in
        (element.tag, element.parent, element.value.map { Array($0) } ?? [])
    }
    return Cleaned(bytes: whole, ownBytes: encoded.bytes.count, report: cleaner.report, elements: elements)
}

/// Why cleaning holds; nil if it does not.
func hold(_ file: ImageFile, mask: PixelMask? = nil, isSearched: Bool = false) throws -> PixelHold.Reason? {
    do {
        _ = try clean(file.dataSet(), file.syntax, mask: mask, isSearched: isSearched)
        return nil
    } catch let hold as PixelHold {
        return hold.reason
    }
}
