/// Tags, VRs and lengths in front of values (PS3.5 §7.1).
extension EncodedElements {
    struct Header {
        var tag: Tag
        var letters: UInt16
        /// nil: undefined.
        var length: UInt32?
        var size: Int
        var vr: VR { VR(rawValue: letters) }
        /// A VR of the standard but UN.
        var isKnown: Bool { vr != .UN && VR.all.contains(vr) }
    }

    func header(at position: UInt64, _ coding: Coding) throws -> Header {
        let (tag, word, length) = try bytes.with(position, 8) { bytes in
            (Self.tag(bytes, coding.isBigEndian), Self.number16(bytes, 4, false), Self.number32(bytes, 4, coding.isBigEndian))
        }
        let isDelimiter = tag.group == 0xFFFE
        guard coding.isExplicit, !isDelimiter else {
            return Header(tag: tag, letters: 0, length: length == .max && !isDelimiter ? nil : length, size: 8)
        }
        let letters = word.byteSwapped
        guard Self.isCapital(letters >> 8), Self.isCapital(letters & 0xFF) else { throw fault(tag, "without a VR") }
        if VR(rawValue: letters).hasShortLength {
            let length = try bytes.with(position, 8) { Self.number16($0, 6, coding.isBigEndian) }
            return Header(tag: tag, letters: letters, length: UInt32(length), size: 8)
        }
        let long = try bytes.with(position, 12) { Self.number32($0, 8, coding.isBigEndian) }
        return Header(tag: tag, letters: letters, length: long == .max ? nil : long, size: 12)
    }

    func item(at position: UInt64, _ coding: Coding) throws -> (tag: Tag, length: UInt32) {
        try bytes.with(position, 8) { (Self.tag($0, coding.isBigEndian), Self.number32($0, 4, coding.isBigEndian)) }
    }

    private static func isCapital(_ letter: UInt16) -> Bool { (0x41...0x5A).contains(letter) }

    private static func tag(_ bytes: UnsafeRawBufferPointer, _ isBig: Bool) -> Tag {
        Tag(number16(bytes, 0, isBig), number16(bytes, 2, isBig))
    }

    private static func number16(_ bytes: UnsafeRawBufferPointer, _ offset: Int, _ isBig: Bool) -> UInt16 {
        let number = bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
        return isBig ? UInt16(bigEndian: number) : UInt16(littleEndian: number)
    }

    private static func number32(_ bytes: UnsafeRawBufferPointer, _ offset: Int, _ isBig: Bool) -> UInt32 {
        let number = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return isBig ? UInt32(bigEndian: number) : UInt32(littleEndian: number)
    }
}
