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

    /// What the instance says of its equipment and its procedures, as far as that tells what a value of the header is.
    struct Own {
        /// Words of Manufacturer and Manufacturer's Model Name.
        private var words: Set<UInt64> = []
        /// Manufacturer's Model Name and Software Versions as they are.
        private var names: Set<String> = []
        /// Words of Software Versions with a digit: `ve11c`.
        private var software: Set<String> = []
        private let view: DataSetView

        /// Nothing for values that are not loaded or not readable.
        init(_ view: DataSetView) {
            self.view = view
            for index in view.elements.indices {
                let element = view.elements[index]
                if element.parent >= 0 { continue }
                if element.tag > Self.softwareVersions { break }
                switch element.tag {
                case Self.manufacturer, Self.model, Self.softwareVersions: break
                default: continue
                }
                for value in view.text(of: index) ?? [] {
                    if element.tag != Self.manufacturer { names.insert(value.lowercased()) }
                    if element.tag == Self.softwareVersions {
                        software.formUnion(value.lowercased().split(separator: " ").filter(Self.hasDigit).map(String.init))
                    }
                    if element.tag == Self.softwareVersions { continue }
                    let text = TextTokens(value)
                    for token in text.tokens where token.kind != .mark { words.insert(Self.hash(token, text)) }
                }
            }
        }

        private static let manufacturer = Tag(0x0008, 0x0070), model = Tag(0x0008, 0x1090)
        private static let softwareVersions = Tag(0x0018, 0x1020)

        /// Whether `value` of the attribute `tag` is nothing that has to be hidden: a station or a site called by what
        /// maker and model tell anyway, a phantom called by its software, a procedure called by its public code.
        func tell(_ kind: Clue.Kind, _ value: String, of tag: Tag) -> Bool {
            switch kind {
            case .patientName: return isName(value) || isPhantom(value)
            case .serial: return isName(value)
            case .station: return isName(value) || isByMaker(kind, value)
            case .institution: return isByMaker(kind, value)
            case .identifier: return Self.procedures.contains(tag) && isPublicCode(value)
            default: return false
            }
        }

        /// A name that has a digit, so that it is nobody's: `VE11C`.
        private func isName(_ value: String) -> Bool {
            guard !names.isEmpty, Self.hasDigit(value) else { return false }
            return names.contains(value.split(separator: "^").joined(separator: " ").lowercased())
        }

        /// Words for a test and its software: `PHANTOM^VE11C`.
        private func isPhantom(_ value: String) -> Bool {
            let words = value.lowercased().split { $0 == "^" || $0 == " " }
            let others = words.filter { !software.contains(String($0)) }
            guard others.count < words.count else { return false }
            return others.allSatisfy { Placeholder.tellsNobody(String($0)) || NobodysName.isOne("qa \($0)") }
        }

        private static func hasDigit(_ text: some StringProtocol) -> Bool {
            text.utf8.contains { (0x30...0x39).contains($0) }
        }

        /// One word of letters may be a product that no list has; several, and those with digits, must have a known one.
        private func isByMaker(_ kind: Clue.Kind, _ value: String) -> Bool {
            guard !words.isEmpty else { return false }
            let text = TextTokens(value)
            let own = text.tokens.filter { $0.kind != .mark }
            guard !own.isEmpty, own.allSatisfy({ words.contains(Self.hash($0, text)) }) else { return false }
            return kind == .station && own.count == 1 && own[0].kind == .letters
                || own.contains { EquipmentText.isProduct($0.hash) }
        }

        /// Requested Procedure ID, Scheduled and Performed Procedure Step ID, Study ID.
        private static let procedures: Set<Tag> = [
            Tag(0x0040, 0x1001), Tag(0x0040, 0x0009), Tag(0x0040, 0x0253), Tag(0x0020, 0x0010),
        ]

        /// A Code Value of a public scheme somewhere in the instance.
        private func isPublicCode(_ value: String) -> Bool {
            view.elements.indices.contains { index in
                view.elements[index].tag == Tag(0x0008, 0x0100)
                    && ElementText.trimmed(view.elements[index]) == value && SearchScope.coded(index, in: view) == .code
            }
        }

        private static func hash(_ token: TextToken, _ text: TextTokens) -> UInt64 {
            token.kind == .letters ? token.hash : LetterFolding.hash(text.key(token))
        }
    }
}
