import Dicom

/// What equipment is called: makers and products bear the names of people and places, and nobody writes a patient's there.
enum EquipmentText {
    /// True for attributes that say who made a thing and which one it is.
    static func isName(_ tag: Tag) -> Bool {
        switch tag.rawValue {
        case 0x0008_0070, 0x0008_1090, 0x3010_001A: true
        default: tag.group == 0x0018 && UnlistedText.isTechnical(tag)
        }
    }

    /// True for a word that is a maker's, a product's, or what firms are called by: `GmbH`.
    static func isProduct(_ hash: UInt64) -> Bool { WordList.shared[hash].contains(.device) || firms.contains(hash) }

    /// Words of names are the product's where another word is a maker's or a product's: `Planmed Sophie`.
    static func leaveProducts(in analysis: inout TextAnalysis) {
        let text = analysis.text
        guard text.tokens.contains(where: { $0.kind == .letters && isProduct($0.hash) }) else { return }
        analysis.spans.removeAll { span in
            guard span.source == .header, [.name, .institution, .other].contains(span.kind) else { return false }
            let own = text.tokens.filter { $0.end > span.start && $0.start < span.end }
            return own.count == 1 && own[0].kind == .letters
        }
    }

    private static let firms = WordList.hashes(
        """
        ab ag biomedical bv co company corp corporation diagnostics elettronica engineering gmbh inc industries instruments
        international kg laboratories laboratory limited llc ltd medical medicale medicali medtech medizintechnik nv oy
        packard radiology sas sistemi software solutions spa srl systemes systems systeme technologies technology ultrasound
        imaging health healthcare allen allyn fischer fonar heidelberg hewlett howtek lumisys marconi nidek picker planmed
        schick schwarzer sophie stephanix storz swissray villa welch wolf ziehm
        """)

    /// Words of the instance's own Manufacturer and Manufacturer's Model Name.
    struct Own {
        private var words: Set<UInt64> = []

        /// Nothing for values that are not loaded or not readable.
        init(_ view: DataSetView) {
            for index in view.elements.indices {
                let element = view.elements[index]
                if element.parent >= 0 { continue }
                if element.tag > Tag(0x0008, 0x1090) { break }
                guard element.tag == Tag(0x0008, 0x0070) || element.tag == Tag(0x0008, 0x1090) else { continue }
                for value in view.text(of: index) ?? [] {
                    let text = TextTokens(value)
                    for token in text.tokens where token.kind != .mark { words.insert(Self.hash(token, text)) }
                }
            }
        }

        /// Whether a station or a site is called by nothing but what maker and model tell anyway.
        ///
        /// One word of letters may be a product that no list has; several, and those with digits, must have a known one.
        func tell(_ kind: Clue.Kind, _ value: String) -> Bool {
            guard kind == .station || kind == .institution, !words.isEmpty else { return false }
            let text = TextTokens(value)
            let own = text.tokens.filter { $0.kind != .mark }
            guard !own.isEmpty, own.allSatisfy({ words.contains(Self.hash($0, text)) }) else { return false }
            return kind == .station && own.count == 1 && own[0].kind == .letters
                || own.contains { EquipmentText.isProduct($0.hash) }
        }

        private static func hash(_ token: TextToken, _ text: TextTokens) -> UInt64 {
            token.kind == .letters ? token.hash : LetterFolding.hash(text.key(token))
        }
    }
}
