import DataSets
import Dicom
import Frames

extension PixelCleaner {
    mutating func cleanStreams(
        _ dataSet: inout DataSet, _ module: PixelModule, _ value: PixelValue, _ covering: Covering?
    ) throws {
        if value.fragments.isEmpty { return }
        guard let coding else { throw PixelHold(.streamUnsupported, "transfer syntax") }
        let isVideo = if case .video = coding { true } else { false }
        let frames = isVideo ? PixelFrames(stream: value) : try PixelFrames(of: dataSet, module, value)
        let covering = covering.flatMap { $0.isEmpty ? nil : $0 }
        // What the data set says of colours holds for all frames.
        let recodesAll = coding == .jpeg2000 && module.photometricInterpretation == "YBR_ICT" && covering != nil
        var contents: [Int: [PixelPiece]] = [:]
        var hasClearedBits = false
        for (number, ranges) in frames.ranges.enumerated() {
            try budget.check()
            let bytes = try dataSet.readPixels(at: module.index, ranges)
            guard let finding = try inspected(bytes, module, coding) else {
                report.opaque.append(OpaqueStream(index: module.index, ranges: ranges))
                continue
            }
            if !finding.patches.isEmpty {
                contents[number] = pieces(ranges, finding)
                report.cleanedStreams += 1
            }
            let places = covering?.places(ofFrame: number) ?? []
            if let covering, !places.isEmpty || recodesAll {
                let frame = EncodedFrame(bytes: finding.applied(to: bytes), module: module, coding: coding)
                contents[number] = [try piece(frame.covered(places, covering))]
            } else if let frame = try withoutForeignBits(bytes, finding, module, coding) {
                contents[number] = [try piece(frame)]
                hasClearedBits = true
            }
        }
        if hasClearedBits { report.clearedBits += 1 }
        guard !contents.isEmpty else { return }
        report.changed.insert(module.index)
        let replaced = ReplacedFrames(frames, contents: contents)
        try dataSet.composePixels(at: module.index, replaced.pieces)
        try settle(&dataSet, module, replaced)
        // The colour transformation became reversible with the coding (PS3.3 §C.7.6.3.1.2).
        if recodesAll, dataSet.has(module.photometricIndex) {
            try dataSet.apply([.replace(index: module.photometricIndex, value: .bytes(Array("YBR_RCT".utf8)))])
        }
    }

    private func settle(_ dataSet: inout DataSet, _ module: PixelModule, _ replaced: ReplacedFrames) throws {
        for (index, bytes) in [
            (module.extendedOffsets, replaced.extendedOffsets), (module.extendedLengths, replaced.extendedLengths),
        ] {
            guard let index, dataSet.has(index) else { continue }
            try dataSet.apply([.replace(index: index, value: .bytes(bytes))])
        }
    }

    /// The frame coded anew if its cells have bits that no sample uses and something stands in them; else nil.
    ///
    /// Codes of a certain precision have no place for more; only frames that do have it are decoded.
    private func withoutForeignBits(
        _ bytes: [UInt8], _ finding: StreamFinding, _ module: PixelModule, _ coding: PixelCoding
    ) throws -> [UInt8]? {
        guard coding.isDecoded, let bits = try unusedBits(module) else { return nil }
        if let precision = finding.precision, precision <= bits.stored { return nil }
        let frame = EncodedFrame(bytes: finding.applied(to: bytes), module: module, coding: coding)
        return try frame.withoutForeignBits(bits)
    }

    /// What stands in a stream beside the picture; nil for one that nothing here makes out, in a coding that nothing here
    /// decodes: High-Throughput and Part 2 JPEG 2000, JPEG XL, video.
    ///
    /// Such a stream is as closed as samples are, so it is left alone like them where nobody asked what the pixels show.
    private func inspected(
        _ bytes: [UInt8], _ module: PixelModule, _ coding: PixelCoding
    ) throws -> StreamFinding? {
        do {
            return try inspect(bytes, module, coding)
        } catch let error as PixelHold {
            guard error.reason == .streamMalformed, coding.isOnlyCarried, !isSearched, mask == nil else { throw error }
            return nil
        }
    }

    private func inspect(
        _ bytes: [UInt8], _ module: PixelModule, _ coding: PixelCoding
    ) throws -> StreamFinding {
        switch coding {
        case .rle: return try RLEFrame.inspect(bytes, cells: module.rows * module.columns)
        case .jpeg, .jpegLS: return try JPEGStream.inspect(bytes)
        case .jpeg2000, .jpeg2000Other: return try JPEG2000Stream.inspect(bytes)
        case .video(let codec): return try VideoStream.inspect(bytes, codec)
        case .jpegXL: return try JPEGXLStream.inspect(bytes)
        case .uncompressedFrames, .deflatedFrames: return try NativeFragment(bytes, module, coding).inspect()
        case .native: throw PixelHold(.streamUnsupported)
        }
    }

    /// A frame as ranges of the original around its patches.
    private func pieces(_ ranges: [Range<UInt64>], _ finding: StreamFinding) -> [PixelPiece] {
        var pieces: [PixelPiece] = []
        var position = 0
        for patch in finding.patches {
            pieces += Self.originals(ranges, position..<patch.range.lowerBound)
            if !patch.replacement.isEmpty { pieces.append(.own(patch.replacement)) }
            position = patch.range.upperBound
        }
        let total = ranges.reduce(0) { $0 + Int($1.upperBound - $1.lowerBound) }
        return pieces + Self.originals(ranges, position..<total)
    }

    /// Where a part of a frame stands in the value.
    private static func originals(_ ranges: [Range<UInt64>], _ part: Range<Int>) -> [PixelPiece] {
        var pieces: [PixelPiece] = []
        var start = 0
        for range in ranges {
            let length = Int(range.upperBound - range.lowerBound)
            let inside = part.clamped(to: start..<start + length)
            if !inside.isEmpty {
                let first = range.lowerBound + UInt64(inside.lowerBound - start)
                pieces.append(.original(first..<first + UInt64(inside.count)))
            }
            start += length
        }
        return pieces
    }
}
