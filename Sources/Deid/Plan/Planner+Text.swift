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
        var spans: [[TextSpan]] = []
        for value in values {
            let external = try scrutiny == .full ? analyzed(value.text, rule) : []
            let unreadable = unreadableSpans(in: value, scrutiny)
            let found =
                value.text.isEmpty
                ? []
                : cleaner.spans(
                    in: value.isReadable ? value.text : Self.withoutForeign(value.text), context: context,
                    external: external + unreadable, isEquipment: isEquipment, isHeaderOnly: scrutiny == .headerOnly)
            if !found.isEmpty, value.isReadable { sightings.note(found, in: value.text, at: index) }
            spans.append(found)
        }
        let isFound = spans.contains { !$0.isEmpty }
        noteStay(index)
        drafts.append(
            TextDraft(
                index: index, vr: element.vr, type: type, style: style, rule: rule, isCleaned: true,
                spans: isFound ? spans : []))
    }

    /// Words of which nobody knows what they say: all of them where everything is looked for, else those in which the
    /// header's own bytes stand. Blanks are blanks in every code page, so that what stays is whole characters.
    private mutating func unreadableSpans(in value: EncodedText, _ scrutiny: TextScrutiny) -> [TextSpan] {
        if value.isReadable, rawClues().isEmpty { return [] }
        let bytes = Array(value.bytes(of: 0..<value.text.unicodeScalars.count))
        if value.isReadable {
            return rawClues().kind(in: bytes) == nil ? [] : [Self.unreadable(0..<value.text.unicodeScalars.count)]
        }
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
        let isKept =
            options.contains(.retainLongitudinalFullDates) && ValueForm(element) != .foreign
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
