import Dicom

extension OutputCheck {
    /// Pixel Data that was as long as its description said is so still (PS3.5 §8.2, §A.4; PS3.3 §C.7.6.3).
    ///
    /// What a sender wrote shorter or longer than it should be is not mended here, and not held for it.
    func checkPixels() throws {
        // What leaves out of the received file as it stands there adds up as it did.
        if let pixels = PixelAccount.pixels(of: output), let source = PixelAccount.pixels(of: received),
            let offset = outputBytes.originalOffset(of: pixels.value), offset == receivedBytes.originalOffset(of: source.value),
            pixels.value.count == source.value.count
        {
            return
        }
        let before = try PixelAccount(received, receivedBytes)
        let after = try PixelAccount(output, outputBytes)
        guard before.fit == .exact || (before.fit == .longer && after.fit == .shorter) else { return }
        // An image whose pixels the rules take away has nothing to add up.
        guard after.fit != .none, after.fit != .exact else { return }
        throw Finding(path: Tag.pixelData.description, what: after.what)
    }
}

/// Whether frames and bytes of the Pixel Data at top level add up.
struct PixelAccount {
    enum Fit {
        /// No Pixel Data, or nothing that tells how long it should be.
        case none
        case exact, shorter, longer
    }

    private(set) var fit = Fit.none
    private(set) var what = "another length than its description says"

    init(_ elements: EncodedElements, _ bytes: EncodedBytes) throws {
        guard let pixels = Self.pixels(of: elements) else { return }
        let module = try Description(elements, bytes)
        guard pixels.kind == .fragments else {
            guard let expected = module.nativeLength else { return }
            let length = pixels.value.upperBound - pixels.value.lowerBound
            fit = length == expected || length == expected + expected % 2 ? .exact : length < expected ? .shorter : .longer
            return
        }
        guard let frames = module.frames else { return }
        // One fragment can be all frames of a video; else each frame has one at least.
        guard pixels.count == 1 || pixels.count >= frames else {
            fit = .shorter
            return
        }
        what = "an offset table that does not fit its fragments"
        fit = try hasTables(pixels, module, frames, elements, bytes) ? .exact : .longer
    }

    static func pixels(of elements: EncodedElements) -> EncodedElement? {
        elements.elements.last { $0.parent < 0 && $0.tag == .pixelData }
    }

    /// Whether offset tables that are there name beginnings of fragments, one for each frame.
    private func hasTables(
        _ pixels: EncodedElement, _ module: Description, _ frames: Int, _ elements: EncodedElements, _ bytes: EncodedBytes
    ) throws -> Bool {
        let start = pixels.value.lowerBound
        let length = try bytes.with(start + 4, 4) { $0.loadUnaligned(as: UInt32.self).littleEndian }
        let basic = start + 8..<start + 8 + UInt64(length)
        let extended = elements.elements.last { $0.parent < 0 && $0.tag == Tag(0x7FE0, 0x0001) }
        if length == 0, extended?.value.isEmpty ?? true { return true }
        var table = Offsets(bytes, basic, width: 4)
        var long = extended.map { Offsets(bytes, $0.value, width: 8) }
        guard table.count == 0 || table.count == frames, (long?.count ?? 0) == 0 || long?.count == frames else { return false }
        // Tables name fragments in order, so that one walk finds all.
        var place = basic.upperBound
        var (wanted, longWanted) = (try table.next(), try long?.next())
        while wanted != nil || longWanted != nil, place + 8 <= pixels.value.upperBound {
            let offset = place - basic.upperBound
            if wanted == offset { wanted = try table.next() }
            if longWanted == offset { longWanted = try long?.next() }
            place += 8 + UInt64(try bytes.with(place + 4, 4) { $0.loadUnaligned(as: UInt32.self).littleEndian })
        }
        return wanted == nil && longWanted == nil
    }

    private struct Offsets {
        let bytes: EncodedBytes
        let range: Range<UInt64>
        let width: Int
        private var position: UInt64

        init(_ bytes: EncodedBytes, _ range: Range<UInt64>, width: Int) {
            (self.bytes, self.range, self.width, position) = (bytes, range, width, range.lowerBound)
        }

        var count: Int { Int(range.upperBound - range.lowerBound) / width }

        mutating func next() throws -> UInt64? {
            guard position + UInt64(width) <= range.upperBound else { return nil }
            defer { position += UInt64(width) }
            return try bytes.with(position, width) { bytes in
                width == 4
                    ? UInt64(bytes.loadUnaligned(as: UInt32.self).littleEndian)
                    : bytes.loadUnaligned(as: UInt64.self).littleEndian
            }
        }
    }

    /// What the image pixel module says, as far as it can be read.
    private struct Description {
        private var numbers: [Tag: Int] = [:]
        private var photometric = ""
        private(set) var frames: Int? = 1

        init(_ elements: EncodedElements, _ bytes: EncodedBytes) throws {
            for element in elements.elements where element.parent < 0 {
                guard element.tag.group == 0x0028, element.kind == .value else { continue }
                let length = Int(element.value.upperBound - element.value.lowerBound)
                switch element.tag.element {
                case 0x0002, 0x0010, 0x0011, 0x0100:
                    guard length == 2 else { continue }
                    let isBig = element.isBigEndian && VR(rawValue: element.letters) != .UN
                    numbers[element.tag] = try bytes.with(element.value.lowerBound, 2) {
                        Int($0[isBig ? 1 : 0]) | Int($0[isBig ? 0 : 1]) << 8
                    }
                case 0x0004: photometric = try Self.word(element, length, bytes)
                case 0x0008: frames = length == 0 ? 1 : Int(try Self.word(element, length, bytes))
                default: break
                }
            }
        }

        private static func word(_ element: EncodedElement, _ length: Int, _ bytes: EncodedBytes) throws -> String {
            guard length <= 64 else { return "" }
            let text = try bytes.with(element.value.lowerBound, length) { String(decoding: $0, as: UTF8.self) }
            return String(text.filter { $0 != " " && $0 != "\0" })
        }

        /// Bytes of all native frames; nil if nobody can tell.
        var nativeLength: UInt64? {
            guard let rows = numbers[Tag(0x0028, 0x0010)], let columns = numbers[Tag(0x0028, 0x0011)],
                let allocated = numbers[Tag(0x0028, 0x0100)], let frames, frames > 0, frames < 1 << 32
            else { return nil }
            let samples = numbers[Tag(0x0028, 0x0002)] ?? 1
            // Chroma that pixels share (PS3.5 §8.2.1, PS3.3 §C.7.6.3.1.2).
            let doubled =
                switch photometric {
                case "YBR_FULL_422", "YBR_PARTIAL_422": 4
                case "YBR_PARTIAL_420": 3
                default: samples * 2
                }
            let (bits, overflows) = UInt64(rows * columns).multipliedReportingOverflow(by: UInt64(doubled * allocated * frames))
            return overflows ? nil : (bits + 15) / 16
        }
    }
}
