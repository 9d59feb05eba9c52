import BridgeErrors
import Crypto
import DataSets
import Dicom
import Frames
import Pixels

/// SHA-256 of the samples of one Pixel Data: the same for native Pixel Data of either byte order and for RLE; of other
/// encapsulated Pixel Data, of the bytes of its fragments without offset table and item headers.
enum PixelDigest {
    static func digest(
        of dataSet: borrowing DataSet, _ view: DataSetView, _ index: Int, _ value: PixelValue,
        _ module: PixelModule?
    ) throws -> [UInt8] {
        if !value.isEncapsulated { return try native(dataSet, module, index, value) }
        if view.transferSyntax == .rleLossless, let module, let digest = try unpacked(dataSet, module, value) { return digest }
        var hash = SHA256()
        for fragment in value.fragments { try update(&hash, dataSet, index, fragment) }
        return Array(hash.finalize())
    }

    private static func native(
        _ dataSet: borrowing DataSet, _ module: PixelModule?, _ index: Int, _ value: PixelValue
    ) throws -> [UInt8] {
        var hash = SHA256()
        let described = module.flatMap { $0.nativeLength(frames: $0.frames) }
        // A byte of padding is no sample.
        let length = described.map { value.length == $0 + $0 % 2 ? $0 : value.length } ?? value.length
        if let module, module.samplesPerPixel > 1, module.isPlanar, let frame = module.nativeLength(frames: 1),
            frame > 0, length == frame * UInt64(module.frames), module.bitsAllocated % 8 == 0,
            module.photometricInterpretation.hasSuffix("422") == false
        {
            for number in 0..<UInt64(module.frames) {
                let bytes = try read(dataSet, index, number * frame..<(number + 1) * frame, value.length)
                hash.update(data: interleaved(bytes, samples: module.samplesPerPixel, cell: module.bitsAllocated / 8))
            }
        } else {
            try update(&hash, dataSet, index, 0..<value.length, only: length)
        }
        return Array(hash.finalize())
    }

    /// Frames in RLE as samples, those of a pixel together; nil if they cannot be read so.
    private static func unpacked(
        _ dataSet: borrowing DataSet, _ module: PixelModule, _ value: PixelValue
    ) throws -> [UInt8]? {
        guard module.bitsAllocated == 8 || module.bitsAllocated == 16, module.nativeLength(frames: module.frames) != nil,
            value.fragments.count == module.frames
        else { return nil }
        var hash = SHA256()
        for fragment in value.fragments {
            let bytes = try dataSet.readPixels(at: module.index, fragment)
            do throws(DimseError) {
                hash.update(data: try FrameCodec.rle.decode(bytes, module.format))
            } catch {
                return nil
            }
        }
        return Array(hash.finalize())
    }

    /// Planes one after the other to samples of a pixel together.
    private static func interleaved(_ bytes: [UInt8], samples: Int, cell: Int) -> [UInt8] {
        let pixels = bytes.count / samples / cell
        var result = [UInt8](repeating: 0, count: bytes.count)
        for sample in 0..<samples {
            for pixel in 0..<pixels {
                for byte in 0..<cell {
                    result[(pixel * samples + sample) * cell + byte] = bytes[(sample * pixels + pixel) * cell + byte]
                }
            }
        }
        return result
    }

    /// Whole numbers only are read in Big Endian, so the end is rounded up.
    private static func read(
        _ dataSet: borrowing DataSet, _ index: Int, _ range: Range<UInt64>, _ total: UInt64
    ) throws -> [UInt8] {
        let (begin, end) = (range.lowerBound / 8 * 8, min((range.upperBound + 7) / 8 * 8, total))
        let bytes = try dataSet.readPixels(at: index, begin..<end)
        return Array(bytes[Int(range.lowerBound - begin)..<Int(range.upperBound - begin)])
    }

    private static let portion: UInt64 = 1 << 20

    /// - Parameter count: so many bytes of the range count; nil: all.
    private static func update(
        _ hash: inout SHA256, _ dataSet: borrowing DataSet, _ index: Int, _ range: Range<UInt64>, only count: UInt64? = nil
    ) throws {
        var rest = count ?? (range.upperBound - range.lowerBound)
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Int(portion)) where rest > 0 {
            let bytes = try dataSet.readPixels(at: index, start..<min(start + portion, range.upperBound))
            let used = min(rest, UInt64(bytes.count))
            bytes.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<Int(used)])) }
            rest -= used
        }
    }
}
