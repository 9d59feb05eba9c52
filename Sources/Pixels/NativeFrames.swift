/// Where frames stand in a native value (PS3.5 §8.1.1): one behind the other, at the next bit.
struct NativeFrames {
    let layout: FrameSamples.Layout
    /// Bits of one cell.
    private let cellBits: Int
    private let frameBits: UInt64
    /// Of the value, in bytes.
    let length: UInt64

    /// - Parameter length: bytes of the value that are frames and their padding.
    /// - Throws: `pixels_not_described`, `pixels_not_maskable` for cells that are not handled, `pixel_data_length`.
    init(_ module: PixelModule, length: UInt64) throws(PixelHold) {
        guard let described = module.nativeLength(frames: module.frames) else { throw PixelHold(.notDescribed) }
        guard (module.isFloat ? [32, 64] : [1, 8, 16, 32]).contains(module.bitsAllocated) else {
            throw PixelHold(.notMaskable, "cells")
        }
        let shares = module.doubledSamples < module.samplesPerPixel * 2 && !module.storesWholeChroma(length: length)
        guard !shares || (module.doubledSamples == 4 && module.columns % 2 == 0 && module.samplesPerPixel == 3) else {
            throw PixelHold(.notMaskable, "shared chroma")
        }
        guard length >= described else { throw PixelHold(.length, "fewer samples than described") }
        layout = FrameSamples.Layout(
            rows: module.rows, columns: module.columns, samples: module.samplesPerPixel,
            cellBytes: max(1, module.bitsAllocated / 8), isPlanar: module.isPlanar && module.samplesPerPixel > 1 && !shares,
            sharesChroma: shares, colours: module.colours, isFloat: module.isFloat)
        cellBits = module.bitsAllocated
        frameBits = UInt64(layout.byteCount / layout.cellBytes * cellBits)
        self.length = length
    }

    /// How many frames it takes to come to the end of a pair of bytes, as byte orders ask for.
    var group: Int {
        var count = 1
        while UInt64(count) * frameBits % 16 != 0 { count *= 2 }
        return count
    }

    /// The whole pairs of bytes that hold these frames, as far as the value goes.
    func bytes(of frames: Range<Int>) -> Range<UInt64> {
        let first = UInt64(frames.lowerBound) * frameBits / 16 * 2
        let end = (UInt64(frames.upperBound) * frameBits + 15) / 16 * 2
        return first..<min(end, length)
    }

    /// Samples of one frame out of `bytes`, which begin at `start` in the value.
    func samples(ofFrame number: Int, in bytes: [UInt8], from start: UInt64) -> FrameSamples {
        let bit = Int(UInt64(number) * frameBits - start * 8)
        if cellBits > 1 {
            let first = bit / 8
            return FrameSamples(Array(bytes[first..<(first + layout.byteCount)]), layout)
        }
        return FrameSamples((bit..<bit + layout.byteCount).map { bytes[$0 / 8] >> ($0 % 8) & 1 }, layout)
    }

    /// The way back.
    func put(_ samples: FrameSamples, ofFrame number: Int, into bytes: inout [UInt8], from start: UInt64) {
        let bit = Int(UInt64(number) * frameBits - start * 8)
        if cellBits > 1 {
            bytes.replaceSubrange((bit / 8)..<(bit / 8 + layout.byteCount), with: samples.bytes)
            return
        }
        for (index, sample) in samples.bytes.enumerated() {
            let position = bit + index
            let mask = UInt8(1) << (position % 8)
            bytes[position / 8] = sample == 0 ? bytes[position / 8] & ~mask : bytes[position / 8] | mask
        }
    }
}

extension PixelModule {
    /// Some writers store chroma for every pixel under a name that says otherwise.
    func storesWholeChroma(length: UInt64) -> Bool {
        let full = UInt64(rows * columns * samplesPerPixel * bitsAllocated / 8) * UInt64(frames)
        return doubledSamples < samplesPerPixel * 2 && length == full + full % 2
    }
}
