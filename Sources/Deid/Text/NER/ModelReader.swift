internal import TextModels

/// Reads the numbers of an embedded file: little-endian, a magic word first.
///
/// The files are part of the executable, so a wrong one is a mistake of the build, never of an input.
struct ModelReader {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(_ data: text_model, magic: StaticString) {
        bytes = UnsafeRawBufferPointer(start: data.bytes, count: data.count)
        let expected = UnsafeBufferPointer(start: magic.utf8Start, count: magic.utf8CodeUnitCount)
        precondition(bytes.prefix(expected.count).elementsEqual(expected), "the embedded model is of another form")
        offset = expected.count
    }

    /// A number that says how many follow.
    mutating func count() -> Int {
        let one: [UInt32] = values(1)
        return Int(one[0])
    }

    mutating func values<Value: FixedWidthInteger>(_ count: Int) -> [Value] {
        let size = MemoryLayout<Value>.size
        precondition(offset + count * size <= bytes.count, "the embedded model is cut short")
        defer { offset += count * size }
        return (0..<count).map {
            Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + $0 * size, as: Value.self))
        }
    }

    /// Everything has been read.
    func finish() {
        precondition(offset == bytes.count, "the embedded model has a rest")
    }
}
