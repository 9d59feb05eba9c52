import Dicom

/// Free text: what identifies goes, the rest stays.
extension Planner {
    /// What finds identifiers in this instance's texts; made when the first text comes.
    mutating func textCleaner() -> TextCleaner {
        if let cleaner { return cleaner }
        let options = ruleSet.source.options
        // What an option retains is no secret.
        var retained: Set<Clue.Kind> = []
        if options.contains(.retainUIDs) { retained.insert(.uid) }
        if options.contains(.retainDeviceIdentity) { retained.formUnion([.station, .serial]) }
        if options.contains(.retainInstitutionIdentity) { retained.formUnion([.institution, .department]) }
        var clues = HeaderClues(view)
        if !retained.isEmpty {
            var left = HeaderClues()
            for clue in clues.clues where !retained.contains(clue.kind) { left.add(clue.kind, clue.value, clue.tag) }
            clues = left
        }
        let made = TextCleaner(
            clues: clues, project: pseudonymizer, patient: patient,
            dateOffset: options.contains(.retainLongitudinalModifiedDates) ? dateOffset : nil)
        cleaner = made
        return made
    }

    /// How thoroughly a text is looked through.
    enum TextScrutiny {
        /// By everything that finds something.
        case full
        /// Only where the header's own identifiers stand in it.
        case headerOnly
    }

    /// A text without what identifies; by its Type where nothing is left of it, or it cannot be read.
    mutating func cleanText(
        _ index: Int, _ element: DataElement, _ type: AttributeType, style: CleanStyle,
        scrutiny: TextScrutiny = .full, _ rule: String
    ) throws(PlanHold) {
        if element.length == 0 { return keep(index, rule) }
        switch element.vr {
        case .UI: return try remapUIDs(index, element, rule)
        case .DA, .DT: return try cleanDates(index, element, type, rule)
        case .TM:
            return areTimes(element) ? keep(index, rule) : try discard(index, element, type, rule)
        case .AS: return try capAges(index, element, type, rule)
        // All of a name identifies.
        case .PN where style != .replace: return try discard(index, element, type, rule)
        case .PN:
            return try replaceValues(index, element, .pseudonym, rule) { planner, value throws(PlanHold) in
                planner.pseudonymizer.name(value, form: .personName)
            }
        case .IS, .DS:
            if ValueForm(element) == .foreign { return try discard(index, element, type, rule) }
        case .US: return try cleanNumbers(index, element, type, rule)
        case .OB, .OW: return try cleanBytes(index, element, type, style: style, rule)
        case let vr where vr.isText: break
        default: return try discard(index, element, type, rule)
        }
        guard let values = EncodedText.values(index, of: view, as: element.vr) else {
            return try discard(index, element, type, rule)
        }
        let cleaner = textCleaner()
        let context = TextContext(element.tag, element.vr)
        let isEquipment = EquipmentText.isName(element.tag)
        let limit = element.vr.maximumCharacters
        var (isChanged, isLeft) = (false, false)
        var result: [[UInt8]] = []
        var spans: [[TextSpan]] = []
        for value in values {
            let external = try scrutiny == .full ? analyzed(value.text, rule) : []
            let unreadable = unreadableSpans(in: value, scrutiny)
            let found = value.text.isEmpty ? [] : cleaner.spans(
                in: value.isReadable ? value.text : Self.withoutForeign(value.text), context: context,
                external: external + unreadable, isEquipment: isEquipment, isHeaderOnly: scrutiny == .headerOnly)
            guard !found.isEmpty else {
                isLeft = isLeft || !value.text.isEmpty
                spans.append([])
                result.append(value.bytes(of: [.kept(0..<value.text.unicodeScalars.count)]))
                continue
            }
            isChanged = true
            spans.append(found)
            // A number or an address of a resource with something cut out is another one.
            guard style != .empty, ![.IS, .DS, .UR].contains(element.vr) else {
                result.append([])
                continue
            }
            let pieces = cleaner.pieces(of: value.text, without: found, style: style, vr: element.vr, limit: limit)
            for case .replaced(let own, _) in pieces where own.contains(where: { $0 != " " }) { plan.written.append(own) }
            let bytes = value.bytes(of: pieces)
            // Marks alone say nothing.
            isLeft = isLeft || bytes.contains { $0 >= 0x80 || $0 == 0x2A || $0 == 0x3E || Self.isLetterOrDigit($0) }
            result.append(bytes)
        }
        guard isChanged else { return keep(index, rule) }
        guard isLeft else { return try discard(index, element, type, rule) }
        set(index, Array(result.joined(separator: [0x5C])), .cleanText, rule, as: element.vr)
        if explain, !plan.decisions.isEmpty { plan.decisions[plan.decisions.count - 1].spans = spans }
    }

    /// Words of which nobody knows what they say: all of them where everything is looked for, else those in which the
    /// header's own bytes stand. Blanks are blanks in every code page, so that what stays is whole characters.
    private mutating func unreadableSpans(in value: EncodedText, _ scrutiny: TextScrutiny) -> [TextSpan] {
        if value.isReadable, rawClues().isEmpty { return [] }
        let bytes = Array(value.bytes(of: 0..<value.text.unicodeScalars.count))
        if value.isReadable { return rawClues().kind(in: bytes) == nil ? [] : [Self.unreadable(0..<value.text.unicodeScalars.count)] }
        return RawClues.words(in: bytes)
            .filter { scrutiny == .full || rawClues().kind(in: bytes[$0]) != nil }.map(Self.unreadable)
    }

    private static func unreadable(_ range: Range<Int>) -> TextSpan {
        TextSpan(start: range.lowerBound, end: range.upperBound, kind: .other, source: .rules, confidence: 1)
    }

    /// Nothing of what cannot be read is a word or a name; as many scalars as before.
    private static func withoutForeign(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(scalar.isASCII ? scalar : "\u{FFFD}") }
        return String(result)
    }

    /// The header's identifiers that cannot be read.
    private mutating func rawClues() -> RawClues {
        if let raw { return raw }
        let made = RawClues(view)
        raw = made
        return made
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    /// What the site's own analyzer finds; without its answer nobody may say that the text is clean.
    func analyzed(_ text: String, _ rule: String) throws(PlanHold) -> [TextSpan] {
        guard let analyzer, !text.isEmpty else { return [] }
        do throws(TextAnalyzerUnavailable) {
            return try analyzer.spans(in: text)
        } catch {
            throw PlanHold(.textAnalyzerUnavailable, rule)
        }
    }

    /// An attribute whose value as a whole has to go: as the Type allows.
    mutating func discard(
        _ index: Int, _ element: DataElement, _ type: AttributeType, _ rule: String
    ) throws(PlanHold) {
        let why = explain ? "\(rule), \(type)" : ""
        switch type.need {
        case .nothing: delete(index, why)
        case .presence:
            dates.noteLoss(of: element)
            set(index, [], .empty, why)
        case .value, .unknown: try dummy(index, element, why)
        }
    }

    /// Dates where the strategy says nothing of their own: by the option for dates, else they go.
    mutating func cleanDates(
        _ index: Int, _ element: DataElement, _ type: AttributeType, _ rule: String
    ) throws(PlanHold) {
        let options = ruleSet.source.options
        if options.contains(.retainLongitudinalModifiedDates) {
            return try shiftDates(index, element, dateOffset, type, rule)
        }
        let isKept = options.contains(.retainLongitudinalFullDates) && ValueForm(element) != .foreign
            && !tellBirth(ElementText.values(element) ?? [])
        if isKept || ElementText.isEmpty(element) { return keep(index, rule) }
        try discard(index, element, type, rule)
    }

    /// Ages; 90 years and more become 090Y, as nobody that old can hide among few (HIPAA Safe Harbor).
    mutating func capAges(
        _ index: Int, _ element: DataElement, _ type: AttributeType, _ rule: String
    ) throws(PlanHold) {
        // An age shifted by nothing is capped all the same.
        try shiftAges(index, element, type, rule) { $0.shifted(by: 0) }
    }
}
