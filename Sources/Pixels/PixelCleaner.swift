import Dicom
import Dimse

/// Takes away what stands in Pixel Data and is no picture: metadata segments of code streams, unused bits of pixel cells,
/// bytes behind the last frame. No sample changes, and what has nothing of the kind leaves byte for byte.
///
/// Runs on every instance after its header was edited, icons included. One frame at a time is in memory, and what was
/// changed.
public struct PixelCleaner {
    private let coding: PixelCoding?
    /// What this instance needed, for the audit record.
    public private(set) var report = PixelReport()

    public init(transferSyntax: TransferSyntax) { coding = PixelCoding(transferSyntax) }

    /// - Parameter modules: of the Data Set before it was edited.
    /// - Throws: `PixelHold` for what cannot be looked into or made sense of, `DimseError`.
    public mutating func clean(_ dataSet: inout DataSet, _ modules: [PixelModule]) throws {
        for module in modules {
            guard let value = try dataSet.pixelValue(at: module.index) else { continue }
            if value.isEncapsulated {
                try cleanStreams(&dataSet, module, value)
            } else if value.length > 0 {
                try cleanNative(&dataSet, module, value)
            }
            // Overlays whose bits are gone describe nothing any more.
            for index in module.overlaysInPixels where dataSet.has(index) { try dataSet.apply([.delete(index: index)]) }
        }
    }

    // MARK: native

    private mutating func cleanNative(_ dataSet: inout DataSet, _ module: PixelModule, _ value: PixelValue) throws {
        guard let described = module.nativeLength(frames: module.frames) else { throw PixelHold(.notDescribed) }
        let length = try settledLength(dataSet, module, value, described: described)
        var pieces = length < value.length ? [PixelPiece.original(0..<length)] : []
        if try hasForeignBits(dataSet, module, length: length) {
            pieces = try withoutForeignBits(dataSet, module, length: length)
        }
        if !pieces.isEmpty { try dataSet.composePixels(at: module.index, pieces) }
    }

    /// How much of the value stays: all of it unless bytes that are not zero follow the last frame.
    private mutating func settledLength(
        _ dataSet: borrowing DataSet, _ module: PixelModule, _ value: PixelValue, described: UInt64
    ) throws -> UInt64 {
        var described = described + described % 2
        // Some writers store full chroma under a name that says otherwise.
        let full = UInt64(module.rows * module.columns * module.samplesPerPixel * module.bitsAllocated / 8)
            * UInt64(module.frames)
        if module.doubledSamples < module.samplesPerPixel * 2, value.length == full + full % 2 { described = value.length }
        guard value.length > described else { return value.length }
        var position = described
        while position < value.length {
            let end = min(position + Self.chunk, value.length)
            if try dataSet.readPixels(at: module.index, position..<end).contains(where: { $0 != 0 }) {
                // As much as a frame may be one that Number of Frames forgot.
                guard let frame = module.nativeLength(frames: 1), value.length - described < frame else {
                    throw PixelHold(.length)
                }
                report.surplus += 1
                return described
            }
            position = end
        }
        return value.length
    }

    private static let chunk: UInt64 = 1 << 20

    private func hasForeignBits(_ dataSet: borrowing DataSet, _ module: PixelModule, length: UInt64) throws -> Bool {
        guard let bits = try foreseeableBits(module) else { return false }
        if !module.overlaysInPixels.isEmpty { return true }
        return try dataSet.hasForeignBits(at: module.index, count: length, bits)
    }

    /// The bits of a cell if some of them are unused.
    private func foreseeableBits(_ module: PixelModule) throws(PixelHold) -> SampleBits? {
        if module.isFloat || module.bitsAllocated == module.bitsStored { return nil }
        guard module.sampleBits.isPossible else { throw PixelHold(.notDescribed, "bits") }
        return module.sampleBits
    }

    /// The value with unused bits cleared, chunk by chunk; chunks without any stay ranges of the original.
    private mutating func withoutForeignBits(
        _ dataSet: borrowing DataSet, _ module: PixelModule, length: UInt64
    ) throws -> [PixelPiece] {
        var pieces: [PixelPiece] = []
        var position: UInt64 = 0
        while position < length {
            let range = position..<min(position + Self.chunk, length)
            position = range.upperBound
            let samples = try dataSet.readPixels(at: module.index, range)
            var cleared = samples
            try module.sampleBits.clearForeign(in: &cleared, isSigned: module.isSigned)
            pieces.append(cleared == samples ? .original(range) : .own(cleared))
        }
        report.clearedBits += 1
        return pieces
    }

    // MARK: streams

    private mutating func cleanStreams(_ dataSet: inout DataSet, _ module: PixelModule, _ value: PixelValue) throws {
        guard let coding, !value.fragments.isEmpty else {
            if value.fragments.isEmpty { return }
            throw PixelHold(.streamUnsupported, "transfer syntax")
        }
        let frames = try frames(of: dataSet, module, value, coding)
        var contents: [Int: [PixelPiece]] = [:]
        var hasClearedBits = false
        for (number, ranges) in frames.ranges.enumerated() {
            let bytes = try dataSet.readPixels(at: module.index, ranges)
            let finding = try inspect(bytes, module, coding)
            if !finding.patches.isEmpty {
                contents[number] = pieces(ranges, finding)
                report.cleanedStreams += 1
            }
            if let frame = try withoutForeignBits(bytes, finding, module, coding) {
                contents[number] = [.own(frame)]
                hasClearedBits = true
            }
        }
        if hasClearedBits { report.clearedBits += 1 }
        guard !contents.isEmpty else { return }
        let replaced = ReplacedFrames(frames, contents: contents)
        try dataSet.composePixels(at: module.index, replaced.pieces)
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
        guard let codec = coding.codec, let bits = try foreseeableBits(module) else { return nil }
        if let precision = finding.precision, precision <= bits.stored { return nil }
        do {
            let samples = try codec.decode(bytes, module.format)
            guard try !module.overlaysInPixels.isEmpty || bits.areForeign(in: samples) else { return nil }
            var cleared = samples
            try bits.clearForeign(in: &cleared, isSigned: module.isSigned)
            return try cleared == samples ? nil : codec.encode(cleared, module.format, like: bytes)
        } catch let error as DimseError where error.code == .unreadable {
            throw PixelHold(.streamMalformed, "unused bits")
        } catch let error as DimseError where error.code == .transferSyntax {
            throw PixelHold(.streamUnsupported, "unused bits")
        }
    }

    private func frames(
        of dataSet: borrowing DataSet, _ module: PixelModule, _ value: PixelValue, _ coding: PixelCoding
    ) throws -> PixelFrames {
        if case .video = coding { return PixelFrames(stream: value) }
        let table = try value.offsetTable.map { try dataSet.readPixels(at: module.index, $0) } ?? []
        let extended = try module.extendedOffsets.map { dataSet.has($0) ? try dataSet.load($0) : [] } ?? []
        var starts: Set<UInt64> = []
        if module.frames > 1, module.frames < value.fragments.count {
            for fragment in value.fragments {
                let head = try dataSet.readPixels(at: module.index, fragment.prefix(12))
                if Self.beginsStream(head) { starts.insert(fragment.lowerBound) }
            }
        }
        guard
            let frames = PixelFrames(
                encapsulated: value, count: module.frames, offsetTable: table, extended: extended,
                beginsFrame: { starts.contains($0.lowerBound) })
        else { throw PixelHold(.framesUnclear) }
        return frames
    }

    private static func beginsStream(_ head: [UInt8]) -> Bool {
        head.starts(with: [0xFF, 0xD8, 0xFF]) || head.starts(with: [0xFF, 0x4F, 0xFF, 0x51]) || head.has("jP  ", at: 4)
    }

    private func inspect(
        _ bytes: [UInt8], _ module: PixelModule, _ coding: PixelCoding
    ) throws(PixelHold) -> StreamFinding {
        switch coding {
        case .rle: return try RLEFrame.inspect(bytes, cells: module.rows * module.columns)
        case .jpeg, .jpegLS: return try JPEGStream.inspect(bytes)
        case .jpeg2000: return try JPEG2000Stream.inspect(bytes)
        case .video(let codec): return try VideoStream.inspect(bytes, codec)
        case .native, .jpegXL: throw PixelHold(.streamUnsupported)
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

/// What was taken away, in counts: no values.
public struct PixelReport: Sendable, Hashable {
    /// Frames that had metadata of their own.
    public var cleanedStreams = 0
    /// Images in whose unused bits something stood.
    public var clearedBits = 0
    /// Images with bytes behind the last frame.
    public var surplus = 0

    public init() {}
}
