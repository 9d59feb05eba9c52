import Crypto
import DataSets
import Deid
import Dicom
import Ledger
import Pixels

/// The values of an original apart from how they are encoded: Implicit or Explicit VR, either byte order, defined or
/// undefined lengths, padding, group lengths, character sets, Pixel Data native or in RLE (PS3.5 §6 to §8, Annex A).
///
/// Of each top-level attribute a message is made in which nested elements stand in order with their place; its keyed hash
/// is what the ledger keeps. Other encapsulated Pixel Data counts by the bytes of its frames, since another encoder gives
/// other values or at least may.
struct CanonicalValues {
    private let view: DataSetView
    private let hash: SipHash
    private let sealer: OriginalSealer
    /// By the index of Pixel Data.
    private let modules: [Int: PixelModule]
    private var message: [UInt8] = []

    /// - Throws: `DimseError`.
    static func record(of dataSet: borrowing DataSet, _ view: DataSetView, _ sealer: OriginalSealer) throws -> CanonicalRecord {
        var values = CanonicalValues(view: view, hash: sealer.valueHash, sealer: sealer)
        return try values.record(of: dataSet)
    }

    private init(view: DataSetView, hash: SipHash, sealer: OriginalSealer) {
        self.view = view
        self.hash = hash
        self.sealer = sealer
        modules = Dictionary(PixelModule.all(in: view).map { ($0.index, $0) }) { first, _ in first }
    }

    private mutating func record(of dataSet: borrowing DataSet) throws -> CanonicalRecord {
        var attributes: [CanonicalRecord.Attribute] = []
        var all: [UInt8] = []
        var index = 0
        while index < view.elements.count {
            let first = index
            message.removeAll(keepingCapacity: true)
            repeat {
                try append(index, dataSet)
                index += 1
            } while index < view.elements.count && view.elements[index].parent >= 0
            let tag = view.elements[first].tag
            guard !Self.isEncoding(tag) else { continue }
            let value = hash(message)
            attributes.append(.init(tag: tag, hash: UInt32(truncatingIfNeeded: value)))
            Self.append(tag.rawValue, to: &all)
            Self.append(value, to: &all)
        }
        return CanonicalRecord(digest: sealer.valuesHash(all), attributes: attributes)
    }

    /// What says how values are encoded, not what they are: the character set of text that is compared in Unicode, lengths,
    /// padding, where frames begin, and whether samples stand by plane or by pixel.
    private static func isEncoding(_ tag: Tag) -> Bool {
        tag == .specificCharacterSet || tag.isGroupLength || tag == Tag(0xFFFC, 0xFFFC) || tag == Tag(0x7FE0, 0x0001)
            || tag == Tag(0x7FE0, 0x0002) || tag == Tag(0x0028, 0x0006)
    }

    private mutating func append(_ index: Int, _ dataSet: borrowing DataSet) throws {
        let element = view.elements[index]
        if Self.isEncoding(element.tag) { return }
        place(tag: element.tag, item: element.item, depth: depth(of: index))
        if element.vr == .SQ {
            Self.append(UInt64(element.itemCount), to: &message)
        } else if PixelModule.isPixelData(element.tag), let pixels = try dataSet.pixelValue(at: index) {
            Self.append(try PixelDigest.digest(of: dataSet, view, index, pixels, modules[index]), to: &message)
        } else if let value = element.value {
            append(value, index)
        } else if element.length > 0 {
            let loaded = try dataSet.load(index)
            loaded.withUnsafeBytes { append($0, index) }
        } else {
            Self.append([], to: &message)
        }
    }

    private mutating func place(tag: Tag, item: Int, depth: Int) {
        Self.append(tag.rawValue, to: &message)
        Self.append(UInt64(bitPattern: Int64(item)), to: &message)
        message.append(UInt8(clamping: depth))
    }

    private func depth(of index: Int) -> Int {
        var (depth, parent) = (0, view.elements[index].parent)
        while parent >= 0 {
            depth += 1
            parent = view.elements[parent].parent
        }
        return depth
    }

    private mutating func append(_ value: UnsafeRawBufferPointer, _ index: Int) {
        let element = view.elements[index]
        if element.vr.isText {
            // In Implicit VR nobody knows a private text for one, so it is compared as it stands.
            if element.tag.isPrivate || value.allSatisfy({ $0 < 0x80 && $0 != 0x1B }) {
                append(text: value, element.vr)
            } else {
                var text = view.unicode(value, of: index)
                text.withUTF8 { append(text: UnsafeRawBufferPointer($0), element.vr) }
            }
        } else if element.vr == .UN, let items = UnknownItems(value) {
            // A private sequence of defined length in Implicit VR.
            Self.append(UInt64(items.count), to: &message)
            for nested in items.elements {
                if Self.isEncoding(nested.tag) { continue }
                place(tag: nested.tag, item: nested.item, depth: depth(of: index) + nested.depth)
                if let count = nested.itemCount {
                    Self.append(UInt64(count), to: &message)
                } else {
                    append(padded: nested.value)
                }
            }
        } else {
            append(padded: value)
        }
    }

    private mutating func append(padded value: UnsafeRawBufferPointer) {
        Self.append(UInt64(value.count + value.count % 2), to: &message)
        message.append(contentsOf: value)
        if value.count % 2 == 1 { message.append(0) }
    }

    /// Each value without the blanks that do not count, padded as PS3.5 §6.2 says.
    private mutating func append(text: UnsafeRawBufferPointer, _ vr: VR) {
        let length = message.count
        Self.append(UInt64(0), to: &message)
        let begin = message.count
        for (number, part) in text.split(
            separator: 0x5C, maxSplits: vr.isSingleValuedText ? 0 : .max, omittingEmptySubsequences: false
        ).enumerated() {
            if number > 0 { message.append(0x5C) }
            let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0 }
            guard let last = part.lastIndex(where: { !isBlank($0) }),
                let first = vr.isSingleValuedText ? part.startIndex : part.firstIndex(where: { !isBlank($0) })
            else { continue }
            message.append(contentsOf: part[first...last])
        }
        if (message.count - begin) % 2 == 1 { message.append(vr.padding) }
        let count = UInt64(message.count - begin)
        for offset in 0..<8 { message[length + offset] = UInt8(truncatingIfNeeded: count >> UInt64(offset * 8)) }
    }

    private static func append(_ bytes: [UInt8], to message: inout [UInt8]) {
        append(UInt64(bytes.count), to: &message)
        message += bytes
    }

    private static func append(_ number: some FixedWidthInteger, to message: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { message.append(contentsOf: $0) }
    }
}
