import Dicom

/// Which parts of Pixel Data are which frame.
///
/// Native frames follow each other; encapsulated ones are one or several fragments each, told apart by their number, by
/// the offset tables, or by where code streams begin (PS3.5 §A.4).
public struct PixelFrames: Sendable {
    public let value: PixelValue
    /// Of each frame, where its bytes stand in the value.
    public let ranges: [[Range<UInt64>]]
    /// The Basic Offset Table has entries.
    let hasOffsets: Bool

    /// Native frames of the same length; a rest is none.
    public init(native value: PixelValue, frameLength: UInt64) {
        self.value = value
        hasOffsets = false
        let count = frameLength == 0 ? 0 : value.length / frameLength
        ranges = (0..<count).map { [$0 * frameLength..<($0 + 1) * frameLength] }
    }

    /// All fragments as one stream: video (PS3.5 §8.2.5 to §8.2.9).
    public init(stream value: PixelValue) {
        self.value = value
        hasOffsets = (value.offsetTable?.count ?? 0) > 0
        ranges = value.fragments.isEmpty ? [] : [value.fragments]
    }

    /// Encapsulated frames; nil if nothing tells which fragments belong together.
    ///
    /// - Parameters:
    ///   - offsetTable: content of the Basic Offset Table, offsets of 4 bytes.
    ///   - extended: content of the Extended Offset Table, offsets of 8 bytes.
    ///   - beginsFrame: whether a fragment begins with the start of a code stream.
    public init?(
        encapsulated value: PixelValue, count: Int, offsetTable: [UInt8], extended: [UInt8],
        beginsFrame: (Range<UInt64>) throws -> Bool
    ) rethrows {
        self.value = value
        hasOffsets = !offsetTable.isEmpty
        let fragments = value.fragments
        if count == fragments.count {
            ranges = fragments.map { [$0] }
        } else if count == 1 {
            ranges = [fragments]
        } else if count > 1, count < fragments.count {
            let tables = [
                PixelFrames.starts(offsetTable, width: 4, of: value), PixelFrames.starts(extended, width: 8, of: value),
            ]
            var starts = tables.first { $0?.count == count } ?? nil
            if starts == nil { starts = try fragments.indices.filter { try beginsFrame(fragments[$0]) } }
            guard let starts, starts.count == count, starts[0] == 0 else { return nil }
            ranges = starts.indices.map { frame in
                Array(fragments[starts[frame]..<(frame + 1 < count ? starts[frame + 1] : fragments.count)])
            }
        } else {
            return nil
        }
    }

    /// The fragments that the table says frames begin with; nil unless each offset is that of a fragment, in order.
    private static func starts(_ table: [UInt8], width: Int, of value: PixelValue) -> [Int]? {
        guard !table.isEmpty, table.count % width == 0, let first = value.fragments.first else { return nil }
        // Offsets count from the first fragment's item header.
        let base = first.lowerBound
        var found: [Int] = []
        var candidate = 0
        for start in stride(from: 0, to: table.count, by: width) {
            let offset = table[start..<(start + width)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            while candidate < value.fragments.count, value.fragments[candidate].lowerBound - base < offset {
                candidate += 1
            }
            guard candidate < value.fragments.count, value.fragments[candidate].lowerBound - base == offset else {
                return nil
            }
            found.append(candidate)
            candidate += 1
        }
        return found
    }
}

/// Encapsulated Pixel Data with other content in some frames.
public struct ReplacedFrames: Sendable {
    /// The whole value, for ``DataSet/composePixels(at:_:)``.
    public private(set) var pieces: [PixelPiece] = []
    /// Content of the Extended Offset Table and its Lengths, 8 bytes a number.
    public private(set) var extendedOffsets: [UInt8] = []
    public private(set) var extendedLengths: [UInt8] = []
    private var offsets: [UInt64] = []
    private var position: UInt64 = 0
    /// Untouched items that follow each other, not yet among the pieces.
    private var run: Range<UInt64>?

    private static let itemHeader: UInt64 = 8

    /// New content, padded to even length, takes one fragment; untouched fragments stay ranges of the original. The
    /// Basic Offset Table has entries if it had some.
    ///
    /// - Parameter contents: by number of the frame, from 0.
    public init(_ frames: PixelFrames, contents: [Int: [PixelPiece]]) {
        for (number, ranges) in frames.ranges.enumerated() {
            offsets.append(position)
            let before = position
            if let content = contents[number] {
                add(content)
            } else {
                for range in ranges { keep(range) }
            }
            extendedOffsets += Self.littleEndian(before)
            extendedLengths += Self.littleEndian(position - before - Self.itemHeader)
        }
        closeRun()
        pieces.insert(.own(table(frames.hasOffsets)), at: 0)
    }

    private mutating func add(_ content: [PixelPiece]) {
        closeRun()
        let length = content.reduce(0) { $0 + $1.count }
        pieces.append(.own(Self.item(length + length % 2)))
        pieces += content
        if length % 2 == 1 { pieces.append(.own([0])) }
        position += Self.itemHeader + length + length % 2
    }

    private mutating func keep(_ range: Range<UInt64>) {
        let item = range.lowerBound - Self.itemHeader..<range.upperBound
        if let open = run, open.upperBound == item.lowerBound {
            run = open.lowerBound..<item.upperBound
        } else {
            closeRun()
            run = item
        }
        position += item.upperBound - item.lowerBound
    }

    private mutating func closeRun() {
        if let open = run { pieces.append(.original(open)) }
        run = nil
    }

    private func table(_ hasOffsets: Bool) -> [UInt8] {
        // Offsets beyond 32 bits have no place in it (PS3.5 §A.4).
        guard hasOffsets, offsets.allSatisfy({ $0 <= UInt64(UInt32.max) }) else { return Self.item(0) }
        return Self.item(UInt64(offsets.count) * 4) + offsets.flatMap { Self.littleEndian(UInt32(truncatingIfNeeded: $0)) }
    }

    private static func item(_ length: UInt64) -> [UInt8] {
        [0xFE, 0xFF, 0x00, 0xE0] + littleEndian(UInt32(truncatingIfNeeded: length))
    }

    private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
