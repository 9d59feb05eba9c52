import BridgeErrors
import Frames

/// One frame of encapsulated Pixel Data, to be changed and coded again under its Transfer Syntax.
struct EncodedFrame: Sendable {
    /// Without metadata of its own.
    var bytes: [UInt8]
    var module: PixelModule
    var coding: PixelCoding

    /// The frame with unused bits of its cells cleared, or nil if nothing stood in them.
    func withoutForeignBits(_ bits: SampleBits) throws -> [UInt8]? {
        let samples = try decoded()
        guard try !module.overlaysInPixels.isEmpty || bits.areForeign(in: samples) else { return nil }
        if overshoot?.settled(samples) != nil { return nil }
        var cleared = samples
        try bits.clearForeign(in: &cleared, isSigned: module.isSigned)
        return cleared == samples ? nil : try encoded(cleared)
    }

    /// The frame decoded, with nothing but its samples in their cells.
    func settledSamples() throws -> FrameSamples {
        var samples = try samples()
        guard module.bitsAllocated > 1, module.bitsAllocated != module.bitsStored else { return samples }
        guard module.sampleBits.isPossible else { throw PixelHold(.notDescribed, "bits") }
        if let settled = overshoot?.settled(samples.bytes) {
            samples = FrameSamples(settled, samples.layout)
        } else {
            try samples.clearForeign(module)
        }
        return samples
    }

    private var overshoot: Overshoot? { coding.holdsNativeFrames ? nil : Overshoot(module, bytes) }

    /// The frame decoded: samples of a pixel together, or as they stand in native frames.
    func samples() throws -> FrameSamples {
        if coding.holdsNativeFrames { return try NativeFragment(bytes, module, coding).samples() }
        var layout = FrameSamples.Layout(
            rows: module.rows, columns: module.columns, samples: module.samplesPerPixel,
            cellBytes: max(1, module.bitsAllocated / 8))
        layout.colours = colours
        return FrameSamples(try decoded(), layout)
    }

    /// The frame with boxes covered. Without loss every other sample stays what it was; of a lossy JPEG every other
    /// block keeps its coefficients; lossy JPEG 2000 and JPEG-LS lose nothing more. What was written is decoded and compared.
    func covered(_ places: [Covering.Place], _ covering: Covering) throws -> [UInt8] {
        if coding == .jpeg, !isLossless { return try coveredBlocks(places, covering) }
        var samples = try settledSamples()
        samples.cover(places, covering)
        return try encoded(samples.bytes)
    }

    private var isLossless: Bool { if case .lossless = jpegProcess { true } else { false } }

    private enum Process {
        case lossless
        /// With bits of a sample.
        case lossy(Int)
    }

    /// What the frame header of a JPEG says; nil without one.
    private var jpegProcess: Process? {
        var position = 2
        while position + 4 <= bytes.count, bytes[position] == 0xFF, let length = bytes.number(at: position + 2, width: 2) {
            switch bytes[position + 1] {
            case 0xC3: return .lossless
            case 0xC0...0xC2, 0xC5...0xC7, 0xC9...0xCB: return bytes.number(at: position + 4, width: 1).map { .lossy($0) }
            case 0xDA: return nil
            default: position += 2 + length
            }
        }
        return nil
    }

    /// What decoded samples are. Of a lossy JPEG its own word counts, for some writers name the decoded model.
    private var colours: FrameSamples.Colours {
        guard coding == .jpeg, module.samplesPerPixel == 3, case .lossy = jpegProcess, let isChrominance = saysChrominance
        else { return module.colours }
        return isChrominance ? .ybrFull : .rgb
    }

    private func coveredBlocks(_ places: [Covering.Place], _ covering: Covering) throws -> [UInt8] {
        if case .lossy(let bits) = jpegProcess, bits > 8 { throw PixelHold(.notMaskable, "lossy JPEG of more than 8 bits") }
        let rectangles = places.map { place in
            JPEGBlocks.Rectangle(
                x: place.box.x, y: place.box.y, width: place.box.width, height: place.box.height, caption: place.caption)
        }
        guard let ground = FillValue.darkest(module, as: colours), let ink = FillValue.brightest(module, as: colours) else {
            throw PixelHold(.notMaskable, "colours")
        }
        let levels = JPEGBlocks.Levels(ground: ground.samples, ink: ink.samples)
        let written = try holding {
            try JPEGBlocks.cover(bytes, module.format, rectangles, levels: covering.fill == .blur ? nil : levels)
        }
        try FrameVerification(original: self, written: with(written)).checkBlocks(places, covering)
        return written
    }

    private func with(_ bytes: [UInt8]) -> EncodedFrame { EncodedFrame(bytes: bytes, module: module, coding: coding) }

    /// Whether a JFIF or Adobe segment, or the names R, G, B, say if components are luminance and chrominance; else nil.
    private var saysChrominance: Bool? {
        var position = 2
        while position + 4 <= bytes.count, bytes[position] == 0xFF, let length = bytes.number(at: position + 2, width: 2) {
            let content = position + 4
            switch bytes[position + 1] {
            case 0xEE where bytes.has("Adobe", at: content) && length >= 14: return bytes[content + 11] == 1
            case 0xE0 where bytes.has("JFIF\0", at: content): return true
            case 0xC0...0xC2 where bytes.number(at: content + 5, width: 1) == 3:
                let names = [0, 3, 6].map { bytes.number(at: content + 6 + $0, width: 1) }
                return names == Array("RGB".utf8).map { Int($0) } ? false : nil
            case 0xDA: return nil
            default: position += 2 + length
            }
        }
        return nil
    }

    // MARK: codec

    /// - Parameter again: by the other decoder, where there are two.
    func decoded(again: Bool = false) throws -> [UInt8] {
        if coding.holdsNativeFrames { return try samples().bytes }
        guard let codec = coding.codec else { throw PixelHold(.notMaskable, "codec") }
        return try holding { try codec.decode(bytes, module.format, again: again) }
    }

    private func encoded(_ samples: [UInt8]) throws -> [UInt8] {
        let written: [UInt8]
        if coding.holdsNativeFrames {
            written = try NativeFragment(bytes, module, coding).replacing(samples: samples)
        } else {
            guard let codec = coding.codec, coding != .jpeg2000Other else { throw PixelHold(.notMaskable, "codec") }
            written = try holding { try codec.encode(samples, module.format, like: bytes) }
        }
        try FrameVerification(original: self, written: with(written)).check(shows: samples)
        return written
    }

    private func holding(_ call: () throws -> [UInt8]) throws -> [UInt8] {
        do {
            return try call()
        } catch let error as DimseError where error.code == .unreadable {
            throw PixelHold(.streamMalformed, "cannot be decoded")
        } catch let error as DimseError where error.code == .transferSyntax || error.code == .tooLarge {
            throw PixelHold(.notMaskable, "codec")
        }
    }
}

extension FrameSamples {
    /// Clears bits of cells that no sample uses.
    mutating func clearForeign(_ module: PixelModule) throws {
        var cleared = bytes
        try module.sampleBits.clearForeign(in: &cleared, isSigned: module.isSigned)
        self = FrameSamples(cleared, layout)
    }
}
