import DataSets
import Dicom
import Frames
import Instances

/// Takes away what stands in Pixel Data and is no picture: metadata segments of code streams, unused bits of pixel cells,
/// bytes behind the last frame; and covers the boxes of a mask.
///
/// Runs on every instance after its header was edited, icons included. Outside of boxes no sample changes, and what has
/// nothing of the kind leaves byte for byte. One frame at a time is in memory, and what was changed.
public struct PixelCleaner {
    let coding: PixelCoding?
    let mask: PixelMask?
    /// It was decided what the pixels show, so no stream may stay closed.
    let isSearched: Bool
    /// Asked before each frame.
    let budget: TimeBudget
    /// What this instance needed, for the audit record.
    public internal(set) var report = PixelReport()
    /// Where changed pixels go when they become too many.
    private var keeper: (any ChangedPixels)?
    /// Changed pixels in memory, in bytes.
    private var inMemory = 0
    /// As many of them are kept there, of values that are not short beside it.
    var mostInMemory = 8 << 20

    /// - Parameters:
    ///   - mask: for the image itself; icons of a masked image go.
    ///   - isSearched: what the pixels show has been decided on.
    ///   - budget: `instance_time_limit` is thrown when it is spent.
    public init(
        transferSyntax: TransferSyntax, mask: PixelMask? = nil, isSearched: Bool = false, budget: TimeBudget = .unlimited
    ) {
        self.budget = budget
        coding = PixelCoding(transferSyntax)
        self.isSearched = isSearched
        self.mask = mask.flatMap { $0.boxes.isEmpty ? nil : $0 }
    }

    /// - Parameters:
    ///   - modules: of the Data Set before it was edited.
    ///   - keeper: takes changed pixels that are too many for memory; nil: all are in memory.
    /// - Throws: `PixelHold` for what cannot be looked into or made sense of, `DimseError`, what `keeper` throws.
    public mutating func clean(
        _ dataSet: inout DataSet, _ modules: [PixelModule], keeping keeper: (any ChangedPixels)? = nil
    ) throws {
        for module in modules {
            // They show the same picture, smaller.
            if mask != nil, !module.isNested { try Self.delete(module.icons, of: &dataSet) }
        }
        for module in modules {
            guard let value = try dataSet.pixelValue(at: module.index) else { continue }
            // Deflated Data Sets are written as a whole, Big Endian ones in another order; what is short is in memory anyway.
            let isWhole = [.deflated, .explicitBigEndian].contains(dataSet.transferSyntax.encoding)
            self.keeper = isWhole || module.isNested || value.length <= mostInMemory / 8 ? nil : keeper
            let covering = try covering(module, dataSet)
            if value.isEncapsulated {
                try cleanStreams(&dataSet, module, value, covering)
            } else if value.length > 0 {
                try cleanNative(&dataSet, module, value, covering)
            }
            if let covering { try settle(&dataSet, module, covering) }
            // Overlays whose bits are gone describe nothing any more.
            try Self.delete(module.overlaysInPixels, of: &dataSet)
        }
    }

    private static func delete(_ indices: [Int], of dataSet: inout DataSet) throws {
        for index in indices where dataSet.has(index) { try dataSet.apply([.delete(index: index)]) }
    }

    /// What the mask asks of an image; nil if nothing.
    private func covering(_ module: PixelModule, _ dataSet: borrowing DataSet) throws -> Covering? {
        guard let mask, !module.isNested else { return nil }
        guard !module.isFloat, [1, 8, 16, 32].contains(module.bitsAllocated) else { throw PixelHold(.notMaskable, "cells") }
        var module = module
        try module.palette.load(from: dataSet)
        return try Covering(mask, module)
    }

    /// New bytes of Pixel Data as a piece of it.
    mutating func piece(_ bytes: [UInt8]) throws -> PixelPiece {
        guard let keeper, inMemory + bytes.count > mostInMemory else {
            inMemory += bytes.count
            return .own(bytes)
        }
        let first = try keeper.append(bytes)
        return .elsewhere(first..<first + UInt64(bytes.count))
    }

    /// Attributes that depend on what was covered.
    private mutating func settle(_ dataSet: inout DataSet, _ module: PixelModule, _ covering: Covering) throws {
        report.coveredBoxes += covering.mask.boxes.count
        guard module.extremes.contains(where: { dataSet.has($0.index) }), !covering.isEmpty,
            let extent = try extent(dataSet, module, covering)
        else { return }
        for extreme in module.extremes where dataSet.has(extreme.index) {
            // Who counts padding goes on counting it.
            if module.padding?.contains(extreme.value) ?? false { continue }
            let value = extreme.isSmallest ? extent.lowerBound : extent.upperBound
            guard value != extreme.value else { continue }
            let bits = UInt16(truncatingIfNeeded: value)
            let bytes = [UInt8(truncatingIfNeeded: bits), UInt8(bits >> 8)]
            try dataSet.apply([.replace(index: extreme.index, value: .bytes(bytes))])
        }
    }

    /// The least and the greatest sample that are left; nil where that is not known.
    private func extent(
        _ dataSet: borrowing DataSet, _ module: PixelModule, _ covering: Covering
    ) throws -> ClosedRange<Int>? {
        guard module.colours == .grey, module.bitsAllocated <= 16, let coding else { return nil }
        let reader = try FrameReader(dataSet, module, coding)
        var extent = SampleExtent()
        for number in 0..<reader.frameCount {
            var samples = try reader.samples(ofFrame: number, in: dataSet)
            samples.cover(covering.places(ofFrame: number), covering)
            extent.note(samples, module)
        }
        return extent.range
    }

    /// The bits of a cell if some of them are unused.
    func unusedBits(_ module: PixelModule) throws(PixelHold) -> SampleBits? {
        if module.isFloat || module.bitsAllocated == module.bitsStored { return nil }
        guard module.sampleBits.isPossible else { throw PixelHold(.notDescribed, "bits") }
        return module.sampleBits
    }
}

/// Takes changed pixels that are too many for memory.
public protocol ChangedPixels: AnyObject {
    /// Takes bytes as they are to leave.
    ///
    /// - Returns: where they stand among all that it took.
    func append(_ bytes: [UInt8]) throws -> UInt64
}

/// A stream whose structure nothing here makes out, and where it stands in the original Pixel Data.
public struct OpaqueStream: Sendable, Hashable {
    /// Of the element.
    public var index: Int
    /// Bytes of the value.
    public var ranges: [Range<UInt64>]
}

/// What was taken away or covered, in counts: no values.
public struct PixelReport: Sendable, Hashable {
    /// Streams that leave as they came; to be searched by whoever knows what must not be in them.
    public var opaque: [OpaqueStream] = []
    /// Frames that had metadata of their own.
    public var cleanedStreams = 0
    /// Images in whose unused bits something stood.
    public var clearedBits = 0
    /// Images with bytes behind the last frame.
    public var surplus = 0
    /// Boxes of the mask.
    public var coveredBoxes = 0
    /// Elements that leave with other bytes than they came with, by index in the Data Set before it was edited.
    public var changed: Set<Int> = []

    public init() {}
}
