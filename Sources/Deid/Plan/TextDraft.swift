import Dicom

/// A text that stays, as it is or without what was found in it, until all texts of the instance are known.
struct TextDraft: Sendable {
    /// In the view that the plan is made from.
    var index: Int
    /// What it is read as, where the Data Set says UN.
    var vr: VR
    /// nil: as the IOD has it.
    var type: AttributeType?
    var style: CleanStyle
    /// Why it stays.
    var rule: String
    /// Rules ask for its cleaning; else it is only searched.
    var isCleaned = false
    /// What was found, a list for each value; empty if nothing was.
    var spans: [[TextSpan]] = []
    /// What was found cannot be cut out, so that nothing of the value may stay.
    var goes = false
    /// What the self-check's search found in it first, and why the text was there.
    var finding: (kind: Clue.Kind, rule: String)?

    var isWhole: Bool { spans.isEmpty && !goes }

    /// VRs of which a part can go and the rest is still a value.
    static func isProse(_ vr: VR) -> Bool {
        switch vr {
        case .LO, .SH, .ST, .LT, .UT, .UC: true
        default: false
        }
    }

    /// The text as it would leave.
    struct Rendering {
        var bytes: [UInt8] = []
        /// In Unicode, and where each scalar comes from: value, and scalars in it.
        var scalars: [Unicode.Scalar] = []
        var origins: [(value: Int, range: Range<Int>)] = []
        /// Texts of Veil's own in it.
        var written: [String] = []
        /// Something is left.
        var isLeft = false
    }

    /// Letters, digits, placeholders of Veil's own; other marks alone say nothing.
    private static func saysSomething(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "*") || byte == UInt8(ascii: ">") || byte.isDigit || (byte | 0x20).isSmall
    }

    /// - Parameter values: what the element has, in the original.
    func rendering(_ values: [EncodedText], _ cleaner: TextCleaner) -> Rendering {
        var rendering = Rendering()
        var parts: [[UInt8]] = []
        for (number, value) in values.enumerated() {
            let found = spans.indices.contains(number) ? spans[number] : []
            let scalars = Array(value.text.unicodeScalars)
            let pieces: [TextCleaner.Piece]
            if found.isEmpty {
                pieces = scalars.isEmpty ? [] : [.kept(0..<scalars.count)]
            } else if style == .empty || [.IS, .DS, .UR].contains(vr) {
                // A number or an address of a resource with something cut out is another one.
                pieces = []
            } else {
                pieces = cleaner.pieces(
                    of: value.text, without: found, style: style, vr: vr, limit: vr.maximumCharacters)
            }
            if number > 0 {
                rendering.scalars.append("\\")
                rendering.origins.append((number, 0..<0))
            }
            for piece in pieces {
                switch piece {
                case .kept(let range):
                    rendering.scalars += scalars[range]
                    rendering.origins += range.map { (number, $0..<($0 + 1)) }
                case .replaced(let own, let span):
                    if own.contains(where: { $0 != " " }) { rendering.written.append(own) }
                    rendering.scalars += Array(own.unicodeScalars)
                    rendering.origins += own.unicodeScalars.map { _ in (number, span.range) }
                }
            }
            let bytes = value.bytes(of: pieces)
            rendering.isLeft =
                rendering.isLeft || (found.isEmpty ? !value.text.isEmpty : bytes.contains(where: Self.saysSomething))
            parts.append(bytes)
        }
        rendering.bytes = Array(parts.joined(separator: [0x5C]))
        return rendering
    }
}
