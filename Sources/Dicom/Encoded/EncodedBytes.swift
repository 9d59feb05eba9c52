/// A Data Set as it stands encoded, to be read in small pieces: a file, or what is to leave. One thread at a time.
///
/// Positions count from its first byte.
public final class EncodedBytes {
    /// Reads as many bytes of a file at an offset as there are and the buffer takes; returns how many.
    public typealias Read = (UnsafeMutableRawBufferPointer, UInt64) throws -> Int

    /// What ends before it should, or what nobody can read.
    public struct Unreadable: Error {}

    private enum Content {
        case memory(Range<Int>)
        /// Of the received file: where it stands there.
        case original(UInt64)
        /// Of another file.
        case file(UInt64)
        /// Of the file of changed pixels, which only its owner reads.
        case elsewhere
    }

    private struct Piece {
        var start: UInt64
        var end: UInt64
        var content: Content
    }

    public let count: UInt64
    private let bytes: [UInt8]
    private let pieces: [Piece]
    private let read: Read
    private var current = 0
    private var window: [UInt8] = []
    private var windowStart: UInt64 = 0
    private var windowCount = 0

    private static let windowSize = 1 << 14

    /// The Data Set in a file, from `offset` to `end`; the received one, or another.
    public init(offset: UInt64, end: UInt64, isReceived: Bool, read: @escaping Read) {
        count = end > offset ? end - offset : 0
        bytes = []
        pieces = [Piece(start: 0, end: count, content: isReceived ? .original(offset) : .file(offset))]
        self.read = read
    }

    /// A Data Set that is to leave; `read` reads the received file.
    public init(_ dataSet: EncodedDataSet, read: @escaping Read) {
        bytes = dataSet.bytes
        self.read = read
        var position: UInt64 = 0
        pieces = dataSet.segments.map { segment in
            let (length, content): (UInt64, Content) =
                switch segment {
                case .own(let range): (UInt64(range.count), .memory(range))
                case .original(let offset, let length): (length, .original(offset))
                case .changed(_, let length): (length, .elsewhere)
                }
            defer { position += length }
            return Piece(start: position, end: position + length, content: content)
        }
        count = position
    }

    /// Where `range` stands in the received file; nil if it does not stand there in one piece.
    public func originalOffset(of range: Range<UInt64>) -> UInt64? {
        guard !range.isEmpty, range.upperBound <= count, !pieces.isEmpty else { return nil }
        seek(range.lowerBound)
        guard case .original(let offset) = pieces[current].content, range.upperBound <= pieces[current].end else { return nil }
        return offset + (range.lowerBound - pieces[current].start)
    }

    /// Gives `body` the bytes of a range of at most 16 KB.
    ///
    /// - Throws: ``Unreadable`` if they are not there, what `read` and `body` throw.
    public func with<Result>(
        _ position: UInt64, _ length: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        guard length > 0 else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        guard position <= count, UInt64(length) <= count - position, !pieces.isEmpty else { throw Unreadable() }
        seek(position)
        if case .memory(let range) = pieces[current].content, position + UInt64(length) <= pieces[current].end {
            let first = range.lowerBound + Int(position - pieces[current].start)
            return try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[first..<first + length])) }
        }
        if position < windowStart || position + UInt64(length) > windowStart + UInt64(windowCount) {
            try fill(from: position)
            guard length <= windowCount else { throw Unreadable() }
        }
        let first = Int(position - windowStart)
        return try window.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[first..<first + length])) }
    }

    /// Moves to the piece that holds `position`, which is near the last one as a rule.
    private func seek(_ position: UInt64) {
        if position < pieces[current].start {
            var (low, high) = (0, current)
            while low < high {
                let middle = (low + high) / 2
                if pieces[middle].end <= position { low = middle + 1 } else { high = middle }
            }
            current = low
        }
        while current + 1 < pieces.count, pieces[current].end <= position { current += 1 }
    }

    private func fill(from position: UInt64) throws {
        if window.isEmpty { window = [UInt8](repeating: 0, count: Self.windowSize) }
        windowStart = position
        windowCount = 0
        for piece in pieces[current...] where windowCount < window.count {
            let start = position + UInt64(windowCount)
            let wanted = Int(min(UInt64(window.count - windowCount), piece.end - start))
            guard wanted > 0 else { continue }
            let skip = start - piece.start
            switch piece.content {
            case .elsewhere: return
            case .memory(let range):
                let first = range.lowerBound + Int(skip)
                window.replaceSubrange(windowCount..<windowCount + wanted, with: bytes[first..<first + wanted])
                windowCount += wanted
            case .original(let offset), .file(let offset):
                let filled = windowCount
                let got = try window.withUnsafeMutableBytes {
                    try read(UnsafeMutableRawBufferPointer(rebasing: $0[filled..<filled + wanted]), offset + skip)
                }
                windowCount += got
                if got < wanted { return }
            }
        }
    }
}
