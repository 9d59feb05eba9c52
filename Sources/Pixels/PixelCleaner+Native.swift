import DataSets
import Frames

extension PixelCleaner {
    private static let chunk: UInt64 = 1 << 20

    mutating func cleanNative(
        _ dataSet: inout DataSet, _ module: PixelModule, _ value: PixelValue, _ covering: Covering?
    ) throws {
        guard let described = module.nativeLength(frames: module.frames) else { throw PixelHold(.notDescribed) }
        let length = try settledLength(dataSet, module, value, described: described)
        let clears = try hasForeignBits(dataSet, module, length: length)
        var pieces = length < value.length ? [PixelPiece.original(0..<length)] : []
        if let covering {
            pieces = try covered(dataSet, module, length: length, covering, clears: clears)
        } else if clears {
            pieces = try withoutForeignBits(dataSet, module, length: length)
        }
        if clears { report.clearedBits += 1 }
        if pieces.isEmpty { return }
        report.changed.insert(module.index)
        try dataSet.composePixels(at: module.index, pieces)
    }

    /// How much of the value stays: all of it unless bytes that are not zero follow the last frame.
    private mutating func settledLength(
        _ dataSet: borrowing DataSet, _ module: PixelModule, _ value: PixelValue, described: UInt64
    ) throws -> UInt64 {
        var described = described + described % 2
        if module.storesWholeChroma(length: value.length) { described = value.length }
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

    // MARK: unused bits

    private func hasForeignBits(_ dataSet: borrowing DataSet, _ module: PixelModule, length: UInt64) throws -> Bool {
        guard let bits = try unusedBits(module) else { return false }
        if !module.overlaysInPixels.isEmpty { return true }
        return try dataSet.hasForeignBits(at: module.index, count: length, bits)
    }

    /// The value with unused bits cleared, chunk by chunk; chunks without any stay ranges of the original.
    private mutating func withoutForeignBits(
        _ dataSet: borrowing DataSet, _ module: PixelModule, length: UInt64
    ) throws -> [PixelPiece] {
        var pieces: [PixelPiece] = []
        var position: UInt64 = 0
        while position < length {
            try budget.check()
            let range = position..<min(position + Self.chunk, length)
            position = range.upperBound
            let samples = try dataSet.readPixels(at: module.index, range)
            var cleared = samples
            try module.sampleBits.clearForeign(in: &cleared, isSigned: module.isSigned)
            pieces.append(cleared == samples ? .original(range) : try piece(cleared))
        }
        return pieces
    }

    // MARK: boxes

    /// The value with boxes covered: lines that changed, and ranges of the original between them.
    private mutating func covered(
        _ dataSet: borrowing DataSet, _ module: PixelModule, length: UInt64, _ covering: Covering, clears: Bool
    ) throws -> [PixelPiece] {
        let frames = try NativeFrames(module, length: length)
        var pieces: [PixelPiece] = []
        for first in stride(from: 0, to: module.frames, by: frames.group) {
            try budget.check()
            let numbers = first..<min(first + frames.group, module.frames)
            var range = frames.bytes(of: numbers)
            // With the padding behind the last one.
            if numbers.upperBound == module.frames { range = range.lowerBound..<length }
            let places = numbers.map { covering.places(ofFrame: $0) }
            guard clears || places.contains(where: { !$0.isEmpty }) else {
                pieces.append(.original(range))
                continue
            }
            let bytes = try dataSet.readPixels(at: module.index, range)
            var changed = bytes
            for (number, places) in zip(numbers, places) where clears || !places.isEmpty {
                var samples = frames.samples(ofFrame: number, in: changed, from: range.lowerBound)
                if clears { try samples.clearForeign(module) }
                samples.cover(places, covering)
                frames.put(samples, ofFrame: number, into: &changed, from: range.lowerBound)
            }
            pieces += try changes(from: bytes, to: changed, line: frames.layout.lineLength, at: range.lowerBound)
        }
        return pieces
    }

    /// Runs of lines that differ as new bytes, the others as ranges of the original from `start`.
    private mutating func changes(
        from old: [UInt8], to new: [UInt8], line: Int, at start: UInt64
    ) throws -> [PixelPiece] {
        let line = line % 2 == 0 ? line : line * 2
        var pieces: [PixelPiece] = []
        var position = 0
        while position < old.count {
            let isChanged = Self.differs(old, new, position..<min(position + line, old.count))
            var end = min(position + line, old.count)
            while end < old.count, Self.differs(old, new, end..<min(end + line, old.count)) == isChanged {
                end = min(end + line, old.count)
            }
            pieces.append(
                isChanged ? try piece(Array(new[position..<end])) : .original(start + UInt64(position)..<start + UInt64(end)))
            position = end
        }
        return pieces
    }

    private static func differs(_ old: [UInt8], _ new: [UInt8], _ range: Range<Int>) -> Bool {
        !old[range].elementsEqual(new[range])
    }
}
