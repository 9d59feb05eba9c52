import Dicom

extension OutputCheck {
    private static let piece = 1 << 14

    /// In Explicit VR: the VR of the plan, the one it came with, or UN for what is too long for it (PS3.5 §6.2.2).
    func checkVR(
        _ written: EncodedElement, _ vr: VR, _ source: EncodedElement?, _ path: () -> String
    ) throws {
        guard isExplicit, written.kind == .value else { return }
        let found = VR(rawValue: written.letters)
        let isTooLong = written.value.upperBound - written.value.lowerBound > 0xFFFE && vr.hasShortLength
        if isTooLong ? found == .UN : found == vr { return }
        if let source, source.letters == written.letters, source.letters != 0 { return }
        // PS3.5 §8.2 leaves the choice.
        if written.tag == .pixelData, [VR.OB, .OW].contains(found), [VR.OB, .OW].contains(vr) { return }
        throw Finding(path: path(), what: "another VR")
    }

    /// Whether an element has a value of the plan's, padding aside.
    func has(_ written: EncodedElement, _ bytes: [UInt8], _ vr: VR) throws -> Bool {
        let length = Int(written.value.upperBound - written.value.lowerBound)
        guard length == bytes.count + bytes.count % 2 else { return false }
        let width = written.swappedWidth
        guard bytes.count % width == 0 else { return false }
        for start in stride(from: 0, to: length, by: Self.piece) {
            let count = min(Self.piece, length - start)
            let isSame = try outputBytes.with(written.value.lowerBound + UInt64(start), count) { found in
                let known = min(count, bytes.count - start)
                if count > known, found[known] != vr.padding { return false }
                if width > 1 {
                    return (0..<known).allSatisfy { found[$0 / width * width + width - 1 - $0 % width] == bytes[start + $0] }
                }
                return bytes.withUnsafeBytes { found[..<known].elementsEqual($0[start..<start + known]) }
            }
            guard isSame else { return false }
        }
        return true
    }

    /// Whether an element that stays has the bytes that it came with, padding aside. What leaves out of the received file
    /// from the place where it stands there is the same without being read.
    func isSame(_ source: EncodedElement, _ written: EncodedElement, _ vr: VR) throws -> Bool {
        let length = source.value.upperBound - source.value.lowerBound
        let found = written.value.upperBound - written.value.lowerBound
        guard found == length + length % 2 else { return false }
        guard length > 0 else { return true }
        let (before, after) = (source.swappedWidth, written.swappedWidth)
        let same = written.value.lowerBound..<written.value.lowerBound + length
        if before == after, let offset = outputBytes.originalOffset(of: same),
            offset == receivedBytes.originalOffset(of: source.value)
        {
            return try found == length || padding(of: written) == vr.padding
        }
        let width = max(before, after)
        for start in stride(from: 0, to: length, by: Self.piece) {
            let count = Int(min(UInt64(Self.piece), length - start))
            let isSame = try receivedBytes.with(source.value.lowerBound + start, count) { old in
                try outputBytes.with(same.lowerBound + start, count) { new in
                    if before == after { return old.elementsEqual(new) }
                    // One of them is turned round; both are whole numbers.
                    return count % width == 0
                        && (0..<count).allSatisfy { old[$0] == new[$0 / width * width + width - 1 - $0 % width] }
                }
            }
            guard isSame else { return false }
        }
        return try found == length || padding(of: written) == vr.padding
    }

    private func padding(of written: EncodedElement) throws -> UInt8 {
        try outputBytes.with(written.value.upperBound - 1, 1) { $0[0] }
    }
}

extension EncodedElement {
    /// Bytes of one number where they stand in the other order than Little Endian; else 1.
    fileprivate var swappedWidth: Int {
        isBigEndian && kind == .value ? VR(rawValue: letters).numberWidth : 1
    }
}
