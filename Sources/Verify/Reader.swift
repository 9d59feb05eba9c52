import BridgeErrors
import Crypto
import DataSets
import Dicom
import Foundation

/// A file that was opened to be compared: its elements, and values that stayed in the file. One thread at a time.
final class Reader {
    let view: DataSetView
    private let dataSet: DataSet
    private let path: String

    /// - Throws: `DimseError` if the file is no DICOM file or its Data Set cannot be read.
    init(path: String) throws(DimseError) {
        self.path = path
        let probe = try FileProbe.probe(path: path)
        dataSet = try DataSet(path: path, offset: probe.offset, transferSyntax: probe.transferSyntax)
        view = try dataSet.view()
    }

    /// The Data Set as it stands in the file, to be read anew.
    ///
    /// - Parameter isReceived: it is the original of a pair.
    func bytes(isReceived: Bool = true) throws(DimseError) -> EncodedBytes { try dataSet.receivedBytes(isReceived: isReceived) }

    /// The element's value in Little Endian form; nil for sequences and what cannot be loaded.
    func bytes(of index: Int) -> [UInt8]? {
        let element = view.elements[index]
        if let value = element.value { return Array(value) }
        if element.length == 0 { return [] }
        // Fragments of a nested image are not loaded; they have no text.
        return try? dataSet.load(index)
    }

    /// An element with all that is in it, to be compared: tags and values, items in order.
    func tree(of index: Int) -> [TreeValue] {
        let element = view.elements[index]
        let value = TreeValue(tag: element.tag, item: element.item, itemCount: element.itemCount, bytes: bytes(of: index) ?? [])
        guard element.vr == .SQ else { return [value] }
        return [value] + view.elements.indices.filter { view.elements[$0].parent == index }.flatMap { tree(of: $0) }
    }

    struct TreeValue: Hashable {
        var tag: Tag
        /// Which item of its sequence it stands in.
        var item: Int
        var itemCount: Int
        var bytes: [UInt8]
    }

    /// MD5 of the value in lower-case digits; of Pixel Data as it stands in the file, encapsulated with its items.
    ///
    /// - Throws: `DimseError` if it cannot be read.
    func digest(of index: Int) throws(DimseError) -> String {
        var hash = Insecure.MD5()
        if view.elements[index].tag == .pixelData, let pixels = try dataSet.pixelValue(at: index) {
            // What is read has been turned round.
            let isSwapped = view.transferSyntax == .explicitBigEndian && view.elements[index].vr == .OW
            for start in stride(from: 0, to: pixels.length, by: Self.piece) {
                var bytes = try dataSet.readPixels(at: index, start..<min(start + UInt64(Self.piece), pixels.length))
                if isSwapped {
                    for pair in stride(from: 0, to: bytes.count - 1, by: 2) { bytes.swapAt(pair, pair + 1) }
                }
                hash.update(data: bytes)
            }
        } else {
            hash.update(data: try dataSet.load(index))
        }
        return hash.finalize().map { Self.hex($0) }.joined()
    }

    /// The pixels again, without what always goes if `isCleaned`; costs as much as reading the file.
    ///
    /// - Throws: `DimseError` if the file cannot be read.
    func pixels(isCleaned: Bool) throws(DimseError) -> CleanedPixels { try CleanedPixels(path: path, isCleaned: isCleaned) }

    private static let piece = 1 << 18

    /// The value of a top-level element as one text; "" without one.
    func text(_ tag: Tag) -> String {
        guard let index = view.topLevel(tag) else { return "" }
        return view.text(of: index)?.joined(separator: "\\") ?? ""
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}
