import BridgeErrors
import BridgeSupport
import DataSets
import DcmtkBridge
import Dicom

/// Where the Pixel Data of one element stands: native samples, or fragments (PS3.5 §8.2, §A.4).
///
/// Positions count in the value as found, item headers included, the final delimiter excluded.
public struct PixelValue: Sendable {
    public var isEncapsulated: Bool
    /// Bytes of the value.
    public var length: UInt64
    /// Content of the Basic Offset Table; nil for native samples.
    public var offsetTable: Range<UInt64>?
    /// Content of each fragment.
    public var fragments: [Range<UInt64>]
}

/// One piece of a changed value.
public enum PixelPiece: Sendable, Hashable {
    case own([UInt8])
    /// Bytes of the value as found.
    case original(Range<UInt64>)
    /// Bytes that the caller keeps, as they are to leave, counted as it likes: see ``DataSet/canKeepPixelsElsewhere(at:)``.
    case elsewhere(Range<UInt64>)

    /// Length in bytes.
    public var count: UInt64 {
        switch self {
        case .own(let bytes): UInt64(bytes.count)
        case .original(let range), .elsewhere(let range): range.upperBound - range.lowerBound
        }
    }
}

/// Which bits of a pixel cell are a sample (PS3.5 §8.1.1).
public struct SampleBits: Sendable, Hashable {
    public var allocated: Int
    public var stored: Int
    public var high: Int

    public init(allocated: Int, stored: Int, high: Int) {
        self.allocated = allocated
        self.stored = stored
        self.high = high
    }

    /// Cells of whole bytes, and a sample that fits its cell.
    public var isPossible: Bool {
        [8, 16, 32].contains(allocated) && stored > 0 && high < allocated && stored <= high + 1
    }

    var bridged: bridge_sample_bits {
        bridge_sample_bits(
            allocated: UInt16(clamping: allocated), stored: UInt16(clamping: stored), high: UInt16(clamping: high))
    }
}

extension DataSet {
    /// Where the pixels of an element stand; nil if an edit has removed it.
    public func pixelValue(at index: Int) throws(DimseError) -> PixelValue? {
        var info = bridge_pixel_info()
        var first: UnsafePointer<bridge_pixel_fragment>?
        guard index >= 0 else { throw DimseError(.argument) }
        try DimseError.checked { slot in bridge_pixels_describe(raw, index, &info, &first, &slot) ? () : nil }
        guard info.exists else { return nil }
        var fragments = UnsafeBufferPointer(start: first, count: info.fragment_count).map { fragment in
            fragment.offset..<(fragment.offset + fragment.count)
        }
        let table = fragments.isEmpty ? nil : fragments.removeFirst()
        return PixelValue(
            isEncapsulated: info.encapsulated, length: info.length, offsetTable: table, fragments: fragments)
    }

    /// Whether an element is still there after the edits so far.
    public func has(_ index: Int) -> Bool { index >= 0 && bridge_data_set_has(raw, index) }

    /// Bytes of the value as found, numbers in Little Endian; in Explicit VR Big Endian whole numbers only.
    public func readPixels(at index: Int, _ range: Range<UInt64>) throws(DimseError) -> [UInt8] {
        guard index >= 0, let count = Int(exactly: range.upperBound - range.lowerBound) else {
            throw DimseError(.argument)
        }
        var code = bridge_error()
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            guard let target = buffer.baseAddress, count > 0 else { return }
            if bridge_pixels_read(raw, index, range.lowerBound, target, count, &code) { filled = count }
        }
        guard bytes.count == count else { throw DimseError(code) }
        return bytes
    }

    /// The same for ranges one after the other: a frame of several fragments.
    public func readPixels(at index: Int, _ ranges: [Range<UInt64>]) throws(DimseError) -> [UInt8] {
        if ranges.count == 1 { return try readPixels(at: index, ranges[0]) }
        var bytes: [UInt8] = []
        for range in ranges { bytes += try readPixels(at: index, range) }
        return bytes
    }

    /// Makes the value of these pieces, in this order: whole items where it is encapsulated.
    ///
    /// Ranges of long top-level values are never copied. Reading goes on giving the value as found.
    public mutating func composePixels(at index: Int, _ pieces: [PixelPiece]) throws(DimseError) {
        guard index >= 0 else { throw DimseError(.argument) }
        composed.insert(index)
        let own = pieces.flatMap { piece in if case .own(let bytes) = piece { bytes } else { [UInt8]() } }
        let handle = raw
        try DimseError.checked { slot in
            own.withUnsafeBufferPointer { buffer in
                var used = 0
                let bridged = pieces.map { piece in
                    switch piece {
                    case .own(let bytes):
                        defer { used += bytes.count }
                        // Only empty pieces have no address; they are left out below.
                        return bridge_pixel_piece(
                            bytes: buffer.baseAddress.map { $0 + used }, offset: 0, count: UInt64(bytes.count),
                            elsewhere: false)
                    case .original(let range):
                        return bridge_pixel_piece(
                            bytes: nil, offset: range.lowerBound, count: piece.count, elsewhere: false)
                    case .elsewhere(let range):
                        return bridge_pixel_piece(
                            bytes: nil, offset: range.lowerBound, count: piece.count, elsewhere: true)
                    }
                }.filter { $0.count > 0 }
                return bridge_pixels_compose(handle, index, bridged, bridged.count, &slot) ? () : nil
            }
        }
    }

    /// Whether a cell among the first `count` bytes of native samples has unused bits that are neither zero nor sign
    /// extension. Reads them all, at memory speed.
    public func hasForeignBits(at index: Int, count: UInt64, _ bits: SampleBits) throws(DimseError) -> Bool {
        var found = false
        guard index >= 0 else { throw DimseError(.argument) }
        try DimseError.checked { slot in
            bridge_pixels_have_foreign_bits(raw, index, count, bits.bridged, &found, &slot) ? () : nil
        }
        return found
    }
}

extension SampleBits {
    /// Whether a cell of these has unused bits that are neither zero nor sign extension.
    public func areForeign(in samples: [UInt8]) throws(DimseError) -> Bool {
        var found = false
        try DimseError.checked { slot in
            bridge_samples_have_foreign_bits(samples, samples.count, bridged, &found, &slot) ? () : nil
        }
        return found
    }

    /// Makes unused bits zero, those above a signed sample copies of its sign.
    public func clearForeign(in samples: inout [UInt8], isSigned: Bool) throws(DimseError) {
        try DimseError.checked { slot in
            bridge_samples_clear_foreign_bits(&samples, samples.count, bridged, isSigned, &slot) ? () : nil
        }
    }
}
