import Deid
import Dicom
import Pixels

/// Values as people read them: Unicode, of bounded length, without characters that do something.
enum ExplanationText {
    /// Scalars of a text that are shown.
    static let limit = 2000
    private static let numberLimit = 16

    /// The value of the element at `index`.
    static func old(_ index: Int, _ view: DataSetView) -> String {
        let element = view.elements[index]
        if element.vr == .SQ { return items(element.itemCount) }
        if let values = view.text(of: index) { return text(values) }
        guard let value = element.value else { return size(element.length) }
        return numbers(value, element.vr) ?? size(element.length)
    }

    /// What `bytes` would say in the place of the element at `index`; of one that is added, nil.
    static func new(_ bytes: [UInt8], _ vr: VR, at index: Int?, _ view: DataSetView) -> String {
        if vr.isText {
            guard let index else { return text([String(decoding: bytes, as: UTF8.self)]) }
            return text(view.text(bytes, as: vr, of: index))
        }
        return bytes.withUnsafeBytes { numbers($0, vr) } ?? size(bytes.count)
    }

    static func items(_ count: Int) -> String { count == 1 ? "1 item" : "\(count) items" }

    /// What was taken out of pixels, or covered.
    static func pixels(_ report: PixelReport) -> String {
        var parts: [String] = []
        if report.cleanedStreams > 0 { parts.append("without the metadata of \(report.cleanedStreams) code stream(s)") }
        if report.clearedBits > 0 { parts.append("unused bits cleared") }
        if report.surplus > 0 { parts.append("without bytes behind the last frame") }
        if report.coveredBoxes > 0 { parts.append("\(report.coveredBoxes) box(es) covered") }
        return "pixels, " + parts.joined(separator: ", ")
    }

    private static func size(_ count: Int) -> String { count == 1 ? "1 byte" : "\(count) bytes" }

    /// Values joined by backslashes, shortened, with a picture for each control character and no change of direction.
    static func text(_ values: [String]) -> String {
        let scalars = values.joined(separator: "\\").unicodeScalars
        var shown = String.UnicodeScalarView()
        for scalar in scalars.prefix(limit) { shown.append(visible(scalar)) }
        while let last = shown.last, last == " " || last == "\u{2400}" { shown.removeLast() }
        return String(shown) + (scalars.count > limit ? " … (\(scalars.count) characters)" : "")
    }

    /// One scalar for each, so that offsets stay.
    private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x0A, 0x09: scalar
        // Of CR LF the second makes the line.
        case 0x0D: " "
        case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value) ?? "?"
        case 0x7F: "\u{2421}"
        // C1 controls, and marks that turn the direction of what follows.
        case 0x80...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: "\u{FFFD}"
        default: scalar
        }
    }

    /// A few numbers of a binary VR; nil where there are too many, or the VR is only bytes.
    private static func numbers(_ bytes: UnsafeRawBufferPointer, _ vr: VR) -> String? {
        switch vr {
        case .US: return each(bytes, 2) { "\(read($0, UInt16.self))" }
        case .SS: return each(bytes, 2) { "\(Int16(bitPattern: read($0, UInt16.self)))" }
        case .UL: return each(bytes, 4) { "\(read($0, UInt32.self))" }
        case .SL: return each(bytes, 4) { "\(Int32(bitPattern: read($0, UInt32.self)))" }
        case .UV: return each(bytes, 8) { "\(read($0, UInt64.self))" }
        case .SV: return each(bytes, 8) { "\(Int64(bitPattern: read($0, UInt64.self)))" }
        case .FL: return each(bytes, 4) { "\(Float(bitPattern: read($0, UInt32.self)))" }
        case .FD: return each(bytes, 8) { "\(Double(bitPattern: read($0, UInt64.self)))" }
        case .AT:
            return each(bytes, 4) {
                let (group, element) = (read($0, UInt16.self), read(UnsafeRawBufferPointer(rebasing: $0[2...]), UInt16.self))
                return Tag(group, element).description
            }
        default: return nil
        }
    }

    private static func each(
        _ bytes: UnsafeRawBufferPointer, _ width: Int, _ text: (UnsafeRawBufferPointer) -> String
    ) -> String? {
        guard bytes.count % width == 0, bytes.count / width <= numberLimit else { return nil }
        return stride(from: 0, to: bytes.count, by: width)
            .map { text(UnsafeRawBufferPointer(rebasing: bytes[$0..<($0 + width)])) }.joined(separator: "\\")
    }

    private static func read<Word: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _: Word.Type) -> Word {
        Word(littleEndian: bytes.loadUnaligned(as: Word.self))
    }
}
