import BridgeErrors
import Crypto
import DataSets
import Dicom
import Foundation
import Pixels

/// The pixels of a file by a digest of the whole element, as they are or as every instance leaves, whatever its strategy:
/// without what stands in Pixel Data and is no picture.
struct CleanedPixels {
    /// MD5 of the element as it would be written, in lower-case digits; nil if it cannot be cleaned: then it is held.
    private(set) var digest: String?
    /// Values of other elements that had to follow, by index: offset tables.
    private(set) var values: [Int: [UInt8]] = [:]

    /// - Throws: `DimseError` if the file cannot be read.
    init(path: String, isCleaned: Bool) throws(DimseError) {
        let probe = try FileProbe.probe(path: path)
        var copy = try DataSet(path: path, offset: probe.offset, transferSyntax: probe.transferSyntax)
        let top = try copy.view().elements.map { $0.parent < 0 ? $0.tag : nil }
        if isCleaned {
            let modules = PixelModule.all(in: try copy.view())
            var cleaner = PixelCleaner(transferSyntax: probe.transferSyntax)
            do {
                try cleaner.clean(&copy, modules)
            } catch let error as DimseError {
                throw error
            } catch {
                return
            }
            let (view, origins) = try copy.edited()
            for (position, origin) in origins.enumerated() {
                guard case .changed(let index) = origin, let value = view.elements[position].value else { continue }
                values[index] = Array(value)
            }
        }
        // What is left when everything else is gone is the element itself.
        for (index, tag) in top.enumerated() {
            guard let tag, !RuleChecks.pixels.contains(tag), copy.has(index) else { continue }
            try copy.apply([.delete(index: index)])
        }
        digest = Self.digest(of: try copy.encoded(), in: path)
    }

    /// nil if the file cannot be read.
    private static func digest(of encoded: EncodedDataSet, in path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        var hash = Insecure.MD5()
        for segment in encoded.segments {
            switch segment {
            case .own(let range): hash.update(data: encoded.bytes[range])
            // Nothing here keeps pixels elsewhere.
            case .changed: return nil
            case .original(var offset, var left):
                while left > 0 {
                    let count = Int(min(left, 1 << 20))
                    // No digest is equal to none, so that a failure to read is one of the check.
                    guard (try? file.seek(toOffset: offset)) != nil, let piece = try? file.read(upToCount: count) else {
                        return nil
                    }
                    if piece.isEmpty { return nil }
                    hash.update(data: piece)
                    offset += UInt64(piece.count)
                    left -= UInt64(piece.count)
                }
            }
        }
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
